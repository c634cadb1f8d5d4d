"""Consignments found by what staff have in hand: a number, or an order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from wellserved.people.contracts import NotFound, Person
from wellserved.tracking.domain.keys import is_plain, number_key
from wellserved.tracking.domain.statuses import Kind, Status
from wellserved.tracking.models import Consignment, Progress

__all__ = ["MOST", "ConsignmentFound", "asked_by", "consignments_for", "found_with_state", "seen_by"]

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsignmentFound:
    id: int
    kind: Kind
    number: str
    carrier: str
    order_ref: str
    destination: str
    status: Status | None
    status_at: datetime | None


def consignments_for(person: Person, *, text: str) -> tuple[ConsignmentFound, ...]:
    """Those with this very number or order, in whatever way it is written; at most fifty, the latest first."""
    rows = seen_by(person)
    if not text:
        return ()
    return found_with_state(rows.filter(asked_by(text)).order_by("-made_at", "-pk")[:MOST])


def asked_by(text: str) -> Q:
    key = number_key(text)
    asked = Q(order_ref=text)
    return asked | Q(number=key) if is_plain(key) else asked


def found_with_state(rows: Iterable[Consignment]) -> tuple[ConsignmentFound, ...]:
    found = list(rows)
    progress = {one.pk: one for one in Progress.objects.filter(pk__in=[row.pk for row in found])}
    return tuple(_found(row, progress.get(row.pk)) for row in found)


def seen_by(person: Person) -> QuerySet[Consignment]:
    """What of all consignments this person may see. NotFound where that is none, ever."""
    if not person.may("parcels:read"):
        raise NotFound("There are no parcels to see.")
    rows = Consignment.objects.all()
    return rows if person.location_ids is None else rows.filter(location_id__in=person.location_ids)


def _found(row: Consignment, progress: Progress | None) -> ConsignmentFound:
    return ConsignmentFound(
        id=row.pk,
        kind=Kind(row.kind),
        number=row.number,
        carrier=row.carrier,
        order_ref=row.order_ref,
        destination=row.destination,
        status=Status(progress.status) if progress and progress.status else None,
        status_at=progress.status_at if progress else None,
    )
