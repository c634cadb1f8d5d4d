"""Cases that are about certain things, as their subject or linked to them beside it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from wellserved.people.contracts import NotFound, Person

from .listing import CaseLine, lines_for
from .seeing import IN_THEIR_PLACES, places_of

__all__ = ["CasesAbout", "ComplaintAbout", "cases_about_for", "complaints_about_for"]

_COUNTED = f"c.quarantine = '' AND c.merged_into_id IS NULL AND {IN_THEIR_PLACES}"
_ONE = f"SELECT c.id, c.kind = 'complaint' AS complains, c.touched_at FROM cases_case c {{}} AND {_COUNTED}"  # noqa: S608
_LINKED = "JOIN cases_caselink l ON l.case_id = c.id WHERE l.kind {} AND l.subject_id {}"
_SUBJECT = "WHERE c.subject_kind {} AND c.subject_id {} AND c.subject_kind <> ''"
_THIS, _THESE = ("= %(kind)s", "= %(id)s"), ("= ANY(%(kinds)s)", "= ANY(%(ids)s)")
# Each way is asked for all that is counted: put together first, thousands of ids would be looked up among all cases.
_ABOUT = (
    " UNION ".join(_ONE.format(way.format(*what)) for way in (_SUBJECT, _LINKED) for what in (_THIS, _THESE))
    + " ORDER BY touched_at DESC, id DESC"
)
_COMPLAINTS = f"""
WITH c AS MATERIALIZED (
  SELECT c.id, c.subject_kind, c.subject_id FROM cases_case c
  WHERE c.kind = 'complaint' AND c.made_at >= %(since)s AND c.made_at < %(until)s AND {_COUNTED}
  ORDER BY c.made_at DESC LIMIT %(most)s)
SELECT id, subject_kind, subject_id FROM c WHERE subject_kind = ANY(%(kinds)s)
UNION SELECT l.case_id, l.kind, l.subject_id FROM cases_caselink l JOIN c ON c.id = l.case_id WHERE l.kind = ANY(%(kinds)s)
"""  # noqa: S608  as above


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesAbout:
    """How many, how many of them complain, and those that were touched last."""

    n: int
    complaints: int
    cases: tuple[CaseLine, ...]


@dataclass(frozen=True, slots=True)
class ComplaintAbout:
    case_id: int
    kind: str
    subject_id: str


def cases_about_for(
    person: Person, *, about: tuple[str, str], kinds: Collection[str], ids: Collection[str], limit: int
) -> CasesAbout:
    """Cases about this very thing, or about one of `kinds` with one of these ids. NotFound for whoever sees none, ever."""
    kind, id_ = about
    given: dict[str, Any] = {"kind": kind, "id": id_, "kinds": list(kinds), "ids": list(ids)}
    with connection.cursor() as cursor:
        cursor.execute(_ABOUT, {**given, **_places(person)})
        rows = cursor.fetchall()
    return CasesAbout(
        n=len(rows),
        complaints=sum(complains for _id, complains, _touched in rows),
        cases=lines_for(person, ids=[id_ for id_, _complains, _touched in rows[:limit]]),
    )


def complaints_about_for(
    person: Person, *, kinds: Collection[str], since: datetime, until: datetime, most: int
) -> tuple[ComplaintAbout, ...]:
    """What complaints of that time are about, of these kinds; of the latest `most` complaints. NotFound as above."""
    given: dict[str, Any] = {"kinds": list(kinds), "since": since, "until": until, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(_COMPLAINTS, {**given, **_places(person)})
        return tuple(ComplaintAbout(*row) for row in cursor.fetchall())


def _places(person: Person) -> dict[str, Any]:
    if not person.may("cases:read"):
        raise NotFound("There are no cases to see.")
    return places_of(person)
