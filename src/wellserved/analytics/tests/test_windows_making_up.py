"""What is owed is made up for, whatever the sequence; a crowd is seen before the first parcel is late."""

from collections import deque
from dataclasses import replace

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wellserved.analytics.tests.made_parcels import BEGIN, LANES, day, parcels
from wellserved.analytics.windows import History, Known, train
from wellserved.analytics.windows.crowding import crowding
from wellserved.analytics.windows.making_up import DOWN, UP, most_owed, shift

MAY_MISS = 0.1
SENT = 60.0
# What an adversary does who sees each window before sending the parcel.
JUST_LATE, JUST_IN_TIME = "just late", "just in time"


@settings(deadline=None)  # thousands of parcels an example
@given(
    plan=st.lists(
        st.floats(DOWN, UP, exclude_min=True) | st.sampled_from([JUST_LATE, JUST_IN_TIME]),
        min_size=1,
        max_size=400,
    ),
    again=st.integers(1, 10),
    delay=st.integers(0, 30),
)
@example(plan=[JUST_LATE], again=3_000, delay=0)
@example(plan=[JUST_IN_TIME], again=3_000, delay=30)
@example(plan=[JUST_LATE] * 300 + [JUST_IN_TIME] * 300, again=5, delay=20)
def test_no_sequence_keeps_the_share_missed_from_what_is_asked_by_more_than_what_a_lane_can_owe(
    plan: list[float | str], again: int, delay: int
) -> None:
    owed, missed, unknown = 0.0, 0, deque[bool]()
    for one in plan * again:
        if len(unknown) > delay:
            owed += unknown.popleft() - MAY_MISS
        bound = float(shift(np.array(owed), np.array(SENT)))
        late = one == JUST_LATE and bound < UP if isinstance(one, str) else one > bound
        # Scores end at DOWN: a bound that lies there holds none.
        late = late or (one == JUST_IN_TIME and bound <= DOWN)
        missed += late
        unknown.append(late)
    n = len(plan) * again
    least, most = most_owed(SENT)
    assert least - 1 - (delay + 1) <= missed - MAY_MISS * n <= most + 1 + (delay + 1)


@given(owed=st.floats(-1e6, 1e6), sent=st.floats(0, 1e6))
def test_a_bound_moves_with_what_is_owed_and_never_further_than_it_may(owed: float, sent: float) -> None:
    moved = float(shift(np.array(owed), np.array(sent)))
    assert DOWN <= moved <= UP
    assert moved * owed >= 0


def flowing(*, a_day: dict[range, int], days: int, takes: int, stops: range = range(0)) -> History:
    """Parcels of one lane that one carrier delivers first in first out, `takes` at most a day, none while it stops."""
    sent = [number + 0.5 for number in range(days) for _ in range(_on(number, a_day))]
    came: list[float] = []
    free = 0.0
    for at in sent:
        free = max(free, at + 4.0)
        while int(free) in stops:
            free = float(int(free) + 1)
        came.append(free)
        free += 1 / takes
    return History(
        known=Known(status=np.full(len(sent), "in_transit"), lane=np.full(len(sent), "N > N")),
        scanned_at=BEGIN.timestamp() + np.array(sent) * 86400,
        hours=(np.array(came) - np.array(sent)) * 24,
    )


def _on(number: int, a_day: dict[range, int]) -> int:
    return next((count for span, count in a_day.items() if number in span), 20)


def lines(past: History, number: float) -> float:
    """How many times as long as usual the line is on that day, as known on that day."""
    now = day(number)
    found = crowding(past.as_of(now), now=now.timestamp())
    return float(np.exp(found.at(np.array(["N > N"]), np.array([now.timestamp()]))[0]))


def test_a_steady_flow_is_no_crowd_and_neither_is_a_carrier_that_stops_for_days() -> None:
    assert lines(flowing(a_day={}, days=120, takes=24), 110) == 1
    assert lines(flowing(a_day={}, days=120, takes=24, stops=range(90, 96)), 97) == 1


def test_a_sale_makes_the_line_longer_but_no_longer_than_parcels_will_wait_and_then_it_is_over() -> None:
    for takes in (24, 30):
        past = flowing(a_day={range(90, 100): 60}, days=260, takes=takes)
        before, after, long_after = (lines(past, number) for number in (89, 100, 240))
        # Ten days of 40 more than usual wait beside the usual 80. Means of weeks know of seven of those days.
        waits = past.hours[np.searchsorted(past.scanned_at, day(99.9).timestamp())] / past.hours[0]
        assert before == 1
        assert 2 < after < waits < 5
        assert long_after == 1


def test_windows_of_a_sale_reach_further_before_a_parcel_is_late_and_begin_no_later() -> None:
    calm = parcels(seed=4)
    sale = np.flatnonzero((calm.scanned_at > day(100).timestamp()) & (calm.scanned_at < day(104).timestamp()))
    rows = np.sort(np.concatenate([np.arange(len(calm)), np.repeat(sale, 4)]))
    known = Known(status=np.full(3, "in_transit"), lane=np.array(list(LANES)))
    before, crowded = (train(past, now=day(104)).predict(known) for past in (calm, calm.rows(rows)))
    assert (crowded.upper > 1.2 * before.upper).all()
    assert (crowded.lower <= before.lower).all()


def test_a_parcel_counts_once_however_often_it_is_scanned() -> None:
    past = flowing(a_day={range(90, 100): 60}, days=110, takes=24)
    first = replace(past, known=replace(past.known, waited_hours=np.zeros(len(past))))
    later = replace(
        past,
        known=replace(past.known, waited_hours=np.full(len(past), 24.0)),
        scanned_at=past.scanned_at + 86400,
        hours=past.hours - 24,
    )
    both = History(
        known=Known(
            status=np.full(2 * len(past), "in_transit"),
            lane=np.full(2 * len(past), "N > N"),
            waited_hours=np.repeat([0.0, 24.0], len(past)),
        ),
        scanned_at=np.concatenate([first.scanned_at, later.scanned_at]),
        hours=np.concatenate([first.hours, later.hours]),
    )
    assert lines(both, 100) == lines(first, 100) > 2
    assert lines(later, 100) == 1
