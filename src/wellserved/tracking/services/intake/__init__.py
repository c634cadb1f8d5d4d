"""Scans on their way in."""

from .recording import Outcome, Result, record_scans
from .taking import take_in

__all__ = ["Outcome", "Result", "record_scans", "take_in"]
