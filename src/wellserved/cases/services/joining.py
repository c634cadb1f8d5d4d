"""Two cases that are one matter become one; a case with two matters becomes two."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wellserved.cases.domain.facts import Direction, Sending, State
from wellserved.cases.models import Case, Contact, Message
from wellserved.people.contracts import Person
from wellserved.people.services import audit

from .claiming import CaseRefused, claimed, not_merged
from .due import promise_due
from .indexing import index_anew


@transaction.atomic
def merge(*, by: Person, case_id: int, into: int, now: datetime) -> None:
    """Everything said in the one is from now on in the other; the one is done and leads there.

    Raises CaseRefused where they belong to different customers.
    """
    if case_id == into:
        raise CaseRefused(_("A case is not merged into itself. Choose another one."), field="into")
    # In the order of the ids, so that two who merge the same pair wait for each other.
    rows = {one: claimed(by, one) for one in sorted((case_id, into))}
    gone, stays = rows[case_id], rows[into]
    not_merged(gone)
    not_merged(stays)
    if None not in (gone.customer_key, stays.customer_key) and gone.customer_key != stays.customer_key:
        raise CaseRefused(
            _("These are cases of two customers: each would read the other's words."), field="into"
        )
    if Message.objects.filter(case=gone, sending__in=[Sending.HELD, Sending.SENDING]).exists():
        raise CaseRefused(_("A reply of this case is just going out. Merge it in a minute."))
    Message.objects.filter(case=gone).update(case=stays)
    Case.objects.filter(merged_into=gone).update(merged_into=stays)
    _take_over(gone, stays)
    gone.merged_into, gone.state, gone.done_at = stays, State.DONE, now
    gone.unread, gone.touched_at = False, now
    gone.save(update_fields=["merged_into", "state", "done_at", "unread", "touched_at"])
    stays.touched_at = now
    stays.save()
    for row in (gone, stays):
        index_anew(row)
    audit(by=by, deed="case.merged", kind="case", object_id=gone.pk, now=now, into=stays.pk)
    audit(by=by, deed="case.merged_in", kind="case", object_id=stays.pk, now=now, case=gone.pk)


def _take_over(gone: Case, stays: Case) -> None:
    """What the one that goes knows and the one that stays does not."""
    for name in ("customer_key", "owner_id", "cause_id", "touchpoint_id", "answered_at"):
        if getattr(stays, name) is None:
            setattr(stays, name, getattr(gone, name))
    if not stays.subject_kind:
        stays.subject_kind, stays.subject_id = gone.subject_kind, gone.subject_id
    stays.unread = stays.unread or gone.unread
    if stays.state == State.DONE and gone.state != State.DONE:
        stays.state, stays.done_at, stays.reopened = State.OPEN, None, stays.reopened + 1
    contact = Contact.objects.filter(pk=gone.pk).first()
    kept = Contact.objects.filter(pk=stays.pk).first()
    if contact is not None and kept is not None and not kept.email:
        kept.email = contact.email
        kept.save(update_fields=["email"])


@transaction.atomic
def split(*, by: Person, case_id: int, message_ids: Collection[int], title: str, now: datetime) -> int:
    """Make a case of its own of these messages of a customer; returns its id. Raises CaseRefused."""
    row = claimed(by, case_id)
    not_merged(row)
    chosen = Message.objects.filter(case=row, pk__in=message_ids, direction=Direction.IN)
    if not message_ids or chosen.count() != len(set(message_ids)):
        raise CaseRefused(_("Choose messages that the customer wrote in this case."), field="messages")
    if not Message.objects.filter(case=row, direction=Direction.IN).exclude(pk__in=message_ids).exists():
        raise CaseRefused(_("One message has to stay: there would be no case left."), field="messages")
    first = chosen.order_by("at", "pk").first()
    made = Case.objects.create(
        source="split",
        source_id=str(min(message_ids)),
        kind=row.kind,
        channel=row.channel,
        link=row.link,
        language=row.language,
        title=title.strip()[:200] or row.title,
        customer_key=row.customer_key,
        segment_id=row.segment_id,
        location_id=row.location_id,
        owner_id=row.owner_id,
        team=row.team,
        state=State.OPEN,
        urgency=row.urgency,
        made_at=first.at if first else now,
        recorded_at=now,
        touched_at=now,
        split_from=row,
    )
    promise_due(made)
    made.save()
    contact = Contact.objects.filter(pk=row.pk).first() or Contact()
    Contact.objects.create(
        case=made, name=contact.name, email=contact.email, phone=contact.phone, handle=contact.handle
    )
    chosen.update(case=made)
    row.touched_at = now
    row.save(update_fields=["touched_at"])
    for one in (row, made):
        index_anew(one)
    audit(by=by, deed="case.split", kind="case", object_id=row.pk, now=now, made=made.pk)
    audit(by=by, deed="case.taken_in", kind="case", object_id=made.pk, now=now, split_from=row.pk)
    return made.pk
