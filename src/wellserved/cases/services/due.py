"""Due times: the promises in force when a case came, counted in business time of its place."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from wellserved.cases.domain.business import ALWAYS, Hours, NeverOpen, checked_week, due, elapsed
from wellserved.cases.domain.facts import Channel
from wellserved.cases.domain.measured import FIRST_ANSWER, JOURNEY, RESOLUTION
from wellserved.cases.models import BusinessHours, Case
from wellserved.journey.queries import promises_for
from wellserved.people.contracts import OPERATOR


@dataclass(frozen=True, slots=True)
class Promised:
    """Empty where nothing is promised; `told` are the hours that customers are told, where they are told any."""

    due_at: datetime | None = None
    told: float | None = None


def hours_of(location_id: int | None) -> Hours:
    """The business hours of a location, else those for all others, else every hour."""
    rows = {
        row.location_id: row
        for row in BusinessHours.objects.filter(
            Q(location__isnull=True) | Q(location__in=[] if location_id is None else [location_id])
        )
    }
    row = rows.get(location_id) or rows.get(None)
    if row is None:
        return ALWAYS
    return Hours(
        zone=ZoneInfo(row.time_zone),
        week=checked_week(row.week),
        country=row.country,
        subdivision=row.subdivision,
        closed_days=frozenset(row.closed_days),
    )


def begun(row: Case) -> datetime:
    """From when on it is counted: when the customer said it to us, or for what was said elsewhere, when we had it.

    A review of last year that is brought in today was addressed to nobody here until today.
    """
    return row.recorded_at if row.channel == Channel.MENTION else row.made_at


def promise_due(row: Case) -> None:
    """Set what is due when, by the promises in force when the case came; the caller saves."""
    levels = _levels(row)
    hours = hours_of(row.location_id)
    first, resolve = (_promised(levels.get(place), hours, begun(row)) for place in (FIRST_ANSWER, RESOLUTION))
    row.first_due_at, row.first_told = first.due_at, first.told
    row.resolve_due_at, row.resolve_told = resolve.due_at, resolve.told


def hours_between(row: Case, end: datetime) -> float:
    """Business hours from when it began to be counted until `end`."""
    return round(elapsed(hours_of(row.location_id), begun(row), end) / timedelta(hours=1), 3)


def _levels(row: Case) -> dict[tuple[str, str], tuple[float, str]]:
    """Level and words of the promises for this case's segment, else for everybody."""
    segment = row.segment.slug if row.segment else None
    found: dict[tuple[str, str], tuple[float, str]] = {}
    promises = promises_for(OPERATOR, journey=JOURNEY, at=begun(row))
    for wanted in (None, segment):
        for promise in promises:
            if promise.segment == wanted:
                found[promise.touchpoint, promise.measure] = (promise.level, promise.told)
    return found


def _promised(promise: tuple[float, str] | None, hours: Hours, start: datetime) -> Promised:
    if promise is None:
        return Promised()
    level, words = promise
    told = level if words else None
    try:
        return Promised(due(hours, start, timedelta(hours=level)), told)
    except NeverOpen:
        # Closed for good: nothing falls due there, and what customers write is taken in all the same.
        return Promised(None, told)
