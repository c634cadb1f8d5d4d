"""What a journey's map can be narrowed to."""

from django.utils import timezone

from wellserved.insight.contracts import Choice, Choices, MapQuestion
from wellserved.journey.queries import journeys_for, measure_keys
from wellserved.people.contracts import NotFound, Person
from wellserved.people.queries import locations, segments

from .asking import fresh_lake, scoped
from .extents import Extent, extent_of

__all__ = ["Extent", "choices_for", "extent_of"]


def choices_for(person: Person, *, journey: str) -> Choices:
    """Segments, locations and channels that this journey has moments of, and the days it covers."""
    # Whether there is such a map for them is all that is asked: it need not be drawn for that.
    if journey not in {drawn.slug for drawn in journeys_for(person)}:
        raise NotFound(f"There is no journey '{journey}'.")
    measures = measure_keys(journey=journey)
    lake, _ = fresh_lake(now=timezone.now())
    extent = extent_of(lake, scoped(person, MapQuestion(), measures=measures))
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
        segments=tuple(
            Choice(key=s.slug, title=s.name) for s in segments() if s.segment_id in extent.segment_ids
        ),
        locations=tuple(
            Choice(key=p.code, title=" › ".join(p.path[-2:])) for p in locations() if p.location_id in shown
        ),
        channels=tuple(Choice(key=c, title=c) for c in extent.channels),
        first=extent.first,
        until=extent.until,
    )
