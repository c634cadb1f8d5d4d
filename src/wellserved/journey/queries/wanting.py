"""What somebody wants to be improved."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wellserved.journey.models import ImprovementWanted
from wellserved.people.contracts import Person

_PLACE = "measure__touchpoint__journey"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An improvement that is wanted at a cell; `seen` holds the figures that its author looked at.

    `may_close` says whether the asker may close it.
    """

    id: int
    journey: str
    journey_title: str
    touchpoint: str
    touchpoint_title: str
    measure: str
    measure_title: str
    gap: int
    title: str
    why: str
    seen: dict[str, Any]
    at: datetime
    closed_at: datetime | None
    may_close: bool


def wanted_for(person: Person, *, journey: str | None = None, closed: bool) -> tuple[Wanted, ...]:
    """The improvements wanted that this person may see, the latest first: the open ones, or those closed."""
    if not person.may("map:read"):
        return ()
    rows = ImprovementWanted.objects.select_related(_PLACE).filter(closed_at__isnull=not closed)
    if journey is not None:
        rows = rows.filter(measure__touchpoint__journey__slug=journey)
    return tuple(_wanted(row, person=person) for row in rows.order_by("-at", "-id"))


def may_close(person: Person, row: ImprovementWanted) -> bool:
    """Whoever wanted it, and those who promise what it would change."""
    mine = person.account_id is not None and row.by_id == person.account_id
    return person.may("improvements:want") and (mine or person.may("promises:write"))


def _wanted(row: ImprovementWanted, *, person: Person) -> Wanted:
    touchpoint = row.measure.touchpoint
    return Wanted(
        id=row.pk,
        journey=touchpoint.journey.slug,
        journey_title=touchpoint.journey.title,
        touchpoint=touchpoint.slug,
        touchpoint_title=touchpoint.title,
        measure=row.measure.slug,
        measure_title=row.measure.title,
        gap=row.gap,
        title=row.title,
        why=row.why,
        seen=row.seen,
        at=row.at,
        closed_at=row.closed_at,
        may_close=may_close(person, row),
    )
