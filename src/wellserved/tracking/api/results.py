"""What became of each scan of a call: an object a line, in the order in which they were sent."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from django.http import HttpResponse

from wellserved.platform.api import LARGEST, Body
from wellserved.tracking.contracts import ScanIn
from wellserved.tracking.services import Outcome, Result

SCANS = Body(media_type="application/x-ndjson", most=LARGEST)
LONG = Body(media_type="application/json", most=LARGEST)
NUL = b"\\u0000"
"""As JSON writes it; PostgreSQL keeps no text with it."""
Numbered = Iterable[tuple[int, ScanIn | Outcome | None]]

_SCHEMA = {
    "type": "string",
    "description": "An object a line: line, result (recorded, already_there, set_aside, refused), and of the last"
    " two place, said and mend.",
}
RESULTS: dict[int, Any] = {
    200: {"description": "A result a line", "content": {SCANS.media_type: {"schema": _SCHEMA}}},
}
_encode = msgspec.json.Encoder().encode
_TOLD = {result: f'"result":"{result.value}"'.encode() for result in Result}


def results(given: Numbered, taken: Iterator[Outcome]) -> HttpResponse:
    """`given` has for each line its number and the scan, or why it is none; `taken` what became of the scans."""
    return HttpResponse(b"".join(_told(given, taken)), content_type=SCANS.media_type)


def _told(given: Numbered, taken: Iterator[Outcome]) -> Iterator[bytes]:
    for number, each in given:
        if each is None:
            continue
        outcome = each if isinstance(each, Outcome) else next(taken)
        if outcome.said:
            yield _encode({"line": number, **_of(outcome)}) + b"\n"
        else:
            yield b'{"line":%d,%s}\n' % (number, _TOLD[outcome.result])


def _of(outcome: Outcome) -> dict[str, str]:
    return {
        "result": outcome.result.value,
        "place": outcome.place,
        "said": outcome.said,
        "mend": outcome.mend,
    }
