"""How the levels of one measure lie, and how far its short cases fell short."""

from typing import Any

import ibis

from wellserved.analytics.contracts import LEVELS, Bar, Distribution
from wellserved.analytics.engines import Answering
from wellserved.analytics.gaps.expectation import borrowed, with_direction, with_expectation
from wellserved.analytics.gaps.tables import ASKED, BORROWED, MEASURES

BARS = 12
# Which levels a gap compares: the first falls short of the second.
PAIRS = {
    1: ("believed", "expectation"),
    2: ("standard", "expectation"),
    3: ("delivered", "standard"),
    4: ("delivered", "told"),
    5: ("perceived", "expectation"),
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


def shortfalls(answering: Answering, *, measure_id: int, gap: int) -> tuple[Bar, ...]:
    """How far the short cases of a gap fell short, in the measure's unit: the cases that its cell counts as short."""
    answering.keep("borrowed", borrowed(ASKED))
    expecting = with_expectation(ASKED.filter(ASKED.measure_id == measure_id), BORROWED)
    values = _distances(with_direction(expecting, MEASURES), gap=gap)
    (span,) = answering.answer(values.aggregate(low=values.value.min(), high=values.value.max()))
    return () if span["low"] is None else _bars(answering, values, low=span["low"], high=span["high"])


def _distances(judged: Any, *, gap: int) -> Any:
    short, of = PAIRS[gap]
    reference = judged[of]
    if gap == 2:
        # A standard can only be blamed where the expectation was known: the belief meets it.
        known = (judged.expectation - judged.believed) * judged.direction <= 0
        judged = judged.filter(known)
        reference = judged[of]
    elif gap == 5:
        reference = ibis.coalesce(judged.expectation, judged.satisfied)
    return judged.select(value=(reference - judged[short]) * judged.direction).filter(ibis._.value > 0)


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
