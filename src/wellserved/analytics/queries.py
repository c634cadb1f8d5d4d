"""The door to the gap model: a question in, values out. An engine does the work."""

from collections import defaultdict
from typing import Any

from wellserved.analytics.contracts import LINKS, YARDSTICKS, Cell, GapMap, Guilt, Question, Yardsticks
from wellserved.analytics.engines import Answering, Engine
from wellserved.analytics.lake import Lake


def five_gaps(
    engine: Engine, lake: Lake, *, question: Question, measures: Any, borrow: bool = True
) -> tuple[Cell, ...]:
    """The five gaps of each measure at each touchpoint, in the order of touchpoint, measure and gap.

    `measures` is an Arrow table (measure_id int32, better 'higher' or 'lower', satisfied float64 or null);
    moments of other measures are left out. `borrow` lets a segment's median expectation stand in.
    """
    with engine.asking(lake, question, {"measures": measures}) as answering:
        _count(answering, borrow=borrow)
        return _cells(answering)


def gap_map(engine: Engine, lake: Lake, *, question: Question, measures: Any) -> GapMap:
    """The five gaps with borrowed expectations, and the guilty link of each shortfall."""
    from wellserved.analytics.gaps import plan  # noqa: PLC0415  Ibis takes a second to import

    with engine.asking(lake, question, {"measures": measures}) as answering:
        _count(answering, borrow=True)
        for step in plan.blaming():
            answering.keep(step.name, step.expression)
        laid = answering.answer(plan.guilt_of_all())
        return GapMap(cells=_cells(answering), guilt=_guilt(laid), yardsticks=_yardsticks(laid))


def _count(answering: Answering, *, borrow: bool) -> None:
    from wellserved.analytics.gaps import plan  # noqa: PLC0415  as above

    for step in plan.counting(borrow=borrow):
        answering.keep(step.name, step.expression)


def _cells(answering: Answering) -> tuple[Cell, ...]:
    from wellserved.analytics.gaps import plan  # noqa: PLC0415  as above

    rows = [Cell(**row) for row in answering.answer(plan.five_gaps())]
    return tuple(sorted(rows, key=lambda cell: (cell.touchpoint_id, cell.measure_id, cell.gap)))


def _guilt(laid: list[dict[str, Any]]) -> tuple[Guilt, ...]:
    counts = _counts(laid, "link")
    return tuple(
        Guilt(
            touchpoint_id=touchpoint,
            measure_id=measure,
            link=link,
            n=by_link[number],
            share=by_link[number] / sum(by_link.values()),
        )
        for (touchpoint, measure), by_link in sorted(counts.items())
        for number, link in enumerate(LINKS, start=1)
    )


def _yardsticks(laid: list[dict[str, Any]]) -> tuple[Yardsticks, ...]:
    counts = _counts(laid, "yardstick")
    return tuple(
        Yardsticks(
            touchpoint_id=touchpoint,
            measure_id=measure,
            **{name: by[number] for number, name in enumerate(YARDSTICKS, start=1)},
        )
        for (touchpoint, measure), by in sorted(counts.items())
    )


def _counts(laid: list[dict[str, Any]], column: str) -> dict[tuple[int, int], defaultdict[int, int]]:
    counts: dict[tuple[int, int], defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row in laid:
        counts[row["touchpoint_id"], row["measure_id"]][row[column]] += row["n"]
    return counts
