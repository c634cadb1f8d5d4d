"""What whoever scans wants to know: what a number can be, and what can be said of it."""

from dataclasses import dataclass

from wellserved.people.contracts import NotFound, Person
from wellserved.tracking.domain.numbers import Recognised, recognise
from wellserved.tracking.domain.reasons import REASONS
from wellserved.tracking.domain.statuses import MAY_SAY, Kind, Status

__all__ = ["ReasonOffered", "Recognised", "reasons", "recognised_for", "statuses"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonOffered:
    """`usual` is the status that it mostly comes with; `branch` the slug of what it hangs on, or its own."""

    slug: str
    branch: str
    usual: Status


def recognised_for(person: Person, *, number: str) -> tuple[Recognised, ...]:
    """By the number's form and its check digit alone; whether we know it is not asked."""
    if not person.may("parcels:write"):
        raise NotFound("There is no hand scanner for this person.")
    return recognise(number)


def statuses(kind: Kind) -> tuple[Status, ...]:
    """What a scan of this kind may say, in the order of the vocabulary; for parcels those of all kinds."""
    return tuple(
        status
        for status in Status
        if status in MAY_SAY[kind] and (kind is Kind.PARCEL or status not in MAY_SAY[Kind.PARCEL])
    )


def reasons() -> tuple[ReasonOffered, ...]:
    return tuple(
        ReasonOffered(slug=slug, branch=one.parent or slug, usual=one.usual) for slug, one in REASONS.items()
    )
