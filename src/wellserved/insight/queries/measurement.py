"""Measurement: what customers answered about a touchpoint or a whole journey, as a statistician would have it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from wellserved.analytics.contracts import Question
from wellserved.analytics.lake import Reading
from wellserved.analytics.measurement import (
    FrameFault,
    Margin,
    NetPromoter,
    NoSuchFrameError,
    Sheet,
)
from wellserved.analytics.measurement.asking import Answered, AskedFor, answered, gather
from wellserved.analytics.measurement.framing import Weighing
from wellserved.analytics.measurement.nps import net_promoter_of
from wellserved.analytics.measurement.sheet import DimensionFigures, dimensions_of, sheet
from wellserved.insight.contracts import MapQuestion, Patience
from wellserved.insight.contracts.measurement import (
    JourneyAnswered,
    Measurement,
    SegmentMeasured,
    TouchpointAnswered,
)
from wellserved.journey import queries as journey_queries
from wellserved.journey.contracts import MeasureKey
from wellserved.journey.queries import JourneyDrawn, MeasureDrawn, TouchpointDrawn, journey_for, measure_keys
from wellserved.people.contracts import NotFound, Person
from wellserved.people.queries import segments

from .asking import engine, fresh_lake, freshly, is_cold, is_small, memory, place_of, scoped, touched
from .measurement_beside import kept_split
from .measurement_frame import Frame, margins_of
from .measurement_items import Known, asked_for
from .measurement_voice import asking_about, kano_of, said_by, set_aside_of, zones_of
from .remembering import Asked, Told

MOST_SEGMENTS = 12


@dataclass(frozen=True, slots=True)
class _Figures:
    """What is kept of one question: nothing of any respondent."""

    asked: AskedFor | None
    sheet: Sheet | None
    by_segment: tuple[tuple[int | None, int, tuple[DimensionFigures, ...]], ...]
    nps: NetPromoter | None
    left_out: int
    frame_fault: FrameFault | None = None
    weighing: Weighing | None = None


def measurement_for(
    person: Person,
    *,
    journey: str,
    touchpoint: str = "",
    question: MapQuestion,
    frame: Frame | None = None,
    now: datetime,
    patience: Patience | None = None,
) -> Measurement:
    """The figures of one touchpoint, or of all of a journey, for the locations that this person may see.

    `frame` says how many customers there are in all: answers are weighted to it, raked where it has several attributes.
    Raises NotFound for a journey, touchpoint, segment or location that there is not for them, and StillCounting where
    nothing was counted yet and counting outlasts `patience`.
    """
    drawn = journey_for(person, journey=journey)
    place = _touchpoint(drawn, touchpoint)
    keys = [key for key in measure_keys(journey=journey) if touchpoint in ("", key.touchpoint)]
    lake, as_of = fresh_lake(now=now)
    asked = scoped(person, question, measures=keys)
    margins = margins_of(frame or {})
    asking = asking_about(person, journey=journey, touchpoint=touchpoint, keys=keys)
    said = said_by(asking)
    # Zones, Kano pairs, answers beside parcels and what was set aside are read from single answers.
    read = asking if person.may("answers:read") else ()
    told = _figures(
        lake, asked, keys, margins, said=said, whole=not touchpoint, as_of=as_of, patience=patience
    )
    found = told.state
    shown = {key.measure_id: key for key in keys}
    first = next((shown[item.measure_id] for item in (found.asked.items if found.asked else ())), None)
    return Measurement(
        journey=drawn.slug,
        journey_title=drawn.title,
        touchpoint=touchpoint,
        touchpoint_title=place.title if place else "",
        sheet=found.sheet,
        dimension_titles=_dimension_titles(drawn, place, said),
        item_titles={f"m{measure.id}": measure.title for _, measure in _measures(drawn)},
        item_places={f"m{measure.id}": (place.slug, measure.slug) for place, measure in _measures(drawn)},
        scale=(first.scale_low or 0.0, first.scale_high or 0.0) if first else (0.0, 0.0),
        unit=first.unit if first else "",
        outcome=f"m{found.asked.outcome}" if found.asked and found.asked.outcome else "",
        nps=found.nps,
        by_segment=_by_segment(found),
        zones=zones_of(person, read, question=asked, weighing=found.weighing),
        kano=kano_of(person, read, question=asked, weighing=found.weighing),
        set_aside=set_aside_of(person, read),
        without_answers=bool(asking) and not read,
        kept=kept_split(person, lake, asked, read, found.asked, as_of=as_of, patience=patience)
        if found.asked
        else None,
        frame=frame or {},
        frame_fault=found.frame_fault,
        left_out=found.left_out,
        since=question.since,
        until=question.until,
        as_of=told.as_of,
        counting=not told.fresh,
    )


def measured_journeys_for(
    person: Person, *, now: datetime, patience: Patience | None = None
) -> tuple[JourneyAnswered, ...]:
    """Where respondents answered: the journeys and touchpoints of this person, without those that nobody judged."""
    seen = {j.slug: j for j in journey_queries.journeys_for(person)}
    keys = [key for key in measure_keys() if key.journey in seen]
    lake, _ = fresh_lake(now=now)
    asked = scoped(person, MapQuestion(), measures=keys)
    counts = {one.measure_id: one.perceived for one in _answered(lake, asked, patience=patience)}
    found = []
    for slug, drawn in seen.items():
        mine: dict[str, list[int]] = {}
        for key in keys:
            if key.journey == slug and counts.get(key.measure_id) and key.scale_high is not None:
                mine.setdefault(key.touchpoint, []).append(counts[key.measure_id])
        if mine:
            names = {t.slug: t.title for s in journey_for(person, journey=slug).stages for t in s.touchpoints}
            lines = tuple(
                TouchpointAnswered(touchpoint=t, title=names.get(t, t), measures=len(n), answers=max(n))
                for t, n in mine.items()
            )
            found.append(JourneyAnswered(journey=slug, title=drawn.title, touchpoints=lines))
    return tuple(found)


def _figures(
    lake: Reading,
    question: Question,
    keys: Sequence[MeasureKey],
    margins: tuple[Margin, ...],
    *,
    said: Mapping[int, Known],
    whole: bool,
    as_of: datetime,
    patience: Patience | None,
) -> Told[_Figures]:
    def work() -> _Figures:
        known = answered(engine(), lake, question=question)
        asked = asked_for(keys, known, whole_journey=whole, said=said)
        return (
            _Figures(None, None, (), None, 0) if asked is None else _counted(lake, question, asked, margins)
        )

    def forward(known: _Figures, since: int) -> _Figures:
        return work() if touched(lake, question, since=since) else known

    key = place_of("measurement", question, tuple(keys), tuple(sorted(said.items(), key=str)), margins, whole)
    return memory.ask(
        Asked(
            key=key,
            lake=lake,
            anew=work,
            forward=forward,
            as_of=as_of,
            is_small=is_small(lake, question),
            is_cold=is_cold(),
        ),
        patience=patience,
    )


def _counted(lake: Reading, question: Question, asked: AskedFor, margins: tuple[Margin, ...]) -> _Figures:
    try:
        found = gather(engine(), lake, question=question, asked=replace(asked, frame=margins))
    except NoSuchFrameError as error:
        return _Figures(asked, None, (), None, 0, error.fault)
    largest = sorted(found.by_segment.items(), key=lambda one: -one[1].pairwise.answered)[:MOST_SEGMENTS]
    return _Figures(
        asked=asked,
        sheet=sheet(found.whole),
        by_segment=tuple((segment, sums.pairwise.answered, dimensions_of(sums)) for segment, sums in largest),
        nps=net_promoter_of(found.nps, weighted=found.weighing is not None),
        left_out=found.left_out,
        weighing=found.weighing,
    )


def _answered(lake: Reading, question: Question, *, patience: Patience | None) -> tuple[Answered, ...]:
    def work() -> tuple[Answered, ...]:
        return answered(engine(), lake, question=question)

    def forward(known: tuple[Answered, ...], since: int) -> tuple[Answered, ...]:
        return work() if touched(lake, question, since=since) else known

    asked = Asked(
        key=place_of("answered", question),
        lake=lake,
        anew=work,
        forward=forward,
        is_small=is_small(lake, question),
        is_cold=is_cold(),
    )
    return freshly(memory.ask(asked, patience=patience))


def _touchpoint(drawn: JourneyDrawn, slug: str) -> TouchpointDrawn | None:
    if not slug:
        return None
    for stage in drawn.stages:
        for touchpoint in stage.touchpoints:
            if touchpoint.slug == slug:
                return touchpoint
    raise NotFound(f"There is no touchpoint '{slug}' in '{drawn.slug}'.")


def _dimension_titles(
    drawn: JourneyDrawn, place: TouchpointDrawn | None, said: Mapping[int, Known]
) -> dict[str, str]:
    """Of touchpoints, which are the dimensions of a whole journey; of what questionnaires say; of the only dimension."""
    if place is None:
        return {
            touchpoint.slug: touchpoint.title for stage in drawn.stages for touchpoint in stage.touchpoints
        }
    return {"": place.title} | {one.dimension: one.title for one in said.values() if one.title}


def _measures(drawn: JourneyDrawn) -> list[tuple[TouchpointDrawn, MeasureDrawn]]:
    return [
        (place, measure)
        for stage in drawn.stages
        for place in stage.touchpoints
        for measure in place.measures
    ]


def _by_segment(found: _Figures) -> tuple[SegmentMeasured, ...]:
    names = {one.segment_id: (one.slug, one.name) for one in segments()}
    if len(found.by_segment) < 2:
        return ()
    return tuple(
        SegmentMeasured(
            key=names.get(segment or 0, ("", ""))[0],
            title=names.get(segment or 0, ("", ""))[1],
            answered=answers,
            dimensions=dimensions,
        )
        for segment, answers, dimensions in found.by_segment
    )
