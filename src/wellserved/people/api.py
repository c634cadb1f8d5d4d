"""Who may call the API: programs by a token with scopes, staff by their session."""

from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from wellserved.people.contracts import Person
from wellserved.people.services import program_of, require
from wellserved.platform.api import Body, Problem, announced

_SAFE = {"GET", "HEAD", "OPTIONS"}


def allowed(*permissions: str, body: Body | None = None) -> list[AuthBase]:
    """Asked before anything is read of the call: who is it, may they, and is the announced body one we take?"""
    return [TokenAuth(permissions, body), SessionAuth(permissions, body)]


def caller(request: HttpRequest) -> Person:
    """Whoever was let in."""
    return cast("Any", request).auth  # type: ignore[no-any-return]  # ninja sets it


class TokenAuth(HttpBearer):
    """`Authorization: Bearer ws_...`; the token must have the call's scope."""

    def __init__(self, permissions: tuple[str, ...], body: Body | None) -> None:
        super().__init__()
        self.permissions, self.body = permissions, body

    def authenticate(self, request: HttpRequest, token: str) -> Person:
        program = program_of(secret=token, now=timezone.now())
        if program is None:
            raise Problem(
                401,
                "This token is unknown, revoked or has run out. Ask an administrator for a new one.",
                headers={"WWW-Authenticate": 'Bearer realm="wellserved", error="invalid_token"'},
            )
        return _let_in(request, program, self.permissions, self.body)


class SessionAuth(AuthBase):
    """The session of whoever signed in on the pages; what writes needs the CSRF token as well."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = "sessionid"

    def __init__(self, permissions: tuple[str, ...], body: Body | None) -> None:
        super().__init__()
        self.permissions, self.body = permissions, body

    def __call__(self, request: HttpRequest) -> Person | None:
        person: Person = cast("Any", request).person
        if not person.is_authenticated:
            return None
        if request.method not in _SAFE and check_csrf(request) is not None:
            raise Problem(403, "The CSRF token is missing or stale. Send it as the X-CSRFToken header.")
        return _let_in(request, person, self.permissions, self.body)


def _let_in(request: HttpRequest, person: Person, permissions: tuple[str, ...], body: Body | None) -> Person:
    for permission in permissions:
        require(person, permission)
    if body is not None:
        announced(request, body)
    return person
