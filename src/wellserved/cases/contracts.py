"""What neighbours and the front doors may see of cases."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from .domain.facts import Channel, Direction, Kind, Progress, Quarantine, Sending, State, ToldBy, Urgency
from .domain.opening import HoursGiven, HoursWrong, SpansUnreadable, spans_read, spans_written
from .domain.templates import PLACES, filled, unknown_places

__all__ = [
    "PLACES",
    "AttachmentIn",
    "CaseIn",
    "Channel",
    "ContactIn",
    "Direction",
    "Heard",
    "HoursGiven",
    "HoursWrong",
    "Kind",
    "MailIn",
    "MessageIn",
    "Outgoing",
    "Progress",
    "Quarantine",
    "Saying",
    "Sending",
    "SourceIn",
    "SpansUnreadable",
    "State",
    "Taken",
    "ToldBy",
    "Urgency",
    "filled",
    "spans_read",
    "spans_written",
    "unknown_places",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactIn:
    """Personal: how the customer is reached about this case."""

    name: str = ""
    email: str = ""
    phone: str = ""
    handle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentIn:
    """`content` None is one that was refused for the reason `refused`: its name and size are kept."""

    name: str
    content: bytes | None
    size: int = 0
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailIn:
    """What a mail brings besides its text; `mail_id` and `references` are Message-IDs without their brackets."""

    mail_id: str
    references: tuple[str, ...] = ()
    html: str = ""
    quoted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseIn:
    """A case on its way in. `source` and `source_id` together make it one and the same, however often it is sent.

    `location` is a code, `segment`, `journey` and `touchpoint` are short names. `subject_kind` and `subject_id` say what
    it is about, as a moment's do. `quarantine` keeps it apart from the start. `made_at` None is now.
    """

    source: str
    source_id: str
    kind: Kind
    channel: Channel
    text: str
    title: str = ""
    language: str = ""
    made_at: datetime | None = None
    customer: UUID | None = None
    contact: ContactIn | None = None
    location: str = ""
    segment: str = ""
    journey: str = ""
    touchpoint: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    urgency: Urgency = Urgency.NORMAL
    value: Decimal | None = None
    currency: str = ""
    link: str = ""
    attachments: tuple[AttachmentIn, ...] = ()
    mail: MailIn | None = None
    quarantine: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageIn:
    """Further words of a customer on a case that is there; once for each `source` and `source_id`."""

    source: str
    source_id: str
    channel: Channel
    text: str
    title: str = ""
    language: str = ""
    made_at: datetime | None = None
    sender_name: str = ""
    sender_address: str = ""
    attachments: tuple[AttachmentIn, ...] = ()
    mail: MailIn | None = None
    quarantine: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """`already_there` says that this source's id had come before and nothing was written now."""

    case_id: int
    number: str
    message_id: int | None
    already_there: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What somebody says on a page of ours. `form` is the form's own random word, `address` where it came from.

    `by_program` says that a field was filled in which nobody sees.
    """

    form: str
    text: str
    address: str
    kind: Kind = Kind.COMPLAINT
    language: str = ""
    contact: ContactIn | None = None
    subject_kind: str = ""
    subject_id: str = ""
    attachments: tuple[AttachmentIn, ...] = ()
    by_program: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """`secret` is what the customer's own link to the case ends with; only its digest is kept."""

    number: str
    case_id: int
    secret: str
    already_there: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceIn:
    """A place where customers speak, as staff set it up. `kind` is 'feed', 'mastodon', 'json', or 'csv' for files.

    `mapping` is what the kind needs to know: paths of a JSON, what to watch of a Mastodon server. `token` names a secret
    of the settings. `case_kind` is what a mention is that brings no rating.
    """

    slug: str
    name: str
    kind: str
    address: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    token: str = ""
    case_kind: Kind = Kind.QUESTION
    touchpoint_id: int | None = None
    location_id: int | None = None
    every_minutes: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """Words to a customer that may go out now, for whoever carries a channel's words.

    `mail_id` is the Message-ID that a mail has to bear, `references` those of the thread, the oldest first.
    """

    message_id: int
    case_id: int
    number: str
    channel: Channel
    title: str
    text: str
    language: str
    name: str
    email: str
    handle: str
    link: str
    mail_id: str
    references: tuple[str, ...]
    attachments: tuple[tuple[str, str, bytes], ...] = field(default=())
    """Name, type and content."""
