"""Whose days and hours: those kept where a parcel goes, for whoever reads of it, wherever they are."""

from datetime import date, datetime, time, timedelta, tzinfo
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
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def last_day(at: datetime, zone: tzinfo) -> date:
    """The day that a time is the end of: midnight belongs to the day before."""
    return (at.astimezone(zone) - timedelta(microseconds=1)).date()


def whole_days(earliest: datetime, latest: datetime, zone: tzinfo) -> tuple[date, date] | None:
    """The first and the last day of a window that is said in days: from midnight to midnight there."""
    begin, end = earliest.astimezone(zone), latest.astimezone(zone)
    if begin >= end or begin.time() != time.min or end.time() != time.min:
        return None
    return begin.date(), last_day(latest, zone)
