"""What goes in and out of the analytics: a question, and the values that answer it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Gap = Literal[1, 2, 3, 4, 5]
Link = Literal["knowledge", "standard", "delivery", "communication", "perception"]
Yardstick = Literal["own", "borrowed", "told", "standard", "satisfied"]
Level = Literal["expected", "believed", "standard", "delivered", "told", "perceived"]
Every = Literal["day", "week", "month"]
Part = Literal["segment_id", "location_id", "channel"]
Order = Literal["newest", "worst"]

GAPS: tuple[Gap, ...] = (1, 2, 3, 4, 5)
LINKS: tuple[Link, ...] = ("knowledge", "standard", "delivery", "communication", "perception")
YARDSTICKS: tuple[Yardstick, ...] = ("own", "borrowed", "told", "standard", "satisfied")
LEVELS: tuple[Level, ...] = ("expected", "believed", "standard", "delivered", "told", "perceived")
ENOUGH = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which moments are asked about. Unset means all; `occurred_at` lies in [since, until), both with a zone.

    `from_transaction`: only those that this transaction or a later one recorded, which is what is new since then.
    """

    since: datetime | None = None
    until: datetime | None = None
    segment_ids: tuple[int, ...] | None = None
    location_ids: tuple[int, ...] | None = None
    channels: tuple[str, ...] | None = None
    touchpoint_ids: tuple[int, ...] | None = None
    from_transaction: int | None = None

    def __post_init__(self) -> None:
        for name in ("since", "until"):
            instant = getattr(self, name)
            if instant is not None and instant.tzinfo is None:
                message = f"{name} of a question needs a time zone; got {instant.isoformat()}."
                raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One gap of one measure at one touchpoint.

    Of `n` cases `short` fell short; `share` is short / n with its 95% Wilson interval [low, high].
    `mean_shortfall` is how far the short cases fell short, in the measure's unit; None when none did.
    `borrowed` of the n were held against their segment's median expectation. `enough` says n >= 30.
    """

    touchpoint_id: int
    measure_id: int
    gap: Gap
    n: int
    short: int
    share: float
    low: float
    high: float
    mean_shortfall: float | None
    borrowed: int
    enough: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Guilt:
    """How many of the cell's shortfalls are laid at this link, and their share of all of them (0 to 1)."""

    touchpoint_id: int
    measure_id: int
    link: Link
    n: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardsticks:
    """What the cell's shortfalls were measured against: so many cases by each."""

    touchpoint_id: int
    measure_id: int
    own: int
    borrowed: int
    told: int
    standard: int
    satisfied: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GapMap:
    """The five gaps, the guilty links (all five for each cell with a shortfall) and their yardsticks."""

    cells: tuple[Cell, ...]
    guilt: tuple[Guilt, ...]
    yardsticks: tuple[Yardsticks, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """The cells of one stretch of time, [start, end); none where nothing happened."""

    start: datetime
    end: datetime
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartCells:
    """The cells of one part: a segment's or location's id or a channel; None: not known."""

    part: int | str | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One moment that a cell counts: what came out, what it was held against, by how much it fell short (<= 0: not)."""

    occurred_at: datetime
    customer_key: str | None
    segment_id: int | None
    location_id: int | None
    channel: str | None
    got: float
    held_against: float
    shortfall: float
    is_borrowed: bool
    subject_kind: str | None = None
    subject_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """So many values in [low, high), the last bar's end included; low == high for a single value."""

    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """The known values of one level: how many, the five-number summary (linear interpolation) and the bars."""

    level: Level
    n: int
    least: float
    lower_quartile: float
    median: float
    upper_quartile: float
    greatest: float
    bars: tuple[Bar, ...]
