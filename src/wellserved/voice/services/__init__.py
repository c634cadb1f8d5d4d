"""Writes of voice: one deed each."""

from .counting import count_all_the_same, count_in, take_from_aside
from .drafting import (
    DraftMoved,
    NotPublishable,
    SlugTaken,
    add_questionnaire,
    archive_questionnaire,
    publish,
    save_draft,
)
from .inviting import close_door, invite, open_door
from .placing import place_measures
from .taking_in import ResponseRefused, take_in

__all__ = [
    "DraftMoved",
    "NotPublishable",
    "ResponseRefused",
    "SlugTaken",
    "add_questionnaire",
    "archive_questionnaire",
    "close_door",
    "count_all_the_same",
    "count_in",
    "invite",
    "open_door",
    "place_measures",
    "publish",
    "save_draft",
    "take_from_aside",
    "take_in",
]
