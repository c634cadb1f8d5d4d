"""What a merge would do, before anybody presses."""

from dataclasses import dataclass

from django.db.models import Count, Q

from wellserved.cases.domain.facts import Sending, State
from wellserved.cases.domain.joining import Matter, obstacle
from wellserved.cases.domain.numbers import NumberUnreadable, id_of, number_of
from wellserved.cases.models import Case, Contact, Message
from wellserved.cases.wording import obstacle_said
from wellserved.people.contracts import NotFound, Person

from .seeing import NO_CASE, seen_by

__all__ = ["MergeSeen", "matter", "merge_for"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeSeen:
    """`messages` move and `notes` with them; `reopens` that the one that stays is open again. Two addresses may be
    two people; `refused` says why it cannot be.
    """

    gone: str
    into_id: int
    into: str
    title: str
    state: str
    owner: str
    messages: int
    notes: int
    reopens: bool
    ties: bool
    addresses: tuple[str, str] | None
    refused: str


def merge_for(person: Person, *, case_id: int, number: str) -> MergeSeen:
    """Of the case, into the one with this number. NotFound where either is not for this person, or no number was given."""
    try:
        into = id_of(number)
    except NumberUnreadable as error:
        raise NotFound(str(error)) from error
    rows = {row.pk: row for row in seen_by(person).select_related("owner").filter(pk__in={case_id, into})}
    if case_id not in rows or into not in rows:
        raise NotFound(NO_CASE)
    gone, stays = rows[case_id], rows[into]
    moving = Message.objects.filter(case=gone).aggregate(
        said=Count("pk", filter=~Q(direction="note")), notes=Count("pk", filter=Q(direction="note"))
    )
    there = obstacle(matter(gone), matter(stays))
    return MergeSeen(
        gone=number_of(gone.pk),
        into_id=stays.pk,
        into=number_of(stays.pk),
        title=stays.title,
        state=stays.state,
        owner=stays.owner.name if stays.owner else "",
        messages=moving["said"],
        notes=moving["notes"],
        reopens=stays.state == State.DONE and gone.state != State.DONE,
        ties=(gone.customer_key is None) != (stays.customer_key is None),
        addresses=_addresses(gone, stays) if person.may("customers:read") else None,
        refused=obstacle_said(there) if there else "",
    )


def matter(row: Case) -> Matter:
    going = Message.objects.filter(case=row, sending__in=[Sending.HELD, Sending.SENDING])
    return Matter(
        id=row.pk,
        customer=row.customer_key,
        merged=row.merged_into_id is not None,
        quarantined=row.quarantine != "",
        going_out=going.exists(),
    )


def _addresses(gone: Case, stays: Case) -> tuple[str, str] | None:
    known = dict(Contact.objects.filter(pk__in=[gone.pk, stays.pk]).values_list("pk", "email"))
    mine, other = known.get(gone.pk, ""), known.get(stays.pk, "")
    return (mine, other) if mine and other and mine.lower() != other.lower() else None
