"""Many moments in one call: a JSON object a line, all of them recorded or none."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from msgspec import Meta
from ninja import Router, Schema

from wellserved.journey.contracts import BatchRecorded, MomentIn
from wellserved.journey.services import MomentRefused, record_moments
from wellserved.journey.services.resolving import resolved
from wellserved.people.api import allowed
from wellserved.platform.api import NDJSON, Fault, Problem, ProblemOut, read_body
from wellserved.platform.api.times import FIRST, LAST

from .answers import WRITES

router = Router(tags=["moments"])
MOST_LINES = 10_000
MOST_FAULTS = 100
MONEY = Decimal(10) ** 12
Numbered = list[tuple[int, MomentIn]]


class Line(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """One line; the fields are those of MomentGiven."""

    source: Annotated[str, Meta(min_length=1, max_length=60, pattern="^[-a-zA-Z0-9_]+$")]
    source_id: str
    journey: str
    touchpoint: str
    measure: str
    occurred_at: Annotated[datetime, Meta(tz=True)]
    expected: float | None = None
    believed: float | None = None
    standard: float | None = None
    delivered: float | None = None
    told: float | None = None
    perceived: float | None = None
    customer: UUID | None = None
    staff_id: Annotated[int, Meta(ge=1, lt=1 << 31)] | None = None
    location: str | None = None
    channel: Annotated[str, Meta(min_length=1, max_length=60)] | None = None
    segment: str | None = None
    language: Annotated[str, Meta(min_length=1, max_length=60)] | None = None
    money: Decimal | None = None
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")] | None = None
    subject_kind: Annotated[str, Meta(min_length=1, max_length=60)] | None = None
    subject_id: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    attributes: dict[str, str | int | float | bool | None] = {}

    def __post_init__(self) -> None:
        if not FIRST <= self.occurred_at.date() < LAST:
            raise ValueError(f"occurred_at lies outside of {FIRST:%Y} to {LAST:%Y}: check the year")
        if self.money is not None and not (
            self.money.is_finite() and abs(self.money) < MONEY and self.money == round(self.money, 2)
        ):
            raise ValueError("money has more than 12 digits before or 2 after the point: round it")


class MomentsRecorded(Schema):
    """What became of the lines: read = recorded + already_there."""

    read: int
    recorded: int
    already_there: int


_decoder = msgspec.json.Decoder(Line)
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            NDJSON.media_type: {
                "schema": {
                    "type": "string",
                    "description": "A MomentGiven a line, UTF-8, ended by a line feed.",
                }
            }
        },
    }
}


@router.post(
    "/moments/bulk",
    auth=allowed("moments:write", body=NDJSON),
    response={200: MomentsRecorded, WRITES: ProblemOut},
    operation_id="record_moments",
    summary="Record many moments",
    openapi_extra=_BODY,
)
def record_many(request: HttpRequest) -> dict[str, int]:
    """Record up to 10,000 moments (8 MB), a JSON object a line: all of them, or with any fault none.

    A fault names its line. What the source had sent before counts as already there, so a call that broke off can be
    sent again as it was. Scope: `moments:write`.
    """
    given = _parsed(read_body(request, NDJSON))
    by_source: dict[str, Numbered] = defaultdict(list)
    for number, moment in given:
        by_source[moment.source].append((number, moment))
    now = timezone.now()
    with transaction.atomic():
        # In the order of their names: two calls with the same sources must not wait for each other.
        results = [_record(source, by_source[source], now=now) for source in sorted(by_source)]
    return {
        "read": len(given),
        "recorded": sum(r.recorded for r in results),
        "already_there": sum(r.already_there for r in results),
    }


def _parsed(content: bytes) -> Numbered:
    lines = [(number, line) for number, line in enumerate(content.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise Problem(413, f"There are more than {MOST_LINES:,} lines. Send them in several calls.")
    given: Numbered = []
    faults: list[Fault] = []
    for number, line in lines:
        try:
            given.append((number, MomentIn(**msgspec.structs.asdict(_decoder.decode(line)))))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            faults.append(
                Fault(place=f"line {number}", said=str(error), mend="Mend the line, send all again.")
            )
            if len(faults) == MOST_FAULTS:
                break
    if faults:
        raise _refused(faults)
    return given


def _record(source: str, given: Numbered, *, now: datetime) -> BatchRecorded:
    try:
        table = resolved([moment for _, moment in given])
    except MomentRefused as refused:
        raise _refused([_fault(given[refused.row][0], refused.field, refused.said)]) from refused
    (result,) = record_moments(source=source, batches=[table], now=now)
    if result.rejected:
        faults = [_fault(given[r.row][0], r.column, r.reason) for r in result.rejected[:MOST_FAULTS]]
        raise _refused(faults)
    return result


def _fault(number: int, field: str, said: str) -> Fault:
    return Fault(place=f"line {number}, {field}", said=said, mend="Mend the line, send all again.")


def _refused(faults: list[Fault]) -> Problem:
    return Problem(422, "Nothing was recorded: see errors, mend each line and send all again.", errors=faults)
