"""What other rooms and the front doors may see of the spine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

LEVELS = ("expected", "believed", "standard", "delivered", "told", "perceived")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurePlan:
    """What is measured: `better` is 'higher' or 'lower'; scale and satisfied level are in `unit`."""

    slug: str
    title: str
    unit: str
    better: str
    scale_low: float | None = None
    scale_high: float | None = None
    satisfied: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchpointPlan:
    slug: str
    title: str
    channel: str = ""
    side: str = "frontstage"
    owner_team: str = ""
    measures: tuple[MeasurePlan, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePlan:
    slug: str
    title: str
    goal: str = ""
    touchpoints: tuple[TouchpointPlan, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyPlan:
    """A journey as somebody wants it: made where it is missing, never changed or shrunk by `ensure_journey`."""

    slug: str
    title: str
    goal: str = ""
    stages: tuple[StagePlan, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureKey:
    """Where a measure stands: its ids, and what recording and comparing need of it."""

    measure_id: int
    touchpoint_id: int
    journey: str
    stage: str
    touchpoint: str
    channel: str
    measure: str
    unit: str
    better: str
    scale_low: float | None
    scale_high: float | None
    satisfied: float | None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMade:
    """A service standard in force from `valid_from` until before `valid_to`; `segment` None is everybody else."""

    id: int
    journey: str
    touchpoint: str
    measure: str
    segment: str | None
    level: float
    told: str
    valid_from: datetime
    valid_to: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BeliefHeld:
    """What managers think customers of `segment` expect, over a span of time."""

    id: int
    journey: str
    touchpoint: str
    measure: str
    segment: str | None
    level: float
    valid_from: datetime
    valid_to: datetime | None
