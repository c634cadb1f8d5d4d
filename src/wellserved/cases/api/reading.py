"""Cases listed and read, and the tree of causes."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query
from pydantic import Field

from wellserved.cases.contracts import Channel, Urgency
from wellserved.cases.queries import CaseChoice, CaseSeen, CasesSeen, CauseLine, case_for, cases_for, causes
from wellserved.people.api import allowed, caller
from wellserved.platform.api import Asked, ProblemOut, Text

from .answers import CaseOut, CasesOut, CauseOut
from .doing import FINDS, READS, case_id_of, router
from .given import CaseKind, Language, Number


class CasesAsked(Asked):
    state: Literal["new", "open", "waiting", "done", "answer", "undone"] | None = Field(
        None, description="`answer` is new and open, `undone` all that is not done."
    )
    kind: CaseKind | None = None
    channel: Channel | None = None
    urgency: Urgency | None = None
    language: Language | None = None
    customer: UUID | None = None
    cause: Annotated[int, Field(ge=1, lt=2**31)] | None = Field(None, description="With all below it.")
    overdue: bool = False
    text: Text | None = Field(None, description="Words of the case, English, Korean or Chinese.")
    after: Annotated[Text, Field(max_length=120)] | None = Field(
        None, description="`next` of the page before."
    )
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@router.get(
    "/cases",
    auth=allowed("cases:read"),
    response={200: CasesOut, READS: ProblemOut},
    operation_id="cases",
    summary="Cases, a page at a time",
)
def cases(request: HttpRequest, asked: Query[CasesAsked]) -> CasesSeen:
    """Cases that are not in quarantine, the last touched first. Scope: `cases:read`."""
    choice = CaseChoice(
        state=asked.state or "",
        kind=asked.kind or "",
        channel=asked.channel or "",
        urgency=asked.urgency or "",
        language=asked.language or "",
        customer=asked.customer,
        cause_id=asked.cause,
        overdue=asked.overdue,
        text=asked.text or "",
        after=asked.after or "",
    )
    return cases_for(caller(request), choice, now=timezone.now(), limit=asked.limit)


@router.get(
    "/cases/{number}",
    auth=allowed("cases:read"),
    response={200: CaseOut, FINDS: ProblemOut},
    operation_id="case",
    summary="One case",
)
def case(request: HttpRequest, number: Number) -> CaseSeen:
    """A case by its number, with all that was said. Scope: `cases:read`."""
    return case_for(caller(request), case_id=case_id_of(number), now=timezone.now())


@router.get(
    "/causes",
    auth=allowed("cases:read"),
    response={200: list[CauseOut], READS: ProblemOut},
    operation_id="causes",
    summary="The tree of causes",
)
def tree(request: HttpRequest) -> list[CauseLine]:  # noqa: ARG001  ninja hands it over
    """Every cause that is offered, in the order of the tree. Scope: `cases:read`."""
    return list(causes())
