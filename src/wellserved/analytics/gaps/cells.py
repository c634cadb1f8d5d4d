"""The five gaps."""

from typing import Any

import ibis

from wellserved.analytics.contracts import ENOUGH
from wellserved.analytics.statistics import wilson_expressions


def cells(tally: Any, *, by: str | None = None) -> Any:
    """The five gaps of each measure at each touchpoint, each as the share of cases that fall short.

    1 knowledge: managers believe in less than the customer expects. 2 standard: the expectation was known
    (believed meets it), the standard does not meet it. 3 delivery: less delivered than the standard.
    4 communication: less delivered than told. 5 customer: less perceived than expected.
    Model: Parasuraman, Zeithaml and Berry (1985). Interval: Wilson (1927), 95%.
    """
    long = _long(tally, by)
    known = long.filter(long.is_short.notnull())
    short = known.is_short
    counted = known.group_by("touchpoint_id", "measure_id", "gap", *([by] if by else [])).aggregate(
        n=known.cases.sum().cast("int64"),
        short=known.cases.sum(where=short).fill_null(0).cast("int64"),
        distance=known.distance.sum(where=short),
        borrowed=known.cases.sum(where=known.borrows).fill_null(0).cast("int64"),
    )
    low, high = wilson_expressions(counted.short.cast("float64"), counted.n.cast("float64"))
    return counted.select(
        *([by] if by else []),
        "touchpoint_id",
        "measure_id",
        "gap",
        "n",
        "short",
        share=counted.short / counted.n,
        low=low,
        high=high,
        mean_shortfall=counted.distance / counted.short.nullif(0),
        borrowed=counted.borrowed,
        enough=counted.n >= ENOUGH,
    )


def _long(tally: Any, by: str | None) -> Any:
    """One row for each gap: is_short is null where the case does not count for it."""
    no = ibis.literal(False)
    known = tally.knowledge.notnull()
    gaps = [
        _gap(1, tally.knowledge > 0, tally.knowledge_distance, tally.is_borrowed),
        _gap(
            2,
            ibis.cases((known & tally.standard.notnull(), (tally.knowledge <= 0) & (tally.standard > 0))),
            tally.standard_distance,
            tally.is_borrowed,
        ),
        _gap(3, tally.delivery > 0, tally.delivery_distance, no),
        _gap(4, tally.communication > 0, tally.communication_distance, no),
        _gap(5, tally.customer > 0, tally.customer_distance, tally.is_borrowed),
    ]
    rows = tally.select(
        "touchpoint_id", "measure_id", "cases", *([by] if by else []), one=ibis.array(gaps).unnest()
    )
    return rows.unpack("one")


def _gap(gap: int, is_short: Any, distance: Any, borrows: Any) -> Any:
    return ibis.struct(
        {
            "gap": ibis.literal(gap, "int32"),
            "is_short": is_short,
            "distance": distance,
            "borrows": borrows,
        }
    )
