"""From the names in a mapping and in rows to what the map and the people's tables know."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from wellserved.journey.contracts import JourneyPlan, MeasureKey, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.imports.mapping.errors import MappingError
from wellserved.journey.imports.mapping.shape import Mapping, Measure, Promise
from wellserved.journey.queries import measure_keys, promises_for
from wellserved.journey.services import (
    ImportRefused,
    JourneyContradicts,
    OutsideTheScale,
    OverlapsAnother,
    ensure_journey,
    set_promise,
)
from wellserved.people.contracts import OPERATOR, NotFound
from wellserved.people.models import Location, Segment, Staff
from wellserved.people.services import add_location, add_segment

Place = tuple[str, str, str]


@dataclass
class Names:
    """Ids by name. `create` keeps locations and segments that the rows bring and nobody knows yet."""

    now: datetime
    measures: dict[int, MeasureKey]
    locations: dict[str, int]
    segments: dict[str, int]
    staff: frozenset[int]
    dry_run: bool = False
    places: dict[Place, int] = field(init=False)

    def __post_init__(self) -> None:
        self.places = {
            (key.journey, key.touchpoint, key.measure): number for number, key in self.measures.items()
        }

    def add_locations(self, names: Iterable[tuple[str, str]]) -> None:
        for code, name in names:
            if code in self.locations or not is_code(code):
                continue
            # A dry run only has to know that it will be there.
            made = (
                0
                if self.dry_run
                else add_location(by=OPERATOR, code=code, name=name[:120], now=self.now).location_id
            )
            self.locations[code] = made

    def add_segments(self, names: Iterable[tuple[str, str]]) -> None:
        for slug, name in names:
            if slug in self.segments or not is_code(slug):
                continue
            made = (
                0
                if self.dry_run
                else add_segment(by=OPERATOR, slug=slug, name=name[:120], now=self.now).segment_id
            )
            self.segments[slug] = made


def is_code(text: str) -> bool:
    """What may stand in an address and a filter: short, without spaces, slashes or control characters."""
    return 0 < len(text) <= 60 and text.isprintable() and not set(text) & set(" /\\?#&,")


def ensured_names(mapping: Mapping, *, now: datetime, dry_run: bool) -> Names:
    """The journey, segments, locations and promises that the mapping declares, made where they are missing."""
    if mapping.journey is not None:
        try:
            ensure_journey(by=OPERATOR, plan=_plan(mapping), now=now)
        except (ImportRefused, JourneyContradicts) as error:
            raise MappingError(f"Mapping {mapping.name!r}: {error}") from error
    names = Names(
        now,
        {key.measure_id: key for key in measure_keys(removed=True)},
        dict(Location.objects.values_list("code", "pk")),
        dict(Segment.objects.values_list("slug", "pk")),
        frozenset(Staff.objects.values_list("pk", flat=True)),
    )
    names.add_locations(mapping.locations.known.items())
    names.add_segments(mapping.segments.known.items())
    for promise in mapping.promises:
        _ensure_promise(promise, mapping, now=now)
    names.dry_run = dry_run
    return names


def _plan(mapping: Mapping) -> JourneyPlan:
    journey = mapping.journey
    assert journey is not None  # noqa: S101 - asked by the caller
    return JourneyPlan(
        slug=journey.slug,
        title=journey.title,
        goal=journey.goal,
        stages=tuple(
            StagePlan(
                slug=stage.slug,
                title=stage.title,
                goal=stage.goal,
                touchpoints=tuple(
                    TouchpointPlan(
                        slug=touchpoint.slug,
                        title=touchpoint.title,
                        channel=touchpoint.channel,
                        side=touchpoint.side,
                        owner_team=touchpoint.owner_team,
                        measures=tuple(_measure(measure) for measure in touchpoint.measures),
                    )
                    for touchpoint in stage.touchpoints
                ),
            )
            for stage in journey.stages
        ),
    )


def _measure(measure: Measure) -> MeasurePlan:
    low, high = measure.scale or (None, None)
    return MeasurePlan(
        slug=measure.slug,
        title=measure.title,
        unit=measure.unit,
        better=measure.better,
        scale_low=low,
        scale_high=high,
        satisfied=measure.satisfied,
    )


def _ensure_promise(promise: Promise, mapping: Mapping, *, now: datetime) -> None:
    if mapping.journey is None:
        raise MappingError(
            f"Mapping {mapping.name!r}: [[promises]] needs the [journey] that they are made on."
        )
    start, end = (_instant(text, mapping.zone) for text in (promise.valid_from, promise.valid_to))
    assert start is not None  # noqa: S101 - a required key
    for stands in promises_for(OPERATOR, journey=mapping.journey.slug):
        place = (stands.touchpoint, stands.measure, stands.segment, stands.valid_from, stands.level)
        if place == (promise.touchpoint, promise.measure, promise.segment, start, promise.standard):
            return
    try:
        set_promise(
            by=OPERATOR,
            journey=mapping.journey.slug,
            touchpoint=promise.touchpoint,
            measure=promise.measure,
            segment=promise.segment,
            standard=promise.standard,
            told=promise.told,
            valid_from=start,
            valid_to=end,
            now=now,
        )
    except (OutsideTheScale, OverlapsAnother, NotFound) as error:
        raise MappingError(f"Mapping {mapping.name!r}, [[promises]]: {error}") from error


def _instant(text: str | None, zone: str) -> datetime | None:
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise MappingError(f"{text!r} is no date; write it as 2024-05-31 or 2024-05-31 14:00.") from error
    return (time if time.tzinfo else time.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
