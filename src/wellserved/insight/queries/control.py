"""Control charts: of one cell, and of every touchpoint of a journey at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import cast

from wellserved.analytics.contracts import Bucket, Cell, Every, Question
from wellserved.analytics.control import RULES, Kind, Rule, Stretch, chart_of_shares
from wellserved.analytics.lake import Reading
from wellserved.analytics.queries import calendar_slices, trend
from wellserved.insight.contracts import (
    ControlChart,
    ControlPoint,
    GapCell,
    MapQuestion,
    Patience,
    StillCounting,
    TouchpointColumn,
    TouchpointTrend,
)
from wellserved.journey.contracts import MeasureKey
from wellserved.journey.queries import measure_keys
from wellserved.people.contracts import Person

from .asking import engine, fresh_lake, freshly, measure_table, remembered_by_touchpoint, scoped, zone
from .extents import extent_told
from .maps import journey_map_for

# A chart shows at least so many stretches where there are records: 20 for its limits, as many to be judged by them.
REACH: dict[Every, timedelta] = {
    "day": timedelta(days=40),
    "week": timedelta(weeks=40),
    "month": timedelta(days=40 * 31),
}
_WEEKS = timedelta(weeks=104)
_DAYS = timedelta(days=100)

Series = Mapping[tuple[int, int], Sequence[tuple[datetime, datetime, Cell]]]


def trends_for(
    person: Person,
    *,
    journey: str,
    question: MapQuestion,
    now: datetime,
    patience: Patience | None = None,
) -> tuple[TouchpointTrend, ...]:
    """For each touchpoint the control chart of its worst gap, in one question for the whole journey.

    A touchpoint without a gap of enough cases is left out. Raises NotFound as `journey_map_for` does, and
    StillCounting where counting up to now outlasts `patience`.
    """
    alone = replace(question, compare=False)
    whole = journey_map_for(person, journey=journey, question=alone, now=now, patience=patience)
    if whole.counting:
        raise StillCounting
    measures = measure_keys(journey=journey)
    ids = {(m.touchpoint, m.measure): m.measure_id for m in measures}
    worst = {
        column.touchpoint: found
        for stage in whole.stages
        for column in stage.touchpoints
        if (found := _worst(column)) is not None
    }
    cells = [(ids[touchpoint, measure], cell.gap) for touchpoint, (measure, cell) in worst.items()]
    charts = charts_of(person, cells=cells, measures=measures, question=question, now=now, patience=patience)
    return tuple(
        TouchpointTrend(touchpoint=touchpoint, measure=measure, gap=cell.gap, chart=chart)
        for (touchpoint, (measure, cell)), chart in zip(worst.items(), charts, strict=True)
    )


def charts_of(
    person: Person,
    *,
    cells: Sequence[tuple[int, int]],
    measures: Sequence[MeasureKey],
    question: MapQuestion,
    now: datetime,
    patience: Patience | None = None,
) -> list[ControlChart]:
    """The charts of these (measure, gap), in their order, over the question's period and what limits need before it.

    By week, unless the question says otherwise; by month where weeks have too few cases for limits, or the chart
    would have over a hundred of them.
    """
    lake, _ = fresh_lake(now=now)
    always = scoped(person, replace(question, since=None, until=None), measures=measures)
    extent = freshly(extent_told(lake, always, patience=patience))
    since, until = question.since or extent.first, min(question.until or date.max, extent.until or date.max)
    if extent.first is None or extent.until is None or since is None:
        return [chart_of((), every="week") for _cell in cells]
    asked = scoped(person, replace(question, since=None, until=until), measures=measures)
    first = extent.first

    def charts(every: Every) -> list[ControlChart]:
        start = max(min(since, until - REACH[every]), first)
        slices = calendar_slices(since=_midnight(start), until=_midnight(until), every=every, zone=zone())
        series = sliced_series(lake, asked, measures=measures, slices=slices, patience=patience)
        return [chart_of(series.get(cell, ()), every=every) for cell in cells]

    every = _every(question, since=since, until=until)
    found = charts(every)
    if every == "week" and not question.every and any(_starves(chart) for chart in found):
        by_month = charts("month")
        return [month if _starves(week) else week for week, month in zip(found, by_month, strict=True)]
    return found


def chart_of_cell(
    person: Person, *, key: MeasureKey, gap: int, question: MapQuestion, now: datetime
) -> ControlChart:
    (chart,) = charts_of(person, cells=[(key.measure_id, gap)], measures=[key], question=question, now=now)
    return chart


def sliced_series(
    lake: Reading,
    question: Question,
    *,
    measures: Sequence[MeasureKey],
    slices: Sequence[tuple[datetime, datetime]],
    patience: Patience | None = None,
) -> Series:
    """The cells of each (measure, gap) with the stretch that each is of, in the order of time."""
    if not slices:
        return {}
    within = replace(question, since=slices[0][0], until=min(question.until or slices[-1][1], slices[-1][1]))
    places = {m.measure_id: m.touchpoint_id for m in measures}
    return remembered_by_touchpoint(
        lake,
        ("series", within, tuple(slices), *((m.measure_id, m.better, m.satisfied) for m in measures)),
        lambda asked: _by_cell(
            trend(engine(), lake, question=asked, measures=measure_table(measures), slices=slices)
        ),
        question=within,
        touchpoint_of=lambda cell: places[cell[0]],
        patience=patience,
    )


def chart_of(
    points: Iterable[tuple[datetime, datetime, Cell]],
    *,
    every: str,
    kind: str = "as_fits",
    rules: Iterable[int] = RULES,
) -> ControlChart:
    """The control chart of one cell's stretches; `kind` and `rules` are as a watch has them."""
    known = list(points)
    chart = chart_of_shares(
        [Stretch(short=cell.short, n=cell.n) for _, _, cell in known],
        kind=None if kind == "as_fits" else cast("Kind", kind),
        rules=cast("Iterable[Rule]", rules),
    )
    broken: dict[int, list[int]] = defaultdict(list)
    above: dict[int, bool] = {}
    for signal in chart.signals:
        broken[signal.index].append(signal.rule)
        above[signal.index] = signal.above
    return ControlChart(
        kind=chart.kind,
        every=every,
        centre=next((limits.centre for limits in chart.limits if limits), None),
        baseline=chart.baseline,
        points=tuple(
            ControlPoint(
                start=start.astimezone(zone()).date(),
                end=end.astimezone(zone()).date(),
                n=cell.n,
                short=cell.short,
                share=cell.share,
                low=limits.low if limits else None,
                high=limits.high if limits else None,
                rules=tuple(broken[number]),
                worse=above.get(number, False),
            )
            for number, ((start, end, cell), limits) in enumerate(zip(known, chart.limits, strict=True))
        ),
    )


def _starves(chart: ControlChart) -> bool:
    """Over a third of its stretches have too few cases."""
    return sum(point.low is not None for point in chart.points) * 3 < len(chart.points) * 2


def _by_cell(buckets: Iterable[Bucket]) -> Series:
    found: dict[tuple[int, int], list[tuple[datetime, datetime, Cell]]] = defaultdict(list)
    for bucket in buckets:
        for cell in bucket.cells:
            found[cell.measure_id, cell.gap].append((bucket.start, bucket.end, cell))
    return dict(found)


def _every(question: MapQuestion, *, since: date, until: date) -> Every:
    """By week; by month where that would be over a hundred. A day of its own is for whoever asks for it."""
    if question.every in REACH:
        return "week" if question.every == "day" and until - since > _DAYS else question.every
    return "week" if until - since <= _WEEKS else "month"


def _worst(column: TouchpointColumn) -> tuple[str, GapCell] | None:
    sure = [
        (measure.measure, cell)
        for measure in column.measures
        for cell in measure.cells.values()
        if cell.enough
    ]
    return max(sure, key=lambda one: (one[1].low, one[1].share), default=None)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone())
