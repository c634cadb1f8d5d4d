"""Writes of cases: one deed each."""

from .built_in_causes import ensure_causes
from .causes import CauseRefused, mend, retire_cause, set_cause
from .claiming import CaseRefused
from .facts import UNSET, FactsSet, set_facts
from .helping import be_present, remove_template, save_draft, set_template
from .hours import remove_hours, set_hours
from .learning import retrain
from .linking import link, unlink
from .listening import open_for_low_answers, set_low_answers
from .measuring import ensure_journeys
from .merging import merge
from .owning import assign, take
from .page_words import TooMuchSaid, hear_case, hear_linked, hear_own
from .quarantining import mark_message_spam, mark_spam, release, release_message, set_aside
from .rising import look_for_topics, see_topic
from .sending import NotCarried, register_carrier, send_due
from .splitting import split
from .stating import CauseMissing, close, reopen, wait
from .taking_in import add_message, complain, take_in, write_again
from .telling import ask_help, hear_helped, note_helped, say_helped, tell
from .triaging import decide, suggest_new
from .writing import HOLD, AnsweredMeanwhile, note, note_call, reply, undo_send

__all__ = [
    "HOLD",
    "UNSET",
    "AnsweredMeanwhile",
    "CaseRefused",
    "CauseMissing",
    "CauseRefused",
    "FactsSet",
    "NotCarried",
    "TooMuchSaid",
    "add_message",
    "ask_help",
    "assign",
    "be_present",
    "close",
    "complain",
    "decide",
    "ensure_causes",
    "ensure_journeys",
    "hear_case",
    "hear_helped",
    "hear_linked",
    "hear_own",
    "link",
    "look_for_topics",
    "mark_message_spam",
    "mark_spam",
    "mend",
    "merge",
    "note",
    "note_call",
    "note_helped",
    "open_for_low_answers",
    "register_carrier",
    "release",
    "release_message",
    "remove_hours",
    "remove_template",
    "reopen",
    "reply",
    "retire_cause",
    "retrain",
    "save_draft",
    "say_helped",
    "see_topic",
    "send_due",
    "set_aside",
    "set_cause",
    "set_facts",
    "set_hours",
    "set_low_answers",
    "set_template",
    "split",
    "suggest_new",
    "take",
    "take_in",
    "tell",
    "undo_send",
    "unlink",
    "wait",
    "write_again",
]
