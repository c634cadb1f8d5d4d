"""Days and hours as one says them; formed once for each day and language, for there are many pages a second."""

from datetime import date, datetime
from functools import lru_cache

from django.utils.dateformat import format as formed
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from wellserved.platform.dates import unbroken
from wellserved.tracking.queries.public import hours_of, last_day

__all__ = [
    "ANOTHER",
    "TODAY",
    "TOMORROW",
    "YESTERDAY",
    "clock",
    "day_said",
    "hours_of",
    "last_day",
    "moment_said",
    "relative",
]

TODAY, TOMORROW, YESTERDAY, ANOTHER = "today", "tomorrow", "yesterday", "another"


def relative(day: date, *, today: date) -> str:
    return {0: TODAY, 1: TOMORROW, -1: YESTERDAY}.get((day - today).days, ANOTHER)


def day_said(day: date, *, today: date) -> str:
    """'Friday 6 March', with its year where that is another one."""
    return _day(get_language(), day, with_year=day.year != today.year)


def clock(at: datetime) -> str:
    return _clock(get_language(), at.hour, at.minute)


def moment_said(at: datetime, *, today: date, language: str | None) -> str:
    """'today 21:06', 'Fri 6 Mar, 16:20'; `at` is in the zone in which it is told, `language` the one in force."""
    return _moment(language, at.date(), at.hour, at.minute, relative(at.date(), today=today))


@lru_cache(maxsize=20_000)
def _moment(_language: str | None, day: date, hour: int, minute: int, which: str) -> str:
    time = _clock(_language, hour, minute)
    if which == TODAY:
        return _("today %(time)s") % {"time": time}
    if which == YESTERDAY:
        return _("yesterday %(time)s") % {"time": time}
    return _("%(day)s, %(time)s") % {"day": _short(_language, day), "time": time}


@lru_cache(maxsize=2_000)
def _day(_language: str | None, day: date, *, with_year: bool) -> str:
    form = (
        pgettext("format of a day with its year, see Django's date filter", "l j F Y")
        if with_year
        else pgettext("format of a day, see Django's date filter", "l j F")
    )
    return unbroken(formed(day, form))


@lru_cache(maxsize=2_000)
def _short(_language: str | None, day: date) -> str:
    return unbroken(formed(day, pgettext("short format of a day, see Django's date filter", "D j M")))


@lru_cache(maxsize=8_000)
def _clock(_language: str | None, hour: int, minute: int) -> str:
    at = datetime(2000, 1, 1, hour, minute)  # noqa: DTZ001  only its hour and minute are read
    return formed(at, pgettext("format of a time, see Django's date filter", "H:i"))
