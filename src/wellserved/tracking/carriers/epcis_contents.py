"""Which lots are in a unit, from GS1 EPCIS 2.0.

An AggregationEvent names the unit as the parent and its contents as children. An ObjectEvent that packs or ships a single
unit and names lots beside it says the same. Whatever takes goods out again leaves what was carried until then.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from wellserved.tracking.contracts import ContentsIn, LotKey
from wellserved.tracking.domain.lots import lot_of_epc

from .answer import Fault

__all__ = [
    "PACKS",
    "Aggregation",
    "Quantity",
    "Taking",
    "contents_of",
    "contents_of_aggregation",
    "lots_among",
]

PACKS = frozenset({"consigning", "loading", "packing", "picking", "shipping", "staging_outbound"})
MOST_LOTS = 1_000


class Taking(Struct, rename="camel"):
    """That the event was an error."""

    declaration_time: str | None = None


class Quantity(Struct, rename="camel"):
    epc_class: str | None = None


class Aggregation(
    Struct,
    rename={
        "event_id": "eventID",
        "parent_id": "parentID",
        "child_epcs": "childEPCs",
        "child_quantities": "childQuantityList",
        "error_declaration": "errorDeclaration",
    },
):
    event_id: str | None = None
    action: str | None = None
    parent_id: str | None = None
    child_epcs: list[str] | None = None
    child_quantities: list[Quantity] | None = None
    error_declaration: Taking | None = None


def lots_among(names: Iterable[str], quantities: Sequence[Quantity] | None) -> tuple[LotKey, ...]:
    """Each once, in the order in which they stand."""
    classes = (one.epc_class or "" for one in quantities or ())
    found = (lot_of_epc(name) for name in (*names, *classes))
    return tuple(dict.fromkeys(lot for lot in found if lot is not None))


def contents_of_aggregation(event: Aggregation, *, number: str, place: str) -> ContentsIn | Fault:
    """`number` is that of the parent, empty where it is no logistic unit."""
    if not number:
        why = f"Its parent '{(event.parent_id or '')[:80]}' is no SSCC, GINC or GSIN."
        return Fault(place=f"{place}, parentID", why=why, mend="Name the unit by its SSCC.")
    if event.action == "DELETE":
        why = "It takes goods out of the unit; what that carried until then stays as it was noted."
        mend = "If it never carried them, declare the event an error that put them in."
        return Fault(place=f"{place}, action", why=why, mend=mend)
    lots = lots_among(event.child_epcs or (), event.child_quantities)
    if not lots:
        mend = "Name it as urn:epc:class:lgtin:… or as a Digital Link with /01/ and /10/."
        return Fault(place=f"{place}, childQuantityList", why="It names no lot.", mend=mend)
    return contents_of(
        number, lots, event=event.event_id or "", taken_back=event.error_declaration, place=place
    )


def contents_of(
    number: str, lots: tuple[LotKey, ...], *, event: str, taken_back: Taking | None, place: str
) -> ContentsIn | Fault:
    if taken_back is not None and not event:
        mend = "Give the eventID of the event that is taken back."
        return Fault(place=place, why="It declares an error in an event without eventID.", mend=mend)
    if len(lots) > MOST_LOTS:
        why = f"It names {len(lots):,} lots; {MOST_LOTS:,} is the most for one unit."
        return Fault(place=place, why=why, mend="Name the units inside by events of their own.")
    return ContentsIn(number=number, lots=lots, event=event, takes_back=taken_back is not None)
