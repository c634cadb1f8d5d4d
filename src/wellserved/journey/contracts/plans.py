"""A journey as somebody wants it, and where its measures stand."""

from dataclasses import dataclass


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
    owner: int | None = None
    """A member of staff's id; files and templates name nobody."""
    doing: str = ""
    thinking: str = ""
    feeling: int | None = None
    frontstage: str = ""
    backstage: str = ""
    support: str = ""
    inner: str | None = None
    """The slug of the journey that this touchpoint opens into; it must stand already."""
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
    redraws: str | None = None
    """The slug of the as-is journey, where this plan draws it as it is to be."""


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
