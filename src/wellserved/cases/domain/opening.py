"""Business hours as somebody writes them down: spans of a day, a week, a country's holidays."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import holidays

from .business import DAY_MINUTES, Hours, NeverOpen, WeekWrong, checked_week, due, is_open_day, known_place

__all__ = [
    "HoursFault",
    "HoursGiven",
    "HoursWrong",
    "SpansUnreadable",
    "closed_ahead",
    "opened",
    "spans_read",
    "spans_written",
]
Spans = tuple[tuple[int, int], ...]
_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–—~〜]\s*(\d{1,2})(?:[:.](\d{2}))?")
_MOST_CLOSED = 400


class HoursFault(StrEnum):
    """The field that is wrong."""

    TIME_ZONE = "time_zone"
    WEEK = "week"
    COUNTRY = "country"
    CLOSED_DAYS = "closed_days"


class HoursWrong(ValueError):
    """These cannot be business hours; `detail` says more where the field alone does not say it."""

    def __init__(self, fault: HoursFault, detail: str = "") -> None:
        super().__init__(detail or fault.value)
        self.fault, self.detail = fault, detail


class SpansUnreadable(ValueError):
    """A day's spans are written as 09:00-12:00, 13:00-18:00."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursGiven:
    """As they were given; the week is Monday first, each day with spans in minutes after midnight."""

    time_zone: str
    week: tuple[Spans, ...]
    country: str = ""
    subdivision: str = ""
    closed_days: frozenset[date] = frozenset()


def spans_read(text: str) -> Spans:
    """`9-12, 13:30–18` as minutes after midnight; nothing is a closed day. Raises SpansUnreadable."""
    plain = unicodedata.normalize("NFKC", text).replace("、", ",").replace(";", ",").strip(" ,")
    found = []
    for part in plain.split(",") if plain else []:
        match = _SPAN.fullmatch(part.strip())
        if match is None:
            raise SpansUnreadable(part.strip())
        hour, minute, to_hour, to_minute = (int(one or 0) for one in match.groups())
        if minute > 59 or to_minute > 59:
            raise SpansUnreadable(part.strip())
        found.append((hour * 60 + minute, to_hour * 60 + to_minute))
    end = 0
    for start, stop in found:
        if not end <= start < stop <= DAY_MINUTES:
            raise SpansUnreadable(text.strip())
        end = stop
    return tuple(found)


def spans_written(spans: Spans) -> str:
    return ", ".join(f"{_clock(start)}–{_clock(stop)}" for start, stop in spans)


def opened(given: HoursGiven, *, now: datetime) -> Hours:
    """The hours that these are. Raises HoursWrong, as well where no hour within ten years would be business time."""
    try:
        zone = ZoneInfo(given.time_zone)
    except (KeyError, OSError, ValueError) as error:  # an unknown zone, a folder of zones, a path
        raise HoursWrong(HoursFault.TIME_ZONE) from error
    try:
        week = checked_week(given.week)
    except WeekWrong as error:
        raise HoursWrong(HoursFault.WEEK, str(error)) from error
    if not known_place(given.country, given.subdivision):
        raise HoursWrong(HoursFault.COUNTRY)
    if len(given.closed_days) > _MOST_CLOSED:
        raise HoursWrong(HoursFault.CLOSED_DAYS)
    hours = Hours(zone, week, given.country, given.subdivision, given.closed_days)
    try:
        due(hours, now, timedelta(hours=1))
    except NeverOpen as error:
        raise HoursWrong(HoursFault.WEEK) from error
    return hours


def closed_ahead(
    hours: Hours, *, now: datetime, language: str, most: int = 6
) -> tuple[tuple[date, str], ...]:
    """The next days within a year that would be open but for a holiday, or that are closed by us; a holiday with its name."""
    today = now.astimezone(hours.zone).date()
    names = _names(hours, today.year, language) | _names(hours, today.year + 1, language)
    days = (today + timedelta(days=n) for n in range(366))
    shut = [day for day in days if hours.week[day.weekday()] and not is_open_day(hours, day)]
    return tuple((day, names.get(day, "")) for day in shut[:most])


def _names(hours: Hours, year: int, language: str) -> dict[date, str]:
    if not hours.country:
        return {}
    spoken = holidays.list_localized_countries(include_aliases=False).get(hours.country, [])
    short = language.partition("_")[0]
    said = next((one for one in spoken if one == language), None) or next(
        (one for one in spoken if one.partition("_")[0] == short), None
    )
    found = holidays.country_holidays(
        hours.country, subdiv=hours.subdivision or None, years=year, language=said
    )
    return dict(found.items())


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
