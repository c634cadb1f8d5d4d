"""Which cases somebody may see: their location's, and those that belong to none."""

from django.db.models import Q, QuerySet

from wellserved.cases.models import Case
from wellserved.people.contracts import NotFound, Person

__all__ = ["NO_CASE", "seen_by", "theirs"]

NO_CASE = "There is no such case."


def seen_by(person: Person) -> QuerySet[Case]:
    """What of all cases this person of the staff or program may see, in quarantine or not. NotFound where never any."""
    if not person.may("cases:read"):
        raise NotFound("There are no cases to see.")
    rows = Case.objects.all()
    if person.location_ids is None:
        return rows
    return rows.filter(Q(location__isnull=True) | Q(location__in=person.location_ids))


def theirs(person: Person) -> QuerySet[Case]:
    """A customer's own cases; nobody has none."""
    if person.customer_key is None:
        return Case.objects.none()
    return Case.objects.filter(customer_key=person.customer_key)
