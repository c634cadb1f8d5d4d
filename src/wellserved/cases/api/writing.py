"""Cases answered, noted on, moved, found out about and closed."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Status

from wellserved.cases.contracts import State
from wellserved.cases.queries import CaseSeen
from wellserved.cases.services import FactsSet, close, note, reopen, reply, set_facts, wait
from wellserved.people.api import allowed, caller
from wellserved.platform.api import JSON, ProblemOut

from .answers import CaseOut
from .doing import WRITES, case_id_of, cause_id_of, refusing, router, seen_now
from .given import FactsGiven, NoteGiven, Number, ReplyGiven, StateGiven


@router.post(
    "/cases/{number}/replies",
    auth=allowed("cases:write", "cases:read", body=JSON),
    response={201: CaseOut, WRITES: ProblemOut},
    operation_id="reply_to_case",
    summary="Answer the customer",
)
def answered(request: HttpRequest, number: Number, given: ReplyGiven) -> Status[Any]:
    """Answer the customer by the way that they came; it goes out after 20 seconds.

    An answer to a mention is prepared (`to_post`) and posted by a person. Scopes: `cases:write`, `cases:read`.
    """
    facts = given.model_dump() | {"then": State(given.then)}
    refusing(lambda: reply(by=caller(request), case_id=case_id_of(number), now=timezone.now(), **facts))
    return Status(201, seen_now(request, number))


@router.post(
    "/cases/{number}/notes",
    auth=allowed("cases:write", "cases:read", body=JSON),
    response={201: CaseOut, WRITES: ProblemOut},
    operation_id="note_on_case",
    summary="A note among colleagues",
)
def noted(request: HttpRequest, number: Number, given: NoteGiven) -> Status[Any]:
    """Note something that the customer never sees. Scopes: `cases:write`, `cases:read`."""
    refusing(
        lambda: note(by=caller(request), case_id=case_id_of(number), text=given.text, now=timezone.now())
    )
    return Status(201, seen_now(request, number))


@router.put(
    "/cases/{number}/state",
    auth=allowed("cases:write", "cases:read", body=JSON),
    response={200: CaseOut, WRITES: ProblemOut},
    operation_id="set_case_state",
    summary="Close, open again, wait",
)
def stated(request: HttpRequest, number: Number, given: StateGiven) -> CaseSeen:
    """`done` closes (a complaint needs its cause), `open` opens again, `waiting` waits for the customer.

    Scopes: `cases:write`, `cases:read`.
    """
    deed = {"done": close, "open": reopen, "waiting": wait}[given.state]
    refusing(lambda: deed(by=caller(request), case_id=case_id_of(number), now=timezone.now()))
    return seen_now(request, number)


@router.patch(
    "/cases/{number}",
    auth=allowed("cases:write", "cases:read", body=JSON),
    response={200: CaseOut, WRITES: ProblemOut},
    operation_id="set_case_facts",
    summary="What was found out",
)
def found_out(request: HttpRequest, number: Number, given: FactsGiven) -> CaseSeen:
    """Change kind, urgency, cause, cost, value, and what was done. Scopes: `cases:write`, `cases:read`."""
    facts = given.model_dump(exclude_unset=True)
    if "cause" in facts:
        facts["cause"] = cause_id_of(facts["cause"])
    for name in ("kind", "urgency", "did", "cost_currency", "currency"):
        if name in facts and facts[name] is None:
            del facts[name]
    chosen = FactsSet(**facts)
    refusing(
        lambda: set_facts(by=caller(request), case_id=case_id_of(number), facts=chosen, now=timezone.now())
    )
    return seen_now(request, number)
