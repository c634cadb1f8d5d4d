"""RFC 9457 problem details: every answer that is an error has this one shape."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from ninja import Schema
from pydantic import Field

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong: where (`body.stages[0].slug`, `line 12, occurred_at`), what, and the mend."""

    place: str
    said: str
    mend: str


class Problem(Exception):
    """Raised anywhere below a call, answered as a problem with `status`."""

    def __init__(
        self, status: int, detail: str, *, errors: Sequence[Fault] = (), headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = headers or {}

    def response(self) -> HttpResponse:
        title = HTTPStatus(self.status).phrase
        body: dict[str, object] = {
            "type": "about:blank",
            "title": title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            body["errors"] = [asdict(fault) for fault in self.errors]
        return JsonResponse(body, status=self.status, content_type=CONTENT_TYPE, headers=self.headers)


class FaultOut(Schema):
    place: str = Field(description="Where: a field's path, a parameter, a line.")
    said: str = Field(description="What is wrong there.")
    mend: str = Field(description="What to do about it.")


class ProblemOut(Schema):
    """Problem details (RFC 9457). `detail` is a sentence that says what to do."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FaultOut] = Field(
        default=[], description="One for each thing that is wrong, where several may be."
    )
