"""Tables of voice: what is asked, whom and when, and what was answered."""

from .asking import AskRule, Door, Invitation, LastAsked, QuietTime
from .questionnaires import Draft, Questionnaire, Version
from .responses import Aside, Attachment, Received, Response

__all__ = [
    "Aside",
    "AskRule",
    "Attachment",
    "Door",
    "Draft",
    "Invitation",
    "LastAsked",
    "Questionnaire",
    "QuietTime",
    "Received",
    "Response",
    "Version",
]
