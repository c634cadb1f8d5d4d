"""Cases and messages kept apart, and let in again."""

from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path

from wellserved.cases.queries import CaseSeen
from wellserved.cases.services import mark_message_spam, mark_spam, release, release_message, set_aside
from wellserved.people.api import allowed, caller
from wellserved.people.contracts import NotFound
from wellserved.platform.api import JSON, ProblemOut

from .answers import CaseOut
from .doing import WRITES, case_id_of, refusing, router, seen_now
from .given import MessageQuarantineGiven, Number, QuarantineGiven

MessageId = Annotated[int, Path(ge=1, lt=2**63)]


@router.put(
    "/cases/{number}/quarantine",
    auth=allowed("cases:write", "cases:read", body=JSON),
    response={200: CaseOut, WRITES: ProblemOut},
    operation_id="quarantine_case",
    summary="Keep a case apart, or let it in",
)
def apart(request: HttpRequest, number: Number, given: QuarantineGiven) -> CaseSeen:
    """Nothing is deleted either way. Scopes: `cases:write`, `cases:read`."""
    deed = {"released": release, "aside": set_aside, "spam": mark_spam}[given.state]
    refusing(lambda: deed(by=caller(request), case_id=case_id_of(number), now=timezone.now()))
    return seen_now(request, number)


@router.put(
    "/cases/{number}/messages/{message_id}/quarantine",
    auth=allowed("cases:write", "cases:read", body=JSON),
    response={200: CaseOut, WRITES: ProblemOut},
    operation_id="quarantine_message",
    summary="Let one message in, or mark it as spam",
)
def message_apart(
    request: HttpRequest, number: Number, message_id: MessageId, given: MessageQuarantineGiven
) -> CaseSeen:
    """Of those that are kept apart from the case that they were written to; one that is in stays in.

    Scopes: `cases:write`, `cases:read`.
    """
    before = seen_now(request, number)
    there = {one.id: one.quarantine for one in before.messages}
    if message_id not in there:
        raise NotFound("There is no such message in this case.")
    if given.state == "released" and not there[message_id]:
        return before
    deed = {"released": release_message, "spam": mark_message_spam}[given.state]
    refusing(lambda: deed(by=caller(request), message_id=message_id, now=timezone.now()))
    return seen_now(request, number)
