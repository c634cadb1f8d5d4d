"""What cases hold on a customer: what they said, how they are reached, what was answered, and what happened to them too."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, Now

from wellserved.cases.domain.facts import Direction, Sending
from wellserved.cases.domain.numbers import number_of
from wellserved.cases.models import (
    Attachment,
    AttachmentContent,
    Case,
    CaseLink,
    CaseText,
    CaseTriage,
    Contact,
    Draft,
    Mention,
    Message,
    MessageHtml,
    TriageDecision,
    Vote,
)
from wellserved.cases.queries.linked import PAGE
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
    yield (
        "attachments.json",
        along.values("message__case_id", "name", "type", "size").iterator(chunk_size=500),
    )

    about = CaseLink.objects.filter(case__in=cases).order_by("pk")
    yield "links.json", about.values("case_id", "kind", "subject_id").iterator(chunk_size=500)
    suggested = CaseTriage.objects.filter(case__in=cases).order_by("pk")
    yield "suggestions.json", suggested.values("case_id", "said", "made_at").iterator(chunk_size=500)
    decided = TriageDecision.objects.filter(case__in=cases).order_by("pk")
    yield "decisions.json", decided.values("case_id", "target", "label", "at").iterator(chunk_size=500)
    votes = _votes_of(customer_key).order_by("pk")
    facts = ("open_cause__said", "email", "language", "cast_at", "confirmed_at", "told_at")
    yield "votes.json", votes.values(*facts).iterator(chunk_size=500)


def erase(customer_key: UUID) -> bool:
    """Their words, and ours to them, go; when it came, why it happened and what it cost stay as nobody's."""
    forget(_votes_of(customer_key))
    ids = list(_of(customer_key).values_list("pk", flat=True))
    messages = Message.objects.filter(case__in=ids)
    AttachmentContent.objects.filter(attachment__message__in=messages).delete()
    Attachment.objects.filter(message__in=messages).delete()
    MessageHtml.objects.filter(message__in=messages).delete()
    messages.update(
        sender_name="",
        sender_address="",
        title="",
        text="",
        quoted="",
        mail_id="",
        references=[],
        source_id="",
        erased_at=Now(),
    )
    # An empty letter that cannot go out would open their case again.
    messages.filter(sending__in=[Sending.HELD, Sending.TO_POST]).update(sending=Sending.UNDONE)
    # Without them it teaches triage no more, from the next night on.
    for kept in (Contact, Draft, CaseTriage, TriageDecision):
        kept.objects.filter(case__in=ids).delete()
    CaseText.objects.filter(case__in=ids).update(words="")
    # What they wrote elsewhere still stands there: without this its next change would bring it back.
    Mention.objects.filter(case__in=ids).update(words=b"")
    cases = Case.objects.filter(pk__in=ids)
    # The link that they were given leads nowhere any more.
    cases.filter(source=PAGE).update(source_id=Concat(Value("erased "), Cast("pk", TextField())))
    cases.update(customer_key=None, title="", did="", link="", erased_at=Now())
    return False


def register() -> None:
    register_holding(name="cases", held=held, erase=erase)


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
