"""How wide: the past is predicted week by week, as it would have been, and what was missed sets today's width.

Each week's middle is fitted on what was known when the week began, so a score is never one of a row that the model
had seen (conformal prediction by splitting, Lei et al. 2018; here forward in time, since later weeks differ). A lane's
bounds are quantiles of its scores (Mondrian, or group-conditional, conformal prediction: Vovk, Gammerman and Shafer
2005), recent days weigh more (weighted conformal prediction beyond exchangeability: Barber et al. 2023). Scores are
measured from the middle and what the lane's crowding adds to it (crowding.py), to the day that has to be shown (days.py),
and the upper bound moves with what the lane's earlier windows owe (making_up.py).
"""

from dataclasses import dataclass

import numpy as np

from .days import begun, ended
from .known import Floats, Ints
from .location import Encoded, Location, fit, middle_of
from .making_up import RECENT, REMEMBERED, shift
from .scores import Distributions, Scored, distributions

HOUR, WEEK = 3600.0, 7 * 86400.0
WEEKS = 26  # how far back the past is predicted
FEWEST = 100  # arrivals before a first model is fitted
FEWEST_SCORES = 30  # arrivals in a lane before its bounds are called its own
FORGET = 10 * 86400.0  # what happened ten days ago weighs half
BORROWED = 50.0  # arrivals' weight that a lane borrows from all lanes
EARLY = 0.01  # the share of parcels that may come before the window; the rest of the misses come after it
RESERVE = 0.005  # more is asked than promised: slowdowns come suddenly, and nothing quickens as suddenly
LOST = 6.0  # medians, after which a parcel still out tells nothing about windows any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Rows of one status in the order of time: what is known now. hours is NaN where still on the way.

    since_midnight: as `Known` has it where windows are told by the day, NaN where by the hour. crowded: what the
    crowding of its lane added to a row's middle on its day; crowded_now: the same of every lane tonight, shape
    (lanes + 1,).
    """

    rows: Encoded
    scanned_at: Floats
    hours: Floats
    since_midnight: Floats
    lane: Ints
    lanes: int
    crowded: Floats
    crowded_now: Floats

    @property
    def end(self) -> Floats:
        """When it arrived, seconds since 1970; infinitely late where it has not."""
        return np.where(np.isnan(self.hours), np.inf, self.scanned_at + self.hours * HOUR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """By lane, the last one for all lanes: the window is middle + low to middle + high, in the model's logarithm."""

    low: Floats
    high: Floats
    scores: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class _Past:
    """The rows that were predicted: their middle with its crowding, the model's offset, and the bounds given."""

    middle: Floats
    offset: Floats
    low: Floats
    high: Floats


def fitted(stretch: Stretch, *, now: float) -> Location | None:
    """The model of the middle from what had arrived by `now` (seconds since 1970); None from too little."""
    arrived = np.flatnonzero(stretch.end <= now)
    if len(arrived) < FEWEST:
        return None
    hours = stretch.hours[arrived]
    return fit(stretch.rows.rows(arrived), hours, _counted_for_the_rest(stretch, hours, now=now))


def calibrated(stretch: Stretch, *, now: float, coverage: float) -> Bounds | None:
    """The bounds of windows made at `now`; None where the past holds too little to say how wide they must be."""
    n = len(stretch.scanned_at)
    past = _Past(
        middle=np.full(n, np.nan), offset=np.ones(n), low=np.full(n, np.nan), high=np.full(n, np.nan)
    )
    bounds = None
    for week in range(WEEKS, 0, -1):
        begun = now - week * WEEK
        rows = np.flatnonzero((stretch.scanned_at >= begun) & (stretch.scanned_at < begun + WEEK))
        model = fitted(stretch, now=begun) if len(rows) else None
        if model is not None:
            past.middle[rows] = middle_of(model, stretch.rows.rows(rows)) + stretch.crowded[rows]
            past.offset[rows] = model.offset
            bounds = _bounds(stretch, past, now=begun, coverage=coverage)
            if bounds is not None:
                past.low[rows] = bounds.low[stretch.lane[rows]] - stretch.crowded[rows]
                past.high[rows] = bounds.high[stretch.lane[rows]]
    last = _bounds(stretch, past, now=now, coverage=coverage)
    # A crowd lets parcels come later; some come as early as ever.
    return last and Bounds(low=last.low, high=last.high + stretch.crowded_now, scores=last.scores)


def _counted_for_the_rest(stretch: Stretch, hours: Floats, *, now: float) -> Floats:
    """Weights that let long journeys count for those of their length that are still on the way.

    1 / the share of all scans that are at least so long ago (inverse probability of censoring: Robins and Rotnitzky
    1992), at most 20.
    """
    ages = np.sort(now - stretch.scanned_at[stretch.scanned_at < now]) / HOUR
    old_enough = 1 - np.searchsorted(ages, hours) / len(ages)
    return 1 / np.maximum(old_enough, 0.05)


def _bounds(stretch: Stretch, past: _Past, *, now: float, coverage: float) -> Bounds | None:
    rows = np.flatnonzero((stretch.scanned_at < now) & ~np.isnan(past.middle))
    seen = _seen(stretch, past, rows, now=now)
    if seen is None:
        return None
    asked = np.full(stretch.lanes + 1, coverage + RESERVE)
    return Bounds(
        low=seen.of_first.at(np.full(stretch.lanes + 1, EARLY)),
        high=seen.of_last.at(_upper(asked, seen.of_last))
        + _owed(stretch, past, rows, seen, coverage=coverage),
        scores=np.bincount(_row(seen.last.lane, stretch), seen.last.arrived, stretch.lanes + 1).astype(int),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What rows came to by some time, as scores of the first and of the last day that holds them.

    By the hour both are the same.
    """

    first: Scored
    last: Scored
    of_first: Distributions
    of_last: Distributions


def _seen(stretch: Stretch, past: _Past, rows: Ints, *, now: float) -> _Seen | None:
    clock, age = stretch.since_midnight[rows], now - stretch.scanned_at[rows]
    # A day counts once it is over, to the second: until then its late hours would be missing.
    arrived = ended(stretch.hours[rows], clock) * HOUR <= age + 1
    if arrived.sum() < FEWEST:
        return None
    hours = np.where(arrived, stretch.hours[rows], age / HOUR)

    def scored(bound: Floats) -> Scored:
        return Scored(
            score=np.log(bound + past.offset[rows]) - past.middle[rows],
            arrived=arrived,
            middle=past.middle[rows],
            offset=past.offset[rows],
            age=age,
            lane=stretch.lane[rows],
        )

    def spread(scores: Scored) -> Distributions:
        return distributions(scores, lanes=stretch.lanes, borrowed=BORROWED, forget=FORGET)

    # Windows begin no earlier than on the day of the scan and end no earlier than that.
    first, last = scored(ended(hours, clock)), scored(np.maximum(begun(hours, clock), 0.0))
    of_last = spread(last)
    by_hour = np.isnan(clock).all()
    return _Seen(first=first, last=last, of_first=of_last if by_hour else spread(first), of_last=of_last)


def _row(lane: Ints, stretch: Stretch) -> Ints:
    return np.where(lane < 0, stretch.lanes, lane)


def _upper(level: Floats, found: Distributions) -> Floats:
    # (n + 1) / n is the split-conformal correction for the finite number of scores.
    return np.minimum(EARLY + level * (1 + 1 / np.maximum(found.size, 20)), 0.998)


def _owed(stretch: Stretch, past: _Past, rows: Ints, seen: _Seen, *, coverage: float) -> Floats:
    """How far each lane's upper bound moves for what its windows missed or held too often, shape (lanes + 1,)."""
    missed = _missed(stretch, past, rows, seen)
    lane, age = _row(seen.last.lane, stretch), seen.last.age
    weight = np.where(np.isnan(missed), 0.0, np.exp2(-age / REMEMBERED))
    beyond = np.nan_to_num(missed) - (1 - coverage - RESERVE)
    owed = np.bincount(lane, weight * beyond, stretch.lanes + 1).astype(float)
    sent = np.bincount(lane[age < RECENT], minlength=stretch.lanes + 1).astype(float)
    return shift(owed, sent)


def _missed(stretch: Stretch, past: _Past, rows: Ints, seen: _Seen) -> Floats:
    """1 for a window known to have missed, 0 for one that held, the chance of a miss while open; NaN: not counted."""
    low, high, arrived = past.low[rows], past.high[rows], seen.last.arrived
    typical = float(np.median(stretch.hours[rows][arrived])) * HOUR
    over = (seen.last.score > high) | (arrived & (seen.first.score < low))
    missed = np.where(
        arrived | over, over.astype(float), _chance(seen, _row(seen.last.lane, stretch), low, high)
    )
    lost = ~arrived & over & (seen.last.age >= LOST * typical)
    return np.where(np.isnan(high) | lost, np.nan, missed)


def _chance(seen: _Seen, lane: Ints, low: Floats, high: Floats) -> Floats:
    """The chance that a parcel not come yet comes outside its window, by its lane's distributions."""
    chance = np.zeros(len(lane))
    for one in np.unique(lane):
        of = lane == one
        by_now, by_high = (_share(seen.of_last, one, x[of]) for x in (seen.last.score, high))
        too_early = _share(seen.of_first, one, low[of]) - _share(seen.of_first, one, seen.first.score[of])
        outside = 1 - by_high + np.maximum(too_early, 0.0)
        chance[of] = outside / np.maximum(1 - by_now, 1e-9)
    return np.clip(chance, 0.0, 1.0)


def _share(found: Distributions, lane: int, score: Floats) -> Floats:
    share: Floats = np.interp(score, found.edges, found.share[lane], left=0.0)
    return share
