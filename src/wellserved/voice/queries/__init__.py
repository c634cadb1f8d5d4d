"""Reads of voice."""

from .measuring import answers_about_for, columns_for, figures_for, measured_for
from .questionnaires import draft_for, questionnaires_for, version_for, versions_for
from .responses import (
    aside_for,
    attachment_for,
    attachments_for,
    flag_counts_for,
    response_for,
    responses_for,
)
from .versions import definition_of

__all__ = [
    "answers_about_for",
    "aside_for",
    "attachment_for",
    "attachments_for",
    "columns_for",
    "definition_of",
    "draft_for",
    "figures_for",
    "flag_counts_for",
    "measured_for",
    "questionnaires_for",
    "response_for",
    "responses_for",
    "version_for",
    "versions_for",
]
