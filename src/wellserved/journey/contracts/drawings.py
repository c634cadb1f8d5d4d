"""A map as it is drawn, with everything that an editor shows."""

from dataclasses import dataclass
from datetime import datetime

from .promises import PromiseMade


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyNamed:
    slug: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerNamed:
    staff_id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprovementNamed:
    """An improvement that is wanted and still open."""

    id: int
    measure_id: int
    gap: int
    title: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnMeasure:
    """`recorded` says that moments are counted by it: unit, better, scale and satisfied stay as they are."""

    id: int
    slug: str
    title: str
    unit: str
    better: str
    scale_low: float | None
    scale_high: float | None
    satisfied: float | None
    recorded: bool
    promises: tuple[PromiseMade, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnTouchpoint:
    """`feeling` is -2 to 2, None where nobody said."""

    id: int
    slug: str
    title: str
    channel: str
    side: str
    owner: OwnerNamed | None
    owner_team: str
    doing: str
    thinking: str
    feeling: int | None
    frontstage: str
    backstage: str
    support: str
    inner: JourneyNamed | None
    measures: tuple[DrawnMeasure, ...] = ()
    improvements: tuple[ImprovementNamed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnStage:
    id: int
    slug: str
    title: str
    goal: str
    touchpoints: tuple[DrawnTouchpoint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditLine:
    """One edit as the history shows it: `titles` are of the elements that it changed, `undoes` the edit it undid."""

    number: int
    deed: str
    by: str
    by_account: int | None
    at: datetime
    titles: tuple[str, ...]
    undoes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One journey with everything on it. `version` is what `seen` of the next edit has to be.

    `redraws` is the as-is map of a to-be map, `redrawn_as` the to-be maps of an as-is one; `inner_of` are the journeys
    in which a touchpoint opens into this one.
    """

    slug: str
    title: str
    goal: str
    draws: str
    version: int
    redraws: JourneyNamed | None
    redrawn_as: tuple[JourneyNamed, ...]
    inner_of: tuple[JourneyNamed, ...]
    stages: tuple[DrawnStage, ...]
    can_edit: bool
    can_undo: bool
    can_redo: bool
    edits: tuple[EditLine, ...] = ()
    """The last ones, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonaDrawn:
    """`segment` is a slug, with its name; wants and frustrations are one a line."""

    slug: str
    name: str
    segment: str | None
    segment_name: str
    summary: str
    quote: str
    wants: tuple[str, ...]
    frustrations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A journey to begin with, in the reader's language; `touchpoints` counts them."""

    key: str
    title: str
    goal: str
    stages: tuple[str, ...]
    touchpoints: int
