"""What somebody wants to see of all cases, and what of it they may, as one SQL condition on `cases_case c`."""

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from wellserved.cases.domain.facts import OPEN_STATES, State
from wellserved.cases.domain.searching import wanted
from wellserved.people.contracts import NotFound, Person
from wellserved.people.queries import places_below

__all__ = ["CaseChoice", "Condition", "CursorWrong", "condition", "cursor_of"]

_BELOW = """
WITH RECURSIVE below AS (
    SELECT id FROM cases_cause WHERE id = %s
    UNION SELECT child.id FROM cases_cause child JOIN below ON child.parent_id = below.id
) SELECT id FROM below
"""
_OVERDUE = (
    "c.state <> 'done' AND (c.resolve_due_at < %(now)s OR c.answered_at IS NULL AND c.first_due_at < %(now)s)"
)

_STATES = {"undone": OPEN_STATES, "answer": (State.NEW, State.OPEN)}


class CursorWrong(ValueError):
    """What was sent as a cursor is not one of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChoice:
    """Empty means any. `state` may be 'answer' for what waits for us, 'undone' for all that is not done; `owner` 'me', 'nobody' or a staff id.

    `after` is the cursor that the last page ended with.
    """

    state: str = ""
    kind: str = ""
    channel: str = ""
    owner: str = ""
    cause_id: int | None = None
    touchpoint_id: int | None = None
    location_id: int | None = None
    urgency: str = ""
    language: str = ""
    customer: UUID | None = None
    overdue: bool = False
    unread: bool = False
    text: str = ""
    after: str = ""
    quarantined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`looks_for`, empty where no words are looked for, is what the column `words` has to match."""

    where: str
    given: dict[str, Any]
    looks_for: str = ""


def condition(person: Person, choice: CaseChoice, *, now: datetime) -> Condition:
    """NotFound for whoever may not see cases; CursorWrong."""
    if not person.may("cases:read"):
        raise NotFound("There are no cases to see.")
    words = ["c.quarantine <> ''" if choice.quarantined else "c.quarantine = ''"]
    given: dict[str, Any] = {"now": now}
    _places(person, choice, words, given)
    _facts(person, choice, words, given)
    looks_for = _text(choice, given)
    if choice.after:
        given["at"], given["id"] = _cursor(choice.after)
        words.append("(c.touched_at, c.id) < (%(at)s, %(id)s)")
    return Condition(where=" AND ".join(words), given=given, looks_for=looks_for)


def cursor_of(touched_at: datetime, case_id: int) -> str:
    return base64.urlsafe_b64encode(f"{touched_at.isoformat()}|{case_id}".encode()).decode()


def _places(person: Person, choice: CaseChoice, words: list[str], given: dict[str, Any]) -> None:
    if choice.location_id is not None:
        below = places_below(location_id=choice.location_id)
        places = below if person.location_ids is None else below & person.location_ids
        words.append("c.location_id = ANY(%(places)s)")
        given["places"] = sorted(places)
    elif person.location_ids is not None:
        words.append("(c.location_id IS NULL OR c.location_id = ANY(%(places)s))")
        given["places"] = sorted(person.location_ids)


def _facts(person: Person, choice: CaseChoice, words: list[str], given: dict[str, Any]) -> None:
    if choice.state in _STATES:
        words.append("c.state = ANY(%(states)s)")
        given["states"] = [state.value for state in _STATES[choice.state]]
        # Said once more as the indexes of what is not done say it: PostgreSQL does not see that it follows.
        words.append("c.state <> 'done'")
    plain = {
        "state": "" if choice.state in _STATES else choice.state,
        "kind": choice.kind,
        "channel": choice.channel,
        "urgency": choice.urgency,
        "language": choice.language,
        "touchpoint_id": choice.touchpoint_id,
        "customer_key": choice.customer,
    }
    for column, value in plain.items():
        if value:
            words.append(f"c.{column} = %({column})s")
            given[column] = value
    if choice.cause_id is not None:
        words.append("c.cause_id = ANY(%(causes)s)")
        given["causes"] = _with_below(choice.cause_id)
    if choice.owner == "nobody":
        words.append("c.owner_id IS NULL")
    elif choice.owner:
        words.append("c.owner_id = %(owner)s")
        given["owner"] = person.staff_id if choice.owner == "me" else _number(choice.owner)
    if choice.overdue:
        words.append(_OVERDUE)
    if choice.unread:
        words.append("c.unread")


def _text(choice: CaseChoice, given: dict[str, Any]) -> str:
    """Plain words as PostgreSQL reads English, and the pairs of Korean and Chinese, all of them."""
    if not choice.text.strip():
        return ""
    looked = wanted(choice.text)
    given["query"] = " & ".join(f"'{pair}'" for pair in looked.pairs)
    given["plain"] = looked.plain
    parts = ["plainto_tsquery('english', %(plain)s)"] if looked.plain else []
    parts += ["%(query)s::tsquery"] if looked.pairs else []
    return f"({' && '.join(parts)})" if parts else "''::tsquery"


def _with_below(cause_id: int) -> list[int]:
    """Asked for beforehand: of a list PostgreSQL knows how many cases to expect, of a query within it does not."""
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, [cause_id])
        return [found for (found,) in cursor.fetchall()]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _cursor(text: str) -> tuple[datetime, int]:
    try:
        time, _, number = base64.urlsafe_b64decode(text.encode()).decode().partition("|")
        at, id_ = datetime.fromisoformat(time), int(number)
    except ValueError as error:  # a broken base64 is one, too
        raise CursorWrong("This cursor is none of ours. Send `next` as it was answered, or none.") from error
    if at.tzinfo is None or not 1970 <= at.year < 2200 or not 0 <= id_ < 1 << 63:
        raise CursorWrong("This cursor is none of ours. Send `next` as it was answered, or none.")
    return at, id_
