"""The one pass over all moments: cases counted by which of their levels are worse than which."""

from typing import Any

import ibis

DISTANCES = ("knowledge", "standard", "delivery", "communication", "customer")


def tally(judged: Any, *, by: str | None = None) -> Any:
    """Cases that agree in every comparison, counted together.

    For each comparison, `<name>` is 1 where the case falls short, 0 or -1 where it does not, null where
    a level is unknown; `<name>_distance` is the sum of the distances, in the measure's unit:

    - knowledge: believed against the expectation
    - standard: the standard against the expectation
    - delivery: delivered against the standard
    - communication: delivered against what was told
    - customer: perceived against the expectation, else against the satisfied level
    - outcome: delivered against the expectation

    A few thousand rows come out of many million; the five gaps and the guilt are worked out from them.
    The sign of a difference is what engines compute fastest: comparisons and CASE take twice the time.
    """
    side = judged.direction
    distances = judged.select(
        "touchpoint_id",
        "measure_id",
        "is_borrowed",
        *([by] if by else []),
        knowledge=(judged.expectation - judged.believed) * side,
        standard=(judged.expectation - judged.standard) * side,
        delivery=(judged.standard - judged.delivered) * side,
        communication=(judged.told - judged.delivered) * side,
        customer=(ibis.coalesce(judged.expectation, judged.satisfied) - judged.perceived) * side,
        outcome=(judged.expectation - judged.delivered) * side,
    )
    signs = {name: distances[name].sign() for name in (*DISTANCES, "outcome")}
    keys = ["touchpoint_id", "measure_id", "is_borrowed", *([by] if by else [])]
    return distances.group_by(*keys, **signs).aggregate(
        cases=distances.count(), **{f"{name}_distance": distances[name].sum() for name in DISTANCES}
    )
