"""An answer to a mention: prepared here, posted by a person where the mention stands, and noted as posted."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wellserved.cases.domain.facts import Sending, State
from wellserved.cases.models import Message
from wellserved.cases.services.claiming import CaseRefused, claimed, not_merged
from wellserved.cases.services.reopening import REOPENED, open_again
from wellserved.cases.services.sending import answered_first
from wellserved.cases.services.stating import close_row
from wellserved.cases.services.telling import tell
from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit

__all__ = ["post_noted"]


@transaction.atomic
def post_noted(
    *, by: Person, case_id: int, message_id: int, now: datetime, then: State = State.WAITING
) -> None:
    """Somebody has posted this answer: now it was given, and the customer was told. Once; NotFound for any other message.

    `then` is how the case stands afterwards; closing needs what `close` needs.
    """
    row = claimed(by, case_id)
    not_merged(row)
    message = Message.objects.filter(pk=message_id, case=row).first()
    if message is None:
        raise NotFound(_("There is no such message."))
    if not Message.objects.filter(pk=message_id, sending=Sending.TO_POST).update(
        sending=Sending.SENT, sent_at=now
    ):
        raise CaseRefused(_("It was noted as posted before, or taken back."))
    answered_first(row, message, now=now)
    open_again(row)
    if then is State.WAITING:
        row.state, row.waiting_since = State.WAITING, now
    row.unread, row.touched_at = False, now
    row.save(update_fields=[*REOPENED, "unread", "touched_at"])
    audit(by=by, deed="case.posted", kind="case", object_id=row.pk, now=now, message=message_id)
    tell(by=by, case_id=row.pk, now=now)
    if then is State.DONE:
        row.refresh_from_db()
        close_row(by, row, now=now)
