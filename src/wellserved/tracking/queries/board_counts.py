"""How many stand behind each tab, counted no further than is worth waiting for."""

from dataclasses import replace
from datetime import datetime

from django.db import connection

from wellserved.people.contracts import Person

from .board_choice import TROUBLES, BoardChoice, condition

MOST = 10_000

_COUNTS = """
SELECT k.kind, (SELECT count(*) FROM (
  SELECT FROM {source} WHERE t.kind = k.kind AND {where} LIMIT %(most)s) AS few)
FROM unnest(%(kinds)s::text[]) AS k(kind)
"""


def counts_for(person: Person, *, choice: BoardChoice, now: datetime) -> dict[str, int]:
    """By trouble. More than MOST is told as MOST + 1: 'more than 10,000'."""
    of = condition(person, replace(choice, after=None), now=now)
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNTS.format(source=of.source, where=of.where),
            {**of.given, "kinds": list(TROUBLES), "most": MOST + 1},
        )
        return dict(cursor.fetchall())
