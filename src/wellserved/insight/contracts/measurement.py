"""What customers answered, measured: a touchpoint's or a journey's sheet of figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from wellserved.analytics.measurement import (
    DimensionFigures,
    FrameFault,
    KanoFigures,
    NetPromoter,
    Sheet,
    Zone,
)
from wellserved.analytics.measurement.beside import Judged


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
class KeptSplit:
    """What was perceived where a parcel came no later than its customer was told, and where it came later."""

    kept: Judged
    missed: Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """The figures of one touchpoint, or of a whole journey whose touchpoints are the dimensions (`touchpoint` empty).

    `sheet` is None where nobody answered; its dimensions and items are named as in `dimension_titles` and
    `item_titles` (which have the touchpoint and measure of each item as well: `item_places`).
    `frame` is people by attribute ('segment', 'location', 'channel') and key. `left_out` respondents are of none of its
    categories; with a `frame_fault` respondents cannot be weighted to it, and there is no sheet. `without_answers`
    says that zones, Kano, what was set aside and parcels' answers are missing, for whoever may not see single answers.
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
    kept: KeptSplit | None
    frame: Mapping[str, Mapping[str, float]]
    frame_fault: FrameFault | None
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
