"""Writing down what the grocer is before anything happens: places, people, journeys, promises, beliefs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.queries import measure_keys
from wellserved.journey.services import ensure_journey, set_belief, set_promise
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Account
from wellserved.people.queries import locations, segments, staff_for
from wellserved.people.services import add_location, add_segment, add_staff

from .organisation import JOURNEYS, Journey, Operated, Stage, Touchpoint
from .organisation.catalogue import Level
from .organisation.people import SEGMENTS, STAFF
from .organisation.places import COUNTRIES, DEPOTS, REGIONS, ROOT, SITES
from .simulation.run import MEASURES

# Moments of a day east of Greenwich begin before that day does in UTC.
BEFORE = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ids:
    """The database's ids by the simulation's indices."""

    measures: tuple[int, ...]
    sites: tuple[int, ...]
    segments: tuple[int, ...]
    staff: tuple[int, ...]


def settle(*, since: date, now: datetime) -> None:
    """Write the organisation; runs in the caller's transaction, once."""
    _places(now=now)
    for kind in SEGMENTS:
        add_segment(by=OPERATOR, slug=kind.slug, name=kind.name, now=now)
    _staff(now=now)
    for journey in JOURNEYS:
        ensure_journey(by=OPERATOR, plan=_plan(journey), now=now)
        _levels(journey, since=since, now=now)


def settled() -> Ids:
    """The ids of what `settle` wrote."""
    measures = {(key.journey, key.touchpoint, key.measure): key.measure_id for key in measure_keys()}
    places = {place.code: place.location_id for place in locations()}
    kinds = {kind.slug: kind.segment_id for kind in segments()}
    members = {member.email: member.staff_id for member in staff_for(OPERATOR)}
    return Ids(
        measures=tuple(measures[at] for at in MEASURES),
        sites=tuple(places[code] for code in SITES),
        segments=tuple(kinds[kind.slug] for kind in SEGMENTS),
        staff=tuple(members[member.email] for member in STAFF),
    )


def _places(*, now: datetime) -> None:
    def add(code: str, name: str, parent: int | None) -> int:
        return add_location(by=OPERATOR, code=code, name=name, parent_id=parent, now=now).location_id

    root = add(*ROOT, None)
    countries = {country.code: add(country.code, country.name, root) for country in COUNTRIES}
    added: set[str] = set()
    for region in REGIONS:
        at = add(region.code, region.name, countries[region.country.code])
        for code, name in region.shops:
            add(code, name, at)
        if region.depot not in added:
            add(region.depot, DEPOTS[region.depot], at)
            added.add(region.depot)


def _staff(*, now: datetime) -> None:
    places = {place.code: place.location_id for place in locations()}
    for member in STAFF:
        added = add_staff(
            by=OPERATOR,
            name=member.name,
            email=member.email,
            role=member.role,
            location_id=places[member.location] if member.location else None,
            now=now,
        )
        Account.objects.filter(pk=added.account_id).update(language=member.language)


def _plan(journey: Journey) -> JourneyPlan:
    return JourneyPlan(
        slug=journey.slug,
        title=journey.title,
        goal=journey.goal,
        stages=tuple(_stage(stage) for stage in journey.stages),
    )


def _stage(stage: Stage) -> StagePlan:
    return StagePlan(
        slug=stage.slug,
        title=stage.title,
        goal=stage.goal,
        touchpoints=tuple(_touchpoint(touchpoint) for touchpoint in stage.touchpoints),
    )


def _touchpoint(touchpoint: Touchpoint) -> TouchpointPlan:
    return TouchpointPlan(
        slug=touchpoint.slug,
        title=touchpoint.title,
        channel=touchpoint.channel,
        side=touchpoint.side,
        owner_team=touchpoint.owner_team,
        measures=tuple(
            MeasurePlan(
                slug=measure.slug,
                title=measure.title,
                unit=measure.unit,
                better=measure.better,
                scale_low=measure.low,
                scale_high=measure.high,
                satisfied=measure.satisfied,
            )
            for measure in touchpoint.measures
        ),
    )


def _levels(journey: Journey, *, since: date, now: datetime) -> None:
    for touchpoint in journey.touchpoints:
        for measure in touchpoint.measures:
            if isinstance(measure, Operated):
                _promises(journey, touchpoint, measure, since=since, now=now)
                _beliefs(journey, touchpoint, measure, since=since, now=now)


def _promises(
    journey: Journey, touchpoint: Touchpoint, measure: Operated, *, since: date, now: datetime
) -> None:
    for level in _in_order(measure.standard):
        set_promise(
            by=OPERATOR,
            journey=journey.slug,
            touchpoint=touchpoint.slug,
            measure=measure.slug,
            segment=level.segment,
            standard=level.value,
            told=level.told,
            valid_from=_from(level, since=since),
            now=now,
        )


def _beliefs(
    journey: Journey, touchpoint: Touchpoint, measure: Operated, *, since: date, now: datetime
) -> None:
    for level in _in_order(measure.believed):
        set_belief(
            by=OPERATOR,
            journey=journey.slug,
            touchpoint=touchpoint.slug,
            measure=measure.slug,
            segment=level.segment,
            believed=level.value,
            valid_from=_from(level, since=since),
            now=now,
        )


def _in_order(levels: Iterable[Level]) -> list[Level]:
    """A later promise ends the one before it, so it is made after it."""
    return sorted(levels, key=lambda level: level.from_day)


def _from(level: Level, *, since: date) -> datetime:
    start = datetime.combine(since, time.min, tzinfo=UTC)
    return start + timedelta(days=level.from_day) if level.from_day else start - BEFORE
