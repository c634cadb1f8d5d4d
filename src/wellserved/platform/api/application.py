"""The API object: how bodies are parsed, how errors are answered, what the schema says of them."""

import logging
from collections.abc import Mapping
from typing import Any

import msgspec
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from .bodies import JSON
from .docs import PlainDocs
from .problems import CONTENT_TYPE, Problem
from .validation import faults_of

_log = logging.getLogger(__name__)


class StrictJson(Parser):
    """JSON as RFC 8259 has it: UTF-8, no NaN, no lone surrogates."""

    def parse_body(self, request: HttpRequest) -> Any:
        if len(request.body) > JSON.most:
            raise JSON.too_large
        return msgspec.json.decode(request.body)


class Api(NinjaAPI):
    """Answers every error with a problem (RFC 9457), and says so in its OpenAPI schema."""

    def __init__(self, *, refusals: Mapping[type[Exception], int], **settings: Any) -> None:
        """`refusals` says with which status an error of the rooms is answered; its sentence is the detail."""
        self.refusals = refusals
        super().__init__(parser=StrictJson(), docs=PlainDocs(), **settings)

    def set_default_exception_handlers(self) -> None:
        self.add_exception_handler(Exception, self._answer)

    def _answer(self, request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
        for kind, status in self.refusals.items():
            if isinstance(error, kind):
                return Problem(status, str(error)).response()
        return _problem(request, error).response()

    def get_openapi_schema(self, **asked: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**asked)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, response in operation["responses"].items():
                    content = response.get("content", {})
                    if int(status) >= 400 and "application/json" in content:
                        content[CONTENT_TYPE] = content.pop("application/json")
        return schema


def _problem(request: HttpRequest, error: Exception | type[Exception]) -> Problem:
    # Ninja hides what the parser raised behind an error of its own.
    found = (isinstance(error, HttpError) and error.__cause__) or error
    if isinstance(found, Problem):
        return found
    if isinstance(found, ValidationError):
        faults = faults_of(found.errors)
        return Problem(
            422, "What was sent cannot be taken: see errors, mend each and send again.", errors=faults
        )
    if isinstance(found, (msgspec.DecodeError, UnicodeDecodeError)):
        return Problem(400, f"The body is not JSON: {found}. Send UTF-8 JSON.")
    return _plain(found) or _failed(request, error)


def _plain(error: BaseException | type[Exception]) -> Problem | None:
    """Errors that Django and Ninja raise themselves."""
    if isinstance(error, RequestDataTooBig):
        return JSON.too_large
    if isinstance(error, UnreadablePostError):
        return Problem(400, "The body broke off. Send it again.")
    if isinstance(error, AuthenticationError):
        return unauthenticated()
    statuses = {PermissionDenied: 403, Http404: 404}
    status = next((code for kind, code in statuses.items() if isinstance(error, kind)), None)
    if isinstance(error, HttpError):
        status = error.status_code
    return None if status is None else Problem(status, str(error))


def _failed(request: HttpRequest, error: BaseException | type[Exception]) -> Problem:
    # The traceback goes to the log; to the caller it could tell what is none of their business.
    _log.error(
        "%s %s failed",
        request.method,
        request.path,
        exc_info=error if isinstance(error, BaseException) else True,
    )
    return Problem(
        500, "Something failed here, not at your side. Try again; if it stays, tell who runs this server."
    )


def unauthenticated() -> Problem:
    return Problem(
        401,
        "Say who you are: send 'Authorization: Bearer ws_...' with a token in force, or sign in.",
        headers={"WWW-Authenticate": 'Bearer realm="wellserved"'},
    )
