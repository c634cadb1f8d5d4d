"""Business time: hours in which we are open, in a place's own clock, without its holidays.

A span of a day is read on that day's own clock and then counted in real time, so that the day on which clocks change
has an hour more or less and none is counted twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

DAY_MINUTES = 24 * 60
_FURTHEST = timedelta(days=3660)


class NeverOpen(ValueError):
    """No time within ten years is business time."""


class WeekWrong(ValueError):
    """What was given is no week of opening spans; the message says what to mend."""


@dataclass(frozen=True, slots=True)
class Hours:
    """`week` has the spans of each weekday, Monday first, in minutes after midnight of `zone`."""

    zone: ZoneInfo
    week: tuple[tuple[tuple[int, int], ...], ...]
    country: str = ""
    subdivision: str = ""
    closed_days: frozenset[date] = frozenset()


ALWAYS = Hours(zone=ZoneInfo("UTC"), week=(((0, DAY_MINUTES),),) * 7)
"""Where nobody set hours, every hour counts."""


def checked_week(week: object) -> tuple[tuple[tuple[int, int], ...], ...]:
    """The spans of seven weekdays, as they came. Raises WeekWrong."""
    if not isinstance(week, list | tuple) or len(week) != 7:
        raise WeekWrong("A week has seven days, Monday first. Give a list of spans for each.")
    return tuple(_checked_day(day, number) for number, day in enumerate(week, start=1))


def _checked_day(day: object, number: int) -> tuple[tuple[int, int], ...]:
    spans, end = [], 0
    for span in day if isinstance(day, list | tuple) else [None]:
        if not (isinstance(span, list | tuple) and len(span) == 2 and all(type(m) is int for m in span)):
            raise WeekWrong(f"Day {number}: a span is [from, to] in minutes after midnight.")
        start, stop = span
        if not end <= start < stop <= DAY_MINUTES:
            raise WeekWrong(
                f"Day {number}: spans run from 0 to {DAY_MINUTES} minutes, one after another, and end later "
                "than they begin."
            )
        spans.append((start, stop))
        end = stop
    return tuple(spans)


def is_open_day(hours: Hours, day: date) -> bool:
    """Whether this day is neither a holiday nor one that we closed; its weekday may still have no spans."""
    return day not in hours.closed_days and day not in _holidays(hours.country, hours.subdivision, day.year)


def due(hours: Hours, start: datetime, length: timedelta) -> datetime:
    """When `length` of business time after `start` is over, in UTC. Raises NeverOpen."""
    # In UTC: within one zone Python adds on the clock's face, where some days have 23 hours.
    start, left = start.astimezone(UTC), length
    for opens, closes in _spans(hours, start):
        begins = max(opens, start)
        if begins >= closes:
            continue
        if closes - begins >= left:
            return begins + left
        left -= closes - begins
    raise NeverOpen("There is no business time within ten years. Set business hours with a span on some day.")


def elapsed(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """How much business time lies between two times; nothing where the second is the earlier one."""
    start, end, total = start.astimezone(UTC), end.astimezone(UTC), timedelta()
    for opens, closes in _spans(hours, start):
        if opens >= end:
            break
        total += max(min(closes, end) - max(opens, start), timedelta())
    return total


def _spans(hours: Hours, start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Open spans in real time, from the day before `start` in the place's own clock, for ten years."""
    # A day before: where clocks went back over midnight, yesterday's span may still be running.
    day = start.astimezone(hours.zone).date() - timedelta(days=1)
    last = day + _FURTHEST
    before = datetime.min.replace(tzinfo=UTC)
    while day <= last:
        if hours.week[day.weekday()] and is_open_day(hours, day):
            for first, stop in hours.week[day.weekday()]:
                opens, closes = max(_at(hours.zone, day, first), before), _at(hours.zone, day, stop)
                if closes > opens:
                    yield opens, closes
                    before = closes
        day += timedelta(days=1)


def _at(zone: ZoneInfo, day: date, minutes: int) -> datetime:
    if minutes == DAY_MINUTES:
        day, minutes = day + timedelta(days=1), 0
    return datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=zone).astimezone(UTC)


@lru_cache(maxsize=512)
def _holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    if not country:
        return frozenset()
    return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))


def known_place(country: str, subdivision: str) -> bool:
    """Whether we know this place's holidays; none at all is a place, too."""
    if not country:
        return not subdivision
    listed = holidays.list_supported_countries(include_aliases=False)
    return country in listed and (not subdivision or subdivision in listed[country])
