"""Scans whose clock cannot be right, waiting for somebody to settle them."""

from dataclasses import dataclass
from datetime import datetime

from wellserved.people.contracts import Person
from wellserved.tracking.domain.statuses import Kind
from wellserved.tracking.models import SetAside

from .finding import seen_by
from .timeline import said_at

__all__ = ["PAGE", "AsideWaiting", "set_aside_for"]

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class AsideWaiting:
    """`said` is the time that the scan gives; `source` who sent it, empty for the carrier."""

    id: int
    consignment_id: int
    kind: Kind
    number: str
    carrier: str
    status: str
    reason: str
    place: str
    country: str
    source: str
    said: datetime | None
    received_at: datetime


def set_aside_for(person: Person, *, before: int | None = None) -> tuple[AsideWaiting, ...]:
    """Those not settled, the latest first; `before` is the id that the last page ended with."""
    rows = SetAside.objects.filter(settled_at__isnull=True).select_related("consignment")
    seen = seen_by(person)
    if person.location_ids is not None:
        rows = rows.filter(consignment__in=seen)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tuple(
        AsideWaiting(
            id=row.pk,
            consignment_id=row.consignment_id,
            kind=Kind(row.consignment.kind),
            number=row.consignment.number,
            carrier=row.consignment.carrier,
            status=row.scan.get("status") or "",
            reason=row.scan.get("reason", ""),
            place=row.scan.get("place", ""),
            country=row.scan.get("country", ""),
            source=row.scan.get("source", ""),
            said=said_at(row.scan),
            received_at=row.received_at,
        )
        for row in rows.order_by("-pk")[:PAGE]
    )
