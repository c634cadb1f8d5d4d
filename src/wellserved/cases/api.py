"""Cases over HTTP: taken in, read, listed, answered, moved and closed."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field, StringConstraints, WithJsonSchema

from wellserved.people.api import allowed, caller
from wellserved.people.contracts import NotFound
from wellserved.platform.api import JSON, Asked, Fault, Given, Problem, ProblemOut, Slug, Text, Time

from .contracts import CaseIn, Channel, ContactIn, Kind, MessageIn, State, Urgency
from .queries import (
    CaseChoice,
    CaseSeen,
    CasesSeen,
    CauseLine,
    NumberUnreadable,
    case_for,
    cases_for,
    causes,
    id_of,
)
from .services import (
    CaseRefused,
    FactsSet,
    add_message,
    close,
    note,
    reopen,
    reply,
    set_facts,
    take_in,
    wait,
)

router = Router(tags=["cases"])
READS = frozenset({401, 403, 422})
FINDS = READS | {404}
WRITES = frozenset({400, 401, 403, 404, 409, 413, 415, 422})
Long = Annotated[str, StringConstraints(max_length=20_000, pattern=r"^[^\x00]*$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=r"^[^\x00]*$")]
Currency = Annotated[str, StringConstraints(pattern=r"^([A-Z]{3})?$")]
Money = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
Language = Annotated[str, StringConstraints(max_length=12, pattern=r"^[A-Za-z0-9-]*$")]
Short = Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00]*$")]
Number = Annotated[str, StringConstraints(max_length=20)]


class ContactGiven(Given):
    """Personal: kept apart and erased with the customer."""

    name: Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00]*$")] = ""
    email: Annotated[str, StringConstraints(max_length=254, pattern=r"^([^@\s\x00]+@[^@\s\x00]+)?$")] = ""
    phone: Short = ""


# Parcels have a kind as well: in the schema a name stands for one thing.
CaseKind = Annotated[Kind, WithJsonSchema({"type": "string", "enum": [kind.value for kind in Kind]})]


class CaseGiven(Given):
    """`source` and `source_id` together make it one and the same case, however often it is sent."""

    source: Annotated[Slug, Field(max_length=40)]
    source_id: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]
    kind: CaseKind
    channel: Channel = Channel.API
    text: Long
    title: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")] = ""
    language: Language = ""
    made_at: Time | None = Field(None, description="When the customer said it; without one it is now.")
    customer: UUID | None = None
    contact: ContactGiven | None = None
    location: Annotated[str, StringConstraints(max_length=60, pattern=r"^[-a-zA-Z0-9_]*$")] = ""
    segment: Annotated[str, StringConstraints(max_length=60, pattern=r"^[-a-zA-Z0-9_]*$")] = ""
    journey: Annotated[str, StringConstraints(max_length=60, pattern=r"^[-a-zA-Z0-9_]*$")] = ""
    touchpoint: Annotated[str, StringConstraints(max_length=60, pattern=r"^[-a-zA-Z0-9_]*$")] = ""
    subject_kind: Annotated[str, StringConstraints(max_length=20, pattern=r"^[^\x00]*$")] = ""
    subject_id: Annotated[str, StringConstraints(max_length=80, pattern=r"^[^\x00]*$")] = ""
    urgency: Urgency = Urgency.NORMAL
    value: Money | None = None
    currency: Currency = ""
    link: Annotated[str, StringConstraints(max_length=1000, pattern=r"^(https?://[^\x00\s]+)?$")] = ""


class MessageGiven(Given):
    """Further words of the customer."""

    source: Annotated[Slug, Field(max_length=40)]
    source_id: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]
    channel: Channel = Channel.API
    text: Long
    language: Language = ""
    made_at: Time | None = None


class ReplyGiven(Given):
    """`seen` is the last message that the writer knew of; with a later one nothing is sent (409)."""

    text: Words
    then: Literal["open", "waiting", "done"] = "waiting"
    seen: Annotated[int, Field(ge=0, lt=2**63)] | None = None


class NoteGiven(Given):
    text: Words


class StateGiven(Given):
    state: Literal["open", "waiting", "done"]


class FactsGiven(Given):
    """Only what is given is changed. `cause` is a short name of the tree, empty takes it away."""

    kind: CaseKind | None = None
    urgency: Urgency | None = None
    cause: Annotated[str, StringConstraints(max_length=60, pattern=r"^[-a-zA-Z0-9_]*$")] | None = None
    did: Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")] | None = None
    cost: Money | None = None
    cost_currency: Currency | None = None
    value: Money | None = None
    currency: Currency | None = None


class CaseTaken(Schema):
    """`number` is what the customer may quote. `already_there`: this id had come before, nothing was written."""

    id: int
    number: str
    already_there: bool


class MessageOut(Schema):
    id: int
    direction: str
    channel: str
    staff: str
    text: str
    language: str
    at: datetime
    sending: str
    quarantine: str


class CaseLineOut(Schema):
    id: int
    number: str
    kind: str
    channel: str
    language: str
    title: str
    state: str
    urgency: str
    unread: bool
    owner_id: int | None
    cause_id: int | None
    touchpoint_id: int | None
    location: str
    value: Decimal | None
    currency: str
    made_at: datetime
    touched_at: datetime
    due_at: datetime | None
    done_at: datetime | None


class CasesOut(Schema):
    """One page. Send `next` as `after` for the page that follows; empty says that this was the last."""

    cases: list[CaseLineOut]
    next: str


class CaseOut(Schema):
    """A case with all that was said; notes among colleagues are part of it."""

    id: int
    number: str
    source: str
    kind: str
    channel: str
    language: str
    title: str
    customer_key: UUID | None
    location: str
    owner_id: int | None
    state: str
    urgency: str
    cause_id: int | None
    touchpoint_id: int | None
    subject_kind: str
    subject_id: str
    value: Decimal | None
    currency: str
    did: str
    cost: Decimal | None
    cost_currency: str
    told_at: datetime | None
    helped: bool | None
    made_at: datetime
    answered_at: datetime | None
    done_at: datetime | None
    first_due_at: datetime | None
    resolve_due_at: datetime | None
    reopened: int
    merged_into: int | None
    quarantine: str
    messages: list[MessageOut]


class CauseOut(Schema):
    id: int
    slug: str
    parent_id: int | None
    titles: dict[str, str]


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
    taken = _refusing(
        lambda: take_in(
            by=caller(request),
            case=CaseIn(**facts, contact=ContactIn(**contact) if contact else None),
            now=timezone.now(),
        )
    )
    answer = {"id": taken.case_id, "number": taken.number, "already_there": taken.already_there}
    return Status(200 if taken.already_there else 201, answer)


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
    return case_for(caller(request), case_id=_id(number), now=timezone.now())


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
    taken = _refusing(
        lambda: add_message(by=caller(request), case_id=_id(number), message=message, now=timezone.now())
    )
    answer = {"id": taken.case_id, "number": taken.number, "already_there": taken.already_there}
    return Status(200 if taken.already_there else 201, answer)


@router.post(
    "/cases/{number}/replies",
    auth=allowed("cases:write", "cases:read", body=JSON),
    response={201: CaseOut, WRITES: ProblemOut},
    operation_id="reply_to_case",
    summary="Answer the customer",
)
def answered(request: HttpRequest, number: Number, given: ReplyGiven) -> Status[Any]:
    """Answer the customer by the way that they came; it goes out after 20 seconds. Scopes: `cases:write`, `cases:read`."""
    facts = given.model_dump() | {"then": State(given.then)}
    _refusing(lambda: reply(by=caller(request), case_id=_id(number), now=timezone.now(), **facts))
    return Status(201, _seen(request, number))


@router.post(
    "/cases/{number}/notes",
    auth=allowed("cases:write", "cases:read", body=JSON),
    response={201: CaseOut, WRITES: ProblemOut},
    operation_id="note_on_case",
    summary="A note among colleagues",
)
def noted(request: HttpRequest, number: Number, given: NoteGiven) -> Status[Any]:
    """Note something that the customer never sees. Scopes: `cases:write`, `cases:read`."""
    _refusing(lambda: note(by=caller(request), case_id=_id(number), text=given.text, now=timezone.now()))
    return Status(201, _seen(request, number))


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
    _refusing(lambda: deed(by=caller(request), case_id=_id(number), now=timezone.now()))
    return _seen(request, number)


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
        facts["cause"] = _cause(facts["cause"])
    for name in ("kind", "urgency", "did", "cost_currency", "currency"):
        if name in facts and facts[name] is None:
            del facts[name]
    chosen = FactsSet(**facts)
    _refusing(lambda: set_facts(by=caller(request), case_id=_id(number), facts=chosen, now=timezone.now()))
    return _seen(request, number)


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


def _seen(request: HttpRequest, number: str) -> CaseSeen:
    person = caller(request)
    return case_for(person, case_id=_id(number), now=timezone.now())


def _id(number: str) -> int:
    try:
        return id_of(number)
    except NumberUnreadable as error:
        raise NotFound(str(error)) from error


def _cause(slug: str | None) -> int | None:
    if not slug:
        return None
    for one in causes():
        if one.slug == slug:
            return one.id
    raise NotFound(f"There is no cause '{slug}'.")


def _refusing(deed: Any) -> Any:
    """A refusal that names a field is answered with that field's place."""
    try:
        return deed()
    except CaseRefused as error:
        if not error.field:
            raise
        fault = Fault(place=f"body.{error.field}", said=str(error), mend="Mend it and send it again.")
        raise Problem(422, "Nothing was changed: see errors.", errors=[fault]) from error
