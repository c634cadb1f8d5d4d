"""What neighbours may see of tracking."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from .domain.lots import LotKey
from .domain.statuses import Kind, Status

__all__ = [
    "ASKED",
    "DELIVERY",
    "OVER",
    "PAGE",
    "PARCEL",
    "Changed",
    "ConsignmentIn",
    "ContentsIn",
    "Kind",
    "LotIn",
    "LotKey",
    "QuoteIn",
    "RecipientIn",
    "ScanIn",
    "Status",
    "ToldIn",
]

PARCEL = "parcel"
"""The journey of a parcel, and what is recorded of it: touchpoint and measure."""
DELIVERY = ("delivery", "days")
OVER = ("door", "first-attempt")
"""Once for every parcel that is over."""
ASKED = ("news", "asked")
PAGE = "page"
"""The source of what customers say on the page themselves."""


class ScanIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True, gc=False):
    """One scan on its way in, from whichever source; times carry their zone. Read from JSON as it stands.

    `number` and `carrier` (a slug as in `carriers`, empty for the own fleet) say of which consignment.
    With a `source_id` (the own id of `source`, which empty is the carrier) the scan is one and the same however
    often it is sent; without one its content decides. `corrects` is the source_id of the scan of the same
    source that this one takes back: status None takes it back without anything in its stead.
    `carrier_status` is the carrier's own code, `expected_on` the day the carrier now names.
    `place` is a city or a facility, never a person's address; `country` an ISO 3166 alpha-2 code.
    """

    number: Annotated[str, Meta(min_length=3, max_length=80)]
    occurred_at: Annotated[datetime, Meta(tz=True)]
    status: Status | None = None
    carrier: Annotated[str, Meta(max_length=40, pattern="^[a-z0-9_.-]*$")] = ""
    reason: Annotated[str, Meta(max_length=60)] = ""
    place: Annotated[str, Meta(max_length=120)] = ""
    country: Annotated[str, Meta(pattern="^([A-Z]{2})?$")] = ""
    source: Annotated[str, Meta(max_length=40)] = ""
    source_id: Annotated[str, Meta(max_length=100)] = ""
    corrects: Annotated[str, Meta(max_length=100)] = ""
    carrier_status: Annotated[str, Meta(max_length=60)] = ""
    expected_on: date | None = None


Country = Annotated[str, Meta(pattern="^([A-Z]{2})?$")]
City = Annotated[str, Meta(max_length=80)]


class RecipientIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """Personal: kept apart, shown after the postcode or a sign-in, erased with the customer."""

    name: Annotated[str, Meta(max_length=120)] = ""
    address: Annotated[str, Meta(max_length=400)] = ""
    postcode: Annotated[str, Meta(max_length=20)] = ""


class ToldIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """What the customer was told: that it comes until `latest`, and not before `earliest`."""

    latest: Annotated[datetime, Meta(tz=True)]
    earliest: Annotated[datetime, Meta(tz=True)] | None = None
    told_at: Annotated[datetime, Meta(tz=True)] | None = None
    channel: Annotated[str, Meta(max_length=20)] = "checkout"


class QuoteIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """What a repair would cost, and what would be done for it."""

    amount: Decimal
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    work: Annotated[str, Meta(max_length=500)] = ""


class LotIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A lot that it carries, GS1's AI (10), and of which article, AI (01): 8, 12, 13 or 14 digits."""

    lot: Annotated[str, Meta(min_length=1, max_length=40)]
    gtin: Annotated[str, Meta(max_length=20)] = ""


class ConsignmentIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A parcel, a return or a repair to be followed. Cities and countries, no addresses; `about` is the number of
    the parcel that a return or repair is about, `lane` for windows, from origin and destination if empty. `lots` takes
    the place of the lots that were announced before; without it they stay.
    """

    number: Annotated[str, Meta(min_length=3, max_length=80)]
    carrier: Annotated[str, Meta(max_length=40, pattern="^[a-z0-9_.-]*$")] = ""
    kind: Kind = Kind.PARCEL
    order_ref: Annotated[str, Meta(max_length=80)] = ""
    about: Annotated[str, Meta(max_length=80)] = ""
    customer: UUID | None = None
    segment: Annotated[str, Meta(max_length=60)] = ""
    location: Annotated[str, Meta(max_length=60)] = ""
    service: Annotated[str, Meta(max_length=40)] = ""
    origin: City = ""
    origin_country: Country = ""
    destination: City = ""
    destination_country: Country = ""
    lane: Annotated[str, Meta(max_length=80)] = ""
    items: Annotated[int, Meta(ge=1, le=100_000)] = 1
    value: Decimal | None = None
    currency: Annotated[str, Meta(pattern="^([A-Z]{3})?$")] = ""
    language: Annotated[str, Meta(max_length=10)] = ""
    warranty: bool | None = None
    recipient: RecipientIn | None = None
    told: ToldIn | None = None
    quote: QuoteIn | None = None
    lots: Annotated[list[LotIn], Meta(max_length=100)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsIn:
    """Which lots an event says are in a unit. `takes_back` declares the event of this id an error."""

    number: str
    lots: tuple[LotKey, ...]
    event: str = ""
    takes_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A consignment's status changed, or, where both are the same, its place; None is that no scan speaks of it."""

    consignment_id: int
    before: Status | None
    after: Status | None
    recorded_at: datetime
