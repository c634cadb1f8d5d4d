"""The words in which a case's facts are kept."""

from enum import StrEnum


class Kind(StrEnum):
    COMPLAINT = "complaint"
    QUESTION = "question"
    PRAISE = "praise"
    SUGGESTION = "suggestion"


class Channel(StrEnum):
    """The way by which words came or go."""

    PORTAL = "portal"
    EMAIL = "email"
    PHONE = "phone"
    API = "api"
    MENTION = "mention"
    ANSWER = "answer"
    PARCEL = "parcel"


class State(StrEnum):
    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    """For the customer."""
    DONE = "done"


class Urgency(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Direction(StrEnum):
    IN = "in"
    OUT = "out"
    NOTE = "note"
    """Among colleagues; a customer never sees it."""


class Sending(StrEnum):
    """What became of words to a customer: held while they can be taken back, then handed over."""

    HELD = "held"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNDONE = "undone"
    TO_POST = "to_post"
    """An answer to a mention: a person posts it where the mention stands, and says so."""


class Progress(StrEnum):
    """How far we are with a cause that is shown to everybody."""

    LOOKING = "looking"
    MENDING = "mending"


class Quarantine(StrEnum):
    """Why something is kept apart; it is shown on a list of its own and can be let in from there."""

    FLOOD = "flood"
    LINKS = "links"
    FORGED = "forged"
    LOOP = "loop"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    STAFF = "staff"
    """Somebody of the staff set it aside."""
    SPAM = "spam"
    """Somebody of the staff looked at it: it is nobody's matter."""


class ToldBy(StrEnum):
    """The way by which somebody of the staff told the customer what became of it."""

    PHONE = "phone"
    EMAIL = "email"
    LETTER = "letter"
    PERSON = "person"
    OTHER = "other"


OPEN_STATES = (State.NEW, State.OPEN, State.WAITING)
