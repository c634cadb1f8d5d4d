"""The front page's figures: what changed beyond chance, and since when news is news."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wellserved.insight.contracts import GapCell
from wellserved.insight.queries.home import (
    CellPlaced,
    chance,
    last_look_for,
    maps_today_for,
    surely_changed,
    unseen_alerts_for,
)
from wellserved.insight.services.looking import look
from wellserved.people.contracts import NOBODY, Person
from wellserved.people.models import Account

from .conftest import NOW, Shop


def placed(short: int, n: int, before: float, n_before: int) -> CellPlaced:
    cell = GapCell(
        gap=3,
        n=n,
        short=short,
        share=short / n,
        low=0.0,
        high=1.0,
        mean_shortfall=1.0,
        enough=True,
        borrowed=0,
        share_before=before,
        n_before=n_before,
    )
    return CellPlaced(
        journey="j",
        journey_title="J",
        touchpoint="t",
        touchpoint_title="T",
        measure="m",
        measure_title="M",
        cell=cell,
    )


def test_the_chance_of_a_difference_is_that_of_the_pooled_z_test() -> None:
    # 30 of 100 against 15 of 100: z = 0.15 / sqrt(0.225 * 0.775 * 0.02) = 2.540, two-sided 0.0111.
    assert chance(placed(30, 100, 0.15, 100).cell) == pytest.approx(0.01108, abs=1e-4)
    assert chance(placed(15, 100, 0.15, 100).cell) == pytest.approx(1.0)
    assert chance(placed(0, 100, 0.0, 100).cell) == 1.0


def test_among_many_cells_a_small_chance_is_no_news() -> None:
    one = placed(30, 100, 0.15, 100)
    assert surely_changed([one]) == (one,)
    assert surely_changed([one, *[placed(15, 100, 0.15, 100)] * 99]) == ()


def test_the_largest_change_comes_first() -> None:
    small, large = placed(300, 1000, 0.20, 1000), placed(600, 1000, 0.20, 1000)
    assert surely_changed([small, large]) == (large, small)
    assert surely_changed([]) == ()


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of the rule
@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), max_size=12))
def test_what_is_news_alone_among_equals_is_less_likely_chance_than_one_in_twenty(
    pairs: list[tuple[int, int]],
) -> None:
    cells = [placed(short, 100, before / 100, 100) for short, before in pairs]
    found = surely_changed(cells)
    assert all(chance(one.cell) <= 0.05 for one in found)
    kept = {id(one) for one in found}
    left = [chance(one.cell) for one in cells if id(one) not in kept]
    assert not found or all(p >= max(chance(one.cell) for one in found) for p in left)


def test_the_worst_is_of_the_last_four_weeks_and_of_one_s_own_places(shop: Shop) -> None:
    today = maps_today_for(shop.manager, now=NOW)
    assert today.since is not None
    assert today.until is not None
    assert today.until - today.since == timedelta(weeks=4)
    assert {one.cell.gap for one in today.worst} == {4}
    own = maps_today_for(shop.agent_north, now=NOW)
    assert own.cases < today.cases
    assert maps_today_for(shop.stranger, now=NOW).worst == ()
    assert maps_today_for(NOBODY, now=NOW).worst == ()


def test_strangers_have_no_alerts(shop: Shop) -> None:
    assert unseen_alerts_for(shop.stranger) == ()
    assert unseen_alerts_for(NOBODY) == ()


@pytest.mark.django_db
def test_a_visit_lasts_until_somebody_stays_away_for_half_an_hour() -> None:
    account = Account.objects.create_user("reader@staff.test")
    person = Person(account_id=account.pk, staff_id=1, role="agent")
    first = datetime(2026, 3, 1, 9, tzinfo=UTC)
    look(by=person, now=first)
    assert last_look_for(person) is None
    look(by=person, now=first + timedelta(minutes=20))
    assert last_look_for(person) is None
    look(by=person, now=first + timedelta(hours=4))
    assert last_look_for(person) == first + timedelta(minutes=20)
    look(by=person, now=first + timedelta(hours=4, minutes=10))
    assert last_look_for(person) == first + timedelta(minutes=20)
