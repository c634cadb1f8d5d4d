"""Reviews and mentions over HTTP: their sources, files of them, and answers that were posted."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema
from pydantic import StringConstraints

from wellserved.cases.contracts import State
from wellserved.cases.mentions.sheets import LARGEST
from wellserved.cases.queries import CaseSeen
from wellserved.cases.queries.mentions import SourceSeen, sources_for
from wellserved.cases.services.mentions import bring, post_noted
from wellserved.people.api import allowed, caller
from wellserved.platform.api import JSON, Body, Given, ProblemOut, read_body

from .answers import CaseOut
from .doing import READS, WRITES, case_id_of, refusing, router, seen_now
from .given import Number
from .keeping_apart import MessageId

CSV = Body(media_type="text/csv", most=LARGEST)
SourceSlug = Annotated[str, StringConstraints(max_length=60, pattern=r"^[-a-zA-Z0-9_]+$")]


class SourceOut(Schema):
    """`trouble` is a word for what went wrong at the last visit, empty where nothing did."""

    slug: str
    name: str
    kind: str
    address: str
    every_minutes: int
    read_at: datetime | None
    next_at: datetime | None
    failures: int
    trouble: str
    trouble_detail: str
    brought: int


class LineOut(Schema):
    line: int
    why: str
    mend: str


class BroughtOut(Schema):
    """How many lines became cases, further messages, or had come before; and each line that is wrong."""

    new: int
    changed: int
    known: int
    wrong: list[LineOut]


class PostedGiven(Given):
    then: Literal["waiting", "done"] = "waiting"


@router.get(
    "/sources",
    auth=allowed("cases:read"),
    response={200: list[SourceOut], READS: ProblemOut},
    operation_id="mention_sources",
    summary="Sources of reviews and mentions",
)
def sources(request: HttpRequest) -> tuple[SourceSeen, ...]:
    """Where customers speak elsewhere, and how reading it goes. Scope: `cases:read`."""
    return sources_for(caller(request))


@router.post(
    "/sources/{slug}/mentions",
    auth=allowed("cases:sources", body=CSV),
    response={200: BroughtOut, WRITES: ProblemOut},
    operation_id="bring_mentions",
    summary="Bring in a CSV file of reviews",
    openapi_extra={
        "requestBody": {"required": True, "content": {CSV.media_type: {"schema": {"type": "string"}}}}
    },
)
def brought(request: HttpRequest, slug: SourceSlug) -> dict[str, Any]:
    """Take a CSV file with a header (text, title, author, link, date, rating, scale, language, id), in any order.

    The same file again brings nothing twice. Scope: `cases:sources`.
    """
    content = read_body(request, CSV)
    done = refusing(lambda: bring(by=caller(request), slug=slug, content=content, now=timezone.now()))
    return {
        "new": done.counts.new,
        "changed": done.counts.changed,
        "known": done.counts.known,
        "wrong": list(done.wrong),
    }


@router.post(
    "/cases/{number}/messages/{message_id}/posted",
    auth=allowed("cases:write", "cases:read", body=JSON),
    response={200: CaseOut, WRITES: ProblemOut},
    operation_id="answer_posted",
    summary="An answer to a mention was posted",
)
def posted(request: HttpRequest, number: Number, message_id: MessageId, given: PostedGiven) -> CaseSeen:
    """Note that a person posted it where the mention stands; the customer counts as told. Scopes: `cases:write`, `cases:read`."""
    refusing(
        lambda: post_noted(
            by=caller(request),
            case_id=case_id_of(number),
            message_id=message_id,
            then=State(given.then),
            now=timezone.now(),
        )
    )
    return seen_now(request, number)
