"""The lookup for programs, without sign-in. In use `portal.track.application` answers it; here it is Django's."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from ninja import Query, Router, Schema
from pydantic import Field

from wellserved.platform.api import ProblemOut
from wellserved.portal.track.frame import PRIVATE
from wellserved.portal.track.programs import SCANS, Reply, numbers_of, of_one, of_refused, of_several
from wellserved.portal.track.visitor import address_of_request
from wellserved.portal.views.track import Refused, speak_as_asked
from wellserved.tracking.contracts import Kind, Status
from wellserved.tracking.domain.keys import is_plain, number_key
from wellserved.tracking.queries.public import Row, announced_rows
from wellserved.tracking.services.guesses import count_misses, refused_until

router = Router(tags=["track"])


class PlaceSeen(Schema):
    """`country` is a code of ISO 3166-1; either may be empty."""

    place: str
    country: str


class WindowOut(Schema):
    """When it will come; `predicted` from earlier deliveries, else it is the carrier's.

    What is said in days goes from midnight to midnight where the parcel goes.
    """

    earliest: datetime
    latest: datetime
    predicted: bool


class ToldOut(Schema):
    """What the customer was told at `told_at`: by `latest`, and where it was said, not before `earliest`."""

    told_at: datetime
    earliest: datetime | None
    latest: datetime


class ScanOut(Schema):
    at: datetime
    status: str
    reason: str
    place: str
    country: str


class ConsignmentOut(Schema):
    """A parcel, a return or a repair as everybody may see it who knows its number.

    `title`, `happened`, `next` and `you_can` are sentences in `language`. `told` is all that its customer was told, the
    first first; `scans` are the latest ten of `scans_in_all`, the newest first. `over`: nothing more will come.
    """

    number: str
    carrier: str = Field(description="Empty is the sender's own fleet.")
    kind: Kind
    service: str
    status: Status
    reason: str
    status_at: datetime | None
    language: str
    title: str
    happened: str
    next: str
    you_can: str
    place: str
    country: str
    origin: PlaceSeen
    destination: PlaceSeen
    window: WindowOut | None
    expected_on: date | None
    told: list[ToldOut]
    attempts: int
    over: bool
    proof_of_delivery: bool
    scans_in_all: int
    scans: list[ScanOut]


class ConsignmentsOut(Schema):
    """Those that are known, and the numbers of which nothing is."""

    consignments: list[ConsignmentOut]
    unknown: list[str]


class OneAsked(Schema):
    carrier: str | None = Field(None, description="Of which carrier, where several use the number.")
    lang: str = Field("", description="In which language, where not the one of Accept-Language.")


class SeveralAsked(Schema):
    numbers: str = Field("", description="Up to 30 numbers, set apart by commas.")
    lang: str = Field("", description="In which language, where not the one of Accept-Language.")


_ONE: dict[str, Any] = {
    "auth": None,
    "response": {200: ConsignmentOut, frozenset({404, 409, 422, 429}): ProblemOut},
}
_SEVERAL: dict[str, Any] = {
    "auth": None,
    "response": {200: ConsignmentsOut, frozenset({422, 429}): ProblemOut},
}


@router.api_operation(["HEAD"], "/track/{number}", include_in_schema=False, **_ONE)
@router.get("/track/{number}", operation_id="track_one", summary="Follow a parcel", **_ONE)
def one(request: HttpRequest, number: str, asked: Query[OneAsked]) -> HttpResponse:
    """Where a parcel, return or repair stands. Needs no token: whoever knows the number may ask.

    A number that is not known is answered with 404, and so is one that is not yet announced. Who asks for many such
    numbers is refused for some minutes with 429; so are others of the same network.
    """
    speak_as_asked(request)
    now = timezone.now()
    try:
        rows = _rows(request, [number_key(number)], now=now, carrier=asked.carrier)
    except Refused as refused:
        return _answered(of_refused(until=refused.until, now=now))
    return _answered(of_one(rows, language=get_language() or "en"))


@router.api_operation(["HEAD"], "/track", include_in_schema=False, **_SEVERAL)
@router.get("/track", operation_id="track_several", summary="Follow several parcels", **_SEVERAL)
def several(request: HttpRequest, asked: Query[SeveralAsked]) -> HttpResponse:
    """Where up to 30 parcels, returns and repairs stand. Needs no token; every unknown number counts as one."""
    speak_as_asked(request)
    now = timezone.now()
    numbers = numbers_of(asked.numbers)
    if isinstance(numbers, Reply):
        return _answered(numbers)
    try:
        rows = _rows(request, numbers, now=now)
    except Refused as refused:
        return _answered(of_refused(until=refused.until, now=now))
    return _answered(of_several(numbers, rows, language=get_language() or "en"))


def _rows(
    request: HttpRequest, numbers: Sequence[str], *, now: datetime, carrier: str | None = None
) -> list[Row]:
    address = address_of_request(request)
    until = refused_until(address=address, now=now)
    if until is not None:
        raise Refused(until)
    rows = announced_rows(numbers=[one for one in numbers if is_plain(one)], scans=SCANS)
    rows = [row for row in rows if carrier is None or row[3] == carrier]
    if misses := len(set(numbers) - {row[2] for row in rows}):
        until = count_misses(address=address, misses=misses, now=now)
        if until is not None:
            raise Refused(until)
    return rows


def _answered(reply: Reply) -> HttpResponse:
    response = HttpResponse(
        reply.body, status=reply.status, content_type=reply.content_type, headers=reply.headers
    )
    response.headers["Cache-Control"] = PRIVATE
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response
