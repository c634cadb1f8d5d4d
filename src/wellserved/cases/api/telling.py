"""Whether the customer was told, and whether it helped."""

from django.http import HttpRequest
from django.utils import timezone

from wellserved.cases.queries import CaseSeen
from wellserved.cases.services import hear_helped, tell
from wellserved.people.api import allowed, caller
from wellserved.platform.api import JSON, ProblemOut

from .answers import CaseOut
from .doing import WRITES, case_id_of, refusing, router, seen_now
from .given import HelpedGiven, Number, ToldGiven


@router.post(
    "/cases/{number}/told",
    auth=allowed("cases:write", "cases:read", body=JSON),
    response={200: CaseOut, WRITES: ProblemOut},
    operation_id="told_customer",
    summary="The customer was told what became of it",
)
def told(request: HttpRequest, number: Number, given: ToldGiven) -> CaseSeen:
    """Note that they were told, by telephone or otherwise, once; again changes nothing. Scopes: `cases:write`, `cases:read`."""
    refusing(
        lambda: tell(
            by=caller(request),
            case_id=case_id_of(number),
            way=given.way,
            words=given.words,
            now=timezone.now(),
        )
    )
    return seen_now(request, number)


@router.post(
    "/cases/{number}/helped",
    auth=allowed("cases:write", "cases:read", body=JSON),
    response={200: CaseOut, WRITES: ProblemOut},
    operation_id="heard_whether_it_helped",
    summary="Did it help?",
)
def helped(request: HttpRequest, number: Number, given: HelpedGiven) -> CaseSeen:
    """What the customer answered, once: refused where they have answered before. Scopes: `cases:write`, `cases:read`."""
    refusing(
        lambda: hear_helped(
            by=caller(request), case_id=case_id_of(number), helped=given.helped, now=timezone.now()
        )
    )
    return seen_now(request, number)
