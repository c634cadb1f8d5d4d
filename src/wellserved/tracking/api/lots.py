"""Lots over HTTP: found as they are written or scanned, and the consignments that carried one."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field, StringConstraints

from wellserved.people.api import allowed, caller
from wellserved.platform.api import Asked, ProblemOut
from wellserved.tracking.queries.finding import ConsignmentFound
from wellserved.tracking.queries.lots import LotSeen, Which, lots_for, parcels_of_lot_for

router = Router(tags=["tracking"])
_PROBLEMS = frozenset({400, 401, 403, 404, 422})
LotId = Annotated[int, Path(ge=1, lt=2**63)]


class LotOut(Schema):
    """`gtin` has 14 digits, or is empty. `id` is what a case about the lot is linked to, as kind `lot`."""

    id: int
    lot: str
    gtin: str
    first_named_at: datetime


class ConsignmentOfLotOut(Schema):
    id: int
    kind: str
    number: str
    carrier: str
    order_ref: str
    destination: str
    status: str | None
    status_at: datetime | None


class LotPageOut(Schema):
    """`next` is what `after` is for the page behind this one; null on the last."""

    lot: LotOut
    consignments: list[ConsignmentOfLotOut]
    next: int | None


class LotsAsked(Asked):
    text: Annotated[
        str,
        StringConstraints(min_length=1, max_length=300, pattern=r"^[^\x00]*$"),
        Field(description="A lot's number, a GTIN and a lot, (01)…(10)…, an EPC class or a Digital Link."),
    ]


class LotAsked(Asked):
    location: Annotated[int, Field(ge=1, lt=2**31)] | None = None
    underway: bool = Field(False, description="Only those that are not over.")
    after: Annotated[int, Field(ge=1, lt=2**63)] | None = Field(
        None, description="`next` of the page before."
    )
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


@router.get(
    "/tracking/lots",
    auth=allowed("parcels:read"),
    response={200: list[LotOut], _PROBLEMS: ProblemOut},
    operation_id="lots",
    summary="Lots that are meant by a number",
)
def lots(request: HttpRequest, asked: Query[LotsAsked]) -> list[LotOut]:
    """The latest ten that it may mean. Scope: `parcels:read`."""
    return [_lot(one) for one in lots_for(caller(request), text=asked.text)]


@router.get(
    "/tracking/lots/{lot_id}",
    auth=allowed("parcels:read"),
    response={200: LotPageOut, _PROBLEMS: ProblemOut},
    operation_id="lot",
    summary="The consignments that carried a lot",
)
def lot(request: HttpRequest, lot_id: LotId, asked: Query[LotAsked]) -> LotPageOut:
    """A page of parcels, returns and repairs that carried it, the latest first. Scope: `parcels:read`."""
    which = Which(location_id=asked.location, underway=asked.underway)
    found = parcels_of_lot_for(
        caller(request), lot_id=lot_id, which=which, after=asked.after, limit=asked.limit
    )
    rows = [_consignment(one) for one in found.consignments]
    return LotPageOut(lot=_lot(found.lot), consignments=rows, next=found.after)


def _lot(one: LotSeen) -> LotOut:
    return LotOut(id=one.id, lot=one.key.number, gtin=one.key.gtin, first_named_at=one.made_at)


def _consignment(one: ConsignmentFound) -> ConsignmentOfLotOut:
    return ConsignmentOfLotOut(
        id=one.id,
        kind=one.kind.value,
        number=one.number,
        carrier=one.carrier,
        order_ref=one.order_ref,
        destination=one.destination,
        status=one.status.value if one.status else None,
        status_at=one.status_at,
    )
