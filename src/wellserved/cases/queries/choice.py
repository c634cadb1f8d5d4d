"""What somebody wants to see of all cases, and what of it they may, as SQL conditions on `cases_case c`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from wellserved.cases.domain.facts import OPEN_STATES, State, Urgency
from wellserved.cases.domain.searching import wanted
from wellserved.people.contracts import NotFound, Person
from wellserved.people.queries import places_below
from wellserved.platform.cursors import place_of_cursor

from .causes import ids_below

__all__ = ["CaseChoice", "Condition", "condition"]

_OVERDUE = (
    "c.state <> 'done' AND (c.resolve_due_at < %(now)s OR c.answered_at IS NULL AND c.first_due_at < %(now)s)"
)

_STATES = {"undone": OPEN_STATES, "answer": (State.NEW, State.OPEN)}


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
class Part:
    """One condition. A case of it has any of `facts` in its row of `cases_casetext`.

    With `along` an index keeps its cases in the order of lists; of several the lowest has the fewest, as a rule.
    """

    sql: str
    facts: tuple[str, ...] = ()
    along: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """All of `along`, which some index keeps in order, and of `besides`.

    The row of `cases_casetext` overlaps with each of `facts`; `looks_for`, empty where no words are looked for, is what its
    words have to match.
    """

    along: tuple[str, ...]
    besides: tuple[str, ...]
    given: dict[str, Any]
    facts: tuple[tuple[str, ...], ...] = ()
    looks_for: str = ""

    @property
    def where(self) -> str:
        return " AND ".join((*self.along, *self.besides))


def condition(person: Person, choice: CaseChoice, *, now: datetime) -> Condition:
    """NotFound for whoever may not see cases; CursorUnreadable."""
    if not person.may("cases:read"):
        raise NotFound("There are no cases to see.")
    given: dict[str, Any] = {"now": now}
    parts = [*_places(person, choice, given), *_people(person, choice, given), *_facts(choice, given)]
    along = ["c.quarantine <> ''" if choice.quarantined else "c.quarantine = ''"]
    if choice.after:
        given["at"], given["id"] = place_of_cursor(choice.after)
        along.append("(c.touched_at, c.id) < (%(at)s, %(id)s)")
    ordered = [] if choice.quarantined else [part for part in parts if part.along]
    first = min(ordered, key=lambda part: part.along, default=None)
    return Condition(
        along=(*along, *([first.sql] if first else [])),
        besides=tuple(part.sql for part in parts if part is not first),
        given=given,
        facts=tuple(part.facts for part in parts if part.facts),
        looks_for=_text(choice, given),
    )


def _places(person: Person, choice: CaseChoice, given: dict[str, Any]) -> Iterator[Part]:
    mine = person.location_ids
    if choice.location_id is not None:
        below = places_below(location_id=choice.location_id)
        places = sorted(below if mine is None else below & mine)
        yield _one_of("location_id", places, "location", given, along=7)
    elif mine is not None:
        given["mine"] = sorted(mine)
        facts = ("location:", *(f"location:{one}" for one in given["mine"]))
        yield Part(sql="(c.location_id IS NULL OR c.location_id = ANY(%(mine)s))", facts=facts)


def _people(person: Person, choice: CaseChoice, given: dict[str, Any]) -> Iterator[Part]:
    if choice.customer:
        given["customer"] = choice.customer
        yield Part(sql="c.customer_key = %(customer)s", along=1)
    if choice.owner == "nobody":
        # Nobody's that are done have no index.
        undone = choice.state in _STATES
        sql = "c.owner_id IS NULL AND c.state <> 'done'" if undone else "c.owner_id IS NULL"
        yield Part(sql=sql, facts=("owner:",), along=2 if undone else 0)
    elif choice.owner:
        owner = (person.staff_id or -1) if choice.owner == "me" else _number(choice.owner)
        yield _one_of("owner_id", [owner], "owner", given, along=3)


def _facts(choice: CaseChoice, given: dict[str, Any]) -> Iterator[Part]:
    if choice.touchpoint_id:
        yield _one_of("touchpoint_id", [choice.touchpoint_id], "touchpoint", given, along=4)
    if choice.unread:
        yield Part(sql="c.unread", along=5)
    if choice.urgency:
        along = 6 if choice.urgency in {Urgency.HIGH, Urgency.URGENT} else 0
        yield _one_of("urgency", [choice.urgency], "urgency", given, along=along)
    if choice.cause_id is not None:
        yield _one_of("cause_id", ids_below(choice.cause_id), "cause", given, along=8)
    if choice.state in _STATES:
        # As the indexes of what is not done say it: PostgreSQL does not see that it follows from the states.
        yield Part(sql="c.state <> 'done'", along=9)
        yield _one_of("state", [state.value for state in _STATES[choice.state]], "state", given)
    elif choice.state:
        yield _one_of("state", [choice.state], "state", given, along=9)
    for name, value in (("kind", choice.kind), ("channel", choice.channel), ("language", choice.language)):
        if value:
            yield _one_of(name, [value], name, given)
    if choice.overdue:
        yield Part(sql=_OVERDUE)


def _one_of(column: str, values: Sequence[Any], fact: str, given: dict[str, Any], *, along: int = 0) -> Part:
    """Of several values no index has all in order; of no value there is no case."""
    facts = tuple(f"{fact}:{one}" for one in values) or (f"{fact}:-",)
    if len(values) == 1:
        given[fact] = values[0]
        return Part(sql=f"c.{column} = %({fact})s", facts=facts, along=along)
    given[fact] = list(values)
    return Part(sql=f"c.{column} = ANY(%({fact})s)", facts=facts)


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


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
