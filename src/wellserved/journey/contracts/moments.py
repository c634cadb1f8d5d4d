"""Moments on their way in, and what became of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

LEVELS = ("expected", "believed", "standard", "delivered", "told", "perceived")


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentIn:
    """One moment to be recorded; levels are in the measure's unit, times carry their zone.

    `source` and `source_id` together are what makes it one and the same moment, however often it is sent.
    """

    source: str
    source_id: str
    journey: str
    touchpoint: str
    measure: str
    occurred_at: datetime
    expected: float | None = None
    believed: float | None = None
    standard: float | None = None
    delivered: float | None = None
    told: float | None = None
    perceived: float | None = None
    customer: UUID | None = None
    staff_id: int | None = None
    location: str | None = None
    channel: str | None = None
    segment: str | None = None
    language: str | None = None
    money: Decimal | None = None
    currency: str | None = None
    subject_kind: str | None = None
    subject_id: str | None = None
    attributes: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A row that was not recorded: its index in what was sent, the column at fault, and why (with the mend)."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRecorded:
    """What became of one batch: read = recorded + already_there + len(rejected)."""

    read: int
    recorded: int
    already_there: int
    rejected: tuple[Rejected, ...]
