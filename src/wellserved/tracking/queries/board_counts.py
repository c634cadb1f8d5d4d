"""How many stand behind each tab, counted no further than is worth waiting for."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection

from wellserved.people.contracts import Person

from .board_choice import TROUBLES, BoardChoice, condition

__all__ = ["Counted", "counts_for"]

MOST = 10_000
FILTERED = 2_000
"""So many are counted where the index of values does not answer alone."""
SIFTED = 400
"""So many lines of each tab are looked at where the parcels themselves must be asked."""

_COUNTS = """
SELECT k.kind, n.n, n.n FROM unnest(%(kinds)s::text[]) AS k(kind) CROSS JOIN LATERAL (
  SELECT count(*) AS n FROM (
    SELECT FROM tracking_trouble t WHERE t.kind = k.kind AND {where} LIMIT %(most)s + 1) AS few) AS n
"""
_SIFTED = """
SELECT k.kind, n.n, n.of FROM unnest(%(kinds)s::text[]) AS k(kind) CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE {of_parcel}) AS n, count(*) AS of FROM (
    SELECT t.consignment_id FROM tracking_trouble t WHERE t.kind = k.kind AND {where}
    ORDER BY t.currency, t.value DESC, t.consignment_id LIMIT %(most)s + 1) AS few
  JOIN tracking_consignment c ON c.id = few.consignment_id) AS n
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """At least `n`; exactly so many where `all_seen`."""

    n: int
    all_seen: bool


def counts_for(person: Person, *, choice: BoardChoice, now: datetime) -> dict[str, Counted]:
    """By trouble, in whatever currency. Where there are too many to look at all, those that come first are counted."""
    of = condition(person, replace(choice, after=None, currency=None), now=now)
    asked = _SIFTED if of.of_parcel else _COUNTS
    filtered = choice.uncalled or choice.mine or choice.older_hours
    most = SIFTED if of.of_parcel else FILTERED if filtered else MOST
    with connection.cursor() as cursor:
        cursor.execute(
            asked.format(where=of.where, of_parcel=of.of_parcel),
            {**of.given, "kinds": list(TROUBLES), "most": most},
        )
        return {kind: Counted(n=min(n, most), all_seen=seen <= most) for kind, n, seen in cursor.fetchall()}
