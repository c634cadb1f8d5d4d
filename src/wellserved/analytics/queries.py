"""The door to the gap model: a question in, values out. An engine does the work."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from wellserved.analytics.contracts import (
    LINKS,
    YARDSTICKS,
    Bucket,
    Case,
    Cell,
    Every,
    Gap,
    GapMap,
    Guilt,
    Order,
    Part,
    PartCells,
    Question,
    Yardsticks,
)
from wellserved.analytics.engines import Answering, Engine
from wellserved.analytics.lake import Reading

if TYPE_CHECKING:
    from wellserved.analytics.gaps.plan import Step


def five_gaps(
    engine: Engine, lake: Reading, *, question: Question, measures: Any, borrow: bool = True
) -> tuple[Cell, ...]:
    """The five gaps of each measure at each touchpoint, in the order of touchpoint, measure and gap.

    `measures` is an Arrow table (measure_id int32, better 'higher' or 'lower', satisfied float64 or null);
    moments of other measures are left out. `borrow` lets a segment's median expectation stand in.
    """
    from wellserved.analytics.gaps import plan  # noqa: PLC0415  Ibis takes a second to import

    with engine.asking(lake, question, {"measures": measures}) as answering:
        for step in plan.counting(borrow=borrow):
            answering.keep(step.name, step.expression)
        return _in_order(answering.answer(plan.five_gaps()))


def gap_map(
    engine: Engine, lake: Reading, *, question: Question, measures: Any, gather: bool = False
) -> GapMap:
    """The five gaps with borrowed expectations, and the guilty link of each shortfall.

    `gather` reads the moments once and holds them: quicker where the question is about few touchpoints.
    """
    from wellserved.analytics.gaps import plan  # noqa: PLC0415  Ibis takes a second to import

    columns = plan.READ_BY_MAP if gather else ()
    with engine.asking(lake, question, {"measures": measures}, gather=columns) as answering:
        for step in plan.whole_map():
            answering.keep(step.name, step.expression)
        cells = _in_order(answering.answer(plan.five_gaps_of_map()))
        laid = answering.answer(plan.guilt_of_map())
    return GapMap(cells=cells, guilt=_guilt(laid), yardsticks=_yardsticks(laid))


def touchpoints_of(engine: Engine, lake: Reading, *, question: Question) -> frozenset[int]:
    """The touchpoints that the question's moments are at."""
    from wellserved.analytics.gaps import asked, tables  # noqa: PLC0415  as above

    with engine.asking(lake, question, {}) as answering:
        return frozenset(row["touchpoint_id"] for row in answering.answer(asked.touchpoints(tables.ASKED)))


def moments_by_week(engine: Engine, lake: Reading, *, question: Question, measure_id: int) -> dict[date, int]:
    """How many of the question's moments a measure has in each week, by its Monday (UTC); none without any."""
    from wellserved.analytics.gaps import asked, tables  # noqa: PLC0415  as above

    with engine.asking(lake, question, {}) as answering:
        rows = answering.answer(asked.by_week(tables.ASKED, measure_id=measure_id))
    return {asked.FIRST_MONDAY + timedelta(weeks=row["week"]): row["n"] for row in rows}


def by_part(
    engine: Engine, lake: Reading, *, question: Question, measures: Any, part: Part
) -> tuple[PartCells, ...]:
    """The five gaps of each segment, location or channel, in the order of the parts; the unknown one last.

    Expectations are borrowed from all of the question's moments, so that parts stay comparable.
    """
    from wellserved.analytics.gaps import plan  # noqa: PLC0415  Ibis takes a second to import

    with engine.asking(lake, question, {"measures": measures}) as answering:
        found = _by_part(answering, plan.parted_by(part))
    known = {name if part == "channel" or name is None else int(name): cells for name, cells in found.items()}
    order = sorted(known, key=lambda one: (one is None, one))
    return tuple(PartCells(part=one, cells=known[one]) for one in order)


def single_cases(
    engine: Engine,
    lake: Reading,
    *,
    question: Question,
    measures: Any,
    measure_id: int,
    gap: Gap,
    order: Order,
    first: int,
    limit: int,
) -> tuple[tuple[Case, ...], int]:
    """The cases that a cell counts, `limit` of them from number `first` (0 is the first), and how many there are.

    In the order of time, the newest first, or by how far they fell short, the worst first.
    """
    from wellserved.analytics.gaps import expectation, single, tables  # noqa: PLC0415  Ibis takes a second to import

    rows = single.single(measure_id=measure_id, gap=gap)
    ties = [rows.occurred_at.desc(), rows.customer_key, rows.got, rows.location_id]
    ordered = rows.order_by([rows.shortfall.desc(), *ties] if order == "worst" else ties)
    with engine.asking(lake, question, {"measures": measures}) as answering:
        answering.keep("borrowed", expectation.borrowed(tables.ASKED))
        (total,) = answering.answer(rows.aggregate(n=rows.count()))
        page = answering.answer(ordered.limit(limit, offset=first))
    return tuple(Case(**row) for row in page), total["n"]


def trend(
    engine: Engine,
    lake: Reading,
    *,
    question: Question,
    measures: Any,
    slices: Sequence[tuple[datetime, datetime]],
) -> tuple[Bucket, ...]:
    """The five gaps within each stretch of time, [start, end); see `calendar_slices`.

    Expectations are borrowed from all of the question's moments, not from one stretch's few.
    """
    from wellserved.analytics.gaps import plan  # noqa: PLC0415  Ibis takes a second to import

    with engine.asking(lake, question, {"measures": measures, "slices": _slice_table(slices)}) as answering:
        found = _by_part(answering, plan.sliced())
    return tuple(
        Bucket(start=start, end=end, cells=found.get(str(number), ()))
        for number, (start, end) in enumerate(slices)
    )


def calendar_slices(
    *, since: datetime, until: datetime, every: Every, zone: ZoneInfo
) -> list[tuple[datetime, datetime]]:
    """The days, weeks (from Monday) or months of a place that [since, until) touches, as bounds in UTC."""
    day = since.astimezone(zone).date()
    start = {"day": day, "week": day - timedelta(days=day.weekday()), "month": day.replace(day=1)}[every]
    slices = []
    while _midnight(start, zone) < until:
        after = {
            "day": start + timedelta(days=1),
            "week": start + timedelta(weeks=1),
            "month": (start + timedelta(days=31)).replace(day=1),
        }[every]
        slices.append((_midnight(start, zone), _midnight(after, zone)))
        start = after
    return slices


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def _slice_table(slices: Sequence[tuple[datetime, datetime]]) -> Any:
    import pyarrow as pa  # noqa: PLC0415  a program that asks nothing stays small

    instant = pa.timestamp("us", tz="UTC")
    return pa.table(
        {
            "slice": pa.array(range(len(slices)), pa.int32()),
            "first": pa.array([start for start, _ in slices], instant),
            "past": pa.array([end for _, end in slices], instant),
        }
    )


def _by_part(answering: Answering, parted: "Step") -> dict[str | None, tuple[Cell, ...]]:
    from wellserved.analytics.gaps import plan  # noqa: PLC0415  as above

    answering.keep(parted.name, parted.expression)
    for step in plan.counting(borrow=True, by=("part",)):
        answering.keep(step.name, step.expression)
    rows = defaultdict(list)
    for row in answering.answer(plan.five_gaps(by=("part",))):
        rows[row.pop("part")].append(row)
    return {part: _in_order(mine) for part, mine in rows.items()}


def _in_order(rows: list[dict[str, Any]]) -> tuple[Cell, ...]:
    cells = [Cell(**row) for row in rows]
    return tuple(sorted(cells, key=lambda cell: (cell.touchpoint_id, cell.measure_id, cell.gap)))


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
