"""A customer's own cases: what they said, and what we answered."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from wellserved.cases.domain.facts import Direction, Sending, State
from wellserved.cases.domain.numbers import number_of
from wellserved.cases.models import Attachment, AttachmentContent, Case, Message
from wellserved.people.contracts import NotFound, Person

from .reading import AttachmentSeen
from .seeing import NO_CASE, theirs

__all__ = [
    "OwnCase",
    "OwnMessage",
    "done_of",
    "own_attachment_for",
    "own_case_for",
    "own_cases_for",
    "said_in",
]

MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMessage:
    """`ours` is an answer of ours; `staff` is who gave it."""

    id: int
    ours: bool
    staff: str
    text: str
    at: datetime
    attachments: tuple[AttachmentSeen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCase:
    """`asked` says that we asked whether it helped and wait for the answer; `messages` is empty in a list."""

    id: int
    number: str
    kind: str
    title: str
    state: str
    made_at: datetime
    answered_at: datetime | None
    done_at: datetime | None
    first_due_at: datetime | None
    resolve_due_at: datetime | None
    asked: bool
    helped: bool | None
    subject_kind: str
    subject_id: str
    merged_into: int | None
    messages: tuple[OwnMessage, ...] = ()


def own_cases_for(person: Person) -> tuple[OwnCase, ...]:
    """The customer's cases, the last touched first, at most a hundred; nobody has none."""
    rows = theirs(person).filter(quarantine="").order_by("-touched_at", "-pk")[:MOST]
    return tuple(_own(row) for row in rows)


def own_case_for(person: Person, *, case_id: int) -> OwnCase:
    """One of them with all that was said; NotFound for anybody else's."""
    row = theirs(person).filter(pk=case_id).first()
    if row is None:
        raise NotFound(NO_CASE)
    return seen_by_customer(row, said=Message.objects.filter(case=row))


def seen_by_customer(row: Case, *, said: QuerySet[Message]) -> OwnCase:
    """What the customer of a case sees of it and of what was `said`; the caller has made sure that both are theirs."""
    return _own(row, messages=_messages(said))


def done_of(*, source: str, source_ids: Collection[str]) -> frozenset[str]:
    """Which of the cases that this source made are done; one that was merged is done when the other is.

    It says no more, and is for the source alone to ask.
    """
    if not source_ids:
        return frozenset()
    done = Q(merged_into__isnull=True, state=State.DONE) | Q(merged_into__state=State.DONE)
    rows = Case.objects.filter(done, source=source, source_id__in=source_ids)
    return frozenset(rows.values_list("source_id", flat=True))


def said_in(*, source: str, source_ids: Collection[str]) -> Iterator[dict[str, object]]:
    """What was said, by either side, in the cases that this source made and that name no customer."""
    cases = Case.objects.filter(source=source, source_id__in=list(source_ids), customer_key__isnull=True)
    said = Message.objects.filter(case__in=cases).exclude(direction=Direction.NOTE).order_by("case_id", "at")
    fields = ("case_id", "direction", "channel", "title", "text", "at", "sent_at")
    yield from said.values(*fields).iterator(chunk_size=500)


def own_attachment_for(person: Person, *, attachment_id: int) -> tuple[AttachmentSeen, bytes]:
    """What came along, with its content; NotFound where it is of somebody else's case, or a note of ours."""
    said = Message.objects.filter(case__in=theirs(person))
    return attachment_of(said, attachment_id=attachment_id)


def attachment_of(said: QuerySet[Message], *, attachment_id: int) -> tuple[AttachmentSeen, bytes]:
    """The same of any of these words; the caller has made sure that they are the customer's."""
    found = (
        AttachmentContent.objects.select_related("attachment")
        .filter(attachment_id=attachment_id, attachment__message__in=_shown(said))
        .first()
    )
    if found is None:
        raise NotFound("There is no such attachment.")
    one = found.attachment
    seen = AttachmentSeen(id=one.pk, name=one.name, type=one.type, size=one.size, refused=one.refused)
    return seen, bytes(found.content)


def _shown(said: QuerySet[Message]) -> QuerySet[Message]:
    return said.exclude(direction=Direction.NOTE).filter(sending__in=["", Sending.SENT, Sending.SENDING])


def _messages(said: QuerySet[Message]) -> tuple[OwnMessage, ...]:
    rows = list(_shown(said).select_related("staff").order_by("-at", "-pk")[:MOST])[::-1]
    along = defaultdict(list)
    for one in Attachment.objects.filter(message__in=[message.pk for message in rows]).order_by("pk"):
        seen = AttachmentSeen(id=one.pk, name=one.name, type=one.type, size=one.size, refused=one.refused)
        along[one.message_id].append(seen)
    return tuple(
        OwnMessage(
            id=message.pk,
            ours=message.direction == Direction.OUT,
            staff=message.staff.name if message.staff else "",
            text=message.text,
            at=message.at,
            attachments=tuple(along[message.pk]),
        )
        for message in rows
    )


def _own(row: Case, *, messages: tuple[OwnMessage, ...] = ()) -> OwnCase:
    return OwnCase(
        id=row.pk,
        number=number_of(row.pk),
        kind=row.kind,
        title=row.title,
        state=row.state,
        made_at=row.made_at,
        answered_at=row.answered_at,
        done_at=row.done_at,
        first_due_at=row.first_due_at,
        resolve_due_at=row.resolve_due_at,
        asked=row.help_asked_at is not None and row.helped is None,
        helped=row.helped,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        merged_into=row.merged_into_id,
        messages=messages,
    )
