"""A case with two matters becomes two."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wellserved.cases.domain.facts import Direction, State
from wellserved.cases.domain.titles import title_of
from wellserved.cases.models import Case, Contact, Message
from wellserved.people.contracts import Person
from wellserved.people.services import audit

from .claiming import CaseRefused, claimed, not_merged
from .due import promise_due
from .indexing import index_anew


@transaction.atomic
def split(*, by: Person, case_id: int, message_ids: Collection[int], title: str, now: datetime) -> int:
    """Make a case of its own of these messages of a customer; returns its id. Raises CaseRefused."""
    row = claimed(by, case_id)
    not_merged(row)
    written = Message.objects.filter(case=row, direction=Direction.IN, quarantine="")
    chosen = list(written.filter(pk__in=message_ids).order_by("at", "pk"))
    if not chosen or len(chosen) != len(set(message_ids)):
        raise CaseRefused(_("Choose messages that the customer wrote in this case."), field="messages")
    if not written.exclude(pk__in=message_ids).exists():
        raise CaseRefused(_("One message has to stay: there would be no case left."), field="messages")
    made = Case.objects.create(
        source="split",
        # Once more where what was split off had been merged back since.
        source_id=f"{chosen[0].pk}.{int(now.timestamp() * 1_000_000):x}",
        kind=row.kind,
        channel=row.channel,
        link=row.link,
        language=row.language,
        title=(title.strip() or title_of(chosen[0].text) or row.title)[:200],
        customer_key=row.customer_key,
        segment_id=row.segment_id,
        location_id=row.location_id,
        owner_id=row.owner_id,
        team=row.team,
        state=State.OPEN,
        urgency=row.urgency,
        made_at=chosen[0].at,
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
    Message.objects.filter(pk__in=[one.pk for one in chosen]).update(case=made)
    row.touched_at = now
    row.save(update_fields=["touched_at"])
    for one in (row, made):
        index_anew(one)
    audit(by=by, deed="case.split", kind="case", object_id=row.pk, now=now, made=made.pk)
    audit(by=by, deed="case.taken_in", kind="case", object_id=made.pk, now=now, split_from=row.pk)
    return made.pk
