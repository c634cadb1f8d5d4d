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
from .promises import beliefs_for, promises_for

__all__ = [
    "JourneyDrawn",
    "MeasureDrawn",
    "StageDrawn",
    "TouchpointDrawn",
    "beliefs_for",
    "journey_for",
    "journeys_for",
    "measure_keys",
    "promises_for",
]
