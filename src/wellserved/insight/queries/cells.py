"""Everything behind one cell of the map."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from wellserved.analytics.contracts import Cell, Question
from wellserved.analytics.lake import Lake
from wellserved.insight.contracts import (
    CellDetail,
    GapCell,
    JourneyMap,
    LevelDistribution,
    MapQuestion,
    MeasureColumn,
    Part,
    StageColumns,
    TouchpointColumn,
    TrendPoint,
)
from wellserved.journey.contracts import MeasureKey
from wellserved.journey.queries import measure_keys
from wellserved.people.contracts import NotFound, Person
from wellserved.people.queries import locations, segments

from .asking import answer, engine, fresh_lake, measure_table, scoped, zone
from .choices import Extent, extent_of
from .maps import gap_cell, journey_map_for

WEEK = timedelta(weeks=1)


def cell_for(
    person: Person,
    *,
    journey: str,
    touchpoint: str,
    measure: str,
    gap: int,
    question: MapQuestion,
    now: datetime,
) -> CellDetail:
    """One gap of one measure: its trend by week, its levels, who was hit, and which link is guilty.

    Every figure is the map's own, asked of fewer moments. Raises NotFound where the map has no such cell.
    """
    whole = journey_map_for(person, journey=journey, question=question, now=now)
    stage, column, measured = _place(whole, touchpoint=touchpoint, measure=measure)
    if gap not in measured.cells:
        raise NotFound(f"Gap {gap} of '{measure}' at '{touchpoint}' has no cases here.")
    key = next(k for k in measure_keys(journey=journey) if (k.touchpoint, k.measure) == (touchpoint, measure))
    lake, _ = fresh_lake(now=now)
    asked = scoped(person, question, measures=[key])
    asking = _Asking(lake, asked, key, gap)
    extent = extent_of(lake, asked)
    levels, shortfalls = _levels(asking)
    return CellDetail(
        journey=journey,
        journey_title=whole.title,
        stage=stage.stage,
        stage_title=stage.title,
        touchpoint=touchpoint,
        touchpoint_title=column.title,
        measure=measure,
        measure_title=measured.title,
        unit=measured.unit,
        better=measured.better,
        cell=measured.cells[gap],
        trend=tuple(_trend(asking, extent)),
        levels=levels,
        shortfalls=shortfalls,
        guilt=measured.guilt,
        by_segment=_by_segment(asking, extent),
        by_location=_by_location(asking, extent),
        by_channel=_parts(
            asking,
            ((c, c, replace(asked, channels=(c,))) for c in extent.channels if _among(c, asked.channels)),
        ),
        since=whole.since,
        until=whole.until,
        before_since=whole.before_since,
        as_of=whole.as_of,
        measures=tuple(
            Part(key=m.measure, title=m.title, cell=m.cells[gap]) for m in column.measures if gap in m.cells
        ),
    )


class _Asking:
    """One measure's gap, asked again and again of parts of the same moments."""

    def __init__(self, lake: Lake, question: Question, key: MeasureKey, gap: int) -> None:
        self.lake = lake
        self.question = question
        self.key = key
        self.gap = gap

    def cell(self, question: Question) -> GapCell | None:
        found = answer(self.lake, question, measures=[self.key])
        return next((gap_cell(c) for c in found.cells if self._is_mine(c)), None)

    def _is_mine(self, cell: Cell) -> bool:
        return (cell.measure_id, cell.gap) == (self.key.measure_id, self.gap)


def _place(
    whole: JourneyMap, *, touchpoint: str, measure: str
) -> tuple[StageColumns, TouchpointColumn, MeasureColumn]:
    for stage in whole.stages:
        for column in stage.touchpoints:
            for measured in column.measures:
                if (column.touchpoint, measured.measure) == (touchpoint, measure):
                    return stage, column, measured
    raise NotFound(f"There is no measure '{measure}' at touchpoint '{touchpoint}' of '{whole.journey}'.")


def _trend(asking: _Asking, extent: Extent) -> Iterator[TrendPoint]:
    """By calendar week (from Monday, in the organisation's zone); by four weeks where that would be over a hundred."""
    if extent.first is None or extent.until is None:
        return
    start = extent.first - timedelta(days=extent.first.weekday())
    step = WEEK if (extent.until - start) / WEEK <= 104 else 4 * WEEK
    while start < extent.until:
        cell = asking.cell(_between(asking.question, start, start + step))
        if cell:
            yield TrendPoint(start=start, n=cell.n, short=cell.short, share=cell.share)
        start += step


def _between(question: Question, start: date, end: date) -> Question:
    since = datetime.combine(start, datetime.min.time(), tzinfo=zone())
    until = datetime.combine(end, datetime.min.time(), tzinfo=zone())
    return replace(
        question,
        since=max(since, question.since) if question.since else since,
        until=min(until, question.until) if question.until else until,
    )


def _by_segment(asking: _Asking, extent: Extent) -> tuple[Part, ...]:
    asked = asking.question
    return _parts(
        asking,
        (
            (s.slug, s.name, replace(asked, segment_ids=(s.segment_id,)))
            for s in segments()
            if s.segment_id in extent.segment_ids and _among(s.segment_id, asked.segment_ids)
        ),
    )


def _by_location(asking: _Asking, extent: Extent) -> tuple[Part, ...]:
    asked = asking.question
    return _parts(
        asking,
        (
            (p.code, p.name, replace(asked, location_ids=(p.location_id,)))
            for p in locations()
            if p.location_id in extent.location_ids and _among(p.location_id, asked.location_ids)
        ),
    )


def _parts(asking: _Asking, asked: Iterable[tuple[str, str, Question]]) -> tuple[Part, ...]:
    """The worst first; a part with too few cases comes after those that are sure."""
    cells = [(key, title, asking.cell(question)) for key, title, question in asked]
    parts = [Part(key=key, title=title, cell=cell) for key, title, cell in cells if cell]
    return tuple(sorted(parts, key=lambda p: (not p.cell.enough, -p.cell.share, p.title)))


def _among(one: object, chosen: tuple[object, ...] | None) -> bool:
    return chosen is None or one in chosen


def _levels(asking: _Asking) -> tuple[tuple[LevelDistribution, ...], tuple[tuple[float, float, int], ...]]:
    from wellserved.analytics.gaps.levels import levels, shortfalls  # noqa: PLC0415  Ibis takes a second to import

    tables = {"measures": measure_table([asking.key])}
    with engine().asking(asking.lake, asking.question, tables) as answering:
        return (
            tuple(
                LevelDistribution(
                    level=d.level,
                    n=d.n,
                    low=d.least,
                    quartile=d.lower_quartile,
                    median=d.median,
                    upper=d.upper_quartile,
                    high=d.greatest,
                    bins=tuple((b.low, b.high, b.n) for b in d.bars),
                )
                for d in levels(answering, measure_id=asking.key.measure_id)
            ),
            tuple(
                (b.low, b.high, b.n) for b in shortfalls(answering, key=asking.key.measure_id, gap=asking.gap)
            ),
        )
