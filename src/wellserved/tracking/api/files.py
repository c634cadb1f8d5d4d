"""Scans as others write them: CSV, EPCIS 2.0, which also says what units carry, and carriers' own answers."""

import io
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from wellserved.people.api import allowed, caller
from wellserved.platform.api import JSON, LARGEST, Body, Problem, ProblemOut, announced, read_body
from wellserved.tracking.carriers import AnswerRefused, Fault
from wellserved.tracking.carriers.epcis import scans_of_epcis
from wellserved.tracking.carriers.epcis_xml import scans_of_epcis_xml
from wellserved.tracking.carriers.files import LARGEST_ANSWER, LARGEST_XML, scans_of_answer
from wellserved.tracking.carriers.sheets import scans_of_csv
from wellserved.tracking.contracts import ContentsIn, ScanIn
from wellserved.tracking.services.filing import TooManyScans, take_read

from .results import RESULTS, results
from .scans import ScansAsked

router = Router(tags=["tracking"])
CSV = Body(media_type="text/csv", most=LARGEST)
EPCIS = Body(media_type="application/ld+json", most=LARGEST)
EPCIS_XML = Body(media_type="application/xml", most=LARGEST_XML)
ANSWER = Body(media_type=JSON.media_type, most=LARGEST_ANSWER)
XML = Body(media_type="application/xml", most=LARGEST_ANSWER)
_PROBLEMS = frozenset({400, 401, 403, 404, 413, 415, 422})


def _takes(*bodies: Body) -> dict[str, Any]:
    text = {"schema": {"type": "string"}}
    return {
        "requestBody": {"required": True, "content": {body.media_type: text for body in bodies}},
        "responses": RESULTS,
    }


@router.post(
    "/tracking/scans/csv",
    auth=allowed("parcels:write", body=CSV),
    response={_PROBLEMS: ProblemOut},
    operation_id="take_scans_csv",
    summary="Take scans of a CSV file",
    openapi_extra=_takes(CSV),
)
def take_csv(request: HttpRequest, asked: Query[ScansAsked]) -> HttpResponse:
    """Take a CSV file with a header (number, status, occurred_at; carrier, reason, place, country, ...), in any order.

    Answers as `take_scans` does, with the number of each line. Scope: `parcels:write`.
    """
    return _taken(request, asked, scans_of_csv(io.BytesIO(read_body(request, CSV))))


@router.post(
    "/tracking/scans/epcis",
    auth=allowed("parcels:write"),
    response={_PROBLEMS: ProblemOut},
    operation_id="take_scans_epcis",
    summary="Take EPCIS 2.0 events",
    openapi_extra=_takes(EPCIS, EPCIS_XML),
)
def take_epcis(request: HttpRequest, asked: Query[ScansAsked]) -> HttpResponse:
    """Take an EPCISDocument or EPCISQueryDocument (JSON-LD, or XML of up to 4 MB), or JSON-LD of an event a line.

    ObjectEvents are scans. AggregationEvents, and ObjectEvents that pack or ship a single unit, say which lots it
    carries, which has a line of its own. `line` counts the events. Other kinds of events are refused, each with a
    sentence. Scope: `parcels:write`.
    """
    body = EPCIS_XML if request.content_type == EPCIS_XML.media_type else EPCIS
    announced(request, body)
    content = read_body(request, body)
    if body is EPCIS:
        return _taken(request, asked, scans_of_epcis(io.BytesIO(content)))
    try:
        return _taken(request, asked, scans_of_epcis_xml(content))
    except AnswerRefused as refused:
        raise Problem(422, f"{refused.fault}") from refused


@router.post(
    "/tracking/scans/carriers/{carrier}",
    auth=allowed("parcels:write"),
    response={_PROBLEMS: ProblemOut},
    operation_id="take_scans_of_carrier",
    summary="Take a carrier's own tracking answer",
    openapi_extra=_takes(ANSWER, XML),
)
def take_answer(request: HttpRequest, carrier: str, asked: Query[ScansAsked]) -> HttpResponse:
    """Take the raw answer of a carrier's tracking API, as it came. Names, addresses and pictures are dropped.

    Scans come first, in the carrier's order; after them what could not be read. Scope: `parcels:write`.
    """
    body = XML if request.content_type == XML.media_type else ANSWER
    announced(request, body)
    try:
        given = scans_of_answer(read_body(request, body), carrier=carrier)
    except AnswerRefused as refused:
        raise Problem(422, f"{refused.fault}") from refused
    except LookupError as unknown:
        raise Problem(404, str(unknown.args[0])) from unknown
    return _taken(request, asked, given)


def _taken(
    request: HttpRequest, asked: ScansAsked, given: Iterable[tuple[int, ScanIn | ContentsIn | Fault]]
) -> HttpResponse:
    try:
        taken = take_read(by=caller(request), given=given, now=timezone.now(), history=asked.history)
    except TooManyScans as error:
        raise Problem(413, str(error)) from error
    return results(taken, iter(()))
