"""Writing down what the grocer is before anything happens: places, people, journeys, promises, beliefs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.queries import measure_keys
from wellserved.journey.services import ensure_journey, set_belief, set_promise
from wellserved.people.contracts import OPERATOR, Person
from wellserved.people.models import Account
from wellserved.people.queries import account_id_of, locations, person_of, segments, staff_for
from wellserved.people.services import add_location, add_segment, add_staff

from .organisation import JOURNEYS, Journey, Operated, Stage, Touchpoint
from .organisation.catalogue import Level
from .organisation.lanes import LANES, Lanes
from .organisation.people import MANAGER, SEGMENTS, STAFF
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
    owners = {member.email: member.staff_id for member in staff_for(OPERATOR)}
    manager = person_of(account_id=account_id_of(email=MANAGER))
    for journey in JOURNEYS:
        ensure_journey(by=manager, plan=_plan(journey, owners=owners), now=now)
        _levels(journey, by=manager, since=since, now=now)


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


def _plan(journey: Journey, *, owners: Mapping[str, int]) -> JourneyPlan:
    return JourneyPlan(
        slug=journey.slug,
        title=journey.title,
        goal=journey.goal,
        stages=tuple(_stage(stage, lanes=LANES[journey.slug], owners=owners) for stage in journey.stages),
    )


def _stage(stage: Stage, *, lanes: Mapping[str, Lanes], owners: Mapping[str, int]) -> StagePlan:
    return StagePlan(
        slug=stage.slug,
        title=stage.title,
        goal=stage.goal,
        touchpoints=tuple(
            _touchpoint(touchpoint, lanes=lanes[touchpoint.slug], owners=owners)
            for touchpoint in stage.touchpoints
        ),
    )


def _touchpoint(touchpoint: Touchpoint, *, lanes: Lanes, owners: Mapping[str, int]) -> TouchpointPlan:
    return TouchpointPlan(
        slug=touchpoint.slug,
        title=touchpoint.title,
        channel=touchpoint.channel,
        side=touchpoint.side,
        owner_team=touchpoint.owner_team,
        owner=owners[lanes.owner],
        doing=lanes.doing,
        thinking=lanes.thinking,
        feeling=lanes.feeling,
        frontstage=lanes.frontstage,
        backstage=lanes.backstage,
        support=lanes.support,
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


def _levels(journey: Journey, *, by: Person, since: date, now: datetime) -> None:
    for touchpoint in journey.touchpoints:
        for measure in touchpoint.measures:
            if isinstance(measure, Operated):
                _promises(journey, touchpoint, measure, by=by, since=since, now=now)
                _beliefs(journey, touchpoint, measure, by=by, since=since, now=now)


def _promises(
    journey: Journey, touchpoint: Touchpoint, measure: Operated, *, by: Person, since: date, now: datetime
) -> None:
    for level in _in_order(measure.standard):
        set_promise(
            by=by,
            journey=journey.slug,
            touchpoint=touchpoint.slug,
            measure=measure.slug,
            segment=level.segment,
            standard=level.value,
            told=level.told,
            why=level.why,
            valid_from=_from(level, since=since),
            now=now,
        )


def _beliefs(
    journey: Journey, touchpoint: Touchpoint, measure: Operated, *, by: Person, since: date, now: datetime
) -> None:
    for level in _in_order(measure.believed):
        set_belief(
            by=by,
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
