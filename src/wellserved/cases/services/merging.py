"""Two cases that are one matter become one."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Coalesce

from wellserved.cases.domain.facts import State
from wellserved.cases.domain.joining import Obstacle, obstacle
from wellserved.cases.models import Case, CaseLink, Contact, Draft, Message
from wellserved.cases.queries.joining import matter
from wellserved.cases.wording import obstacle_said
from wellserved.people.contracts import Person
from wellserved.people.services import audit

from .claiming import CaseRefused, claimed
from .indexing import index_anew
from .linking import tie
from .reopening import open_again


@transaction.atomic
def merge(*, by: Person, case_id: int, into: int, now: datetime) -> None:
    """Everything said in the one is from now on in the other; the one is done and leads there.

    What the customer writes to either from then on arrives at the one that stays. Raises CaseRefused where they belong
    to different customers, or one of them cannot be merged just now.
    """
    # In the order of the ids, so that two who merge the same pair wait for each other.
    rows = {one: claimed(by, one) for one in sorted({case_id, into})}
    gone, stays = rows[case_id], rows[into]
    there = obstacle(matter(gone), matter(stays))
    if there is not None:
        field = "" if there in {Obstacle.GONE_MERGED, Obstacle.GOING_OUT} else "into"
        raise CaseRefused(obstacle_said(there), field=field)
    Message.objects.filter(case=gone).update(case=stays, began_in=Coalesce("began_in", gone.pk))
    Case.objects.filter(merged_into=gone).update(merged_into=stays)
    _take_over(gone, stays, by=by, now=now)
    gone.merged_into, gone.state, gone.done_at = stays, State.DONE, now
    gone.unread, gone.touched_at, gone.waiting_since = False, now, None
    gone.save(update_fields=["merged_into", "state", "done_at", "unread", "touched_at", "waiting_since"])
    stays.touched_at = now
    stays.save()
    for row in (gone, stays):
        index_anew(row)
    audit(by=by, deed="case.merged", kind="case", object_id=gone.pk, now=now, into=stays.pk)
    audit(by=by, deed="case.merged_in", kind="case", object_id=stays.pk, now=now, case=gone.pk)


def _take_over(gone: Case, stays: Case, *, by: Person, now: datetime) -> None:
    """What the one that goes knows and the one that stays does not."""
    for name in ("customer_key", "owner_id", "cause_id", "touchpoint_id", "answered_at"):
        if getattr(stays, name) is None:
            setattr(stays, name, getattr(gone, name))
    if gone.subject_kind:
        tie(stays, gone.subject_kind, gone.subject_id, by=by, now=now)
    for link in CaseLink.objects.filter(case=gone):
        tie(stays, link.kind, link.subject_id, by=by, now=now)
    CaseLink.objects.filter(case=gone).delete()
    stays.unread = stays.unread or gone.unread
    waits = stays.state == State.WAITING and gone.state in {State.NEW, State.OPEN}
    if waits or (stays.state == State.DONE and gone.state != State.DONE):
        open_again(stays)
    _contact(gone, stays)
    _drafts(gone, stays)


def _contact(gone: Case, stays: Case) -> None:
    """How the customer is reached: what the one that stays lacks."""
    known = Contact.objects.filter(pk=gone.pk).first()
    kept = Contact.objects.filter(pk=stays.pk).first()
    if known is None or kept is None:
        return
    for name in ("name", "email", "phone", "handle"):
        setattr(kept, name, getattr(kept, name) or getattr(known, name))
    kept.save()


def _drafts(gone: Case, stays: Case) -> None:
    """Nobody's unsent words are lost: they move, or stand below what the same person began there."""
    there = {draft.staff_id: draft for draft in Draft.objects.filter(case=stays)}
    for draft in Draft.objects.filter(case=gone):
        other = there.get(draft.staff_id)
        if other is None:
            Draft.objects.filter(pk=draft.pk).update(case=stays)
        else:
            other.text = f"{other.text}\n\n{draft.text}"[:20_000]
            other.save(update_fields=["text"])
            draft.delete()
