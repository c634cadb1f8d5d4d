"""Deeds on the spine."""

from .maps import JourneyContradicts, ensure_journey
from .moments import MomentRefused, Recorded, record_moment, record_moments
from .promises import OverlapsAnother, set_belief, set_promise
from .sources import ensure_source

__all__ = [
    "JourneyContradicts",
    "MomentRefused",
    "OverlapsAnother",
    "Recorded",
    "ensure_journey",
    "ensure_source",
    "record_moment",
    "record_moments",
    "set_belief",
    "set_promise",
]
