"""The map lit up, for those who may see it."""

from .alerts import alerts_for, watch_for, watches_for
from .cases import cases_for
from .cells import cell_for
from .choices import choices_for
from .comparing import before_and_after_for, side_by_side_for
from .control import trends_for
from .figures import GapsAnswer, gaps_for
from .maps import drawn_map_for, journey_map_for, journeys_for
from .measurement import measured_journeys_for, measurement_for
from .rounds import GapOfBelief, Pooled, QuestionRevealed, Reveal, Suggested, reveal_for, suggested_for
from .self_service import self_service_for
from .views import views_for
from .would_meet import Kept, Met, WouldMeet, kept_for, would_meet_for

__all__ = [
    "GapOfBelief",
    "GapsAnswer",
    "Kept",
    "Met",
    "Pooled",
    "QuestionRevealed",
    "Reveal",
    "Suggested",
    "WouldMeet",
    "alerts_for",
    "before_and_after_for",
    "cases_for",
    "cell_for",
    "choices_for",
    "drawn_map_for",
    "gaps_for",
    "journey_map_for",
    "journeys_for",
    "kept_for",
    "measured_journeys_for",
    "measurement_for",
    "reveal_for",
    "self_service_for",
    "side_by_side_for",
    "suggested_for",
    "trends_for",
    "views_for",
    "watch_for",
    "watches_for",
    "would_meet_for",
]
