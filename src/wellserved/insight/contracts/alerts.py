"""Control charts, what they raise, and the views that somebody saved."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlPoint:
    """One day, week or month of a control chart; `low` and `high` are None where it is not judged.

    `rules` are the Western Electric rules that it breaks, `worse` on which side: more or fewer cases short.
    """

    start: date
    end: date
    n: int
    short: int
    share: float
    low: float | None = None
    high: float | None = None
    rules: tuple[int, ...] = ()
    worse: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlChart:
    """A gap's share over time with its limits, which come from the first `baseline` points; `centre` None: no limits.

    `kind` is 'proportions' (p-chart) or 'individuals' (XmR); `every` is 'day', 'week' or 'month'.
    """

    kind: str
    every: str
    points: tuple[ControlPoint, ...]
    centre: float | None
    baseline: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchpointTrend:
    """The chart of a touchpoint's worst gap: the one that stands for it on the map's lane of trends."""

    touchpoint: str
    measure: str
    gap: int
    chart: ControlChart


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a cell stands on a map, with its titles as they are drawn."""

    journey: str
    journey_title: str
    touchpoint: str
    touchpoint_title: str
    measure: str
    measure_title: str
    gap: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSet:
    """A cell whose control chart raises alerts, by these rules; `owner` is the touchpoint's, by name."""

    id: int
    place: Place
    chart: str
    every: str
    rules: tuple[int, ...]
    owner: str
    set_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRaised:
    """A cell left its control limits in [start, end), the days of one stretch; shares in 0..1."""

    id: int
    place: Place
    every: str
    rule: int
    start: date
    end: date
    value: float
    n: int
    centre: float
    low: float
    high: float
    worse: bool
    raised_at: datetime
    seen_at: datetime | None
    seen_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewSaved:
    """An address of the workspace under a name; `mine` says whether the asker saved it.

    `narrowed` where it named locations that the asker may not see: the address is without them.
    """

    id: int
    name: str
    address: str
    shared: bool
    mine: bool
    owner: str
    narrowed: bool
