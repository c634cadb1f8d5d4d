"""Reads of the spine."""

from wellserved.journey.beginnings import templates

from .drawing import drawing_for, edits_for, owners_for, personas_for, version_for
from .history import LevelChange, history_for
from .maps import (
    JourneyDrawn,
    MeasureDrawn,
    StageDrawn,
    TouchpointDrawn,
    journey_for,
    journeys_for,
    measure_keys,
)
from .moments import MomentSeen, MomentsSeen, moments_for
from .owning import owned_touchpoints
from .plans import plan_for
from .promises import (
    JourneyPromises,
    belief_for,
    beliefs_for,
    promise_for,
    promises_by_journey_for,
    promises_for,
)
from .rounds import (
    AnswerGiven,
    NotRevealed,
    QuestionAsked,
    RoundSeen,
    round_answers_for,
    round_for,
    rounds_for,
)
from .wanting import Wanted, wanted_for

__all__ = [
    "AnswerGiven",
    "JourneyDrawn",
    "JourneyPromises",
    "LevelChange",
    "MeasureDrawn",
    "MomentSeen",
    "MomentsSeen",
    "NotRevealed",
    "QuestionAsked",
    "RoundSeen",
    "StageDrawn",
    "TouchpointDrawn",
    "Wanted",
    "belief_for",
    "beliefs_for",
    "drawing_for",
    "edits_for",
    "history_for",
    "journey_for",
    "journeys_for",
    "measure_keys",
    "moments_for",
    "owned_touchpoints",
    "owners_for",
    "personas_for",
    "plan_for",
    "promise_for",
    "promises_by_journey_for",
    "promises_for",
    "round_answers_for",
    "round_for",
    "rounds_for",
    "templates",
    "version_for",
    "wanted_for",
]
