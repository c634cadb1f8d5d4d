"""How a case stands: waiting for the customer, done, open again."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wellserved.cases.domain.facts import Direction, Kind, Sending, State
from wellserved.cases.domain.measured import FIRST_CONTACT, RESOLUTION
from wellserved.cases.models import Case, Message, Telling
from wellserved.people.contracts import Person
from wellserved.people.services import audit

from .claiming import CaseRefused, claimed, not_merged
from .due import hours_between
from .measuring import record
from .reopening import REOPENED, open_again


class CauseMissing(CaseRefused):
    """A complaint is closed only with its cause: one that nobody links to a cause comes back."""


@transaction.atomic
def wait(*, by: Person, case_id: int, now: datetime) -> None:
    """It is the customer's turn."""
    row = claimed(by, case_id)
    not_merged(row)
    if row.state == State.DONE:
        raise CaseRefused(_("This case is done. Open it again first."))
    row.state, row.waiting_since, row.touched_at = State.WAITING, now, now
    row.save(update_fields=["state", "waiting_since", "touched_at"])
    audit(by=by, deed="case.waits", kind="case", object_id=row.pk, now=now)


@transaction.atomic
def close(*, by: Person, case_id: int, now: datetime) -> None:
    """It is settled. Raises CauseMissing for a complaint without a cause. Closing twice changes nothing."""
    row = claimed(by, case_id)
    not_merged(row)
    if row.state != State.DONE:
        close_row(by, row, now=now)


def close_row(by: Person, row: Case, *, now: datetime) -> None:
    """Close a case that the caller holds."""
    if row.kind == Kind.COMPLAINT and row.cause_id is None:
        raise CauseMissing(_("A complaint needs a cause before it is closed. Choose one."), field="cause")
    row.state, row.done_at, row.waiting_since = State.DONE, now, None
    row.unread, row.touched_at = False, now
    row.save(update_fields=["state", "done_at", "waiting_since", "unread", "touched_at"])
    audit(by=by, deed="case.closed", kind="case", object_id=row.pk, now=now, kind_of=row.kind)
    going = _answers(row).filter(sending__in=[Sending.HELD, Sending.SENDING])
    last = going.order_by("pk").last()
    # With an answer on its way it is settled once that has gone out; taken back, it never was.
    if last is None or not going.filter(pk=last.pk).update(closes=True):
        measure_closing(row, now=now)


def measure_closing(row: Case, *, now: datetime) -> None:
    record(
        row,
        RESOLUTION,
        now=now,
        nth=row.reopened,
        delivered=hours_between(row, now),
        told=row.resolve_told,
        staff_id=row.owner_id,
    )
    at_first = row.reopened == 0 and _answers(row).filter(sending=Sending.SENT).count() == 1
    record(row, FIRST_CONTACT, now=now, nth=row.reopened, delivered=float(at_first), staff_id=row.owner_id)


@transaction.atomic
def reopen(*, by: Person, case_id: int, now: datetime) -> None:
    """It was not settled after all. One that is not done stays as it is."""
    row = claimed(by, case_id)
    not_merged(row)
    if row.state != State.DONE:
        return
    open_again(row)
    row.touched_at = now
    row.save(update_fields=[*REOPENED, "touched_at"])
    audit(by=by, deed="case.reopened", kind="case", object_id=row.pk, now=now)


def _answers(row: Case) -> QuerySet[Message]:
    """Letters that told of a mending are none."""
    letters = Telling.objects.filter(message__case=row).values("message")
    return Message.objects.filter(case=row, direction=Direction.OUT).exclude(pk__in=letters)
