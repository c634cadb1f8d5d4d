"""Triage: what a text's language, mood, topic and urgency are likely to be, and what many texts suddenly speak of.

`train` makes a `Classifier` of what staff decided; `Classifier.suggest` says a label with its confidence or stays
silent; `cross_validated` tells what it is worth. `languages_of` and `urgency_of` need no teaching. `read` reads texts
once for all of them. docs/reference/triage.md has the figures.
"""

from .calibration import calibration_error
from .classifier import SILENT_BELOW, Classifier, NotAClassifier, Suggestion
from .language import LANGUAGES, languages_of
from .matters import asks_where
from .reading import Reading, read
from .rising import Said, Topic, rising, same_topic
from .terms import terms_of
from .training import Measured, TextsAndLabelsDiffer, cross_validated, train
from .urgency import LEVELS, RULES, Held, UrgencySuggestion, rules_in, urgency_of

__all__ = [
    "LANGUAGES",
    "LEVELS",
    "RULES",
    "SILENT_BELOW",
    "Classifier",
    "Held",
    "Measured",
    "NotAClassifier",
    "Reading",
    "Said",
    "Suggestion",
    "TextsAndLabelsDiffer",
    "Topic",
    "UrgencySuggestion",
    "asks_where",
    "calibration_error",
    "cross_validated",
    "languages_of",
    "read",
    "rising",
    "rules_in",
    "same_topic",
    "terms_of",
    "train",
    "urgency_of",
]
