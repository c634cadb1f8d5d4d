"""A case is open again: in one way whoever brings it about, so that it is counted and its next closing is measured anew."""

from datetime import datetime

from wellserved.cases.domain.facts import State
from wellserved.cases.models import Case, Message, Telling
from wellserved.people.contracts import OPERATOR
from wellserved.people.services import audit

REOPENED = ("state", "reopened", "done_at", "waiting_since")
"""What `open_again` sets; the caller, who holds the row, saves it."""


def open_again(row: Case, *, counted: bool = True) -> None:
    """Open, whatever it was. A closing that was never measured is not `counted`: it was none."""
    if row.state == State.DONE:
        row.reopened, row.done_at = row.reopened + counted, None
    row.state, row.waiting_since = State.OPEN, None


def only_tells(message: Message) -> bool:
    """Whether it told of a mending: such a letter answers no case, gone out or not."""
    return Telling.objects.filter(message=message).exists()


def bring_back(message: Message, *, now: datetime, counted: bool = True) -> None:
    """The customer has no answer after all: the case is open again, unread, with its owner.

    A letter that only told of a mending opens nothing.
    """
    if not only_tells(message):
        row = Case.objects.select_for_update(of=("self",)).get(pk=message.case_id)
        open_again(row, counted=counted)
        row.unread, row.touched_at = True, now
        row.save(update_fields=[*REOPENED, "unread", "touched_at"])
    audit(by=OPERATOR, deed="case.reply_failed", kind="case", object_id=message.case_id, now=now)
