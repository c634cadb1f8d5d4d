"""Which cases somebody may see: their location's, and those that belong to none."""

from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from wellserved.cases.models import Case
from wellserved.people.contracts import NotFound, Person

__all__ = ["IN_THEIR_PLACES", "NO_CASE", "places_of", "rows_of", "seen_by", "theirs"]

NO_CASE = "There is no such case."
IN_THEIR_PLACES = "(%(everywhere)s OR c.location_id IS NULL OR c.location_id = ANY(%(places)s))"
"""The same of cases `c` in SQL, to which `places_of` gives what it asks for."""


def seen_by(person: Person) -> QuerySet[Case]:
    """What of all cases this person of the staff or program may see, in quarantine or not. NotFound where never any."""
    if not person.may("cases:read"):
        raise NotFound("There are no cases to see.")
    rows = Case.objects.all()
    if person.location_ids is None:
        return rows
    return rows.filter(Q(location__isnull=True) | Q(location__in=person.location_ids))


def places_of(person: Person) -> dict[str, Any]:
    return {"everywhere": person.location_ids is None, "places": sorted(person.location_ids or ())}


def rows_of(statement: str, given: dict[str, Any]) -> list[dict[str, Any]]:
    """By the names of their columns."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def theirs(person: Person) -> QuerySet[Case]:
    """A customer's own cases; nobody has none."""
    if person.customer_key is None:
        return Case.objects.none()
    return Case.objects.filter(customer_key=person.customer_key)
