"""Windows of whole days: what is shown is a first and a last day where the parcel goes, so days are what is counted.

A window that is made by the hour and then shown as dates holds more than it promises, by the rest of its first and
last day. So a parcel is scored by what the bound had to reach for its day to be shown: the begin of the day on which
it came for the last day, the end of that day for the first. This is conformal prediction with the score that belongs
to the set that is shown (nested sets: Gupta, Kuchibhotla and Ramdas 2022).
"""

import numpy as np

from .judging import narrowest_constant
from .known import Floats

BY_THE_HOUR = 14.0  # hours: times spread over less are told by the hour, others by the day


def begun(hours: Floats, since_midnight: Floats) -> Floats:
    """Hours from a scan to the begin of the day that lies `hours` after it; shape (n,).

    since_midnight: hours from the midnight before the scan to the scan; where it is NaN there are no days, and the
    hours stay as they are.
    """
    return np.where(np.isnan(since_midnight), hours, _day(hours, since_midnight) * 24 - since_midnight)


def ended(hours: Floats, since_midnight: Floats) -> Floats:
    """Hours from a scan to the end of the day that lies `hours` after it; otherwise as `begun`."""
    return np.where(np.isnan(since_midnight), hours, _day(hours, since_midnight) * 24 + 24 - since_midnight)


def told_by_the_day(hours: Floats, *, coverage: float) -> bool:
    """Whether times like these, shape (n,), NaN where not arrived, are spread too far to be told by the hour."""
    low, high = narrowest_constant(hours[~np.isnan(hours)], covered=coverage)
    return high - low >= BY_THE_HOUR


def _day(hours: Floats, since_midnight: Floats) -> Floats:
    # A sum that ought to be midnight may lie a rounding below it.
    found: Floats = np.floor((hours + since_midnight) / 24 + 1e-9)
    return found
