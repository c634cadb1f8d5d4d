"""Answers over HTTP: taken in, read, counted, and whom to ask."""

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from wellserved.people.api import allowed, caller
from wellserved.platform.api import (
    Asked,
    Given,
    Problem,
    ProblemOut,
    Slug,
    Text,
    Time,
)
from wellserved.voice.api import READS, WHOLE, WRITES, Number, faults
from wellserved.voice.contracts import (
    AttachmentSeen,
    Flag,
    FlagCounts,
    ResponseIn,
    ResponseSeen,
)
from wellserved.voice.mails.asking import link_to
from wellserved.voice.queries import (
    aside_for,
    attachment_for,
    attachments_for,
    flag_counts_for,
    responses_for,
)
from wellserved.voice.services import (
    ResponseRefused,
    count_all_the_same,
    invite,
    take_in,
)

router = Router(tags=["questionnaires"])
Short = Annotated[Text, Field(min_length=1, max_length=60)]
Id = Annotated[Text, Field(min_length=1, max_length=200)]
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILE = {"responses": {200: {"description": "The file", "content": {"*/*": _BINARY}}}}
Key = Annotated[int, Field(ge=1, lt=1 << 63)]


class ResponseGiven(Given):
    """A whole response. `source` and `source_id` make it one and the same, however often it is sent."""

    source: Slug
    source_id: Id
    answers: dict[str, Any] = Field(description="By item: a number, a key, a text, a list or parts by name.")
    started_at: Time
    finished_at: Time
    version: Number | None = Field(None, description="The version that was seen; null is the latest.")
    customer: UUID | None = Field(None, description="The customer's random key; never a name or address.")
    segment: Slug | None = None
    location: Slug | None = None
    language: Annotated[Text, Field(max_length=12)] = ""
    channel: Annotated[Text, Field(max_length=20)] = ""
    facts: dict[Short, Annotated[Text, Field(max_length=200)]] = Field(
        {},
        max_length=30,
        description="What it was about: journey, touchpoint, about_kind, about_id, and what texts put in.",
    )


class ResponseTaken(Schema):
    id: int
    already_there: bool


class ResponseOut(Schema):
    id: int
    questionnaire: str
    version: int
    customer: UUID | None
    segment: str | None
    location: str | None
    language: str
    channel: str
    facts: dict[str, Any]
    started_at: datetime
    finished_at: datetime | None
    seconds: int | None
    answers: dict[str, Any]
    flags: list[str] = Field(description="straight, speed, double: why it does not count by itself.")
    counted_at: datetime | None


class InvitationGiven(Given):
    """Whom the link is for, and what it asks about; all of it may be left out."""

    customer: UUID | None = Field(None, description="The customer's random key; never a name or address.")
    segment: Slug | None = None
    location: Slug | None = None
    language: Annotated[Text, Field(max_length=12)] = ""
    channel: Annotated[Text, Field(min_length=1, max_length=10)] = "link"
    good_for_days: Annotated[int, Field(ge=1, le=3650)] = 30
    facts: dict[Short, Annotated[Text, Field(max_length=200)]] = Field(
        {}, max_length=30, description="As of a response."
    )


class InvitationOut(Schema):
    link: str = Field(description="Good for one response. It is told once: only a digest of it is kept.")
    expires_at: datetime


class AsideOut(ResponseOut):
    aside: str = Field(description="expired, twice, flood or stranger: why it was set aside.")


class AttachmentOut(Schema):
    id: int
    item: str
    media_type: str
    size: int


class ResponsesOut(Schema):
    """One page. Send `next` as `after` for the page that follows; null says that this was the last."""

    responses: list[ResponseOut]
    next: str | None


class ResponsesAsked(Asked):
    version: Number | None = None
    since: Time | None = Field(None, description="Finished at or after this time.")
    until: Time | None = Field(None, description="Finished before this time.")
    location: Slug | None = None
    customer: UUID | None = None
    flagged: bool | None = None
    after: Annotated[Text, Field(max_length=120)] | None = Field(
        None, description="`next` of the page before."
    )
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


class AsideAsked(Asked):
    after: Annotated[int, Field(ge=0, lt=1 << 63)] = Field(0, description="The last id of the page before.")
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


class FlagsOut(Schema):
    finished: int
    flagged: int
    counted: int
    aside: int
    by_flag: dict[str, int]


@router.post(
    "/questionnaires/{questionnaire}/responses",
    auth=allowed("answers:write", body=WHOLE),
    response={200: ResponseTaken, 201: ResponseTaken, WRITES: ProblemOut},
    operation_id="take_response",
    summary="Take a response",
)
def take(request: HttpRequest, questionnaire: Path[Slug], given: ResponseGiven) -> Status[Any]:
    """Take a whole response (201), or find that this source had sent it before (200); it becomes moments.

    Scope: `answers:write`.
    """
    response = ResponseIn(questionnaire=questionnaire, **given.model_dump())
    try:
        number, there = take_in(by=caller(request), response=response, now=timezone.now())
    except ResponseRefused as refused:
        places = [(f"body.answers.{wrong.item}", wrong.said) for wrong in refused.wrongs]
        errors = faults(places or [(f"body.{refused.place}", refused.said)])
        raise Problem(422, "The response cannot be taken: see errors.", errors=errors) from refused
    return Status(200 if there else 201, {"id": number, "already_there": there})


@router.post(
    "/questionnaires/{questionnaire}/invitations",
    auth=allowed("surveys:write", body=WHOLE),
    response={201: InvitationOut, WRITES: ProblemOut},
    operation_id="invite",
    summary="A personal link to a questionnaire",
)
def invitation(request: HttpRequest, questionnaire: Path[Slug], given: InvitationGiven) -> Status[Any]:
    """Make a link for one customer, to be sent by whoever asks for it. Scope: `surveys:write`."""
    now, fields = timezone.now(), given.model_dump()
    good_for = timedelta(days=fields.pop("good_for_days"))
    secret = invite(by=caller(request), questionnaire=questionnaire, good_for=good_for, now=now, **fields)
    return Status(201, {"link": link_to(secret), "expires_at": now + good_for})


@router.get(
    "/questionnaires/{questionnaire}/responses",
    auth=allowed("answers:read"),
    response={200: ResponsesOut, READS: ProblemOut},
    operation_id="responses",
    summary="Responses, a page at a time",
)
def responses(
    request: HttpRequest, questionnaire: Path[Slug], asked: Query[ResponsesAsked]
) -> dict[str, Any]:
    """Finished responses, the latest first; of one's own locations. Scope: `answers:read`."""
    page = responses_for(caller(request), questionnaire=questionnaire, **asked.model_dump())
    return {"responses": [_out(one) for one in page.responses], "next": page.next}


@router.get(
    "/questionnaires/{questionnaire}/flags",
    auth=allowed("answers:read"),
    response={200: FlagsOut, READS: ProblemOut},
    operation_id="response_flags",
    summary="How many responses do not count by themselves",
)
def flags(request: HttpRequest, questionnaire: Path[Slug]) -> FlagCounts:
    """How many were finished, flagged by which rule, counted all the same, set aside. Scope: `answers:read`."""
    return flag_counts_for(caller(request), questionnaire=questionnaire)


@router.get(
    "/questionnaires/{questionnaire}/aside",
    auth=allowed("answers:read"),
    response={200: list[AsideOut], READS: ProblemOut},
    operation_id="responses_aside",
    summary="Responses that were set aside",
)
def aside(request: HttpRequest, questionnaire: Path[Slug], asked: Query[AsideAsked]) -> list[dict[str, Any]]:
    """What came too late, twice or in a flood, the earliest first; of one's own locations. Scope: `answers:read`."""
    found = aside_for(caller(request), questionnaire=questionnaire, after=asked.after, limit=asked.limit)
    return [_out(one) | {"aside": one.aside} for one in found]


@router.post(
    "/responses/{response}/count",
    auth=allowed("surveys:write"),
    response={204: None, WRITES: ProblemOut},
    operation_id="count_response",
    summary="Count a response all the same",
)
def count(request: HttpRequest, response: Path[Key]) -> Status[None]:
    """Let one that was set aside or flagged count from now on: it becomes moments. Scope: `surveys:write`."""
    count_all_the_same(by=caller(request), response=response, now=timezone.now())
    return Status(204, None)


@router.get(
    "/responses/{response}/attachments",
    auth=allowed("answers:read"),
    response={200: list[AttachmentOut], READS: ProblemOut},
    operation_id="response_attachments",
    summary="The photos and voice notes of a response",
)
def attachments(request: HttpRequest, response: Path[Key]) -> list[AttachmentSeen]:
    """Which files came with a response. Scope: `answers:read`."""
    return list(attachments_for(caller(request), response=response))


@router.get(
    "/responses/{response}/attachments/{attachment}",
    auth=allowed("answers:read"),
    response={200: None, READS: ProblemOut},
    operation_id="response_attachment",
    summary="One photo or voice note",
    openapi_extra=_FILE,
)
def attachment(request: HttpRequest, response: Path[Key], attachment: Path[Key]) -> HttpResponse:
    """Its bytes, under its own media type. Scope: `answers:read`."""
    media_type, content = attachment_for(caller(request), response=response, attachment=attachment)
    return HttpResponse(content, content_type=media_type, headers={"X-Content-Type-Options": "nosniff"})


def _out(one: ResponseSeen) -> dict[str, Any]:
    names = [name for name in ResponseOut.model_fields if name != "flags"]
    return {name: getattr(one, name) for name in names} | {
        "flags": [flag.name.lower() for flag in Flag if flag in one.flags and flag.name]
    }
