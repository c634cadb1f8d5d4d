"""The lookup for programs: what is answered to which rows, the same for Django's view and the raw handler."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

import msgspec

from wellserved.platform.api.problems import CONTENT_TYPE
from wellserved.portal.track.asking import MOST, plain
from wellserved.tracking.queries.public import Row, as_json

SCANS = 10
JSON = "application/json"
_encode = msgspec.json.Encoder().encode
_NUMBER, _CARRIER = 2, 3


@dataclass(frozen=True, slots=True)
class Reply:
    """`body` is JSON, with a status other than 200 that of a problem (RFC 9457)."""

    status: int
    body: bytes
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)


def numbers_of(text: str) -> list[str] | Reply:
    """Those of a `numbers=` parameter, set apart by commas."""
    numbers = plain(text[:4_000].split(","))
    if not numbers:
        return problem(422, "Name the numbers: /api/v1/track?numbers=A1,B2.")
    if len(numbers) > MOST:
        return problem(422, f"These are more than {MOST} numbers. Ask for them in several calls.")
    return numbers


def of_one(rows: Sequence[Row], *, language: str) -> Reply:
    if not rows:
        return UNKNOWN
    if len(rows) > 1:
        carriers = ", ".join(sorted(row[_CARRIER] or "own fleet" for row in rows))
        return problem(409, f"Several carriers use this number: {carriers}. Name one with ?carrier=.")
    return Reply(200, _encode(as_json(rows[0], language=language)))


def of_several(numbers: Sequence[str], rows: Sequence[Row], *, language: str) -> Reply:
    known = {row[_NUMBER] for row in rows}
    body = {
        "consignments": [as_json(row, language=language) for row in rows],
        "unknown": [number for number in numbers if number not in known],
    }
    return Reply(200, _encode(body))


def of_refused(*, until: datetime, now: datetime) -> Reply:
    seconds = str(max(1, int((until - now).total_seconds()) + 1))
    reply = problem(429, "Too many unknown numbers were asked for from your network. Wait, then ask again.")
    return Reply(reply.status, reply.body, reply.content_type, {"Retry-After": seconds})


def problem(status: int, detail: str) -> Reply:
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return Reply(status, _encode(body), CONTENT_TYPE)


UNKNOWN = problem(404, "Nothing is known of this number. Compare it with the message that you got.")
