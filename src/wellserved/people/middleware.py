"""Who is at the door, worked out once a request and only when somebody asks."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.views.defaults import page_not_found

from wellserved.people.contracts import NOBODY, NotFound, Person
from wellserved.people.queries import person_of


class PersonRequest(HttpRequest):
    """The request as views see it, for their annotations."""

    person: Person


class PersonMiddleware:
    """Sets `request.person`, and turns what a query did not find into the page that says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.person = SimpleLazyObject(lambda: _person(request))  # type: ignore[attr-defined]  # see PersonRequest
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return page_not_found(request, exception) if isinstance(exception, NotFound) else None


def _person(request: HttpRequest) -> Person:
    account_id = request.user.pk
    return NOBODY if account_id is None else person_of(account_id=account_id)
