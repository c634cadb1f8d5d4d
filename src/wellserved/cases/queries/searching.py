"""Ways to the cases of a condition, the last touched first, each cheap where the others are dear (docs/decisions/0015).

PostgreSQL cannot tell how many cases have some words and facts together, and whichever way it then takes costs seconds on
some million. So we look, and no way is taken further than it can be fast.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection

from .choice import Condition

__all__ = ["LIMITS", "Limits", "every", "ways"]


class Limits(NamedTuple):
    """How far each way is taken before the next.

    Whatever is common is soon found among those touched last, in a `short` walk; what is not is looked up by its words and
    facts, where these are `few`; of what is more, enough lies within a `long` walk, but for what was all written long ago.
    """

    short: int = 2_000
    few: int = 20_000
    long: int = 20_000


LIMITS = Limits()
_HAS_WORDS = "(SELECT t.words FROM cases_casetext t WHERE t.case_id = c.id) @@ {query}"
# In a CASE, of which PostgreSQL expects half to be true: it walks in order then, where it would sort all that it finds.
_IN_ORDER = "CASE WHEN {conditions} THEN true ELSE false END"
_WALK = "SELECT c.* FROM (SELECT c.* FROM cases_case c WHERE {along} ORDER BY c.touched_at DESC, c.id DESC LIMIT {steps}) c"
_HAVING = "SELECT array_agg(case_id) FROM (SELECT t.case_id FROM cases_casetext t WHERE {having} LIMIT {few} + 1) one"
# Each by its id: PostgreSQL would take the words for rarer than they are, and look at all cases in order instead.
_ALL_HAVING = """
WITH found AS MATERIALIZED (SELECT t.case_id FROM cases_casetext t WHERE {having})
SELECT c.* FROM found CROSS JOIN LATERAL (SELECT c.* FROM cases_case c WHERE c.id = found.case_id AND {where} OFFSET 0) c
"""


def ways(wanted: Condition, *, limits: Limits) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """SELECTs of cases `c`, without order and limit, with what is given to them. True: there are no others."""
    given = wanted.given
    if not wanted.besides and not wanted.looks_for:
        yield every(wanted), given, True
        return
    yield _walk(wanted, steps=limits.short), given, False
    having, looked_up = _having(wanted)
    if not having:
        yield _walk(wanted), given, True
        return
    with connection.cursor() as cursor:
        cursor.execute(_HAVING.format(having=having, few=limits.few), given | looked_up)
        among = cursor.fetchone()[0] or []
    if len(among) <= limits.few:
        where = f"c.id = ANY(%(among)s) AND {wanted.where}"
        yield f"SELECT c.* FROM cases_case c WHERE {where}", given | {"among": among}, True  # noqa: S608  our own words
        return
    yield _walk(wanted, steps=limits.long), given, False
    yield _ALL_HAVING.format(having=having, where=wanted.where), given | looked_up, True


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


def _having(wanted: Condition) -> tuple[str, dict[str, Any]]:
    """What rows of `cases_casetext t` have to have, and what is given to it; nothing where that narrows nothing."""
    parts = [f"t.facts && %(facts_{number})s::text[]" for number in range(len(wanted.facts))]
    if wanted.looks_for:
        parts.append(f"t.words @@ {wanted.looks_for}")
    return " AND ".join(parts), {f"facts_{n}": list(facts) for n, facts in enumerate(wanted.facts)}
