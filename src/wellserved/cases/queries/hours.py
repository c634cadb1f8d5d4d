"""When a place answers, and when a case that came in now would be due."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import holidays
from django.db.models import Q

from wellserved.cases.domain.business import NeverOpen, due
from wellserved.cases.domain.measured import FIRST_ANSWER, JOURNEY, RESOLUTION
from wellserved.cases.domain.opening import HoursGiven, closed_ahead, opened
from wellserved.cases.models import BusinessHours
from wellserved.journey.queries import promises_for
from wellserved.people.contracts import NotFound, Person

__all__ = [
    "BusinessHoursSeen",
    "DueSeen",
    "PreviewSeen",
    "countries",
    "hours_for",
    "hours_of_place_for",
    "parts_of",
    "preview_for",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessHoursSeen:
    """`location` is a code, None for all that have no hours of their own; spans are minutes after midnight."""

    location: str | None
    time_zone: str
    week: tuple[tuple[tuple[int, int], ...], ...]
    country: str
    subdivision: str
    closed_days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class DueSeen:
    """What is promised to everybody in business hours, and when that would be over; None where nothing is promised."""

    hours: float
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewSeen:
    """`closed` are the next days on which we would be open but for a holiday or a day that we closed."""

    first: DueSeen | None
    settled: DueSeen | None
    closed: tuple[tuple[date, str], ...]


def hours_for(person: Person) -> tuple[BusinessHoursSeen, ...]:
    """All business hours that were set, those for all others first."""
    _may(person)
    rows = BusinessHours.objects.select_related("location").order_by("location__name", "pk")
    return tuple(sorted((_seen(row) for row in rows), key=lambda one: one.location is not None))


def hours_of_place_for(person: Person, *, location: str | None) -> BusinessHoursSeen | None:
    """A location's own hours, None where it has none."""
    _may(person)
    wanted = Q(location__code=location) if location else Q(location__isnull=True)
    row = BusinessHours.objects.select_related("location").filter(wanted).first()
    return _seen(row) if row else None


def preview_for(person: Person, *, given: HoursGiven, language: str, now: datetime) -> PreviewSeen:
    """What these hours would mean for a case that came in now. Raises HoursWrong."""
    _may(person)
    hours = opened(given, now=now)
    levels = {
        (one.touchpoint, one.measure): one.level
        for one in promises_for(person, journey=JOURNEY, at=now)
        if one.segment is None
    }

    def promised(place: tuple[str, str]) -> DueSeen | None:
        level = levels.get(place)
        if level is None:
            return None
        try:
            return DueSeen(level, due(hours, now, timedelta(hours=level)))
        except NeverOpen:
            return None

    return PreviewSeen(
        first=promised(FIRST_ANSWER),
        settled=promised(RESOLUTION),
        closed=closed_ahead(hours, now=now, language=language),
    )


def countries() -> tuple[str, ...]:
    """ISO codes of the countries whose public holidays are known."""
    return tuple(sorted(holidays.list_supported_countries(include_aliases=False)))


def parts_of(country: str) -> tuple[str, ...]:
    """Codes of the parts of a country that have holidays of their own."""
    return tuple(holidays.list_supported_countries(include_aliases=False).get(country, ()))


def _seen(row: BusinessHours) -> BusinessHoursSeen:
    return BusinessHoursSeen(
        location=row.location.code if row.location else None,
        time_zone=row.time_zone,
        week=tuple(tuple((start, stop) for start, stop in day) for day in row.week),
        country=row.country,
        subdivision=row.subdivision,
        closed_days=tuple(row.closed_days),
    )


def _may(person: Person) -> None:
    if not person.may("cases:read"):
        raise NotFound("There are no business hours to see.")
