"""A consignment as the public page knows it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from wellserved.tracking.domain.statuses import Kind, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanSeen:
    at: datetime
    status: Status
    reason: str
    place: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldSeen:
    """What the customer was told at `told_at`: by `latest`, and where it was said, not before `earliest`."""

    told_at: datetime
    earliest: datetime | None
    latest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowSeen:
    """When it will come; `predicted` from the organisation's own history, else it is the carrier's."""

    earliest: datetime
    latest: datetime
    made_at: datetime
    predicted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """City-level facts: whoever knows the number may see them. Scans are the latest, newest first."""

    id: int
    kind: Kind
    number: str
    carrier: str
    service: str
    origin: str
    origin_country: str
    destination: str
    destination_country: str
    announced_at: datetime
    status: Status
    reason: str
    status_at: datetime | None
    place: str
    country: str
    expected_on: date | None
    attempts: int
    scans_in_all: int
    reached: frozenset[Status]
    closed: bool
    version: int
    window: WindowSeen | None
    told: tuple[ToldSeen, ...]
    has_proof: bool
    scans: tuple[ScanSeen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofSeen:
    id: int
    what: str
    taken_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WishSeen:
    id: int
    what: str
    detail: str
    day: date | None
    said_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteSeen:
    """A quote that waits for an answer; `id` changes with anything about it. `amount` None was told by other ways."""

    id: str
    at: datetime
    amount: Decimal | None
    currency: str
    work: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnSeen:
    id: int
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """What only the customer sees, and staff who may see customers' details; `may_wish` is the customer's alone.

    `problems` are those reported and not settled; `location` is the code of the one that sent it.
    """

    name: str
    address: str
    proofs: tuple[ProofSeen, ...]
    wish: WishSeen | None
    quote: QuoteSeen | None
    sent_back: ReturnSeen | None
    problems: tuple[int, ...]
    location: str
    may_wish: bool
