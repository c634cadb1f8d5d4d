"""One case with all that was said, for staff."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from wellserved.cases.domain.numbers import number_of
from wellserved.cases.models import (
    Attachment,
    AttachmentContent,
    Case,
    Contact,
    Draft,
    Message,
    Presence,
)
from wellserved.people.contracts import NotFound, Person

from .seeing import NO_CASE, seen_by

__all__ = [
    "AttachmentSeen",
    "CaseSeen",
    "ContactSeen",
    "MessageSeen",
    "OtherSeen",
    "attachment_for",
    "case_for",
]

MOST = 500
PRESENT = timedelta(seconds=45)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentSeen:
    id: int
    name: str
    type: str
    size: int
    refused: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSeen:
    id: int
    direction: str
    channel: str
    staff_id: int | None
    staff: str
    sender_name: str
    sender_address: str
    title: str
    text: str
    quoted: str
    language: str
    at: datetime
    sending: str
    held_until: datetime | None
    sent_at: datetime | None
    last_answer: str
    quarantine: str
    attachments: tuple[AttachmentSeen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactSeen:
    name: str
    email: str
    phone: str
    handle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherSeen:
    """Somebody else who has the case open."""

    staff_id: int
    name: str
    writing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSeen:
    """Of messages the latest 500, the earliest first. `contact` is empty for whoever may not see customers' details."""

    id: int
    number: str
    source: str
    kind: str
    channel: str
    link: str
    language: str
    title: str
    customer_key: UUID | None
    contact: ContactSeen
    segment: str
    location_id: int | None
    location: str
    owner_id: int | None
    owner: str
    team: str
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
    help_asked_at: datetime | None
    made_at: datetime
    touched_at: datetime
    answered_at: datetime | None
    waiting_since: datetime | None
    done_at: datetime | None
    first_due_at: datetime | None
    resolve_due_at: datetime | None
    reopened: int
    unread: bool
    merged_into: int | None
    split_from: int | None
    quarantine: str
    messages: tuple[MessageSeen, ...]
    draft: str
    others: tuple[OtherSeen, ...]

    @property
    def last_message_id(self) -> int:
        return max((one.id for one in self.messages), default=0)


def case_for(person: Person, *, case_id: int, now: datetime) -> CaseSeen:
    """NotFound for what is not there, of another location, or not for this person at all."""
    rows = seen_by(person).select_related("segment", "location", "owner")
    row = rows.filter(pk=case_id).first()
    if row is None:
        raise NotFound(NO_CASE)
    same = {
        name: getattr(row, name)
        for name in CaseSeen.__dataclass_fields__
        if name not in _OURS and hasattr(row, name)
    }
    return CaseSeen(
        **same,
        number=number_of(row.pk),
        contact=_contact(row, shown=person.may("customers:read")),
        segment=row.segment.name if row.segment else "",
        location=row.location.name if row.location else "",
        owner=row.owner.name if row.owner else "",
        merged_into=row.merged_into_id,
        split_from=row.split_from_id,
        messages=_messages(row),
        draft=_draft(row, person),
        others=_others(row, person, now=now),
    )


_OURS = {"number", "contact", "segment", "location", "owner", "merged_into", "split_from"} | {
    "messages",
    "draft",
    "others",
}


def attachment_for(person: Person, *, attachment_id: int) -> tuple[AttachmentSeen, bytes]:
    """What came along, with its content. NotFound for one of a case that this person may not see, and one refused."""
    found = (
        AttachmentContent.objects.select_related("attachment__message")
        .filter(attachment_id=attachment_id, attachment__message__case__in=seen_by(person))
        .first()
    )
    if found is None:
        raise NotFound("There is no such attachment.")
    return _attachment(found.attachment), bytes(found.content)


def _contact(row: Case, *, shown: bool) -> ContactSeen:
    found = Contact.objects.filter(pk=row.pk).first() if shown else None
    if found is None:
        return ContactSeen(name="", email="", phone="", handle="")
    return ContactSeen(name=found.name, email=found.email, phone=found.phone, handle=found.handle)


def _messages(row: Case) -> tuple[MessageSeen, ...]:
    latest = Message.objects.filter(case=row).select_related("staff").order_by("-at", "-pk")[:MOST]
    rows = list(latest)[::-1]
    along = defaultdict(list)
    for one in Attachment.objects.filter(message__in=[message.pk for message in rows]).order_by("pk"):
        along[one.message_id].append(_attachment(one))
    return tuple(
        MessageSeen(
            id=message.pk,
            direction=message.direction,
            channel=message.channel,
            staff_id=message.staff_id,
            staff=message.staff.name if message.staff else "",
            sender_name=message.sender_name,
            sender_address=message.sender_address,
            title=message.title,
            text=message.text,
            quoted=message.quoted,
            language=message.language,
            at=message.at,
            sending=message.sending,
            held_until=message.held_until,
            sent_at=message.sent_at,
            last_answer=message.last_answer,
            quarantine=message.quarantine,
            attachments=tuple(along[message.pk]),
        )
        for message in rows
    )


def _attachment(row: Attachment) -> AttachmentSeen:
    return AttachmentSeen(id=row.pk, name=row.name, type=row.type, size=row.size, refused=row.refused)


def _draft(row: Case, person: Person) -> str:
    if person.staff_id is None:
        return ""
    found = Draft.objects.filter(case=row, staff_id=person.staff_id).values_list("text", flat=True)
    return found.first() or ""


def _others(row: Case, person: Person, *, now: datetime) -> tuple[OtherSeen, ...]:
    there = Presence.objects.filter(case=row, seen_at__gt=now - PRESENT).select_related("staff")
    return tuple(
        OtherSeen(
            staff_id=one.staff_id,
            name=one.staff.name,
            writing=one.writing_at is not None and one.writing_at > now - PRESENT,
        )
        for one in there.order_by("staff__name", "pk")
        if one.staff_id != person.staff_id
    )
