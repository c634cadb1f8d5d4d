"""How wide: the past is predicted week by week, as it would have been, and what was missed sets today's width.

Each week's middle is fitted on what was known when the week began, so a score is never one of a row that the model
had seen (conformal prediction by splitting, Lei et al. 2018; here forward in time, since later weeks differ). A lane's
bounds are quantiles of its scores (Mondrian, or group-conditional, conformal prediction: Vovk, Gammerman and Shafer
2005), recent days weigh more (weighted conformal prediction beyond exchangeability: Barber et al. 2023). The level
asked for rises with the share that the lane's earlier windows missed too many (after adaptive conformal inference:
Gibbs and Candes 2021; here in proportion to the misses remembered, fed by windows that have ended, whose outcome is
therefore known for all of their parcels alike, and never below what is asked).
"""

from dataclasses import dataclass

import numpy as np

from .known import Bools, Floats, Ints
from .location import Encoded, Location, fit, middle_of
from .scores import Distributions, Scored, distributions

HOUR, WEEK = 3600.0, 7 * 86400.0
WEEKS = 26  # how far back the past is predicted
FEWEST = 100  # arrivals before a first model is fitted
FEWEST_SCORES = 30  # arrivals in a lane before its bounds are called its own
FORGET = 7 * 86400.0  # what happened a week ago weighs half
BORROWED = 50.0  # arrivals' weight that a lane borrows from all lanes
EARLY = 0.01  # the share of parcels that may come before the window; the rest of the misses come after it
FORGET_MISSES = 365 * 86400.0
GAIN_LANE, GAIN_ALL, STEADY = 1.0, 1.0, 300.0
MOST = 0.05  # how far the level may move up; it never moves below what is asked, however well it went before
LOST = 6.0  # medians, after which a parcel still out tells nothing about windows any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Rows of one status in the order of time: what is known now. hours is NaN where still on the way."""

    rows: Encoded
    scanned_at: Floats
    hours: Floats
    lane: Ints
    lanes: int

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
    """The rows that were predicted: their middle, the offset of the model that did it, and the bounds given."""

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
            past.middle[rows] = middle_of(model, stretch.rows.rows(rows))
            past.offset[rows] = model.offset
            bounds = _bounds(stretch, past, now=begun, coverage=coverage)
            if bounds is not None:
                past.low[rows], past.high[rows] = (
                    bounds.low[stretch.lane[rows]],
                    bounds.high[stretch.lane[rows]],
                )
    return _bounds(stretch, past, now=now, coverage=coverage)


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
    arrived = stretch.end[rows] <= now
    if arrived.sum() < FEWEST:
        return None
    age = now - stretch.scanned_at[rows]
    hours = np.where(arrived, stretch.hours[rows], age / HOUR)
    score = np.log(hours + past.offset[rows]) - past.middle[rows]
    lane = stretch.lane[rows]
    scored = Scored(
        score=score,
        arrived=arrived,
        middle=past.middle[rows],
        offset=past.offset[rows],
        age=age,
        lane=lane,
    )
    found = distributions(scored, lanes=stretch.lanes, borrowed=BORROWED, forget=FORGET)
    level = coverage + _moved(stretch, past, rows, score, arrived, age, coverage=coverage)
    return Bounds(
        low=found.at(np.full(stretch.lanes + 1, EARLY)),
        high=found.at(_upper(level, found)),
        scores=np.bincount(np.where(lane < 0, stretch.lanes, lane), arrived, stretch.lanes + 1).astype(int),
    )


def _upper(level: Floats, found: Distributions) -> Floats:
    # (n + 1) / n is the split-conformal correction for the finite number of scores.
    return np.minimum(EARLY + level * (1 + 1 / np.maximum(found.size, 20)), 0.998)


def _moved(
    stretch: Stretch,
    past: _Past,
    rows: Ints,
    score: Floats,
    arrived: Bools,
    age: Floats,
    *,
    coverage: float,
) -> Floats:
    """How far each lane's level moves for what its latest windows missed, shape (lanes + 1,)."""
    low, high, offset = past.low[rows], past.high[rows], past.offset[rows]
    ended = np.log(age / HOUR + offset) - past.middle[rows] > high
    typical = float(np.median(stretch.hours[rows][arrived])) * HOUR
    told = ended & (arrived | (age < LOST * typical))
    missed = (score > high) | (score < low)
    weight = np.where(told, 0.5 ** (age / FORGET_MISSES), 0.0)
    lane = np.where(stretch.lane[rows] < 0, stretch.lanes, stretch.lane[rows])
    n = np.bincount(lane, weight, stretch.lanes + 1)
    short = np.bincount(lane, weight * (missed - (1 - coverage)), stretch.lanes + 1)
    of_all = GAIN_ALL * short.sum() / (n.sum() + STEADY)
    of_lane = GAIN_LANE * short / (n + STEADY)
    of_lane[-1] = 0.0
    moved: Floats = np.clip(of_all + of_lane, 0.0, MOST)
    return moved
