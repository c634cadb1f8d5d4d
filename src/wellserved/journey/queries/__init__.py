"""Reads of the spine."""

from .maps import (
    JourneyDrawn,
    MeasureDrawn,
    StageDrawn,
    TouchpointDrawn,
    journey_for,
    journeys_for,
    measure_keys,
)
from .moments import MomentSeen, MomentsSeen, moments_for
from .promises import beliefs_for, promises_for

__all__ = [
    "JourneyDrawn",
    "MeasureDrawn",
    "MomentSeen",
    "MomentsSeen",
    "StageDrawn",
    "TouchpointDrawn",
    "beliefs_for",
    "journey_for",
    "journeys_for",
    "measure_keys",
    "moments_for",
    "promises_for",
]
