"""Lots beside the complaints about what carried them: what a recall begins with."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from wellserved.cases.queries.about import CasesAbout, cases_about_for, complaints_about_for
from wellserved.journey.queries.subjects import row_ids
from wellserved.people.contracts import Person
from wellserved.tracking.contracts import Kind
from wellserved.tracking.queries.board_counts import Counted
from wellserved.tracking.queries.lots import (
    MOST_COUNTED,
    LotSeen,
    consignment_ids_of_lot_for,
    counts_of_lots_for,
    lots_among_for,
    lots_by_id_for,
)

__all__ = ["ComplaintsByLot", "LotComplaints", "cases_of_lot_for", "complaints_by_lot_for"]

LOT = "lot"
KINDS = tuple(kind.value for kind in Kind)
MOST_COMPLAINTS = 20_000
MOST_LOTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class LotComplaints:
    """So many complaints are about this lot or a consignment that carried it, of `carried` that did."""

    lot: LotSeen
    complaints: int
    carried: Counted


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintsByLot:
    """The lots with the most complaints first; `complaints` lead to any lot at all. Twenty lots at most."""

    complaints: int
    lots: tuple[LotComplaints, ...]


def cases_of_lot_for(person: Person, *, lot_id: int, limit: int = 50) -> CasesAbout:
    """Cases about the lot, or about one of the latest 100,000 consignments that carried it, as far as this person sees.

    All are counted; those that were touched last are handed over, up to `limit`.
    """
    ids = consignment_ids_of_lot_for(person, lot_id=lot_id, limit=MOST_COUNTED)
    return cases_about_for(
        person, about=(LOT, str(lot_id)), kinds=KINDS, ids=[str(id_) for id_ in ids], limit=limit
    )


def complaints_by_lot_for(person: Person, *, since: datetime, until: datetime) -> ComplaintsByLot:
    """Of the latest 20,000 complaints of that time. One about a parcel of several lots counts for each of them."""
    found = complaints_about_for(person, kinds=(LOT, *KINDS), since=since, until=until, most=MOST_COMPLAINTS)
    cases: defaultdict[int, set[int]] = defaultdict(set)
    of: defaultdict[int, set[int]] = defaultdict(set)
    for one in found:
        for id_ in row_ids([one.subject_id]):
            (cases if one.kind == LOT else of)[id_].add(one.case_id)
    for consignment_id, lot_id in lots_among_for(person, consignment_ids=of.keys()):
        cases[lot_id] |= of[consignment_id]
    first = sorted(cases, key=lambda lot_id: (-len(cases[lot_id]), -lot_id))[:MOST_LOTS]
    seen = {one.id: one for one in lots_by_id_for(person, ids=first)}
    carried = counts_of_lots_for(person, lot_ids=list(seen))
    return ComplaintsByLot(
        complaints=len(set().union(*cases.values())),
        lots=tuple(
            LotComplaints(lot=seen[id_], complaints=len(cases[id_]), carried=carried[id_])
            for id_ in first
            if id_ in seen
        ),
    )
