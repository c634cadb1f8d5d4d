"""What is promised and believed over a span of time."""

from dataclasses import dataclass
from datetime import datetime


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
    why: str = ""


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
    why: str = ""
