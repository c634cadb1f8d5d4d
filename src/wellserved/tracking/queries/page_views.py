"""How often customers looked for themselves."""

from collections import defaultdict
from datetime import date, timedelta

from wellserved.people.contracts import NotFound, Person
from wellserved.tracking.models import Visit

__all__ = ["page_views_for"]


def page_views_for(person: Person, *, since: date, until: date) -> dict[date, int] | None:
    """Views of parcels' pages by the Monday of the week (UTC); None for whoever sees some locations alone.

    Nothing is kept of who looked or at what, so views belong to no location. NotFound for whoever sees no parcels.
    """
    if not person.may("parcels:read"):
        raise NotFound("There are no parcels to see.")
    if person.location_ids is not None:
        return None
    weeks: dict[date, int] = defaultdict(int)
    for day, views in Visit.objects.filter(day__gte=since, day__lt=until).values_list("day", "views"):
        weeks[day - timedelta(days=day.weekday())] += views
    return dict(weeks)
