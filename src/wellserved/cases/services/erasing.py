"""What is personal of cases is removed; when they came, why, and what they cost stay as nobody's."""

from collections.abc import Collection

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, Now

from wellserved.cases.domain.facts import Sending
from wellserved.cases.models import (
    Attachment,
    AttachmentContent,
    Case,
    CaseText,
    CaseTriage,
    Contact,
    Draft,
    Mention,
    Message,
    MessageHtml,
    TriageDecision,
)
from wellserved.cases.queries.linked import PAGE

__all__ = ["erase_cases", "erase_of_nobody"]


def erase_cases(cases: QuerySet[Case]) -> None:
    """Customers' words, and ours to them, in the caller's transaction."""
    ids = list(cases.values_list("pk", flat=True))
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
    rows = Case.objects.filter(pk__in=ids)
    # The link that they were given leads nowhere any more.
    rows.filter(source=PAGE).update(source_id=Concat(Value("erased "), Cast("pk", TextField())))
    rows.update(customer_key=None, title="", did="", link="", erased_at=Now())


def erase_of_nobody(*, source: str, source_ids: Collection[str]) -> None:
    """Of cases that say of no customer that they are theirs: whoever made them knows whose they were.

    Those that name one are erased with that one.
    """
    erase_cases(of_nobody(source=source, source_ids=source_ids))


def of_nobody(*, source: str, source_ids: Collection[str]) -> QuerySet[Case]:
    made = list(
        Case.objects.filter(
            source=source, source_id__in=list(source_ids), customer_key__isnull=True
        ).values_list("pk", flat=True)
    )
    return Case.objects.filter(Q(pk__in=made) | Q(merged_into__in=made))
