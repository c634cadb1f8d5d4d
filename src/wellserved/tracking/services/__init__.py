"""Writes of tracking: one deed each."""

from .announcing import Announced, ConsignmentRefused, announce
from .carrying import take_contents
from .following import settle_in
from .intake import Outcome, Result, record_scans, take_in
from .measuring import ensure_asked, ensure_journeys

__all__ = [
    "Announced",
    "ConsignmentRefused",
    "Outcome",
    "Result",
    "announce",
    "ensure_asked",
    "ensure_journeys",
    "record_scans",
    "settle_in",
    "take_contents",
    "take_in",
]
