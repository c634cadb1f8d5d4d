"""What programs are answered about cases."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ninja import Schema
from pydantic import Field


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
    told_by_way: str
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
    links: list[tuple[str, str]] = Field(description="Kind and id of what it is about besides its subject.")


class CauseOut(Schema):
    id: int
    slug: str
    parent_id: int | None
    titles: dict[str, str]
