"""What cases hold on a customer: what they said, how they are reached, what was answered, and what happened to them too."""

import base64
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from wellserved.cases.domain.facts import Direction
from wellserved.cases.domain.numbers import number_of
from wellserved.cases.models import (
    Attachment,
    AttachmentContent,
    Case,
    CaseLink,
    CaseTriage,
    Contact,
    Message,
    TriageDecision,
    Vote,
)
from wellserved.cases.services.erasing import erase_cases
from wellserved.cases.services.voting import forget
from wellserved.people.contracts import NotFound, Person
from wellserved.people.holdings import Rows, register_holding
from wellserved.people.queries import customer_for

_CASE = (
    "id", "kind", "channel", "language", "title", "state", "value", "currency", "made_at", "answered_at",
    "done_at", "told_at", "helped", "link", "subject_kind", "subject_id",
)  # fmt: skip


def held(customer_key: UUID) -> Iterable[tuple[str, Rows]]:
    cases = _of(customer_key)
    rows = cases.order_by("pk").values(*_CASE)
    yield "cases.json", ({"number": number_of(row["id"]), **row} for row in rows.iterator(chunk_size=500))
    contacts = Contact.objects.filter(case__in=cases).order_by("pk")
    yield (
        "contacts.json",
        contacts.values("case_id", "name", "email", "phone", "handle").iterator(chunk_size=500),
    )
    said = Message.objects.filter(case__in=cases).exclude(direction=Direction.NOTE).order_by("case_id", "at")
    fields = ("case_id", "direction", "channel", "title", "text", "quoted", "at", "sent_at")
    yield "messages.json", said.values(*fields).iterator(chunk_size=500)
    along = Attachment.objects.filter(message__in=said).order_by("pk")
    files = along.values_list("pk", "message__case_id", "name", "type", "size")
    yield "attachments.json", (_with_content(*row) for row in files.iterator())
    about = CaseLink.objects.filter(case__in=cases).order_by("pk")
    yield "links.json", about.values("case_id", "kind", "subject_id").iterator(chunk_size=500)
    suggested = CaseTriage.objects.filter(case__in=cases).order_by("pk")
    yield "suggestions.json", suggested.values("case_id", "said", "made_at").iterator(chunk_size=500)
    decided = TriageDecision.objects.filter(case__in=cases).order_by("pk")
    yield "decisions.json", decided.values("case_id", "target", "label", "at").iterator(chunk_size=500)
    votes = _votes_of(customer_key).order_by("pk")
    facts = ("open_cause__said", "email", "language", "cast_at", "confirmed_at", "told_at")
    yield "votes.json", votes.values(*facts).iterator(chunk_size=500)


def _with_content(id_: int, case_id: int, name: str, kind: str, size: int) -> dict[str, object]:
    """Each when it is its turn: together they may be more than fits."""
    content = AttachmentContent.objects.filter(attachment=id_).values_list("content", flat=True).first()
    encoded = None if content is None else base64.b64encode(content).decode()
    return {"message__case_id": case_id, "name": name, "type": kind, "size": size, "content": encoded}


def erase(customer_key: UUID) -> bool:
    """Their words, and ours to them, go; when it came, why it happened and what it cost stay as nobody's."""
    forget(_votes_of(customer_key))
    erase_cases(_of(customer_key))
    return False


def register() -> None:
    register_holding(name="cases", held=held, erase=erase, stays=("cases.json", "links.json"))


def _of(customer_key: UUID) -> QuerySet[Case]:
    """Also those that they wrote without signing in: their address tells."""
    theirs = Q(customer_key=customer_key)
    if email := _address_of(customer_key):
        written = Contact.objects.filter(email__in={email, email.lower()}).values("case")
        theirs |= Q(customer_key__isnull=True, pk__in=written)
    ids = list(Case.objects.filter(theirs).values_list("pk", flat=True))
    # What was merged into one keeps its title and contact, and leads straight to it however often they were merged on.
    return Case.objects.filter(Q(pk__in=ids) | Q(merged_into__in=ids))


def _votes_of(customer_key: UUID) -> QuerySet[Vote]:
    """Also those that they gave their address for without signing in."""
    theirs = Q(customer_key=customer_key)
    if email := _address_of(customer_key):
        theirs |= Q(customer_key__isnull=True, email=email.lower())
    return Vote.objects.filter(theirs)


def _address_of(customer_key: UUID) -> str:
    try:
        return customer_for(Person(customer_key=customer_key), key=customer_key).email
    except NotFound:
        return ""
