"""How good windows were, and the rival that every prediction has to beat: one and the same window for all."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .known import Floats, Ints


class NothingToJudge(ValueError):
    """There is no parcel to judge windows by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """n: delivered parcels; covered, early, late: shares of them; width: the windows' mean, in hours."""

    n: int
    covered: float
    early: float
    late: float
    width: float


def judged(hours: Floats, lower: Floats, upper: Floats) -> Judged:
    """Windows against what came; all shapes (n,), in hours. Raises NothingToJudge for n = 0."""
    if not len(hours):
        raise NothingToJudge("No delivered parcel to judge windows by: wait for deliveries.")
    early, late = float((hours < lower).mean()), float((hours > upper).mean())
    covered = float(((hours >= lower) & (hours <= upper)).mean())
    return Judged(n=len(hours), covered=covered, early=early, late=late, width=float((upper - lower).mean()))


def narrowest_constant(hours: NDArray[np.float64], *, covered: float) -> tuple[float, float]:
    """The narrowest [a, b] that holds at least the share `covered` of `hours`, shape (n,).

    Chosen with these very hours at hand it is the strongest constant rival that there can be: no job could know it.
    """
    if not len(hours):
        raise NothingToJudge("No delivered parcel to choose a window from: wait for deliveries.")
    ordered = np.sort(hours)
    held = max(int(np.ceil(covered * len(ordered) - 1e-9)), 1)
    widths = ordered[held - 1 :] - ordered[: len(ordered) - held + 1]
    first = int(np.argmin(widths))
    return float(ordered[first]), float(ordered[first + held - 1])


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstantDays:
    """From the `first` to the `last` day after that of the scan, which is day 0. `mixed`: see `narrowest_days`."""

    first: int
    last: int
    mixed: float


def narrowest_days(days: Ints, *, covered: float) -> ConstantDays:
    """The narrowest constant window of whole days that holds at least the share `covered` of `days`, shape (n,).

    Whole days rarely hold just that share. `mixed` is the mean width, in days, of this window and the best one that
    is a day narrower, given to as many parcels each as make the share that which is asked: a rival that has no bad
    luck with rounding.
    """
    first, last = narrowest_constant(days.astype(float), covered=covered)
    width = int(last - first) + 1
    less, more = (_most_held(days, wide) for wide in (width - 1, width))
    return ConstantDays(
        first=int(first),
        last=int(last),
        mixed=width - 1 + float(np.clip((covered - less) / (more - less), 0, 1)),
    )


def _most_held(days: Ints, width: int) -> float:
    """The largest share of days that lies in so many days on end."""
    ordered = np.sort(days)
    held = np.searchsorted(ordered, ordered + width) - np.arange(len(ordered))
    return float(held.max() / len(ordered))
