"""A journey's map lit up, and what is behind one of its cells."""

from dataclasses import dataclass, field
from datetime import date, datetime

from .alerts import ControlChart

LINKS = ("knowledge", "standard", "delivery", "communication", "perception")


@dataclass(frozen=True, slots=True, kw_only=True)
class MapQuestion:
    """What a page or a call asks of the map; `until` is not included. Empty means all."""

    since: date | None = None
    until: date | None = None
    segments: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    compare: bool = True
    every: str = ""
    """The stretches of the control chart: 'day', 'week' or 'month'; empty takes the one that fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GapCell:
    """One gap of one measure at one touchpoint; shares in 0..1, `mean_shortfall` in the measure's unit."""

    gap: int
    n: int
    short: int
    share: float
    low: float
    high: float
    mean_shortfall: float
    enough: bool
    borrowed: int
    share_before: float | None = None
    n_before: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureColumn:
    """A measure at a touchpoint: its cells by gap (1 to 5; a gap without cases is missing) and its guilt."""

    measure: str
    title: str
    unit: str
    better: str
    cells: dict[int, GapCell]
    guilt: dict[str, int] = field(default_factory=dict)
    """Shortfalls by link, in the order of LINKS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchpointColumn:
    touchpoint: str
    title: str
    channel: str
    side: str
    measures: tuple[MeasureColumn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageColumns:
    stage: str
    title: str
    goal: str
    touchpoints: tuple[TouchpointColumn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyMap:
    journey: str
    title: str
    goal: str
    stages: tuple[StageColumns, ...]
    since: date | None
    until: date | None
    """The period really covered: the first and the day after the last moment's day where none was asked for."""
    before_since: date | None
    cases: int
    customers: int
    as_of: datetime
    """The lake's state: moments recorded up to then are counted."""
    counting: bool = False
    """There are newer moments; counting them takes longer than was asked for."""
    counted: bool = True
    """Else nothing was ever counted: the map is only drawn, and its figures are on their way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelDistribution:
    level: str
    n: int
    low: float
    quartile: float
    median: float
    upper: float
    high: float
    bins: tuple[tuple[float, float, int], ...]
    """(from, to, cases) of each bin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One segment's, location's or channel's share of a cell."""

    key: str
    title: str
    cell: GapCell


@dataclass(frozen=True, slots=True, kw_only=True)
class CellDetail:
    """Everything behind one cell of the map."""

    journey: str
    stage: str
    touchpoint: str
    touchpoint_title: str
    measure: str
    measure_title: str
    unit: str
    better: str
    cell: GapCell
    levels: tuple[LevelDistribution, ...]
    shortfalls: tuple[tuple[float, float, int], ...]
    """(from, to, cases): how far short, short cases only."""
    guilt: dict[str, int]
    by_segment: tuple[Part, ...]
    by_location: tuple[Part, ...]
    by_channel: tuple[Part, ...]
    journey_title: str = ""
    stage_title: str = ""
    since: date | None = None
    until: date | None = None
    """The period really covered, as in JourneyMap."""
    before_since: date | None = None
    as_of: datetime | None = None
    chart: ControlChart | None = None
    """The control chart of the same cell; it reaches back beyond the period where its limits need that."""
    measures: tuple[Part, ...] = ()
    """All measures of the touchpoint that have this gap, with their cell of it; the map shows only the worst."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstCell:
    """The cell with enough cases whose interval's lower end is the highest."""

    stage: str
    stage_title: str
    touchpoint: str
    touchpoint_title: str
    measure: str
    measure_title: str
    cell: GapCell


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneySummary:
    """One line in the list of journeys; over all records."""

    journey: str
    title: str
    goal: str
    since: date | None
    until: date | None
    cases: int
    customers: int
    worst: WorstCell | None
    as_of: datetime
    counting: bool = False
    counted: bool = True
    """As of a JourneyMap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """`key` is what MapQuestion takes."""

    key: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What there is to filter a journey's map by; `first` is the first day with a moment, `until` the day after the last."""

    segments: tuple[Choice, ...]
    locations: tuple[Choice, ...]
    channels: tuple[Choice, ...]
    first: date | None
    until: date | None
    counted: bool = True
    """Else what there are moments of is not known yet: these are all segments and locations, and no channel."""
