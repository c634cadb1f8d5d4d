"""Whose days and hours: those kept where a parcel goes, for whoever reads of it, wherever they are."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings

from wellserved.tracking.carriers.zones import place_of


@lru_cache(maxsize=500)
def zone_of(country: str) -> ZoneInfo | None:
    """The hours kept there; None where parts of the country keep others."""
    place = place_of(country) if country else None
    return place.zone if place and place.sure else None


def hours_of(country: str) -> tzinfo:
    """The zone of the place where that is one and known, else this organisation's own."""
    return zone_of(country) or ZoneInfo(settings.TIME_ZONE)


def begin_of(day: date, zone: tzinfo) -> datetime:
    """Where the clocks go forward at midnight it is one o'clock there."""
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def last_day(at: datetime, zone: tzinfo) -> date:
    """The day that a time is the end of: midnight belongs to the day before."""
    return (at.astimezone(UTC) - timedelta(microseconds=1)).astimezone(zone).date()


def whole_days(earliest: datetime, latest: datetime, zone: tzinfo) -> tuple[date, date] | None:
    """The first and the last day of a window that is said in days: from midnight to midnight there."""
    if earliest >= latest or not all(_begins_a_day(at, zone) for at in (earliest, latest)):
        return None
    return earliest.astimezone(zone).date(), last_day(latest, zone)


def _begins_a_day(at: datetime, zone: tzinfo) -> bool:
    return begin_of(at.astimezone(zone).date(), zone).astimezone(UTC) == at.astimezone(UTC)
