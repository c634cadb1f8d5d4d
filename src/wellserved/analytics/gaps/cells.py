"""The five gaps, each as the share of cases that fall short.

Model: Parasuraman, Zeithaml and Berry (1985). Interval: Wilson (1927), 95%. Each gap is a function from
counted comparisons (see comparisons.py, joined with the measures' direction) to rows of
(touchpoint_id, measure_id, gap, cases, is_short, distance, is_borrowed); `is_short` is null where a level
that the gap compares is unknown.
"""

from collections.abc import Sequence
from typing import Any

import ibis

from wellserved.analytics.contracts import ENOUGH
from wellserved.analytics.gaps.comparisons import KEYS
from wellserved.analytics.gaps.expectation import with_direction
from wellserved.analytics.statistics import wilson_expressions


def knowledge(beliefs: Any) -> Any:
    """Gap 1: managers believe in less than the customer expects."""
    return beliefs.mutate(gap=1, is_short=_worse(beliefs, beliefs.side))


def standard(beliefs: Any) -> Any:
    """Gap 2: the expectation was known (what managers believe meets it), the standard does not meet it."""
    known = beliefs.filter(beliefs.side.notnull())
    below = _worse(known, known.standard_side)
    short = ibis.cases((known.standard_side.notnull(), ~_worse(known, known.side) & below))
    return known.mutate(gap=2, is_short=short, distance=known.standard_distance)


def delivery(delivery: Any) -> Any:
    """Gap 3: less was delivered than the standard."""
    return delivery.mutate(gap=3, is_short=_worse(delivery, delivery.side))


def communication(communication: Any) -> Any:
    """Gap 4: less was delivered than this customer was told."""
    return communication.mutate(gap=4, is_short=_worse(communication, communication.side))


def customer(customer: Any) -> Any:
    """Gap 5: less was perceived than expected; without an expectation, than the satisfied level."""
    return customer.mutate(gap=5, is_short=_worse(customer, customer.side))


def cells(
    beliefs: Any,
    deliveries: Any,
    communications: Any,
    customers: Any,
    measures: Any,
    *,
    by: Sequence[str] = (),
) -> Any:
    """All five, one row for each gap that has cases: n, short, share, low, high and the rest of a Cell."""
    known = with_direction(beliefs, measures)
    rows = ibis.union(
        *(
            gap.select(*KEYS, *by, "gap", "cases", "is_short", "is_borrowed", distance=gap.distance.abs())
            for gap in (
                knowledge(known),
                standard(known),
                delivery(with_direction(deliveries, measures)),
                communication(with_direction(communications, measures)),
                customer(with_direction(customers, measures)),
            )
        )
    )
    return _shares(rows.filter(rows.is_short.notnull()), by)


def _worse(counted: Any, side: Any) -> Any:
    return side * counted.direction > 0


def _shares(rows: Any, by: Sequence[str]) -> Any:
    counted = rows.group_by(*KEYS, *by, "gap").aggregate(
        n=rows.cases.sum(),
        short=rows.cases.sum(where=rows.is_short).fill_null(0),
        distance=rows.distance.sum(where=rows.is_short),
        borrowed=rows.cases.sum(where=rows.is_borrowed).fill_null(0),
    )
    low, high = wilson_expressions(counted.short.cast("float64"), counted.n.cast("float64"))
    return counted.select(
        *KEYS,
        *by,
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
