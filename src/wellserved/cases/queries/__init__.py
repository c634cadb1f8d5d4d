"""Reads of cases."""

from wellserved.cases.domain.numbers import NumberUnreadable, id_of, number_of

from .causes import CauseLine, causes
from .choice import CaseChoice, CursorWrong
from .listing import CaseLine, CasesSeen, cases_for, found_by_number
from .own import OwnCase, OwnMessage, own_attachment_for, own_case_for, own_cases_for
from .reading import AttachmentSeen, CaseSeen, ContactSeen, MessageSeen, OtherSeen, attachment_for, case_for

__all__ = [
    "AttachmentSeen",
    "CaseChoice",
    "CaseLine",
    "CaseSeen",
    "CasesSeen",
    "CauseLine",
    "ContactSeen",
    "CursorWrong",
    "MessageSeen",
    "NumberUnreadable",
    "OtherSeen",
    "OwnCase",
    "OwnMessage",
    "attachment_for",
    "case_for",
    "cases_for",
    "causes",
    "found_by_number",
    "id_of",
    "number_of",
    "own_attachment_for",
    "own_case_for",
    "own_cases_for",
]
