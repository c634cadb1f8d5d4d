"""How crowded the way is: parcels beyond the usual that went in and have not come out, by lane and day.

What a service can't take at once waits. By Little's law (Little, A proof for the queuing formula L = lambda W,
Operations Research 9, 1961) whoever joins a line at an unchanged rate of service waits in proportion to its length;
so when the line is twice the usual, times are twice as long. A sale shows in what is handed in days before the
first late parcel does.

The line grows by what comes in beyond the usual (the mean of the last eight weeks and 15% more, so that growth is no
crowd) and shrinks by what is delivered beyond the usual; what has lasted for eight weeks is the usual. A day without deliveries adds nothing: after a strike or a
holiday the rate is not what it was on that day.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .known import Floats, History, Ints

DAY = 86400.0
USUAL = 56  # days that say what is usual
WEEK = 7  # flows are means of so many days: nobody delivers on Sundays
SLACK = 1.15
BORROWED = 3.0  # parcels a day, of the pattern of all, that each lane borrows
LOST = 6.0  # medians, after which a parcel still out is in no line any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowding:
    """by_day[l, d]: the logarithm of how many times as long as usual the line is, at the begin of day d.

    lanes: the names of the first rows, in order; the last row is of all lanes. first: the number of day 0 since 1970.
    """

    lanes: NDArray[np.str_]
    first: int
    by_day: Floats

    def at(self, lane: NDArray[np.str_], moment: Floats) -> Floats:
        """Of parcels scanned at these seconds since 1970, shape (n,)."""
        if not self.by_day.size:
            return np.zeros(len(lane))
        day = np.clip((moment // DAY).astype(int) - self.first, 0, self.by_day.shape[1] - 1)
        found: Floats = self.by_day[self._rows(lane), day]
        return found

    def _rows(self, lane: NDArray[np.str_]) -> Ints:
        if not len(self.lanes):
            return np.full(len(lane), -1)
        place = np.minimum(np.searchsorted(self.lanes, lane), len(self.lanes) - 1)
        return np.where(self.lanes[place] == lane, place, -1)


def crowding(past: History, *, now: float) -> Crowding:
    """The lines at the begin of every day up to `now` (seconds since 1970), from what was known on that day.

    A parcel goes in at its first scan: the row with no hours waited, or with none known.
    """
    waited = past.known.numbers()[:, 0]
    entries = past.rows((np.isnan(waited) | (waited == 0)) & (past.scanned_at < now))
    names, lane = np.unique(entries.known.group("lane"), return_inverse=True)
    if not len(entries):
        return Crowding(lanes=names, first=0, by_day=np.zeros((1, 0)))
    first = int(entries.scanned_at.min() // DAY)
    days = int(now // DAY) - first + 1
    went_in = entries.scanned_at // DAY - first
    came = entries.hours * 3600
    typical = float(np.nanmedian(came)) if not np.isnan(came).all() else 0.0
    came_out = (entries.scanned_at + came) // DAY - first
    left = (entries.scanned_at + np.fmin(came, LOST * typical)) // DAY - first
    into, out, gone = (_a_day(lane, at, len(names), days) for at in (went_in, came_out, left))
    return Crowding(lanes=names, first=first, by_day=_lines(into, out, np.cumsum(into - gone, axis=1)))


def _a_day(lane: Ints, day: Floats, lanes: int, days: int) -> Floats:
    inside = day < days  # false where nan: not delivered
    cell = lane[inside] * days + day[inside].astype(int)
    found = np.bincount(cell, minlength=lanes * days).reshape(lanes, days).astype(float)
    return np.vstack([found, found.sum(axis=0)])


def _lines(into: Floats, out: Floats, waiting: Floats) -> Floats:
    lanes, days = into.shape
    found = np.zeros((lanes, days))
    line = np.zeros(lanes)
    waits = _weekly(waiting)
    waits[:-1] += BORROWED / max(into[-1].mean(), 1e-9) * waits[-1]
    for day in range(USUAL, days):
        before, lately = slice(day - USUAL, day), slice(day - WEEK + 1, day + 1)
        usual = np.array([flow[:, before].mean(axis=1) for flow in (into, out, waiting)])
        now = np.array([flow[:, lately].mean(axis=1) for flow in (into, out)])
        lend = np.append(np.full(lanes - 1, BORROWED / max(usual[0, -1], 1e-9)), 0.0)
        usual, now = usual + lend * usual[:, -1:], now + lend * now[:, -1:]
        found[:, day] = np.log1p(line / np.maximum(usual[2], 1e-9))
        more = np.maximum(now[0] - SLACK * usual[0], 0.0)
        line = np.maximum(line + more - np.maximum(now[1] - usual[1], 0.0), 0.0)
        # No more are in line than are on their way beyond the quietest week: however slowly it clears, it is over then.
        line = np.minimum(line, np.maximum(waits[:, day] - waits[:, before].min(axis=1), 0.0))
    return found


def _weekly(flow: Floats) -> Floats:
    """The mean of each day and the six before it."""
    summed = np.cumsum(np.pad(flow, ((0, 0), (WEEK, 0))), axis=1)
    return (summed[:, WEEK:] - summed[:, :-WEEK]) / WEEK
