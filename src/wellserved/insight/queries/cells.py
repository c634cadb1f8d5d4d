"""Everything behind one cell of the map."""

from dataclasses import dataclass
from datetime import datetime

from wellserved.analytics.contracts import Cell, Question
from wellserved.analytics.contracts import Part as ByPart
from wellserved.analytics.lake import Reading
from wellserved.analytics.queries import by_part
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
)
from wellserved.journey.contracts import MeasureKey
from wellserved.journey.queries import measure_keys
from wellserved.people.contracts import NotFound, Person
from wellserved.people.queries import locations, segments

from .asking import engine, fresh_lake, measure_table, remembered, scoped
from .control import chart_of_cell
from .extents import extent_of
from .maps import gap_cell, journey_map_for


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
    """One gap of one measure: its control chart, its levels, who was hit, and which link is guilty.

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
        chart=chart_of_cell(person, key=key, gap=gap, question=question, now=now),
        levels=levels,
        shortfalls=shortfalls,
        guilt=measured.guilt,
        by_segment=asking.parts("segment_id", {s.segment_id: (s.slug, s.name) for s in segments()}),
        by_location=asking.parts("location_id", {p.location_id: (p.code, p.name) for p in locations()}),
        by_channel=asking.parts("channel", {c: (c, c) for c in extent.channels}),
        since=whole.since,
        until=whole.until,
        before_since=whole.before_since,
        as_of=whole.as_of,
        measures=tuple(
            Part(key=m.measure, title=m.title, cell=m.cells[gap]) for m in column.measures if gap in m.cells
        ),
    )


@dataclass(frozen=True, slots=True)
class _Asking:
    """One measure's gap, asked of parts of the same moments."""

    lake: Reading
    question: Question
    key: MeasureKey
    gap: int

    def mine(self, cells: tuple[Cell, ...]) -> GapCell | None:
        wanted = (self.key.measure_id, self.gap)
        return next((gap_cell(c) for c in cells if (c.measure_id, c.gap) == wanted), None)

    def parts(self, part: ByPart, names: dict[int | str, tuple[str, str]]) -> tuple[Part, ...]:
        """The worst first; a part with too few cases comes after those that are sure."""
        found = remembered(
            self.lake,
            ("parts", part, self.key.measure_id, self.question),
            lambda: by_part(
                engine(),
                self.lake,
                question=self.question,
                measures=measure_table([self.key]),
                part=part,
            ),
            question=self.question,
        )
        cells = [(names[p.part], self.mine(p.cells)) for p in found if p.part in names]
        parts = [Part(key=key, title=title, cell=cell) for (key, title), cell in cells if cell]
        return tuple(sorted(parts, key=lambda p: (not p.cell.enough, -p.cell.share, p.title)))


def _place(
    whole: JourneyMap, *, touchpoint: str, measure: str
) -> tuple[StageColumns, TouchpointColumn, MeasureColumn]:
    for stage in whole.stages:
        for column in stage.touchpoints:
            for measured in column.measures:
                if (column.touchpoint, measured.measure) == (touchpoint, measure):
                    return stage, column, measured
    raise NotFound(f"There is no measure '{measure}' at touchpoint '{touchpoint}' of '{whole.journey}'.")


def _levels(asking: _Asking) -> tuple[tuple[LevelDistribution, ...], tuple[tuple[float, float, int], ...]]:
    return remembered(
        asking.lake,
        (
            "levels",
            asking.key.measure_id,
            asking.key.better,
            asking.key.satisfied,
            asking.gap,
            asking.question,
        ),
        lambda: _levels_asked(asking),
        question=asking.question,
    )


def _levels_asked(
    asking: _Asking,
) -> tuple[tuple[LevelDistribution, ...], tuple[tuple[float, float, int], ...]]:
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
                (b.low, b.high, b.n)
                for b in shortfalls(answering, measure_id=asking.key.measure_id, gap=asking.gap)
            ),
        )
