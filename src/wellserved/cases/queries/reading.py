"""One case with all that was said, for staff."""

import json
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from wellserved.cases.domain.numbers import number_of
from wellserved.cases.models import Attachment, AttachmentContent, Presence
from wellserved.people.contracts import NotFound, Person

from .causes import title_in
from .seeing import IN_THEIR_PLACES, NO_CASE, places_of, rows_of, seen_by

__all__ = [
    "AttachmentSeen",
    "CaseSeen",
    "ContactSeen",
    "MessageSeen",
    "OtherSeen",
    "attachment_for",
    "case_for",
    "others_for",
]

MOST = 500
PRESENT = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class ContactSeen:
    name: str
    email: str
    phone: str
    handle: str


@dataclass(frozen=True, slots=True)
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
    cause: str
    touchpoint_id: int | None
    touchpoint: str
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
    links: tuple[tuple[str, str], ...]
    """Kind and id of what it is about besides its subject."""
    said_by_triage: dict[str, Any]
    decided: tuple[str, ...]
    """Targets of triage that somebody has decided."""

    @property
    def about(self) -> tuple[tuple[str, str], ...]:
        """All that it is about, its subject first."""
        return (((self.subject_kind, self.subject_id),) if self.subject_kind else ()) + self.links

    @property
    def last_message_id(self) -> int:
        return max((one.id for one in self.messages), default=0)


# Each name by a look of its own: to put eight tables in order took PostgreSQL ten times as long as to read them.
_CASE = """
SELECT c.id, c.source, c.kind, c.channel, c.link, c.language, c.title, c.customer_key, c.location_id, c.owner_id, c.team,
  c.state, c.urgency, c.cause_id, c.touchpoint_id, c.subject_kind, c.subject_id, c.value, c.currency, c.did, c.cost,
  c.cost_currency, c.told_at, c.told_by_way, c.helped, c.help_asked_at, c.made_at, c.touched_at, c.answered_at, c.waiting_since,
  c.done_at, c.first_due_at, c.resolve_due_at, c.reopened, c.unread, c.merged_into_id AS merged_into,
  c.split_from_id AS split_from, c.quarantine,
  coalesce((SELECT g.name FROM people_segment g WHERE g.id = c.segment_id), '') AS segment,
  coalesce((SELECT l.name FROM people_location l WHERE l.id = c.location_id), '') AS location,
  coalesce((SELECT o.name FROM people_staff o WHERE o.id = c.owner_id), '') AS owner,
  coalesce((SELECT u.titles FROM cases_cause u WHERE u.id = c.cause_id), '{}') AS cause,
  coalesce((SELECT p.title FROM journey_touchpoint p WHERE p.id = c.touchpoint_id), '') AS touchpoint,
  coalesce((SELECT d.text FROM cases_draft d WHERE d.case_id = c.id AND d.staff_id = %(me)s), '') AS draft,
  (SELECT json_build_array(k.name, k.email, k.phone, k.handle) FROM cases_contact k WHERE k.case_id = c.id) AS contact,
  coalesce((SELECT t.said FROM cases_casetriage t WHERE t.case_id = c.id), '{}') AS said_by_triage,
  ARRAY(SELECT t.target FROM cases_triagedecision t WHERE t.case_id = c.id) AS decided,
  ARRAY(SELECT json_build_array(w.staff_id, s.name, coalesce(w.writing_at > %(since)s, false)) FROM cases_presence w
    JOIN people_staff s ON s.id = w.staff_id
    WHERE w.case_id = c.id AND w.seen_at > %(since)s AND w.staff_id IS DISTINCT FROM %(me)s ORDER BY s.name) AS others,
  ARRAY(SELECT json_build_array(e.kind, e.subject_id) FROM cases_caselink e WHERE e.case_id = c.id ORDER BY e.id) AS links,
  (SELECT json_agg(json_build_array(m.id, m.direction, m.channel, m.staff_id,
      coalesce((SELECT s.name FROM people_staff s WHERE s.id = m.staff_id), ''), m.sender_name, m.sender_address, m.title,
      m.text, m.quoted, m.language, m.at, m.sending, m.held_until, m.sent_at, m.last_answer, m.quarantine,
      ARRAY(SELECT json_build_array(a.id, a.name, a.type, a.size, a.refused) FROM cases_attachment a
        WHERE a.message_id = m.id ORDER BY a.id)))
    FROM (SELECT * FROM cases_message m WHERE m.case_id = c.id ORDER BY m.at DESC, m.id DESC LIMIT %(most)s) m) AS messages
FROM cases_case c
WHERE c.id = %(id)s AND
"""


_MESSAGE = [one.name for one in fields(MessageSeen) if one.name != "attachments"]


def case_for(person: Person, *, case_id: int, now: datetime) -> CaseSeen:
    """In one query, as it is the page that is opened most. NotFound for what is not there, of another location, or not for this person at all."""
    if not person.may("cases:read"):
        raise NotFound(NO_CASE)
    given = {"id": case_id, "me": person.staff_id, "since": now - PRESENT, "most": MOST}
    found = rows_of(_CASE + IN_THEIR_PLACES, given | places_of(person))
    if not found:
        raise NotFound(NO_CASE)
    (row,) = found
    contact = (person.may("customers:read") and row["contact"]) or [""] * 4
    made = ("cause", "contact", "others", "links", "said_by_triage", "decided", "messages")
    return CaseSeen(
        **{name: value for name, value in row.items() if name not in made},
        number=number_of(case_id),
        cause=title_in(_json(row["cause"]), get_language() or "en"),
        contact=ContactSeen(*(word or "" for word in contact)),
        others=tuple(OtherSeen(*one) for one in row["others"]),
        links=tuple((kind, id_) for kind, id_ in row["links"]),
        said_by_triage=_json(row["said_by_triage"]),
        decided=tuple(row["decided"]),
        messages=tuple(_message(one) for one in reversed(row["messages"] or [])),
    )


def _message(values: list[Any]) -> MessageSeen:
    *plain, attachments = values
    one = dict(zip(_MESSAGE, plain, strict=True))
    for name in ("at", "held_until", "sent_at"):
        one[name] = datetime.fromisoformat(one[name]) if one[name] else None
    return MessageSeen(**one, attachments=tuple(AttachmentSeen(*each) for each in attachments))


def others_for(person: Person, *, case_id: int, now: datetime) -> tuple[OtherSeen, ...]:
    """Who else has the case open. NotFound as above."""
    if not seen_by(person).filter(pk=case_id).exists():
        raise NotFound(NO_CASE)
    there = Presence.objects.filter(case=case_id, seen_at__gt=now - PRESENT).select_related("staff")
    return tuple(
        OtherSeen(
            staff_id=one.staff_id,
            name=one.staff.name,
            writing=one.writing_at is not None and one.writing_at > now - PRESENT,
        )
        for one in there.order_by("staff__name", "pk")
        if one.staff_id != person.staff_id
    )


def _json(value: dict[str, Any] | str) -> dict[str, Any]:
    """Django leaves jsonb as it came."""
    return value if isinstance(value, dict) else dict(json.loads(value))


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


def _attachment(row: Attachment) -> AttachmentSeen:
    return AttachmentSeen(id=row.pk, name=row.name, type=row.type, size=row.size, refused=row.refused)
