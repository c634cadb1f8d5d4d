"""Questionnaires to begin with: copied into a draft, and everybody's own from then on."""

from collections.abc import Mapping

from wellserved.voice.domain.definition import Definition

from .eight_dimensions import EIGHT_DIMENSIONS
from .servqual import SERVPERF, SERVQUAL, THREE_COLUMN
from .short import CES, CSAT, KANO, NPS, OPEN

__all__ = ["BEGINNINGS"]

BEGINNINGS: Mapping[str, Definition] = {
    "servqual": SERVQUAL,
    "servperf": SERVPERF,
    "three-column": THREE_COLUMN,
    "eight-dimensions": EIGHT_DIMENSIONS,
    "csat": CSAT,
    "ces": CES,
    "nps": NPS,
    "kano": KANO,
    "open": OPEN,
}
