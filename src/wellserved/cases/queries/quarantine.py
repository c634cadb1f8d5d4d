"""What is kept apart: cases, and messages that were written to cases."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from wellserved.cases.domain.facts import Quarantine
from wellserved.cases.domain.numbers import number_of
from wellserved.people.contracts import NotFound, Person

from .seeing import IN_THEIR_PLACES, places_of, rows_of

__all__ = ["KeptApart", "kept_apart_count_for", "kept_apart_for"]

PAGE = 50
_LONGEST = 240
# A case is shown by its first message. What is decided to be spam is a list of its own.
_CASES = f"""
SELECT 'case' AS what, c.id, c.id AS case_id, c.quarantine AS reason, c.quarantined_at AS at, c.channel, c.title,
  left(coalesce(m.text, ''), %(longest)s) AS text, coalesce(nullif(k.email, ''), k.name, '') AS sender,
  coalesce(l.name, '') AS location
FROM cases_case c LEFT JOIN cases_contact k ON k.case_id = c.id LEFT JOIN people_location l ON l.id = c.location_id
LEFT JOIN LATERAL (SELECT text FROM cases_message m WHERE m.case_id = c.id ORDER BY m.at, m.id LIMIT 1) m ON true
WHERE c.quarantine <> '' AND (c.quarantine = 'spam') = %(spam)s
  AND {IN_THEIR_PLACES}
  AND (%(at)s::timestamptz IS NULL OR (c.quarantined_at, 'case', c.id) < (%(at)s, %(what)s, %(id)s))
ORDER BY c.quarantined_at DESC, c.id DESC LIMIT %(most)s
"""  # noqa: S608  our own words
_MESSAGES = f"""
SELECT 'message' AS what, m.id, m.case_id, m.quarantine AS reason, m.recorded_at AS at, m.channel, c.title,
  left(m.text, %(longest)s) AS text, coalesce(nullif(m.sender_address, ''), m.sender_name) AS sender,
  coalesce(l.name, '') AS location
FROM cases_message m JOIN cases_case c ON c.id = m.case_id LEFT JOIN people_location l ON l.id = c.location_id
WHERE m.quarantine <> '' AND (m.quarantine = 'spam') = %(spam)s AND c.quarantine = ''
  AND {IN_THEIR_PLACES}
  AND (%(at)s::timestamptz IS NULL OR (m.recorded_at, 'message', m.id) < (%(at)s, %(what)s, %(id)s))
ORDER BY m.recorded_at DESC, m.id DESC LIMIT %(most)s
"""  # noqa: S608  as above
# Every list shows it: counted without what a line shows besides.
_COUNT = f"""
SELECT (SELECT count(*) FROM (
    SELECT FROM cases_case c WHERE c.quarantine <> '' AND c.quarantine <> 'spam'
      AND {IN_THEIR_PLACES} LIMIT %(most)s) one)
  + (SELECT count(*) FROM (
    SELECT FROM cases_message m JOIN cases_case c ON c.id = m.case_id
    WHERE m.quarantine <> '' AND m.quarantine <> 'spam' AND c.quarantine = ''
      AND {IN_THEIR_PLACES} LIMIT %(most)s) other)
"""  # noqa: S608  as above


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
    rows = [row for statement in (_CASES, _MESSAGES) for row in rows_of(statement, given)]
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
    return {"spam": spam, "most": most, "longest": _LONGEST, **places_of(person), **_cursor("")}


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
