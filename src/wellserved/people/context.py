"""What every template may use."""

from django.http import HttpRequest

from wellserved.people.contracts import NOBODY, Person


def person(request: HttpRequest) -> dict[str, Person]:
    return {"person": getattr(request, "person", NOBODY)}
