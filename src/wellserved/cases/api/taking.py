"""Cases taken in, and further words on them."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Status

from wellserved.cases.contracts import CaseIn, ContactIn, MessageIn
from wellserved.cases.services import add_message, take_in
from wellserved.people.api import allowed, caller
from wellserved.platform.api import JSON, ProblemOut

from .answers import CaseTaken
from .doing import WRITES, case_id_of, refusing, router
from .given import CaseGiven, MessageGiven, Number


@router.post(
    "/cases",
    auth=allowed("cases:write", body=JSON),
    response={200: CaseTaken, 201: CaseTaken, WRITES: ProblemOut},
    operation_id="take_in_case",
    summary="Take in a case",
)
def take_in_case(request: HttpRequest, given: CaseGiven) -> Status[Any]:
    """Take in a complaint, question, praise or suggestion (201), or find that it had come before (200).

    Scope: `cases:write`.
    """
    facts = given.model_dump()
    contact = facts.pop("contact")
    taken = refusing(
        lambda: take_in(
            by=caller(request),
            case=CaseIn(**facts, contact=ContactIn(**contact) if contact else None),
            now=timezone.now(),
        )
    )
    answer = {"id": taken.case_id, "number": taken.number, "already_there": taken.already_there}
    return Status(200 if taken.already_there else 201, answer)


@router.post(
    "/cases/{number}/messages",
    auth=allowed("cases:write", "cases:read", body=JSON),
    response={200: CaseTaken, 201: CaseTaken, WRITES: ProblemOut},
    operation_id="add_message",
    summary="Further words of the customer",
)
def further(request: HttpRequest, number: Number, given: MessageGiven) -> Status[Any]:
    """Add what the customer wrote (201), or find that it had come before (200); the case is open again.

    Scopes: `cases:write`, `cases:read`.
    """
    message = MessageIn(**given.model_dump())
    taken = refusing(
        lambda: add_message(
            by=caller(request), case_id=case_id_of(number), message=message, now=timezone.now()
        )
    )
    answer = {"id": taken.case_id, "number": taken.number, "already_there": taken.already_there}
    return Status(200 if taken.already_there else 201, answer)
