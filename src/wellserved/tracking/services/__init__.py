"""Writes of tracking: one deed each."""

from .intake import Outcome, Result, record_scans, take_in

__all__ = ["Outcome", "Result", "record_scans", "take_in"]
