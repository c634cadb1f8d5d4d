"""Tables of cases: what customers said, what was answered, why it happened, and who is at it."""

from .cases import Case, CaseLink, CaseText, Contact
from .causes import Cause, Mending
from .looping import Telling, WordsSent
from .mentions import Mention, MentionSource
from .messages import Attachment, AttachmentContent, Message, MessageHtml
from .triage import CaseTriage, RisingTopic, TriageDecision, TriageModel
from .voting import OpenCause, Vote
from .working import BusinessHours, Draft, LowAnswers, Presence, Received, ReplyTemplate

__all__ = [
    "Attachment",
    "AttachmentContent",
    "BusinessHours",
    "Case",
    "CaseLink",
    "CaseText",
    "CaseTriage",
    "Cause",
    "Contact",
    "Draft",
    "LowAnswers",
    "Mending",
    "Mention",
    "MentionSource",
    "Message",
    "MessageHtml",
    "OpenCause",
    "Presence",
    "Received",
    "ReplyTemplate",
    "RisingTopic",
    "Telling",
    "TriageDecision",
    "TriageModel",
    "Vote",
    "WordsSent",
]
