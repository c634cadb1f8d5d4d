"""Who may be given something to do."""

from wellserved.people.contracts import NotFound, Person
from wellserved.people.models import Staff

__all__ = ["colleagues"]


def colleagues(person: Person) -> list[tuple[int, str]]:
    """Id and name of everybody who works here, for staff; others find nobody."""
    if not person.is_staff:
        raise NotFound("There are no colleagues to see.")
    return list(Staff.objects.filter(active=True).order_by("name", "pk").values_list("pk", "name"))
