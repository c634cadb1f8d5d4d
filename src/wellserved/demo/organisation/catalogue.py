"""The vocabulary in which the grocer's journeys are written down."""

from collections.abc import Iterator
from dataclasses import dataclass

PERIOD_DAYS = 548


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A standard or a belief: for one segment or (None) everybody, from a day of the period on, and why."""

    value: float
    segment: str | None = None
    from_day: int = 0
    told: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operated:
    """Something done and clocked. Levels lie on a grid of `step` within [low, high], in `unit`.

    Distances in `unit`: what is delivered keeps off the standard by some `margin`, or misses it by a heavy-tailed
    `excess`; an expectation is milder than belief and standard by some `slack`, or harder than the belief by some
    `strict`. Rates: `happens` per episode; of those `asked` carry an expectation, `told` were told a level
    beforehand, and of the asked `felt` say how it felt.
    """

    slug: str
    title: str
    unit: str
    better: str
    low: float
    high: float
    step: float
    believed: tuple[Level, ...]
    standard: tuple[Level, ...]
    margin: float
    excess: float
    slack: float
    strict: float
    happens: float
    asked: float = 0.12
    told: float = 0.0
    felt: float = 0.0
    paid: bool = False
    satisfied: None = None

    @property
    def sign(self) -> int:
        return 1 if self.better == "lower" else -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Something that only the customer can say. `usual` is the median expectation; `asked` of the answers carry one."""

    slug: str
    title: str
    happens: float
    unit: str = "points"
    better: str = "higher"
    low: float = 1
    high: float = 7
    step: float = 1
    usual: float = 6
    asked: float = 0.5
    satisfied: float | None = 5

    @property
    def sign(self) -> int:
        return 1 if self.better == "lower" else -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Touchpoint:
    """`after` is how many hours into the episode it comes; `served` says that a member of staff is named."""

    slug: str
    title: str
    owner_team: str
    after: float
    measures: tuple[Operated | Answered, ...]
    channel: str = ""
    side: str = "frontstage"
    served: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    slug: str
    title: str
    goal: str
    touchpoints: tuple[Touchpoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """`episodes` is how many customers' goes at it there are in the period, at scale 1; each is a `subject`."""

    slug: str
    title: str
    goal: str
    subject: str
    episodes: int
    places: str
    stages: tuple[Stage, ...]

    @property
    def touchpoints(self) -> Iterator[Touchpoint]:
        for stage in self.stages:
            yield from stage.touchpoints
