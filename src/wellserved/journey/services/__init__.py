"""Deeds on the spine."""

from .drawing import (
    copy_as_to_be,
    edit_map,
    new_journey,
    redo,
    remove_journey,
    remove_persona,
    set_persona,
    undo,
)
from .exchange import FORMS, IMPORT_FORMS, FormUnknown, ImportRefused, LettersMissing, export_map, import_map
from .levels import OutsideTheScale
from .maps import JourneyContradicts, ensure_journey
from .moments import MomentRefused, Recorded, record_moment, record_moments
from .promises import OverlapsAnother, end_belief, end_promise, set_belief, set_promise
from .rounds import QuestionWanted, RoundRefused, answer, create_round, reveal_round, take_median
from .sources import ensure_source
from .wanting import close_wanted, want_improvement

__all__ = [
    "FORMS",
    "IMPORT_FORMS",
    "FormUnknown",
    "ImportRefused",
    "JourneyContradicts",
    "LettersMissing",
    "MomentRefused",
    "OutsideTheScale",
    "OverlapsAnother",
    "QuestionWanted",
    "Recorded",
    "RoundRefused",
    "answer",
    "close_wanted",
    "copy_as_to_be",
    "create_round",
    "edit_map",
    "end_belief",
    "end_promise",
    "ensure_journey",
    "ensure_source",
    "export_map",
    "import_map",
    "new_journey",
    "record_moment",
    "record_moments",
    "redo",
    "remove_journey",
    "remove_persona",
    "reveal_round",
    "set_belief",
    "set_persona",
    "set_promise",
    "take_median",
    "undo",
    "want_improvement",
]
