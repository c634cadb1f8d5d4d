"""Scans over HTTP: one or 100,000 in a call, each with a result of its own."""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from wellserved.people.api import allowed, caller
from wellserved.platform.api import JSON, Asked, Problem, ProblemOut, announced, read_body
from wellserved.tracking.contracts import ScanIn
from wellserved.tracking.services import take_in

from .lines import parsed
from .results import LONG, RESULTS, SCANS, results

router = Router(tags=["tracking"])
MOST_LINES = 100_000


class Scans(msgspec.Struct, forbid_unknown_fields=True):
    scans: list[msgspec.Raw]


class ScansAsked(Asked):
    history: bool = False


_several = msgspec.json.Decoder(Scans)
_SCAN = {"type": "object", "required": ["number", "occurred_at"], "additionalProperties": True}
_OPENAPI: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            SCANS.media_type: {"schema": {"type": "string", "description": "A scan a line, UTF-8."}},
            JSON.media_type: {
                "schema": {
                    "type": "object",
                    "required": ["scans"],
                    "properties": {"scans": {"type": "array", "items": _SCAN}},
                }
            },
        },
    },
    "responses": RESULTS,
}


@router.post(
    "/tracking/scans",
    auth=allowed("parcels:write"),
    response={frozenset({400, 401, 403, 413, 415, 422}): ProblemOut},
    operation_id="take_scans",
    summary="Take scans of any number of consignments",
    openapi_extra=_OPENAPI,
)
def take_scans(request: HttpRequest, asked: Query[ScansAsked]) -> HttpResponse:
    """Take up to 100,000 scans, a JSON object a line (32 MB), or {"scans": [...]}; answers with a line for each.

    A line that cannot be taken is refused and the others go in; what is told as recorded is durable. A scan that
    was sent before counts as already there, so a call that broke off can be sent again as it was. A scan of an unknown
    number is kept until that is announced. `history=true` takes scans older than two years. Scope: `parcels:write`.
    """
    meant = request.headers.get("X-Staff")
    if meant is not None and meant != str(caller(request).staff_id):
        raise Problem(
            403, "These scans are somebody else's. Sign in as whoever X-Staff names, or leave it out."
        )
    given = parsed(*_lines(request))
    good = [scan for scan in given if isinstance(scan, ScanIn)]
    taken = take_in(by=caller(request), scans=good, now=timezone.now(), history=asked.history)
    return results(enumerate(given, start=1), taken)


def _lines(request: HttpRequest) -> tuple[Sequence[bytes | msgspec.Raw], bytes]:
    """The lines, and the body that they are from."""
    if request.content_type == LONG.media_type:
        announced(request, LONG)
        body = read_body(request, LONG)
        try:
            lines: Sequence[bytes | msgspec.Raw] = _several.decode(body).scans
        except RecursionError as error:
            raise Problem(400, "The body is nested too deeply. Send a list of scans.") from error
    else:
        announced(request, SCANS)
        body = read_body(request, SCANS)
        lines = body.splitlines()
    if len(lines) > MOST_LINES:
        raise Problem(413, f"There are more than {MOST_LINES:,} lines. Send them in several calls.")
    return lines, body
