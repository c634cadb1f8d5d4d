"""How far the past lay from the middle: distributions of scores by lane, as of lately, with parcels still out counted.

A parcel that is still on its way has a score that is at least so much. Leaving such parcels out would make every
recent stretch look quicker than it was, so the product-limit estimate (Kaplan and Meier 1958) counts them for what
they are; divided by its last value it speaks of the parcels that do arrive, and not of the lost (the cure model of
Maller and Zhou 1996).

What counts as lately is when something happened, not when the parcel set out: the chance of arriving next, among
those that have come so far, is taken from what the last weeks saw of parcels of every age (a period life table, as
demography has it, and not a cohort's). So a slowdown shows within days, long before the parcels that it holds up have
arrived.
"""

from dataclasses import dataclass

import numpy as np

from .known import Bools, Floats, Ints

BINS = 200
CHUNK = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """n scores: log(hours + offset) - middle, a lower bound where not `arrived`; all of shape (n,).

    age: seconds since the scan. lane: -1 where unknown.
    """

    score: Floats
    arrived: Bools
    middle: Floats
    offset: Floats
    age: Floats
    lane: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Distributions:
    """share[l, b]: the share of lane l's scores up to edges[b]; the last row is of all lanes together.

    size[l]: to how many equally weighted scores the lane's own and borrowed ones come (Kish's effective number).
    """

    edges: Floats
    share: Floats
    size: Floats

    def at(self, level: Floats) -> Floats:
        """Each lane's score with the share level[l] below it, shape (lanes + 1,), between edges along a line."""
        found = [np.interp(one, share, self.edges) for one, share in zip(level, self.share, strict=True)]
        return np.array(found)


def distributions(scored: Scored, *, lanes: int, borrowed: float, forget: float) -> Distributions:
    """The distribution of every lane, each of which borrows the weight of `borrowed` arrivals from all lanes.

    forget: after how many seconds what happened weighs half. Scores are sorted into at most 200 bins, so the cost
    grows with 200 * (n + lanes).
    """
    edges = _edges(scored.score[scored.arrived])
    place = np.searchsorted(edges, scored.score)
    lane = np.where(scored.lane < 0, lanes, scored.lane)
    last = _last(scored, forget=forget)
    risk = _at_risk(scored, edges, place, lane, last, lanes=lanes, forget=forget)
    cell = (lane * (len(edges) + 1) + place)[scored.arrived]
    weight = last[scored.arrived]
    came = np.bincount(cell, weight, (lanes + 1) * (len(edges) + 1)).reshape(lanes + 1, -1)[:, :-1]
    squared = np.bincount(lane[scored.arrived], weight**2, lanes + 1)
    whole_risk, whole_came, whole_squared = risk.sum(axis=0), came.sum(axis=0), squared.sum()
    lend = borrowed / whole_came.sum()
    risk, came = risk + lend * whole_risk, came + lend * whole_came
    squared = squared * (1 + 2 * lend) + lend**2 * whole_squared
    risk[-1], came[-1], squared[-1] = whole_risk, whole_came, whole_squared
    return Distributions(edges=edges, share=_arrived(risk, came), size=came.sum(axis=1) ** 2 / squared)


def _edges(scores: Floats) -> Floats:
    ordered = np.unique(scores)
    if len(ordered) <= BINS:
        return ordered
    # Closer together towards both ends, where the bounds of windows lie.
    steps = (1 - np.cos(np.linspace(0, np.pi, BINS))) / 2
    found: Floats = ordered[np.unique(np.round(steps * (len(ordered) - 1)).astype(int))]
    return found


def _last(scored: Scored, *, forget: float) -> Floats:
    """The weight of each row's last known moment: its arrival, or now."""
    hours = np.exp(scored.score + scored.middle) - scored.offset
    ago = np.where(scored.arrived, scored.age - hours * 3600, 0.0)
    weight: Floats = np.exp2(-np.maximum(ago, 0.0) / forget)
    return weight


def _at_risk(
    scored: Scored, edges: Floats, place: Ints, lane: Ints, last: Floats, *, lanes: int, forget: float
) -> Floats:
    """risk[l, b]: the weight of lane l's parcels that came as far as bin b, each weighed by when that was."""
    risk = np.zeros((lanes + 1, len(edges)))
    bins = np.arange(len(edges))
    # What ended long ago weighs next to nothing, and is most of the history.
    lately = np.flatnonzero(last > 1e-3)
    together = lately[np.argsort(lane[lately], kind="stable")]
    for start in range(0, len(together), CHUNK):
        rows = together[start : start + CHUNK]
        reached = np.exp(scored.middle[rows, None]) * np.exp(edges) - scored.offset[rows, None]
        ago = np.maximum(scored.age[rows, None] - reached * 3600, 0.0)
        weight = np.where(bins < place[rows, None], np.exp2(-ago / forget), 0.0)
        own = np.flatnonzero(scored.arrived[rows])
        weight[own, place[rows][own]] = last[rows][own]
        present, first = np.unique(lane[rows], return_index=True)
        risk[present] += np.add.reduceat(weight, first, axis=0)
    return risk


def _arrived(risk: Floats, came: Floats) -> Floats:
    """1 - the product-limit estimate, of those that arrive at all; shapes (lanes + 1, bins)."""
    hazard = np.divide(came, risk, out=np.zeros_like(came), where=risk > 0)
    share = 1 - np.cumprod(1 - np.clip(hazard, 0, 1), axis=1)
    found: Floats = share / np.maximum(share[:, -1:], 1e-12)
    return found
