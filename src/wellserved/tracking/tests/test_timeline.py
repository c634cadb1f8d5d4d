"""A consignment's timeline: everything that was ever said of it, also what counts no more."""

from datetime import timedelta

import pytest

from wellserved.people.contracts import NOBODY, NotFound, Person
from wellserved.people.models import Location
from wellserved.tracking.contracts import Status
from wellserved.tracking.models import Consignment, Notice, Problem, Subscription, Told, Wish
from wellserved.tracking.queries.finding import consignments_for
from wellserved.tracking.queries.timeline import timeline_for
from wellserved.tracking.services import record_scans

from .conftest import NOW, Scan
from .test_board import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcel(scan: Scan) -> int:
    record_scans(
        scans=[
            scan(Status.IN_TRANSIT, source_id="a", carrier_status="PU"),
            scan(Status.DELIVERED, hour=2, source_id="b"),
            scan(None, hour=3, source_id="c", corrects="b"),
            scan(Status.DELIVERED, occurred_at=NOW + timedelta(days=3650), source_id="d"),
        ],
        now=NOW,
    )
    Consignment.objects.update(order_ref="O-77")
    return Consignment.objects.get().pk


def test_what_was_taken_back_stands_there_with_what_took_it_back(parcel: int) -> None:
    found = timeline_for(staff(), consignment_id=parcel)
    assert [(one.source_id, one.status) for one in found.scans] == [
        ("c", None),
        ("b", Status.DELIVERED),
        ("a", Status.IN_TRANSIT),
    ]
    back, taken, first = found.scans
    assert (taken.taken_back_by, back.takes_back, first.taken_back_by) == (back, True, None)
    assert (first.carrier_status, found.status) == ("PU", Status.IN_TRANSIT)
    assert [one.said for one in found.aside] == [NOW + timedelta(days=3650)]


def test_told_dates_notices_wishes_and_problems_are_all_there(parcel: int) -> None:
    Told.objects.create(consignment_id=parcel, told_at=NOW, channel="shop", latest=NOW + timedelta(days=2))
    Told.objects.create(consignment_id=parcel, told_at=NOW, channel="shop", latest=NOW + timedelta(days=4))
    subscription = Subscription.objects.create(
        consignment_id=parcel,
        channel="email",
        address="mina@example.test",
        address_digest=b"x" * 32,
        made_at=NOW,
        end_secret_digest=b"y" * 32,
    )
    Notice.objects.create(
        subscription=subscription, consignment_id=parcel, occasion="late", made_at=NOW, due_at=NOW
    )
    Wish.objects.create(consignment_id=parcel, what="safe_place", detail="behind the shed", said_at=NOW)
    Problem.objects.create(consignment_id=parcel, what="other", words="the dog ate it", reported_at=NOW)
    found = timeline_for(staff(), consignment_id=parcel)
    assert len(found.told) == 2
    (notice,) = found.notices
    assert (notice.channel, notice.state) == ("email", "waiting")
    assert notice.called
    assert (found.wishes[0].words, found.problems[0].words) == ("behind the shed", "the dog ate it")
    program = timeline_for(Person(scopes=frozenset({"parcels:read"})), consignment_id=parcel)
    assert (program.wishes[0].words, program.problems[0].words) == ("", "")


def test_another_place_and_strangers_find_nothing(parcel: int) -> None:
    north = Location.objects.create(code="north", name="North depot")
    agent = staff("agent", north)
    for person in (agent, NOBODY, Person()):
        with pytest.raises(NotFound):
            timeline_for(person, consignment_id=parcel)
    assert consignments_for(agent, text="KR100") == ()
    Consignment.objects.update(location=north)
    assert timeline_for(agent, consignment_id=parcel).location == "North depot"
    with pytest.raises(NotFound):
        timeline_for(staff(), consignment_id=parcel + 1)


@pytest.mark.parametrize("text", ["KR100", "kr-100", " KR 100", "O-77"])
def test_a_number_is_found_however_it_is_written_and_an_order_as_it_is(parcel: int, text: str) -> None:
    assert [one.number for one in consignments_for(staff(), text=text)] == ["KR100"]


@pytest.mark.parametrize("text", ["", "KR10", "o-7", "<script>", "가나다"])
def test_half_a_number_finds_nothing(parcel: int, text: str) -> None:
    assert consignments_for(staff(), text=text) == ()


def test_what_is_about_it_is_named(parcel: int, scan: Scan) -> None:
    back = Consignment.objects.create(kind="return", number="RET1", made_at=NOW, about_id=parcel)
    me = staff()
    assert [one.number for one in timeline_for(me, consignment_id=parcel).others] == ["RET1"]
    about = timeline_for(me, consignment_id=back.pk).about
    assert about
    assert about.number == "KR100"
