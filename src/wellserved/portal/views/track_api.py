"""The lookup for programs, without sign-in. In use `portal.track.application` answers it; here it is Django's."""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from wellserved.portal.track.frame import PRIVATE
from wellserved.portal.track.programs import SCANS, Reply, numbers_of, of_one, of_refused, of_several
from wellserved.portal.track.visitor import address_of_request
from wellserved.portal.views.track import Refused, public
from wellserved.tracking.domain.keys import is_plain, number_key
from wellserved.tracking.queries.public import Row, announced_rows
from wellserved.tracking.services.guesses import count_misses, refused_until


@csrf_exempt
@public
@require_safe
def one(request: HttpRequest, number: str, *, now: datetime) -> HttpResponse:
    carrier = request.GET.get("carrier")
    try:
        rows = _rows(request, [number_key(number)], now=now, carrier=carrier)
    except Refused as refused:
        return _answered(of_refused(until=refused.until, now=now))
    return _answered(of_one(rows, language=get_language() or "en"))


@csrf_exempt
@public
@require_safe
def several(request: HttpRequest, *, now: datetime) -> HttpResponse:
    numbers = numbers_of(request.GET.get("numbers", ""))
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
