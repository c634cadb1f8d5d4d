"""How the levels of one measure lie, and how far its short cases fell short."""

from typing import Any

import ibis

from wellserved.analytics.contracts import LEVELS, Bar, Distribution
from wellserved.analytics.engines import Answering
from wellserved.analytics.gaps.tables import ASKED, MEASURES

BARS = 12
# Which levels a gap compares: the first falls short of the second.
PAIRS = {
    1: ("believed", "expected"),
    2: ("standard", "expected"),
    3: ("delivered", "standard"),
    4: ("delivered", "told"),
    5: ("perceived", "expected"),
}


def levels(answering: Answering, *, measure_id: int) -> tuple[Distribution, ...]:
    """The distribution of each level that the question's moments of this measure have."""
    found = []
    mine = ASKED.filter(ASKED.measure_id == measure_id)
    for level in LEVELS:
        values = mine.select(value=mine[level]).filter(ibis._.value.notnull())
        (summary,) = answering.answer(
            values.aggregate(
                n=values.count(),
                least=values.value.min(),
                lower_quartile=values.value.quantile(0.25),
                median=values.value.quantile(0.5),
                upper_quartile=values.value.quantile(0.75),
                greatest=values.value.max(),
            )
        )
        if summary["n"]:
            bars = _bars(answering, values, low=summary["least"], high=summary["greatest"])
            found.append(Distribution(level=level, bars=bars, **summary))
    return tuple(found)


def shortfalls(answering: Answering, *, key: int, gap: int) -> tuple[Bar, ...]:
    """How far short the short cases fell, by their own levels, in the measure's unit."""
    short, of = PAIRS[gap]
    mine = ASKED.filter(ASKED.measure_id == key).join(MEASURES, "measure_id")
    reference = ibis.coalesce(mine[of], mine.satisfied) if gap == 5 else mine[of]
    distance = ibis.ifelse(mine.better == "higher", reference - mine[short], mine[short] - reference)
    values = mine.select(value=distance).filter(ibis._.value > 0)
    (span,) = answering.answer(values.aggregate(low=values.value.min(), high=values.value.max()))
    return () if span["low"] is None else _bars(answering, values, low=span["low"], high=span["high"])


def _bars(answering: Answering, values: Any, *, low: float, high: float) -> tuple[Bar, ...]:
    """A bar a value where few values occur, else bars of equal width."""
    counted = answering.answer(
        values.group_by("value").aggregate(n=values.count()).order_by("value").limit(BARS + 1)
    )
    if len(counted) <= BARS:
        return tuple(Bar(low=row["value"], high=row["value"], n=row["n"]) for row in counted)
    width = (high - low) / BARS
    number = ((values.value - low) / width).floor().clip(upper=BARS - 1).cast("int32")
    binned = values.select(bar=number)
    counts = {
        row["bar"]: row["n"] for row in answering.answer(binned.group_by("bar").aggregate(n=binned.count()))
    }
    return tuple(
        Bar(low=low + width * bar, high=low + width * (bar + 1), n=counts.get(bar, 0)) for bar in range(BARS)
    )
