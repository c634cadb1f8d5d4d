"""The map of a journey, lit up, and the list of journeys."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from wellserved.analytics.contracts import Cell, GapMap, Question
from wellserved.analytics.lake import Reading
from wellserved.insight.contracts import (
    LINKS,
    NO_PATIENCE,
    GapCell,
    JourneyMap,
    JourneySummary,
    MapQuestion,
    MeasureColumn,
    Patience,
    StageColumns,
    StillCounting,
    TouchpointColumn,
    WorstCell,
)
from wellserved.journey import queries as journey_queries
from wellserved.journey.contracts import MeasureKey
from wellserved.journey.queries import (
    JourneyDrawn,
    MeasureDrawn,
    TouchpointDrawn,
    journey_for,
    measure_keys,
)
from wellserved.people.contracts import Person
from wellserved.platform.keeping import KeptOf

from .asking import before, fresh_lake, scoped
from .counting import Counted, counted
from .extents import Extent, extent_told
from .remembering import Told

Cells = dict[tuple[int, int], Cell]
_columns: KeptOf[TouchpointColumn] = KeptOf(most=4_000)


def journey_map_for(
    person: Person,
    *,
    journey: str,
    question: MapQuestion,
    now: datetime,
    patience: Patience | None = None,
) -> JourneyMap:
    """One journey's map for this person, with the period before beside it where the question compares.

    With `patience`, a map whose newest moments would take longer to count is told as it was last counted: its
    `as_of` says when, and it is `counting`. Where nothing was ever counted, it is told as it is drawn. Raises
    NotFound for a journey, segment or location that there is not for them.
    """
    drawn = journey_for(person, journey=journey)
    measures = measure_keys(journey=journey)
    lake, as_of = fresh_lake(now=now)
    asked = scoped(person, question, measures=measures)
    try:
        told, extent = _figures(lake, asked, measures=measures, as_of=as_of, patience=patience)
    except StillCounting:
        return drawn_map_for(person, journey=journey, now=now)
    earlier = before(question)
    was = None
    if earlier:
        period = scoped(person, earlier, measures=measures)
        # Without the period before, the map is worth showing all the same.
        with suppress(StillCounting):
            was = counted(lake, period, measures=measures, as_of=as_of, patience=patience)
    return JourneyMap(
        journey=drawn.slug,
        title=drawn.title,
        goal=drawn.goal,
        stages=_stages(drawn, found=told.state.parts, was=was.state.parts if was else {}),
        since=question.since or extent.first,
        until=question.until or extent.until,
        before_since=earlier.since if earlier and was else None,
        cases=extent.cases,
        customers=extent.customers,
        as_of=told.as_of,
        counting=not told.fresh or (earlier is not None and (was is None or not was.fresh)),
    )


def drawn_map_for(person: Person, *, journey: str, now: datetime) -> JourneyMap:
    """One journey's map without figures, which are still being counted. Raises NotFound as above."""
    drawn = journey_for(person, journey=journey)
    return JourneyMap(
        journey=drawn.slug,
        title=drawn.title,
        goal=drawn.goal,
        stages=_stages(drawn, found={}, was={}),
        since=None,
        until=None,
        before_since=None,
        cases=0,
        customers=0,
        as_of=now,
        counting=True,
        counted=False,
    )


def _figures(
    lake: Reading,
    question: Question,
    *,
    measures: Sequence[MeasureKey],
    as_of: datetime,
    patience: Patience | None,
) -> tuple[Told[Counted], Extent]:
    """The counted map with the extent of the same moments."""
    extent = extent_told(lake, question, patience=patience)
    told = counted(
        lake,
        question,
        measures=measures,
        as_of=as_of,
        # Newer figures would not go with this extent.
        patience=patience if extent.fresh else NO_PATIENCE,
        extent=extent.state if extent.fresh else None,
    )
    if not extent.fresh:
        told = replace(told, fresh=False)
    elif told.fresh:
        told.state.extent = extent.state
    return told, extent.state if told.fresh else told.state.extent or extent.state


def journeys_for(
    person: Person, *, now: datetime, patience: Patience | None = None
) -> tuple[JourneySummary, ...]:
    """Every journey that this person may see, with its worst cell over all records.

    `patience` is one for all of them, and does what it does for `journey_map_for`.
    """
    everything = MapQuestion(compare=False)
    maps = [
        journey_map_for(person, journey=j.slug, question=everything, now=now, patience=patience)
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
            as_of=m.as_of,
            counting=m.counting,
            counted=m.counted,
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


def _stages(
    drawn: JourneyDrawn, *, found: Mapping[int, GapMap], was: Mapping[int, GapMap]
) -> tuple[StageColumns, ...]:
    return tuple(
        StageColumns(
            stage=stage.slug,
            title=stage.title,
            goal=stage.goal,
            touchpoints=tuple(_column(t, found.get(t.id), was.get(t.id)) for t in stage.touchpoints),
        )
        for stage in drawn.stages
    )


def _column(touchpoint: TouchpointDrawn, now: GapMap | None, was: GapMap | None) -> TouchpointColumn:
    """The same object for as long as the touchpoint is drawn and counted as it is."""
    return _columns.get((now, was), touchpoint, lambda: _touchpoint(touchpoint, now=now, was=was))


def _touchpoint(touchpoint: TouchpointDrawn, *, now: GapMap | None, was: GapMap | None) -> TouchpointColumn:
    cells, earlier = ({(c.measure_id, int(c.gap)): c for c in one.cells} if one else {} for one in (now, was))
    guilt: dict[int, dict[str, int]] = defaultdict(dict)
    for laid in now.guilt if now else ():
        guilt[laid.measure_id][laid.link] = laid.n
    return TouchpointColumn(
        touchpoint=touchpoint.slug,
        title=touchpoint.title,
        channel=touchpoint.channel,
        side=touchpoint.side,
        measures=tuple(
            _measure(m, now=cells, was=earlier, guilt=guilt.get(m.id, {})) for m in touchpoint.measures
        ),
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
