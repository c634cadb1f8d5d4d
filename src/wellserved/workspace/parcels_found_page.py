"""Consignments found by number or order, made ready."""

from collections.abc import Iterable
from dataclasses import dataclass

from wellserved.tracking.queries.finding import ConsignmentFound
from wellserved.tracking.queries.public import carrier_said, status_said

from .parcels_words import KIND_NAMES, Words
from .wording import minute


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundView:
    found: ConsignmentFound
    kind: Words
    carrier: str
    state: str
    at: str


def draw_found(found: Iterable[ConsignmentFound]) -> tuple[FoundView, ...]:
    return tuple(
        FoundView(
            found=one,
            kind=KIND_NAMES[one.kind],
            carrier=carrier_said(one.carrier),
            state=status_said(one.kind, one.status) if one.status else "",
            at=minute(one.status_at) if one.status_at else "",
        )
        for one in found
    )
