"""Kept apart and let in again: nothing that a customer wrote is lost, and nothing that floods us is in the way."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wellserved.cases.domain.facts import Quarantine, State
from wellserved.cases.models import Case, Message
from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit

from .claiming import CaseRefused, claimed, not_merged
from .due import promise_due
from .indexing import add_words, index_anew
from .reopening import REOPENED, open_again


@transaction.atomic
def set_aside(*, by: Person, case_id: int, now: datetime, reason: Quarantine = Quarantine.STAFF) -> None:
    """Keep a case apart: it is on no list but that of the quarantine, and measures nothing."""
    row = claimed(by, case_id)
    not_merged(row)
    if row.quarantine:
        return
    if row.answered_at is not None:
        raise CaseRefused(_("This case was answered: it is a customer's. Close it instead."))
    row.quarantine, row.quarantined_at = reason.value, now
    row.save(update_fields=["quarantine", "quarantined_at"])
    audit(by=by, deed="case.set_aside", kind="case", object_id=row.pk, now=now, reason=reason.value)


@transaction.atomic
def mark_spam(*, by: Person, case_id: int, now: datetime) -> None:
    """Looked at and nobody's matter: it is kept, and no longer among what waits to be looked at."""
    row = claimed(by, case_id)
    if row.quarantine == Quarantine.SPAM:
        return
    if not row.quarantine:
        set_aside(by=by, case_id=case_id, now=now, reason=Quarantine.SPAM)
        return
    before, row.quarantine = row.quarantine, Quarantine.SPAM.value
    row.save(update_fields=["quarantine"])
    audit(by=by, deed="case.marked_spam", kind="case", object_id=row.pk, now=now, before=before)


@transaction.atomic
def release(*, by: Person, case_id: int, now: datetime) -> None:
    """Let it in: it is a case like any other, due from when the customer wrote it."""
    row = claimed(by, case_id)
    if not row.quarantine:
        return
    row.quarantine, row.quarantined_at = "", None
    row.touched_at, row.unread = now, True
    promise_due(row)
    row.save()
    Message.objects.filter(case=row).exclude(quarantine="").update(quarantine="")
    index_anew(row)
    audit(by=by, deed="case.released", kind="case", object_id=row.pk, now=now)


@transaction.atomic
def release_message(*, by: Person, message_id: int, now: datetime) -> None:
    """Let one message into the case that it was written to; the case is open again, and unread."""
    message, row = _kept_apart(by, message_id)
    Message.objects.filter(pk=message_id).update(quarantine="")
    if row.state != State.NEW:
        open_again(row)
    row.unread, row.touched_at = True, now
    row.save(update_fields=[*REOPENED, "unread", "touched_at"])
    add_words(row.pk, message.title, message.text)
    audit(by=by, deed="case.message_released", kind="case", object_id=row.pk, now=now, message=message_id)


@transaction.atomic
def mark_message_spam(*, by: Person, message_id: int, now: datetime) -> None:
    """The same for one message that was written to a case."""
    message, row = _kept_apart(by, message_id)
    if message.quarantine == Quarantine.SPAM:
        return
    Message.objects.filter(pk=message_id).update(quarantine=Quarantine.SPAM)
    index_anew(row)
    audit(by=by, deed="case.message_spam", kind="case", object_id=row.pk, now=now, message=message_id)


def _kept_apart(by: Person, message_id: int) -> tuple[Message, Case]:
    """The message as it stands once its case is held: of two who let it in the second finds none."""
    no_message = NotFound(_("There is no such message in quarantine."))
    kept = Message.objects.filter(pk=message_id).exclude(quarantine="")
    place = kept.values_list("case_id", flat=True).first()
    if place is None:
        raise no_message
    row = claimed(by, place)
    message = kept.filter(case=row).first()
    if message is None:
        raise no_message
    return message, row
