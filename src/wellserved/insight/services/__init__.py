"""Deeds of insight: carrying moments to the lake."""

from .alerting import raise_alerts
from .asked_where import record_asked
from .lake import CaughtUp, catch_up, tend_lake, the_lake
from .mailing import send_alerts
from .views import AddressElsewhere, NameTaken, delete_view, lies_in_the_maps, save_view
from .watching import end_watch, see_alert, see_alerts, set_watch, watch_owned

__all__ = [
    "AddressElsewhere",
    "CaughtUp",
    "NameTaken",
    "catch_up",
    "delete_view",
    "end_watch",
    "lies_in_the_maps",
    "raise_alerts",
    "record_asked",
    "save_view",
    "see_alert",
    "see_alerts",
    "send_alerts",
    "set_watch",
    "tend_lake",
    "the_lake",
    "watch_owned",
]
