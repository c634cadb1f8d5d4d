"""What each case is held against."""

from typing import Any

import ibis

from wellserved.analytics.contracts import ENOUGH


def borrowed(asked: Any) -> Any:
    """The median of at least 30 own expectations of a segment on a touchpoint and measure.

    It stands in where a case carries none of its own. No segment is a segment of its own.
    Gives (segment_id, touchpoint_id, measure_id, borrowed), the last in the measure's unit.
    """
    known = asked.filter(asked.expected.notnull())
    medians = known.group_by("segment_id", "touchpoint_id", "measure_id").aggregate(
        answers=known.count(), borrowed=known.expected.median()
    )
    return medians.filter(medians.answers >= ENOUGH).drop("answers")


def with_expectation(asked: Any, borrowed: Any = None) -> Any:
    """The moments with `expectation`, their own or else the borrowed one, and `is_borrowed`."""
    if borrowed is None:
        return asked.mutate(expectation=asked.expected, is_borrowed=ibis.literal(False))
    found = asked.left_join(
        borrowed,
        [
            asked.segment_id.identical_to(borrowed.segment_id),
            asked.touchpoint_id == borrowed.touchpoint_id,
            asked.measure_id == borrowed.measure_id,
        ],
    )
    return found.mutate(
        expectation=ibis.coalesce(found.expected, found.borrowed),
        is_borrowed=found.expected.isnull() & found.borrowed.notnull(),
    )


def with_direction(table: Any, measures: Any) -> Any:
    """Adds `satisfied` and `direction`: (a - b) * direction > 0 exactly when b is worse than a for the customer.

    Rows of a measure that is not in `measures` are left out.
    """
    # By way of an integer: DuckDB takes -1.0 for a decimal and would convert it at every row.
    direction = ibis.cases((measures.better == "lower", -1), else_=1).cast("float64")
    sides = measures.select("measure_id", "satisfied", direction=direction)
    return table.inner_join(sides, "measure_id")
