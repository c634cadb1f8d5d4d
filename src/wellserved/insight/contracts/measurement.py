"""What customers answered, measured: a touchpoint's or a journey's sheet of figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from wellserved.analytics.measurement import DimensionFigures, KanoFigures, NetPromoter, Sheet, Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentMeasured:
    """One segment's dimensions, in the order of the sheet's; `key` is empty for respondents without one."""

    key: str
    title: str
    answered: int
    dimensions: tuple[DimensionFigures, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """Of `finished` responses, how many were flagged and so left out; `by_flag` says why."""

    finished: int
    left_out: int
    by_flag: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """The figures of one touchpoint, or of a whole journey whose touchpoints are the dimensions (`touchpoint` empty).

    `sheet` is None where nobody answered; its dimensions and items are named as in `dimension_titles` and
    `item_titles` (which have the touchpoint and measure of each item as well: `item_places`).
    `left_out` respondents are of segments that the frame does not have; `frame` is people by segment. `without_answers`
    says that zones, Kano and what was set aside are missing, for whoever may not see single answers.
    """

    journey: str
    journey_title: str
    touchpoint: str
    touchpoint_title: str
    sheet: Sheet | None
    dimension_titles: Mapping[str, str]
    item_titles: Mapping[str, str]
    item_places: Mapping[str, tuple[str, str]]
    scale: tuple[float, float]
    unit: str
    outcome: str
    nps: NetPromoter | None
    by_segment: tuple[SegmentMeasured, ...]
    zones: tuple[tuple[str, Zone], ...]
    kano: tuple[tuple[str, KanoFigures], ...]
    set_aside: SetAside | None
    without_answers: bool
    frame: Mapping[str, float]
    left_out: int
    since: date | None
    until: date | None
    as_of: datetime
    counting: bool = False
    counted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchpointAnswered:
    """A touchpoint with answers of respondents: so many measures, of which the best known has `answers`."""

    touchpoint: str
    title: str
    measures: int
    answers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyAnswered:
    journey: str
    title: str
    touchpoints: tuple[TouchpointAnswered, ...]
