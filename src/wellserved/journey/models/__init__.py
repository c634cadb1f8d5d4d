"""Tables of the spine: the map as drawn, what is promised and believed, and the moments."""

from .maps import Journey, Measure, Stage, Touchpoint
from .moments import Moment, MomentKey, Source
from .promises import Belief, Promise

__all__ = [
    "Belief",
    "Journey",
    "Measure",
    "Moment",
    "MomentKey",
    "Promise",
    "Source",
    "Stage",
    "Touchpoint",
]
