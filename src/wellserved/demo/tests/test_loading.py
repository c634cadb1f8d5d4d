"""Loading: once, whatever happens on the way, and never among real records."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.models import QuerySet
from pytest_django import Settings

from wellserved.demo.loading import SOURCE, load
from wellserved.demo.organisation.people import WAYS_IN
from wellserved.demo.standing import HomeHoldsAnother, Standing, Wanted, standing
from wellserved.insight.models import SavedView
from wellserved.journey.models import BeliefRound, Contribution, Moment, Source
from wellserved.people.models import Customer, Location
from wellserved.people.queries import account_id_of, person_of

from .conftest import NOW, SEED, UNTIL, loaded

pytestmark = pytest.mark.django_db(transaction=True)
SCALE = 0.01


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    settings.LAKE = tmp_path / "lake"
    return tmp_path


def simulated() -> QuerySet[Moment]:
    """Without those that tracking made of the demo's parcels."""
    return Moment.objects.filter(source_id=Source.objects.get(slug=SOURCE).pk)


def test_loading_a_second_time_loads_nothing(folder: Path) -> None:
    read = loaded(folder, scale=SCALE)
    assert simulated().count() == read > 2000
    assert loaded(folder, scale=SCALE) == 0
    assert simulated().count() == read


def test_a_loading_that_was_broken_off_goes_on_and_doubles_nothing(folder: Path) -> None:
    default = Standing(seed=SEED, until=UNTIL, scale=SCALE, whole=False)
    steps = load(Wanted(), default=default, truth_file=folder / "truth.json", now=NOW)
    while next(steps).done == 0:
        pass
    steps.close()
    here = standing()
    assert here is not None
    assert not here.whole
    loaded(folder, scale=SCALE)
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    assert simulated().count() == truth["moments"]
    assert Customer.objects.count() == truth["customers"]


def test_what_its_people_did_is_not_done_twice_where_the_loading_broke_off_behind_it(folder: Path) -> None:
    default = Standing(seed=SEED, until=UNTIL, scale=SCALE, whole=False)
    steps = load(Wanted(), default=default, truth_file=folder / "truth.json", now=NOW)
    while next(steps).doing != "Raising alerts":
        pass
    steps.close()
    before = (Contribution.objects.count(), BeliefRound.objects.count(), SavedView.objects.count())
    loaded(folder, scale=SCALE)
    assert (Contribution.objects.count(), BeliefRound.objects.count(), SavedView.objects.count()) == before
    here = standing()
    assert here is not None
    assert here.whole


def test_what_stands_is_not_replaced_by_another_demo(folder: Path) -> None:
    loaded(folder, scale=SCALE)
    with pytest.raises(HomeHoldsAnother, match="seed 7, not 8"):
        loaded(folder, scale=SCALE, wanted=Wanted(seed=8))


def test_a_demo_is_never_loaded_among_real_records(folder: Path) -> None:
    Customer.objects.create(created_at=NOW)
    with pytest.raises(HomeHoldsAnother, match="records of its own"):
        loaded(folder, scale=SCALE)
    assert not Location.objects.exists()


def test_each_role_can_sign_in(folder: Path) -> None:
    loaded(folder, scale=SCALE)
    people = {who: person_of(account_id=account_id_of(email=email)) for who, email in WAYS_IN}
    assert people["customer"].customer_key is not None
    assert (people["agent"].role, people["manager"].role) == ("agent", "manager")
    assert people["agent"].location_ids


def test_the_standard_in_force_at_the_time_is_recorded(folder: Path) -> None:
    loaded(folder, scale=SCALE)
    clocked = simulated().filter(delivered__isnull=False)
    assert not clocked.filter(standard__isnull=True).exists()
    assert not clocked.filter(believed__isnull=True).exists()
