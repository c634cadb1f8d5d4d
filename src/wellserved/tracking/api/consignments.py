"""Announcing consignments over HTTP."""

from typing import Annotated, Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from msgspec import Meta
from ninja import Router

from wellserved.people.api import allowed, caller
from wellserved.platform.api import JSON, Fault, Problem, ProblemOut, read_body
from wellserved.tracking.contracts import ConsignmentIn
from wellserved.tracking.services import ConsignmentRefused, announce

from .results import LONG, NUL

router = Router(tags=["tracking"])


class Announcement(msgspec.Struct, forbid_unknown_fields=True):
    consignments: Annotated[list[ConsignmentIn], Meta(min_length=1, max_length=1000)]


def _schema() -> dict[str, Any]:
    (whole,), parts = msgspec.json.schema_components(
        [Announcement], ref_template="#/components/schemas/{name}"
    )
    schema: dict[str, Any] = _inlined(parts[whole["$ref"].rpartition("/")[2]], parts)
    return schema


def _inlined(schema: Any, parts: dict[str, Any]) -> Any:
    if isinstance(schema, dict):
        if "$ref" in schema:
            return _inlined(parts[schema["$ref"].rpartition("/")[2]], parts)
        return {key: _inlined(value, parts) for key, value in schema.items()}
    return [_inlined(each, parts) for each in schema] if isinstance(schema, list) else schema


_decoder = msgspec.json.Decoder(Announcement)
_OPENAPI: dict[str, Any] = {
    "requestBody": {"required": True, "content": {JSON.media_type: {"schema": _schema()}}},
    "responses": {200: {"description": "As sent, with ids", "content": {JSON.media_type: {"schema": {}}}}},
}


@router.post(
    "/tracking/consignments",
    auth=allowed("parcels:write", body=LONG),
    response={frozenset({400, 401, 403, 413, 415, 422}): ProblemOut},
    operation_id="announce_consignments",
    summary="Announce parcels, returns and repairs",
    openapi_extra=_OPENAPI,
)
def announce_consignments(request: HttpRequest) -> HttpResponse:
    """Announce up to 1,000 consignments: all of them, or with any fault none. Announcing again changes the facts.

    What the customer was told before stays as it was told. Scans that came before are found again. A recipient's
    name, address and postcode are kept apart. Scope: `parcels:write`.
    """
    content = read_body(request, LONG)
    if NUL in content:
        raise _refused("body", "A text holds the character NUL.")
    try:
        given = _decoder.decode(content)
        done = announce(by=caller(request), consignments=given.consignments, now=timezone.now())
    except msgspec.ValidationError as error:
        place = str(error).rpartition("`$.")[2].rstrip("`") or "body"
        raise _refused(place, str(error)) from error
    except ConsignmentRefused as refused:
        raise _refused(f"consignments[{refused.row}].{refused.field}", refused.said) from refused
    return HttpResponse(msgspec.json.encode({"consignments": done}), content_type=JSON.media_type)


def _refused(place: str, said: str) -> Problem:
    fault = Fault(place=place, said=said, mend="Mend it and send all again.")
    return Problem(422, "Nothing was announced: see errors.", errors=[fault])
