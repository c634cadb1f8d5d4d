"""The single moments behind a cell, with what each was held against and how far it fell short."""

from typing import Any

import ibis

from wellserved.analytics.gaps.expectation import with_direction, with_expectation
from wellserved.analytics.gaps.levels import PAIRS
from wellserved.analytics.gaps.tables import ASKED, BORROWED, MEASURES


def single(*, measure_id: int, gap: int) -> Any:
    """One row a case that the gap's cell counts: `got`, `held_against`, `shortfall` (above 0: short) and who, where, about what.

    Speaks of `borrowed`, as kept by `expectation.borrowed`.
    """
    expecting = with_expectation(ASKED.filter(ASKED.measure_id == measure_id), BORROWED)
    judged = with_direction(expecting, MEASURES)
    short, of = PAIRS[gap]
    reference = ibis.coalesce(judged.expectation, judged.satisfied) if gap == 5 else judged[of]
    shortfall = (reference - judged[short]) * judged.direction
    if gap == 2:
        # A standard can only be blamed where the expectation was known: the belief meets it.
        known = (judged.expectation - judged.believed) * judged.direction <= 0
        shortfall = ibis.cases((known, shortfall), (known.notnull() & shortfall.notnull(), ibis.literal(0.0)))
    rows = judged.select(
        "occurred_at",
        "customer_key",
        "segment_id",
        "location_id",
        "channel",
        "subject_kind",
        "subject_id",
        got=judged[short],
        held_against=reference,
        shortfall=shortfall,
        is_borrowed=judged.is_borrowed if gap in (1, 2, 5) else ibis.literal(False),
    )
    return rows.filter(rows.shortfall.notnull())
