"""Moments: recorded one by one, read a page at a time."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from wellserved.journey.contracts import MomentIn
from wellserved.journey.queries import MomentsSeen, moments_for
from wellserved.journey.services import MomentRefused, record_moment
from wellserved.people.api import allowed, caller
from wellserved.platform.api import JSON, Asked, Fault, Given, Problem, ProblemOut, Slug, Text, Time

from .answers import READS, WRITES

router = Router(tags=["moments"])
Short = Annotated[Text, Field(min_length=1, max_length=60)]
Id = Annotated[Text, Field(min_length=1, max_length=200)]


class MomentGiven(Given):
    """What happened to one customer at one touchpoint at one time; levels are in the measure's unit.

    `source` and `source_id` make it one and the same moment, however often it is sent. Without `believed` and
    `standard` the belief and the promise in force at `occurred_at` are filled in.
    """

    source: Slug
    source_id: Id
    journey: Slug
    touchpoint: Slug
    measure: Slug
    occurred_at: Time
    expected: float | None = None
    believed: float | None = None
    standard: float | None = None
    delivered: float | None = None
    told: float | None = None
    perceived: float | None = None
    customer: UUID | None = Field(None, description="The customer's random key; never a name or address.")
    staff_id: Annotated[int, Field(ge=1, lt=1 << 31)] | None = None
    location: Slug | None = None
    channel: Short | None = None
    segment: Slug | None = None
    language: Short | None = None
    money: Annotated[Decimal, Field(max_digits=14, decimal_places=2)] | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    subject_kind: Short | None = None
    subject_id: Id | None = None
    attributes: Annotated[dict[str, str | int | float | bool | None], Field(max_length=50)] = Field(
        {}, description="A few more facts to compare by: no free text, nothing personal."
    )


class MomentRecorded(Schema):
    """`already_there` says that this source's id had been recorded before, and nothing was written now."""

    already_there: bool


class MomentOut(Schema):
    id: int
    source: str
    source_id: str
    journey: str
    touchpoint: str
    measure: str
    expected: float | None
    believed: float | None
    standard: float | None
    delivered: float | None
    told: float | None
    perceived: float | None
    customer: UUID | None
    location: str | None
    segment: str | None
    channel: str | None
    language: str | None
    occurred_at: datetime
    recorded_at: datetime
    money: Decimal | None
    currency: str | None
    subject_kind: str | None
    subject_id: str | None
    attributes: dict[str, str | int | float | bool | None]


class MomentsOut(Schema):
    """One page. Send `next` as `after` for the page that follows; null says that this was the last."""

    moments: list[MomentOut]
    next: str | None


class MomentsAsked(Asked):
    journey: Slug | None = None
    touchpoint: Slug | None = None
    measure: Slug | None = None
    segment: Slug | None = None
    location: Slug | None = None
    channel: Short | None = None
    customer: UUID | None = None
    since: Time | None = Field(None, description="Occurred at or after this time.")
    until: Time | None = Field(None, description="Occurred before this time.")
    after: Annotated[Text, Field(max_length=120)] | None = Field(
        None, description="`next` of the page before."
    )
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


@router.get(
    "/moments",
    auth=allowed("moments:read"),
    response={200: MomentsOut, READS: ProblemOut},
    operation_id="moments",
    summary="Moments, a page at a time",
)
def moments(request: HttpRequest, asked: Query[MomentsAsked]) -> MomentsSeen:
    """Single moments, the earliest first, with the customer's random key only. Scope: `moments:read`."""
    return moments_for(caller(request), **asked.model_dump())


@router.post(
    "/moments",
    auth=allowed("moments:write", body=JSON),
    response={200: MomentRecorded, 201: MomentRecorded, WRITES: ProblemOut},
    operation_id="record_moment",
    summary="Record a moment",
)
def moment(request: HttpRequest, given: MomentGiven) -> Status[Any]:  # noqa: ARG001  ninja hands it over
    """Record a moment (201), or find that this source had sent it before (200). Scope: `moments:write`."""
    try:
        with transaction.atomic():
            recorded = record_moment(moment=MomentIn(**given.model_dump()), now=timezone.now())
    except MomentRefused as refused:
        fault = Fault(place=f"body.{refused.field}", said=refused.said, mend="Mend it and send it again.")
        raise Problem(422, "The moment cannot be recorded: see errors.", errors=[fault]) from refused
    return Status(200 if recorded.already_there else 201, {"already_there": recorded.already_there})
