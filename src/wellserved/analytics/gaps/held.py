"""Cases of one level held against bounds: how many are worse, how many better, and how they lie.

GROUPS says which cases belong together: each of its rows adds the moments of a segment (null: not known) and
measure to a group, with the level that is looked at. A group may be held against several BOUNDS.
"""

from typing import Any

import ibis

from wellserved.analytics.contracts import LEVELS
from wellserved.analytics.gaps.tables import ASKED, MEASURES

BARS = 24
GROUPS: Any = ibis.table(
    {"number": "int32", "measure_id": "int32", "level": "string", "segment_id": "int32"}, name="groups"
)
BOUNDS: Any = ibis.table({"number": "int32", "place": "int32", "bound": "float64"}, name="bounds")
SPANS: Any = ibis.table({"number": "int32", "least": "float64", "width": "float64"}, name="spans")


def values() -> Any:
    """The known values of each group, with `direction`: value * direction grows as it gets better for the customer."""
    mine = ASKED.inner_join(
        GROUPS,
        [ASKED.measure_id == GROUPS.measure_id, ASKED.segment_id.identical_to(GROUPS.segment_id)],
    )
    sides = MEASURES.select(
        "measure_id", direction=ibis.cases((MEASURES.better == "lower", -1), else_=1).cast("float64")
    )
    known = mine.select(
        "number",
        "measure_id",
        segment_id=ASKED.segment_id,
        value=ibis.cases(*((GROUPS.level == level, ASKED[level]) for level in LEVELS)),
    )
    return known.filter(known.value.notnull()).inner_join(sides, "measure_id")


def against() -> Any:
    """Of each group, bound and segment: the cases, those `worse` and those `better` than the bound, and by how much."""
    held = values().inner_join(BOUNDS, "number")
    excess = held.mutate(excess=(held.value - held.bound) * held.direction)
    return excess.group_by("number", "place", "segment_id").aggregate(
        cases=excess.count(),
        worse=(excess.excess < 0).sum(),
        better=(excess.excess > 0).sum(),
        worse_by=ibis.coalesce(excess.excess.sum(where=excess.excess < 0), 0.0),
        better_by=ibis.coalesce(excess.excess.sum(where=excess.excess > 0), 0.0),
    )


def summaries() -> Any:
    """How each group's values lie; `low` and `high` leave out a hundredth at either end."""
    held = values()
    return held.group_by("number").aggregate(
        n=held.count(),
        kinds=held.value.nunique(),
        least=held.value.min(),
        low=held.value.quantile(0.01),
        lower_quartile=held.value.quantile(0.25),
        median=held.value.quantile(0.5),
        upper_quartile=held.value.quantile(0.75),
        high=held.value.quantile(0.99),
        greatest=held.value.max(),
    )


def single_values() -> Any:
    """The values of the groups in SPANS, each with its cases."""
    held = values().semi_join(SPANS, "number")
    return held.group_by("number", "value").aggregate(n=held.count())


def bars() -> Any:
    """The groups in SPANS cut into bars of equal width; what lies beyond counts in the first and the last."""
    held = values().inner_join(SPANS, "number")
    place = ((held.value - held.least) / held.width).floor().clip(lower=0, upper=BARS - 1).cast("int32")
    placed = held.select("number", bar=place)
    return placed.group_by("number", "bar").aggregate(n=placed.count())


def known_levels() -> Any:
    """How many values of each level each measure has."""
    counts = {level: ASKED[level].count() for level in LEVELS}
    return ASKED.group_by("measure_id").aggregate(**counts)
