"""The passes over all moments: cases counted by which of two levels is the greater.

Each gives, for each touchpoint and measure (and each of the columns `by`), the number of `cases` and the
`distance`, the sum of the rows in the measure's unit, for each `side`: the sign of the difference.
Which side is worse for the customer is the measure's to say, and is said afterwards, on a few thousand rows.
Each pass reads only its own levels and the rows that have them, which is quicker than one pass for all,
except where expectations are borrowed and guilt is laid too: then `chains` counts all that it can at once.
The sign of a difference is what engines group by fastest (comparisons and CASE take twice the time).
"""

from collections.abc import Sequence
from typing import Any

import ibis

KEYS = ("touchpoint_id", "measure_id")


def beliefs(expecting: Any, *, by: Sequence[str] = ()) -> Any:
    """The expectation less what managers believe (`side`) and less the standard (`standard_side`)."""
    cases = expecting.filter(expecting.expectation.notnull())
    rows = cases.select(
        *KEYS,
        *by,
        "is_borrowed",
        excess=cases.expectation - cases.believed,
        standard_excess=cases.expectation - cases.standard,
    )
    return rows.group_by(
        *KEYS,
        *by,
        "is_borrowed",
        side=rows.excess.sign(),
        standard_side=rows.standard_excess.sign(),
    ).aggregate(
        cases=rows.count(),
        distance=rows.excess.sum(),
        standard_distance=rows.standard_excess.sum(),
    )


def delivery(asked: Any, *, by: Sequence[str] = ()) -> Any:
    """The standard less what was delivered."""
    cases = asked.filter(asked.standard.notnull() & asked.delivered.notnull())
    return _counted(cases, cases.standard - cases.delivered, ibis.literal(False), by)


def communication(asked: Any, *, by: Sequence[str] = ()) -> Any:
    """What this customer was told less what was delivered."""
    cases = asked.filter(asked.told.notnull() & asked.delivered.notnull())
    return _counted(cases, cases.told - cases.delivered, ibis.literal(False), by)


def customer(expecting: Any, measures: Any, *, by: Sequence[str] = ()) -> Any:
    """The expectation, without one the measure's satisfied level, less what was perceived."""
    perceived = expecting.filter(expecting.perceived.notnull())
    cases = perceived.inner_join(measures.select("measure_id", "satisfied"), "measure_id")
    reference = ibis.coalesce(cases.expectation, cases.satisfied)
    return _counted(cases, reference - cases.perceived, cases.is_borrowed, by)


def chains(expecting: Any) -> Any:
    """All links of the chain at once: what `beliefs`, `delivery` and `communication` count, counted together.

    Besides, `outcome_side` is the expectation less what was delivered. See `beliefs_of` and its neighbours.
    """
    excesses = expecting.select(
        *KEYS,
        "is_borrowed",
        knowledge=expecting.expectation - expecting.believed,
        standard=expecting.expectation - expecting.standard,
        delivery=expecting.standard - expecting.delivered,
        communication=expecting.told - expecting.delivered,
        outcome=expecting.expectation - expecting.delivered,
    )
    links = ("knowledge", "standard", "delivery", "communication")
    sides = {f"{name}_side": excesses[name].sign() for name in (*links, "outcome")}
    return excesses.group_by(*KEYS, "is_borrowed", **sides).aggregate(
        cases=excesses.count(), **{f"{name}_distance": excesses[name].sum() for name in links}
    )


def beliefs_of(chains: Any) -> Any:
    return chains.select(
        *KEYS,
        "is_borrowed",
        "cases",
        "standard_side",
        "standard_distance",
        side=chains.knowledge_side,
        distance=chains.knowledge_distance,
    )


def delivery_of(chains: Any) -> Any:
    return _of(chains, chains.delivery_side, chains.delivery_distance)


def communication_of(chains: Any) -> Any:
    return _of(chains, chains.communication_side, chains.communication_distance)


def _of(chains: Any, side: Any, distance: Any) -> Any:
    return chains.select(*KEYS, "cases", is_borrowed=ibis.literal(False), side=side, distance=distance)


def _counted(cases: Any, excess: Any, is_borrowed: Any, by: Sequence[str]) -> Any:
    rows = cases.select(*KEYS, *by, is_borrowed=is_borrowed, excess=excess)
    return rows.group_by(*KEYS, *by, "is_borrowed", side=rows.excess.sign()).aggregate(
        cases=rows.count(), distance=rows.excess.sum()
    )
