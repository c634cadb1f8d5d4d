"""What other rooms and the front doors may see of insight."""

from .alerts import AlertRaised, ControlChart, ControlPoint, Place, TouchpointTrend, ViewSaved, WatchSet
from .cases import Comparison, Side, SingleCase, SingleCases
from .maps import (
    LINKS,
    CellDetail,
    Choice,
    Choices,
    GapCell,
    JourneyMap,
    JourneySummary,
    LevelDistribution,
    MapQuestion,
    MeasureColumn,
    Part,
    StageColumns,
    TouchpointColumn,
    WorstCell,
)
from .measurement import (
    JourneyAnswered,
    Measurement,
    SegmentMeasured,
    SetAside,
    TouchpointAnswered,
)
from .waiting import NO_PATIENCE, Patience, StillCounting
from .wording import CLAUSES, RULES, signal_words, when

__all__ = [
    "CLAUSES",
    "LINKS",
    "NO_PATIENCE",
    "RULES",
    "AlertRaised",
    "CellDetail",
    "Choice",
    "Choices",
    "Comparison",
    "ControlChart",
    "ControlPoint",
    "GapCell",
    "JourneyAnswered",
    "JourneyMap",
    "JourneySummary",
    "LevelDistribution",
    "MapQuestion",
    "MeasureColumn",
    "Measurement",
    "Part",
    "Patience",
    "Place",
    "SegmentMeasured",
    "SetAside",
    "Side",
    "SingleCase",
    "SingleCases",
    "StageColumns",
    "StillCounting",
    "TouchpointAnswered",
    "TouchpointColumn",
    "TouchpointTrend",
    "ViewSaved",
    "WatchSet",
    "WorstCell",
    "signal_words",
    "when",
]
