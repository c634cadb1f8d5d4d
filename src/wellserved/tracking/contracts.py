"""What neighbours may see of tracking."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from .domain.statuses import Kind, Status

__all__ = ["Changed", "Kind", "ScanIn", "Status"]


class ScanIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A consignment's status changed; None is the beginning, or that every scan was taken back."""

    consignment_id: int
    before: Status | None
    after: Status | None
    recorded_at: datetime
