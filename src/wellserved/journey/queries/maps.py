"""The map as drawn."""

from collections import defaultdict
from dataclasses import dataclass

from wellserved.journey.contracts import MeasureKey
from wellserved.journey.models import Journey, Measure, Stage, Touchpoint
from wellserved.people.contracts import NotFound, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureDrawn:
    id: int
    slug: str
    title: str
    unit: str
    better: str
    scale_low: float | None
    scale_high: float | None
    satisfied: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchpointDrawn:
    id: int
    slug: str
    title: str
    channel: str
    side: str
    owner_team: str
    measures: tuple[MeasureDrawn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageDrawn:
    slug: str
    title: str
    goal: str
    touchpoints: tuple[TouchpointDrawn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyDrawn:
    """A journey with all that stands on it; `stages` is empty where only the list was asked for."""

    slug: str
    title: str
    goal: str
    stages: tuple[StageDrawn, ...] = ()
    draws: str = "as_is"


_DRAWN = {
    "id": "pk",
    "slug": "slug",
    "title": "title",
    "unit": "unit",
    "better": "better",
    "scale_low": "scale_low",
    "scale_high": "scale_high",
    "satisfied": "satisfied",
}
_KEY_COLUMNS = {
    "measure_id": "pk",
    "touchpoint_id": "touchpoint_id",
    "journey": "touchpoint__journey__slug",
    "stage": "touchpoint__stage__slug",
    "touchpoint": "touchpoint__slug",
    "channel": "touchpoint__channel",
    "measure": "slug",
    "unit": "unit",
    "better": "better",
    "scale_low": "scale_low",
    "scale_high": "scale_high",
    "satisfied": "satisfied",
}


def measure_keys(*, journey: str | None = None, removed: bool = False) -> tuple[MeasureKey, ...]:
    """Every measure, or one journey's, with its ids and its place on the map, in the map's order.

    `removed` counts in what is not drawn any more: a record of it must not get lost, nor what was recorded before.
    """
    measures = Measure.objects.order_by(
        "touchpoint__journey__slug",
        "touchpoint__stage__position",
        "touchpoint__stage_id",
        "touchpoint__position",
        "touchpoint_id",
        "position",
        "id",
    )
    if journey is not None:
        measures = measures.filter(touchpoint__journey__slug=journey)
    if not removed:
        measures = measures.filter(
            removed_at__isnull=True,
            touchpoint__removed_at__isnull=True,
            touchpoint__stage__removed_at__isnull=True,
            touchpoint__journey__removed_at__isnull=True,
        )
    return tuple(
        MeasureKey(**dict(zip(_KEY_COLUMNS, row, strict=True)))
        for row in measures.values_list(*_KEY_COLUMNS.values())
    )


def journeys_for(person: Person) -> tuple[JourneyDrawn, ...]:
    """The journeys that this person may see, by title; none where they may not see the map."""
    if not person.may("map:read"):
        return ()
    return tuple(
        JourneyDrawn(slug=j.slug, title=j.title, goal=j.goal, draws=j.draws)
        for j in Journey.objects.filter(removed_at__isnull=True).order_by("title", "slug")
    )


def journey_for(person: Person, *, journey: str) -> JourneyDrawn:
    """One journey, drawn whole, in four queries; NotFound where there is none for this person."""
    rows = Journey.objects.filter(slug=journey, removed_at__isnull=True)
    found = rows.first() if person.may("map:read") else None
    if found is None:
        raise NotFound(f"There is no journey '{journey}'.")
    measures = defaultdict(list)
    # As plain rows: a long journey has a thousand measures, and making a model of each takes longer than the query.
    rows_of_measures = Measure.objects.filter(touchpoint__journey=found, removed_at__isnull=True)
    for touchpoint_id, *columns in rows_of_measures.values_list("touchpoint_id", *_DRAWN.values()):
        measures[touchpoint_id].append(MeasureDrawn(**dict(zip(_DRAWN, columns, strict=True))))
    touchpoints = defaultdict(list)
    for t in Touchpoint.objects.filter(journey=found, removed_at__isnull=True):
        touchpoints[t.stage_id].append(_touchpoint(t, measures=tuple(measures[t.pk])))
    return JourneyDrawn(
        slug=found.slug,
        title=found.title,
        goal=found.goal,
        draws=found.draws,
        stages=tuple(
            StageDrawn(slug=s.slug, title=s.title, goal=s.goal, touchpoints=tuple(touchpoints[s.pk]))
            for s in Stage.objects.filter(journey=found, removed_at__isnull=True)
        ),
    )


def _touchpoint(t: Touchpoint, *, measures: tuple[MeasureDrawn, ...]) -> TouchpointDrawn:
    return TouchpointDrawn(
        id=t.pk,
        slug=t.slug,
        title=t.title,
        channel=t.channel,
        side=t.side,
        owner_team=t.owner_team,
        measures=measures,
    )
