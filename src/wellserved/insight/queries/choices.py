"""What a journey's map can be narrowed to."""

from collections.abc import Set as AbstractSet

from django.utils import timezone

from wellserved.insight.contracts import Choice, Choices, MapQuestion, Patience, StillCounting
from wellserved.journey.queries import journeys_for, measure_keys
from wellserved.people.contracts import NotFound, Person
from wellserved.people.queries import locations, segments

from .asking import fresh_lake, scoped
from .extents import extent_told


def choices_for(person: Person, *, journey: str, patience: Patience | None = None) -> Choices:
    """Segments, locations and channels that this journey has moments of, and the days it covers.

    With `patience`, all that there could be where finding that out for the first time takes longer.
    """
    # Whether there is such a map for them is all that is asked: it need not be drawn for that.
    if journey not in {drawn.slug for drawn in journeys_for(person)}:
        raise NotFound(f"There is no journey '{journey}'.")
    measures = measure_keys(journey=journey)
    lake, _ = fresh_lake(now=timezone.now())
    asked = scoped(person, MapQuestion(), measures=measures)
    try:
        extent = extent_told(lake, asked, patience=patience).state
    except StillCounting:
        return _all(person)
    parents = {p.location_id: p.parent_id for p in locations()}
    shown = set(extent.location_ids)
    for place in extent.location_ids:
        above = parents.get(place)
        while above is not None and above not in shown:
            shown.add(above)
            above = parents.get(above)
    if person.location_ids is not None:
        shown &= person.location_ids
    return Choices(
        segments=_segments(extent.segment_ids),
        locations=_locations(shown),
        channels=tuple(Choice(key=c, title=c) for c in extent.channels),
        first=extent.first,
        until=extent.until,
    )


def _all(person: Person) -> Choices:
    places = {p.location_id for p in locations()}
    return Choices(
        segments=_segments({s.segment_id for s in segments()}),
        locations=_locations(places if person.location_ids is None else places & person.location_ids),
        channels=(),
        first=None,
        until=None,
        counted=False,
    )


def _segments(shown: AbstractSet[int]) -> tuple[Choice, ...]:
    return tuple(Choice(key=s.slug, title=s.name) for s in segments() if s.segment_id in shown)


def _locations(shown: AbstractSet[int]) -> tuple[Choice, ...]:
    return tuple(
        Choice(key=p.code, title=" › ".join(p.path[-2:])) for p in locations() if p.location_id in shown
    )
