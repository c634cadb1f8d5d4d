"""The map of a journey, lit up, and the list of journeys."""

from collections import defaultdict
from datetime import datetime

from wellserved.analytics.contracts import Cell, GapMap
from wellserved.insight.contracts import (
    LINKS,
    GapCell,
    JourneyMap,
    JourneySummary,
    MapQuestion,
    MeasureColumn,
    StageColumns,
    TouchpointColumn,
    WorstCell,
)
from wellserved.journey import queries as journey_queries
from wellserved.journey.queries import (
    JourneyDrawn,
    MeasureDrawn,
    StageDrawn,
    TouchpointDrawn,
    journey_for,
    measure_keys,
)
from wellserved.people.contracts import Person

from .asking import answer, before, fresh_lake, scoped
from .choices import extent_of

Cells = dict[tuple[int, int], Cell]


def journey_map_for(person: Person, *, journey: str, question: MapQuestion, now: datetime) -> JourneyMap:
    """One journey's map for this person, with the period before beside it where the question compares.

    Raises NotFound for a journey, segment or location that there is not for them.
    """
    drawn = journey_for(person, journey=journey)
    measures = measure_keys(journey=journey)
    lake, as_of = fresh_lake(now=now)
    asked = scoped(person, question, measures=measures)
    extent = extent_of(lake, asked)
    earlier = before(question)
    found = answer(lake, asked, measures=measures)
    was = answer(lake, scoped(person, earlier, measures=measures), measures=measures) if earlier else None
    return JourneyMap(
        journey=drawn.slug,
        title=drawn.title,
        goal=drawn.goal,
        stages=_stages(drawn, found=found, was=was),
        since=question.since or extent.first,
        until=question.until or extent.until,
        before_since=earlier.since if earlier else None,
        cases=extent.cases,
        customers=extent.customers,
        as_of=as_of,
    )


def journeys_for(person: Person, *, now: datetime) -> tuple[JourneySummary, ...]:
    """Every journey that this person may see, with its worst cell over all records."""
    everything = MapQuestion(compare=False)
    maps = [
        journey_map_for(person, journey=j.slug, question=everything, now=now)
        for j in journey_queries.journeys_for(person)
    ]
    return tuple(
        JourneySummary(
            journey=m.journey,
            title=m.title,
            goal=m.goal,
            since=m.since,
            until=m.until,
            cases=m.cases,
            customers=m.customers,
            worst=worst_cell(m),
        )
        for m in maps
    )


def worst_cell(journey_map: JourneyMap) -> WorstCell | None:
    """The cell that is worst for sure: with enough cases, the highest lower end of its interval."""
    candidates = [
        WorstCell(
            stage=stage.stage,
            stage_title=stage.title,
            touchpoint=touchpoint.touchpoint,
            touchpoint_title=touchpoint.title,
            measure=measure.measure,
            measure_title=measure.title,
            cell=cell,
        )
        for stage in journey_map.stages
        for touchpoint in stage.touchpoints
        for measure in touchpoint.measures
        for cell in measure.cells.values()
        if cell.enough and cell.short
    ]
    return max(candidates, key=lambda c: c.cell.low, default=None)


def gap_cell(cell: Cell, was: Cell | None = None) -> GapCell:
    return GapCell(
        gap=cell.gap,
        n=cell.n,
        short=cell.short,
        share=cell.share,
        low=cell.low,
        high=cell.high,
        mean_shortfall=cell.mean_shortfall or 0.0,
        enough=cell.enough,
        borrowed=cell.borrowed,
        share_before=was.share if was and was.enough else None,
        n_before=was.n if was else 0,
    )


def _stages(drawn: JourneyDrawn, *, found: GapMap, was: GapMap | None) -> tuple[StageColumns, ...]:
    now_by = {(c.measure_id, int(c.gap)): c for c in found.cells}
    was_by = {(c.measure_id, int(c.gap)): c for c in was.cells} if was else {}
    guilt: dict[int, dict[str, int]] = defaultdict(dict)
    for laid in found.guilt:
        guilt[laid.measure_id][laid.link] = laid.n
    return tuple(_stage(stage, now=now_by, was=was_by, guilt=guilt) for stage in drawn.stages)


def _stage(stage: StageDrawn, *, now: Cells, was: Cells, guilt: dict[int, dict[str, int]]) -> StageColumns:
    return StageColumns(
        stage=stage.slug,
        title=stage.title,
        goal=stage.goal,
        touchpoints=tuple(_touchpoint(t, now=now, was=was, guilt=guilt) for t in stage.touchpoints),
    )


def _touchpoint(
    touchpoint: TouchpointDrawn, *, now: Cells, was: Cells, guilt: dict[int, dict[str, int]]
) -> TouchpointColumn:
    return TouchpointColumn(
        touchpoint=touchpoint.slug,
        title=touchpoint.title,
        channel=touchpoint.channel,
        side=touchpoint.side,
        measures=tuple(_measure(m, now=now, was=was, guilt=guilt.get(m.id, {})) for m in touchpoint.measures),
    )


def _measure(measure: MeasureDrawn, *, now: Cells, was: Cells, guilt: dict[str, int]) -> MeasureColumn:
    return MeasureColumn(
        measure=measure.slug,
        title=measure.title,
        unit=measure.unit,
        better=measure.better,
        cells={
            gap: gap_cell(now[measure.id, gap], was.get((measure.id, gap)))
            for gap in range(1, 6)
            if (measure.id, gap) in now
        },
        guilt={link: guilt[link] for link in LINKS} if guilt else {},
    )
