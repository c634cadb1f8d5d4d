"""Writes of what is said elsewhere: its sources, what they bring, and answers that a person posts."""

from .bringing import Brought, LineSaid, bring
from .fetching import fetch_due, fetch_now, preview
from .posting import post_noted
from .sources import end_source, set_source
from .taking import Counts

__all__ = [
    "Brought",
    "Counts",
    "LineSaid",
    "bring",
    "end_source",
    "fetch_due",
    "fetch_now",
    "post_noted",
    "preview",
    "set_source",
]
