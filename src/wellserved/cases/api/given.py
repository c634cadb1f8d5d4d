"""What programs send about cases."""

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, WithJsonSchema

from wellserved.cases.contracts import Channel, Kind, ToldBy, Urgency
from wellserved.platform.api import Given, Slug, Time

Long = Annotated[str, StringConstraints(max_length=20_000, pattern=r"^[^\x00]*$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=r"^[^\x00]*$")]
Currency = Annotated[str, StringConstraints(pattern=r"^([A-Z]{3})?$")]
Money = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
Language = Annotated[str, StringConstraints(max_length=12, pattern=r"^[A-Za-z0-9-]*$")]
Short = Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00]*$")]
Number = Annotated[str, StringConstraints(max_length=20)]

# Parcels have a kind as well: in the schema a name stands for one thing.
CaseKind = Annotated[Kind, WithJsonSchema({"type": "string", "enum": [kind.value for kind in Kind]})]


class ContactGiven(Given):
    """Personal: kept apart and erased with the customer."""

    name: Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00]*$")] = ""
    email: Annotated[str, StringConstraints(max_length=254, pattern=r"^([^@\s\x00]+@[^@\s\x00]+)?$")] = ""
    phone: Short = ""


class CaseGiven(Given):
    """`source` and `source_id` together make it one and the same case, however often it is sent."""

    source: Annotated[Slug, Field(max_length=40)]
    source_id: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]
    kind: CaseKind
    channel: Channel = Channel.API
    text: Long
    title: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")] = ""
    language: Language = ""
    made_at: Time | None = Field(None, description="When the customer said it; without one it is now.")
    customer: UUID | None = None
    contact: ContactGiven | None = None
    location: Annotated[str, StringConstraints(max_length=60, pattern=r"^[-a-zA-Z0-9_]*$")] = ""
    segment: Annotated[str, StringConstraints(max_length=60, pattern=r"^[-a-zA-Z0-9_]*$")] = ""
    journey: Annotated[str, StringConstraints(max_length=60, pattern=r"^[-a-zA-Z0-9_]*$")] = ""
    touchpoint: Annotated[str, StringConstraints(max_length=60, pattern=r"^[-a-zA-Z0-9_]*$")] = ""
    subject_kind: Annotated[str, StringConstraints(max_length=20, pattern=r"^[^\x00]*$")] = ""
    subject_id: Annotated[str, StringConstraints(max_length=80, pattern=r"^[^\x00]*$")] = ""
    urgency: Urgency = Urgency.NORMAL
    value: Money | None = None
    currency: Currency = ""
    link: Annotated[str, StringConstraints(max_length=1000, pattern=r"^(https?://[^\x00\s]+)?$")] = ""


class MessageGiven(Given):
    """Further words of the customer."""

    source: Annotated[Slug, Field(max_length=40)]
    source_id: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]
    channel: Channel = Channel.API
    text: Long
    language: Language = ""
    made_at: Time | None = None


class ReplyGiven(Given):
    """`seen` is the last message that the writer knew of; with a later one nothing is sent (409)."""

    text: Words
    then: Literal["open", "waiting", "done"] = "waiting"
    seen: Annotated[int, Field(ge=0, lt=2**63)] | None = None


class NoteGiven(Given):
    text: Words


class StateGiven(Given):
    state: Literal["open", "waiting", "done"]


class FactsGiven(Given):
    """Only what is given is changed. `cause` is a short name of the tree, empty takes it away."""

    kind: CaseKind | None = None
    urgency: Urgency | None = None
    cause: Annotated[str, StringConstraints(max_length=60, pattern=r"^[-a-zA-Z0-9_]*$")] | None = None
    did: Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")] | None = None
    cost: Money | None = None
    cost_currency: Currency | None = None
    value: Money | None = None
    currency: Currency | None = None


class OwnerGiven(Given):
    """Null is nobody."""

    owner_id: Annotated[int, Field(ge=1, lt=2**31)] | None


class MergeGiven(Given):
    into: Number = Field(description="The number of the case that stays.")


class SplitGiven(Given):
    """The messages of the customer that become a case of their own."""

    messages: Annotated[list[Annotated[int, Field(ge=1, lt=2**63)]], Field(min_length=1, max_length=200)]
    title: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")] = ""


class LinkGiven(Given):
    """`kind` and `id` as a moment's subject: parcel, return, repair, case, rising-topic."""

    kind: Annotated[str, StringConstraints(min_length=1, max_length=20, pattern=r"^[a-z-]+$")]
    id: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00]+$")]


class ToldGiven(Given):
    """`words` are noted among colleagues."""

    way: ToldBy = ToldBy.OTHER
    words: Long = ""


class HelpedGiven(Given):
    helped: bool


class QuarantineGiven(Given):
    """`released` lets it in; `aside` keeps it apart, `spam` as nobody's matter."""

    state: Literal["released", "aside", "spam"]


class MessageQuarantineGiven(Given):
    """`released` lets it into its case, which is open again; `spam` keeps it apart for good."""

    state: Literal["released", "spam"]
