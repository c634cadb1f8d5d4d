"""Reads of cases."""

from wellserved.cases.domain.numbers import NumberUnreadable, id_of, number_of

from .causes import CauseLine, causes
from .choice import CaseChoice
from .helping import TemplateSeen, template_text, templates_for
from .hours import BusinessHoursSeen, DueSeen, PreviewSeen, hours_for, hours_of_place_for, preview_for
from .joining import MergeSeen, merge_for
from .linked import linked_attachment, linked_case
from .listing import CaseLine, CasesSeen, cases_for, count_for, found_by_number, lines_for
from .low_answers import LowAnswersSeen, low_answers_for
from .own import OwnCase, OwnMessage, done_of, own_attachment_for, own_case_for, own_cases_for
from .reading import (
    AttachmentSeen,
    CaseSeen,
    ContactSeen,
    MessageSeen,
    OtherSeen,
    attachment_for,
    case_for,
    others_for,
)

__all__ = [
    "AttachmentSeen",
    "BusinessHoursSeen",
    "CaseChoice",
    "CaseLine",
    "CaseSeen",
    "CasesSeen",
    "CauseLine",
    "ContactSeen",
    "DueSeen",
    "LowAnswersSeen",
    "MergeSeen",
    "MessageSeen",
    "NumberUnreadable",
    "OtherSeen",
    "OwnCase",
    "OwnMessage",
    "PreviewSeen",
    "TemplateSeen",
    "attachment_for",
    "case_for",
    "cases_for",
    "causes",
    "count_for",
    "done_of",
    "found_by_number",
    "hours_for",
    "hours_of_place_for",
    "id_of",
    "lines_for",
    "linked_attachment",
    "linked_case",
    "low_answers_for",
    "merge_for",
    "number_of",
    "others_for",
    "own_attachment_for",
    "own_case_for",
    "own_cases_for",
    "preview_for",
    "template_text",
    "templates_for",
]
