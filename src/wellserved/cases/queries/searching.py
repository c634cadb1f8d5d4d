"""Ways to the cases of a condition, the last touched first, each cheap where the others are dear (docs/decisions/0015).

PostgreSQL cannot tell how many cases have some words and facts together, and whichever way it then takes costs seconds on
some million. So we look, and no way is taken further than it can be fast.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from django.db import connection

from .choice import Condition

__all__ = ["LIMITS", "Limits", "every", "search"]

_Row = TypeVar("_Row")


class Limits(NamedTuple):
    """How far each way is taken before the next.

    Whatever is common is soon found among those touched last, in a `short` walk, or a `long` one where the short one found
    some; what is not is looked up by its words and facts, where these are `few`; of what is more, enough lies within a long
    walk, but for what was all written long ago.
    """

    short: int = 2_000
    few: int = 40_000
    long: int = 20_000


LIMITS = Limits()
_HAS_WORDS = "(SELECT t.words FROM cases_casetext t WHERE t.case_id = c.id) @@ {query}"
# In a CASE, of which PostgreSQL expects half to be true: it walks in order then, where it would sort all that it finds.
_IN_ORDER = "CASE WHEN {conditions} THEN true ELSE false END"
_WALK = "SELECT c.* FROM (SELECT c.* FROM cases_case c WHERE {along} ORDER BY c.touched_at DESC, c.id DESC LIMIT {steps}) c"
_COUNTED = "SELECT count(*) FROM (SELECT FROM cases_casetext t WHERE {having} LIMIT {most}) one"
# As an array PostgreSQL looks the ids up in one run along the index, in half the time that one after the other takes; and one
# that it gathers by itself it does not weigh id by id beforehand.
_ALL_HAVING = """
SELECT c.* FROM cases_case c WHERE c.id = ANY(ARRAY(SELECT t.case_id FROM cases_casetext t WHERE {having})) AND {where}
"""


def search(
    wanted: Condition, *, limit: int, limits: Limits, read: Callable[[str, dict[str, Any]], list[_Row]]
) -> list[_Row]:
    """The first `limit` rows; `read` is given SELECTs of cases `c`, without order and limit, and their parameters."""
    given = wanted.given
    if not wanted.besides and not wanted.looks_for:
        return read(every(wanted), given)
    rows = read(_walk(wanted, steps=limits.short), given)
    if len(rows) == limit:
        return rows
    having, looked_up = _having(wanted)
    if not having:
        return read(_walk(wanted), given)
    # As many to the step as so far, and the long walk fills the page.
    goes_on = len(rows) * limits.long >= limit * limits.short
    if goes_on and len(rows := read(_walk(wanted, steps=limits.long), given)) == limit:
        return rows
    there = _counted(having, given | looked_up, most=limits.few + 1)
    if there > limits.few and not goes_on:
        rows = read(_walk(wanted, steps=limits.long), given)
    if len(rows) < limit and there:
        rows = read(_ALL_HAVING.format(having=having, where=wanted.where), given | looked_up)
    return rows


def every(wanted: Condition) -> str:
    """By one look at each case that PostgreSQL finds by its facts."""
    words = [_HAS_WORDS.format(query=wanted.looks_for)] if wanted.looks_for else []
    return f"SELECT c.* FROM cases_case c WHERE {' AND '.join([wanted.where, *words])}"  # noqa: S608  as above


def _walk(wanted: Condition, *, steps: int | None = None) -> str:
    """Along one index, looking at each case; at most so many of them."""
    along = " AND ".join(wanted.along)
    words = [_HAS_WORDS.format(query=wanted.looks_for)] if wanted.looks_for else []
    conditions = _IN_ORDER.format(conditions=" AND ".join([*wanted.besides, *words]))
    if steps is None:
        return f"SELECT c.* FROM cases_case c WHERE {along} AND {conditions}"  # noqa: S608  as above
    return f"{_WALK.format(along=along, steps=steps)} WHERE {conditions}"


def _counted(having: str, given: dict[str, Any], *, most: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(having=having, most=most), given)
        return int(cursor.fetchone()[0])


def _having(wanted: Condition) -> tuple[str, dict[str, Any]]:
    """What rows of `cases_casetext t` have to have, and what is given to it; nothing where that narrows nothing."""
    parts = [f"t.facts && %(facts_{number})s::text[]" for number in range(len(wanted.facts))]
    if wanted.looks_for:
        parts.append(f"t.words @@ {wanted.looks_for}")
    return " AND ".join(parts), {f"facts_{n}": list(facts) for n, facts in enumerate(wanted.facts)}
