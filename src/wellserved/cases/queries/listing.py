"""Cases a page at a time, the last touched first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import connection

from wellserved.cases.domain.numbers import NumberUnreadable, id_of, number_of
from wellserved.people.contracts import NotFound, Person
from wellserved.platform.cursors import cursor_of

from .choice import CaseChoice, condition
from .searching import LIMITS, Limits, every, search
from .seeing import IN_THEIR_PLACES, places_of, seen_by

__all__ = ["CaseLine", "CasesSeen", "cases_for", "count_for", "found_by_number", "lines_for"]

_PAGE = """
SELECT c.id, c.kind, c.channel, c.language, c.title, c.state, c.urgency, c.unread, c.owner_id, s.name, c.cause_id,
  c.touchpoint_id, l.name, c.value, c.currency, c.made_at, c.touched_at, c.answered_at, c.first_due_at,
  c.resolve_due_at, c.done_at, c.quarantine
FROM ({found} ORDER BY c.touched_at DESC, c.id DESC LIMIT %(most)s) c
LEFT JOIN people_staff s ON s.id = c.owner_id LEFT JOIN people_location l ON l.id = c.location_id
ORDER BY c.touched_at DESC, c.id DESC
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """`due_at` is what is due next: the first answer until there is one, then the resolution."""

    id: int
    number: str
    kind: str
    channel: str
    language: str
    title: str
    state: str
    urgency: str
    unread: bool
    owner_id: int | None
    owner: str
    cause_id: int | None
    touchpoint_id: int | None
    location: str
    value: Decimal | None
    currency: str
    made_at: datetime
    touched_at: datetime
    due_at: datetime | None
    done_at: datetime | None
    quarantine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesSeen:
    """`next` opens the page after this one, empty where there is none."""

    cases: tuple[CaseLine, ...]
    next: str


def cases_for(
    person: Person, choice: CaseChoice, *, now: datetime, limit: int = 50, limits: Limits = LIMITS
) -> CasesSeen:
    """NotFound for whoever may not see cases; CursorUnreadable. Whatever the `limits`, the answer is the same."""
    rows = search(
        condition(person, choice, now=now),
        limit=limit + 1,
        limits=limits,
        read=partial(_read, limit=limit + 1),
    )
    page = rows[:limit]
    more = len(rows) > limit
    return CasesSeen(cases=tuple(page), next=cursor_of(page[-1].touched_at, page[-1].id) if more else "")


def lines_for(person: Person, *, ids: Collection[int]) -> tuple[CaseLine, ...]:
    """The cases of these ids that this person may see, in quarantine or not, as a list shows them."""
    if not person.may("cases:read"):
        raise NotFound("There are no cases to see.")
    found = f"SELECT c.* FROM cases_case c WHERE c.id = ANY(%(ids)s) AND {IN_THEIR_PLACES}"  # noqa: S608  our own words
    return tuple(_read(found, {"ids": sorted(ids), **places_of(person)}, limit=len(ids)))


def count_for(person: Person, choice: CaseChoice, *, now: datetime, most: int) -> int:
    """How many there are of a choice, counted up to `most`."""
    wanted = condition(person, choice, now=now)
    statement = f"SELECT count(*) FROM ({every(wanted)} LIMIT %(most)s) one"  # noqa: S608  our own words
    with connection.cursor() as cursor:
        cursor.execute(statement, {**wanted.given, "most": most})
        return int(cursor.fetchone()[0])


def found_by_number(person: Person, *, text: str) -> int | None:
    """The id of the case whose number this is, where this person may see it."""
    try:
        case_id = id_of(text)
    except NumberUnreadable:
        return None
    return seen_by(person).filter(pk=case_id).values_list("pk", flat=True).first()


def _read(found: str, given: dict[str, Any], *, limit: int) -> list[CaseLine]:
    with connection.cursor() as cursor:
        cursor.execute(_PAGE.format(found=found), {**given, "most": limit})
        return [_line(*row) for row in cursor.fetchall()]


def _line(*row: Any) -> CaseLine:
    (id_, kind, channel, language, title, state, urgency, unread, owner_id, owner) = row[:10]
    (cause_id, touchpoint_id, location, value, currency, made_at, touched_at) = row[10:17]
    (answered_at, first_due_at, resolve_due_at, done_at, quarantine) = row[17:]
    due_at = None if done_at else resolve_due_at if answered_at else first_due_at or resolve_due_at
    return CaseLine(
        id=id_,
        number=number_of(id_),
        kind=kind,
        channel=channel,
        language=language,
        title=title,
        state=state,
        urgency=urgency,
        unread=unread,
        owner_id=owner_id,
        owner=owner or "",
        cause_id=cause_id,
        touchpoint_id=touchpoint_id,
        location=location or "",
        value=value,
        currency=currency,
        made_at=made_at,
        touched_at=touched_at,
        due_at=due_at,
        done_at=done_at,
        quarantine=quarantine,
    )
