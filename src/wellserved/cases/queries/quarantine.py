"""What is kept apart: cases, and messages that were written to cases."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from wellserved.cases.domain.facts import Quarantine
from wellserved.cases.domain.numbers import number_of
from wellserved.people.contracts import NotFound, Person

__all__ = ["KeptApart", "kept_apart_count_for", "kept_apart_for"]

PAGE = 50
_LONGEST = 240
# A case is shown by its first message. What is decided to be spam is a list of its own.
_CASES = """
SELECT 'case' AS what, c.id, c.id AS case_id, c.quarantine AS reason, c.quarantined_at AS at, c.channel, c.title,
  left(coalesce(m.text, ''), %(longest)s) AS text, coalesce(nullif(k.email, ''), k.name, '') AS sender,
  coalesce(l.name, '') AS location
FROM cases_case c LEFT JOIN cases_contact k ON k.case_id = c.id LEFT JOIN people_location l ON l.id = c.location_id
LEFT JOIN LATERAL (SELECT text FROM cases_message m WHERE m.case_id = c.id ORDER BY m.at, m.id LIMIT 1) m ON true
WHERE c.quarantine <> '' AND (c.quarantine = 'spam') = %(spam)s
  AND (%(places)s::int[] IS NULL OR c.location_id IS NULL OR c.location_id = ANY(%(places)s))
  AND (%(at)s::timestamptz IS NULL OR (c.quarantined_at, 'case', c.id) < (%(at)s, %(what)s, %(id)s))
ORDER BY c.quarantined_at DESC, c.id DESC LIMIT %(most)s
"""
_MESSAGES = """
SELECT 'message' AS what, m.id, m.case_id, m.quarantine AS reason, m.recorded_at AS at, m.channel, c.title,
  left(m.text, %(longest)s) AS text, coalesce(nullif(m.sender_address, ''), m.sender_name) AS sender,
  coalesce(l.name, '') AS location
FROM cases_message m JOIN cases_case c ON c.id = m.case_id LEFT JOIN people_location l ON l.id = c.location_id
WHERE m.quarantine <> '' AND (m.quarantine = 'spam') = %(spam)s AND c.quarantine = ''
  AND (%(places)s::int[] IS NULL OR c.location_id IS NULL OR c.location_id = ANY(%(places)s))
  AND (%(at)s::timestamptz IS NULL OR (m.recorded_at, 'message', m.id) < (%(at)s, %(what)s, %(id)s))
ORDER BY m.recorded_at DESC, m.id DESC LIMIT %(most)s
"""
# Every list shows it: counted without what a line shows besides.
_COUNT = """
SELECT (SELECT count(*) FROM (
    SELECT FROM cases_case c WHERE c.quarantine <> '' AND c.quarantine <> 'spam'
      AND (%(places)s::int[] IS NULL OR c.location_id IS NULL OR c.location_id = ANY(%(places)s)) LIMIT %(most)s) one)
  + (SELECT count(*) FROM (
    SELECT FROM cases_message m JOIN cases_case c ON c.id = m.case_id
    WHERE m.quarantine <> '' AND m.quarantine <> 'spam' AND c.quarantine = ''
      AND (%(places)s::int[] IS NULL OR c.location_id IS NULL OR c.location_id = ANY(%(places)s)) LIMIT %(most)s) other)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptApart:
    """`what` is 'case' or 'message'; `id` is its own. `sender` is empty for whoever may not see customers' details."""

    what: str
    id: int
    case_id: int
    number: str
    reason: Quarantine
    at: datetime
    channel: str
    title: str
    text: str
    sender: str
    location: str


def kept_apart_for(
    person: Person, *, spam: bool = False, after: str = ""
) -> tuple[tuple[KeptApart, ...], str]:
    """The latest fifty after that cursor, and the cursor of the next page; what waits to be looked at, or what is spam.

    An unreadable cursor shows the first page.
    """
    given = _given(person, spam=spam, most=PAGE + 1) | _cursor(after)
    rows = [row for statement in (_CASES, _MESSAGES) for row in _rows(statement, given)]
    rows.sort(key=lambda row: (row["at"], row["what"], row["id"]), reverse=True)
    shown = rows[:PAGE]
    if not person.may("customers:read"):
        shown = [row | {"sender": ""} for row in shown]
    found = tuple(
        KeptApart(**row | {"reason": Quarantine(row["reason"]), "number": number_of(row["case_id"])})
        for row in shown
    )
    last = found[-1] if len(rows) > PAGE else None
    return found, f"{last.at.isoformat()}|{last.what}|{last.id}" if last else ""


def kept_apart_count_for(person: Person, *, most: int) -> int:
    """How many wait to be looked at, counted up to `most` of either kind."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, _given(person, spam=False, most=most))
        return int(cursor.fetchone()[0])


def _given(person: Person, *, spam: bool, most: int) -> dict[str, Any]:
    if not person.may("cases:read"):
        raise NotFound("There are no cases to see.")
    mine = None if person.location_ids is None else sorted(person.location_ids)
    return {"spam": spam, "places": mine, "most": most, "longest": _LONGEST} | _cursor("")


def _cursor(text: str) -> dict[str, Any]:
    """Many came in at the same time: the time alone would skip some of them."""
    at, _, rest = text.partition("|")
    what, _, number = rest.partition("|")
    try:
        time = datetime.fromisoformat(at)
    except ValueError:
        time = None
    known = time is not None and time.tzinfo is not None and 1970 <= time.year < 2200
    if not known or what not in {"case", "message"} or not (number.isascii() and number.isdigit()):
        return {"at": None, "what": "", "id": 0}
    return {"at": time, "what": what, "id": int(number[:18])}


def _rows(statement: str, given: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
