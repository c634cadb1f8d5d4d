"""Windows of delivery: they hold what they promise, know nothing of the future, and say where they come from."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellserved.analytics.tests.made_parcels import day, parcels
from wellserved.analytics.windows import (
    History,
    Known,
    NoSuchCoverage,
    NotAModel,
    RowsDisagree,
    Said,
    WindowModel,
    judged,
    train,
)

PAST = parcels(seed=1)
MODEL = train(PAST, now=day(120))


def afterwards(seed: int, *, a_day: int = 100) -> History:
    """Parcels of the same law that the model never saw."""
    return parcels(seed=seed, days=40, a_day=a_day)


@settings(deadline=None, max_examples=5)
@given(seed=st.integers(2, 10_000), coverage=st.sampled_from([0.8, 0.9]))
def test_where_nothing_changes_windows_hold_their_share_within_what_chance_allows(
    seed: int, coverage: float
) -> None:
    past = parcels(seed=seed)
    fresh = afterwards(seed + 20_000)
    windows = train(past, now=day(120), coverage=coverage).predict(fresh.known)
    found = judged(fresh.hours, windows.lower, windows.upper)
    # The bounds rest on some 250 arrivals of about ten days' weight, and the count on 4,000.
    chance = 4 * sqrt(coverage * (1 - coverage) * (1 / 250 + 1 / 4_000))
    assert abs(found.covered - coverage) < chance


def test_each_lane_is_held_and_not_only_all_of_them() -> None:
    fresh = afterwards(77)
    windows = MODEL.predict(fresh.known)
    assert fresh.known.lane is not None
    for lane in ("N > N", "N > S", "S > N"):
        of = fresh.known.lane == lane
        assert 0.83 < judged(fresh.hours[of], windows.lower[of], windows.upper[of]).covered < 0.97


def test_lanes_that_take_longer_get_later_windows() -> None:
    untold = replace(PAST, known=replace(PAST.known, told_hours=None))
    one_each = Known(status=np.full(2, "in_transit"), lane=np.array(["N > N", "S > N"]))
    windows = train(untold, now=day(120)).predict(one_each)
    assert windows.upper[1] > 2 * windows.upper[0]


@settings(deadline=None)
@given(
    lane=st.sampled_from(["N > N", "N > S", "nowhere", ""]),
    told=st.floats(-1e6, 1e6) | st.just(float("nan")),
    waited=st.floats(0, 1e6) | st.just(float("nan")),
    weekday=st.integers(-1, 6),
    hour=st.integers(-1, 23),
)
def test_a_window_begins_no_later_than_it_ends_and_never_before_its_scan(
    lane: str, told: float, waited: float, weekday: int, hour: int
) -> None:
    windows = MODEL.predict(
        Known(
            status=np.array(["in_transit"]),
            lane=np.array([lane]),
            told_hours=np.array([told]),
            waited_hours=np.array([waited]),
            weekday=np.array([weekday]),
            hour=np.array([hour]),
        )
    )
    assert 0 <= windows.lower[0] <= windows.upper[0] < np.inf


def test_a_model_goes_to_bytes_and_back_and_says_the_same() -> None:
    known = afterwards(5, a_day=10).known
    again = WindowModel.from_bytes(MODEL.to_bytes())
    ours, theirs = MODEL.predict(known), again.predict(known)
    assert np.array_equal(ours.lower, theirs.lower)
    assert np.array_equal(ours.upper, theirs.upper)
    assert np.array_equal(ours.said, theirs.said)
    assert (again.version, again.trained_at, again.coverage) == (MODEL.version, MODEL.trained_at, 0.9)


@pytest.mark.parametrize("data", [b"", b"PK", b"not a model at all", MODEL.to_bytes()[:500]])
def test_bytes_that_hold_no_model_are_refused(data: bytes) -> None:
    with pytest.raises(NotAModel):
        WindowModel.from_bytes(data)


def test_one_row_alone_gets_the_window_that_it_gets_among_many() -> None:
    known = afterwards(6, a_day=5).known
    many = MODEL.predict(known)
    one = MODEL.predict(known.rows(np.array([17])))
    assert (one.lower[0], one.upper[0]) == pytest.approx((many.lower[17], many.upper[17]))


@settings(deadline=None, max_examples=3)
@given(seed=st.integers(0, 1_000), now=st.sampled_from([80.0, 95.5, 110.0]))
def test_what_happens_later_never_touches_an_earlier_window(seed: int, now: float) -> None:
    chance = np.random.default_rng(seed)
    moment = day(now).timestamp()
    later = PAST.scanned_at + PAST.hours * 3600 > moment
    other = np.maximum(
        PAST.hours * chance.uniform(0.5, 5, len(PAST)), (moment - PAST.scanned_at) / 3600 + 0.1
    )
    changed = replace(PAST, hours=np.where(later, np.maximum(other, 0.0), PAST.hours))
    assert not np.array_equal(changed.hours, PAST.hours)
    assert train(changed, now=day(now)).version == train(PAST, now=day(now)).version


def test_the_order_of_the_rows_means_nothing() -> None:
    mixed = PAST.rows(np.random.default_rng(3).permutation(len(PAST)))
    assert train(mixed, now=day(120)).version == MODEL.version


def test_parcels_still_on_their_way_widen_the_windows_before_they_arrive() -> None:
    calm, slowed = (parcels(seed=9, slower=factor) for factor in (1.0, 3.0))
    # Four days after everything became three times as slow, few of those parcels have arrived.
    known = Known(status=np.array(["in_transit"]), lane=np.array(["N > S"]))
    before, after = (train(past, now=day(84)).predict(known).upper[0] for past in (calm, slowed))
    assert after > 1.15 * before


def test_a_lane_without_history_is_pooled_and_says_so() -> None:
    known = Known(status=np.full(2, "in_transit"), lane=np.array(["N > N", "to the moon"]))
    assert MODEL.predict(known).said.tolist() == [Said.LANE, Said.POOLED]


def test_without_enough_history_the_told_day_stands_in_and_it_is_said() -> None:
    few = PAST.rows(np.arange(90))
    known = Known(status=np.full(3, "in_transit"), told_hours=np.array([30.0, -5.0, np.nan]))
    windows = train(few, now=day(120)).predict(known)
    assert windows.said.tolist() == [Said.TOLD, Said.TOLD, Said.NOTHING]
    assert windows.upper[:2].tolist() == [30.0, -5.0]
    assert windows.lower[:2].tolist() == [0.0, -5.0]
    assert np.isnan(windows.upper[2])
    assert not windows.predicted.any()


def test_a_status_that_was_never_seen_falls_back_while_the_others_are_predicted() -> None:
    known = Known(status=np.array(["in_transit", "on_hold"]), told_hours=np.array([30.0, 30.0]))
    assert MODEL.predict(known).said.tolist() == [Said.POOLED, Said.TOLD]


def test_an_empty_history_and_an_empty_question_are_no_trouble() -> None:
    nothing = History(
        known=Known(status=np.array([], dtype=str)), scanned_at=np.array([]), hours=np.array([])
    )
    model = train(nothing, now=day(0))
    assert model.stages == {}
    assert len(model.predict(nothing.known).said) == 0
    assert len(MODEL.predict(nothing.known).said) == 0


def test_columns_of_other_lengths_negative_times_and_impossible_shares_are_refused() -> None:
    with pytest.raises(RowsDisagree, match="lane"):
        Known(status=np.array(["in_transit"]), lane=np.array(["a", "b"]))
    with pytest.raises(RowsDisagree, match="below 0"):
        replace(PAST, hours=PAST.hours - 1e6)
    with pytest.raises(NoSuchCoverage):
        train(PAST, now=day(120), coverage=1.0)
