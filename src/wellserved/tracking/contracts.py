"""What neighbours may see of tracking."""

from dataclasses import dataclass
from datetime import date, datetime

from .domain.statuses import Kind, Status

__all__ = ["Changed", "Kind", "ScanIn", "Status"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanIn:
    """One scan on its way in, from whichever source; times carry their zone.

    `number` and `carrier` (a slug as in `carriers`, empty for the own fleet) say of which consignment.
    With a `source_id` (the own id of `source`, which empty is the carrier) the scan is one and the same however
    often it is sent; without one its content decides. `corrects` is the source_id of the scan of the same
    source that this one takes back: status None takes it back without anything in its stead. `carrier_status` is the carrier's own code, `expected_on` the day the carrier now names.
    `place` is a city or a facility, never a person's address; `country` an ISO 3166 alpha-2 code.
    """

    number: str
    occurred_at: datetime
    status: Status | None
    carrier: str = ""
    reason: str = ""
    place: str = ""
    country: str = ""
    source: str = ""
    source_id: str = ""
    corrects: str = ""
    carrier_status: str = ""
    expected_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A consignment's status changed; None is the beginning, or that every scan was taken back."""

    consignment_id: int
    before: Status | None
    after: Status | None
    recorded_at: datetime
