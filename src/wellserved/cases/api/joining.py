"""Cases made one, made two, given to somebody, and tied to what they are about."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Status

from wellserved.cases.queries import CaseSeen, number_of
from wellserved.cases.services import assign, link, merge, split, unlink
from wellserved.people.api import allowed, caller
from wellserved.platform.api import JSON, ProblemOut

from .answers import CaseOut
from .doing import WRITES, case_id_of, refusing, router, seen_now
from .given import LinkGiven, MergeGiven, Number, OwnerGiven, SplitGiven


@router.put(
    "/cases/{number}/owner",
    auth=allowed("cases:write", "cases:read", body=JSON),
    response={200: CaseOut, WRITES: ProblemOut},
    operation_id="assign_case",
    summary="Give it to somebody",
)
def owned(request: HttpRequest, number: Number, given: OwnerGiven) -> CaseSeen:
    """Somebody of the staff is its owner from now on, or nobody. Scopes: `cases:write`, `cases:read`."""
    refusing(
        lambda: assign(
            by=caller(request), case_id=case_id_of(number), staff_id=given.owner_id, now=timezone.now()
        )
    )
    return seen_now(request, number)


@router.post(
    "/cases/{number}/merge",
    auth=allowed("cases:write", "cases:read", body=JSON),
    response={200: CaseOut, WRITES: ProblemOut},
    operation_id="merge_case",
    summary="Make it one with another case",
)
def merged(request: HttpRequest, number: Number, given: MergeGiven) -> CaseSeen:
    """All that was said moves into the other case, which is answered; later words of the customer arrive there, too.

    Scopes: `cases:write`, `cases:read`.
    """
    into = case_id_of(given.into)
    refusing(lambda: merge(by=caller(request), case_id=case_id_of(number), into=into, now=timezone.now()))
    return seen_now(request, given.into)


@router.post(
    "/cases/{number}/split",
    auth=allowed("cases:write", "cases:read", body=JSON),
    response={201: CaseOut, WRITES: ProblemOut},
    operation_id="split_case",
    summary="Make a case of some of its messages",
)
def parted(request: HttpRequest, number: Number, given: SplitGiven) -> Status[Any]:
    """The messages of the customer become a new case, which is answered. Scopes: `cases:write`, `cases:read`."""
    made = refusing(
        lambda: split(
            by=caller(request),
            case_id=case_id_of(number),
            message_ids=given.messages,
            title=given.title,
            now=timezone.now(),
        )
    )
    return Status(201, seen_now(request, number_of(made)))


@router.post(
    "/cases/{number}/links",
    auth=allowed("cases:write", "cases:read", body=JSON),
    response={201: CaseOut, WRITES: ProblemOut},
    operation_id="link_case",
    summary="Say what it is about",
)
def tied(request: HttpRequest, number: Number, given: LinkGiven) -> Status[Any]:
    """Tie the case to a parcel, a return, a repair, a lot, another case or a topic, by its id.

    Scopes: `cases:write`, `cases:read`.
    """
    refusing(
        lambda: link(
            by=caller(request),
            case_id=case_id_of(number),
            kind=given.kind,
            subject_id=given.id,
            now=timezone.now(),
        ),
        renamed={"subject_id": "id"},
    )
    return Status(201, seen_now(request, number))


@router.post(
    "/cases/{number}/unlink",
    auth=allowed("cases:write", "cases:read", body=JSON),
    response={200: CaseOut, WRITES: ProblemOut},
    operation_id="unlink_case",
    summary="It is not about that",
)
def untied(request: HttpRequest, number: Number, given: LinkGiven) -> CaseSeen:
    """Untie it again; where nothing is tied, nothing changes. Scopes: `cases:write`, `cases:read`."""
    refusing(
        lambda: unlink(
            by=caller(request),
            case_id=case_id_of(number),
            kind=given.kind,
            subject_id=given.id,
            now=timezone.now(),
        )
    )
    return seen_now(request, number)
