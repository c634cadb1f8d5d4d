"""In which currencies values are at stake: each is a list of its own, for nobody can compare them without rates."""

from dataclasses import replace
from datetime import datetime

from django.db import connection

from wellserved.people.contracts import Person

from .board_choice import BoardChoice, condition
from .board_counts import Counted

__all__ = ["currencies_for", "in_one_currency"]

MOST = 10_000
"""So many of each are counted; what is more is said to be more."""

# From one currency to the next by the index, whatever stands between: there are few of them and many troubles.
_CURRENCIES = """
WITH RECURSIVE each (currency) AS (
  (SELECT t.currency FROM tracking_trouble t WHERE t.kind = %(trouble)s AND {where} ORDER BY t.currency LIMIT 1)
  UNION ALL
  SELECT (SELECT t.currency FROM tracking_trouble t WHERE t.kind = %(trouble)s AND t.currency > each.currency
    AND {where} ORDER BY t.currency LIMIT 1) FROM each WHERE each.currency IS NOT NULL)
SELECT each.currency, (SELECT count(*) FROM (
  SELECT FROM tracking_trouble t WHERE t.kind = %(trouble)s AND t.currency = each.currency AND {where}
  LIMIT %(most)s + 1) few) AS n
FROM each WHERE each.currency IS NOT NULL
"""


def currencies_for(person: Person, *, choice: BoardChoice, now: datetime) -> dict[str, Counted]:
    """Those of this trouble's values, the one with the most lines first; empty where no currency was given.

    Of the choice only the trouble and the location count. NotFound for whoever may not see parcels.
    """
    of = condition(person, BoardChoice(trouble=choice.trouble, location_id=choice.location_id), now=now)
    with connection.cursor() as cursor:
        cursor.execute(
            _CURRENCIES.format(where=of.where), {**of.given, "trouble": choice.trouble, "most": MOST}
        )
        found = sorted(cursor.fetchall(), key=lambda row: (-row[1], row[0]))
    return {currency: Counted(n=min(n, MOST), all_seen=n <= MOST) for currency, n in found}


def in_one_currency(choice: BoardChoice, found: dict[str, Counted]) -> BoardChoice:
    """The choice with the currency that it names, or else the one with the most lines."""
    if choice.currency in found:
        return choice
    return replace(choice, currency=next(iter(found), None))
