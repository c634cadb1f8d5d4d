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


def judged(asked: Any, measures: Any, borrowed: Any = None) -> Any:
    """The moments with what they are held against.

    Adds `expectation` (the case's own, else the borrowed one), `is_borrowed`, `satisfied` (the measure's
    level) and `direction`: (a - b) * direction is positive exactly when b is worse than a for the customer.
    """
    better = measures.better
    sides = measures.select(
        "measure_id", "satisfied", direction=ibis.cases((better == "lower", -1.0), else_=1.0)
    )
    moments = asked.inner_join(sides, "measure_id")
    if borrowed is None:
        return moments.mutate(expectation=moments.expected, is_borrowed=ibis.literal(False))
    found = moments.left_join(
        borrowed,
        [
            moments.segment_id.identical_to(borrowed.segment_id),
            moments.touchpoint_id == borrowed.touchpoint_id,
            moments.measure_id == borrowed.measure_id,
        ],
    )
    return found.mutate(
        expectation=ibis.coalesce(found.expected, found.borrowed),
        is_borrowed=found.expected.isnull() & found.borrowed.notnull(),
    )
