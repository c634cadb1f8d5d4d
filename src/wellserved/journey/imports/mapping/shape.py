"""What a mapping file may say, key by key; docs/reference/mapping.md tells it to people."""

from typing import Literal

import msgspec

Aggregate = Literal["first", "last", "count", "sum", "mean", "min", "max", "earliest", "latest"]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Read(Part, frozen=True, kw_only=True):
    """How files are written; a source's own word goes before [read]'s."""

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    header: int | None = None
    missing: list[str] | None = None
    decimal: str | None = None
    thousands: str | None = None
    dates: list[str] | None = None
    zone: str | None = None


class Source(Part, frozen=True, kw_only=True):
    files: list[str]
    optional: list[str] = []
    read: Read = Read()


class Join(Part, frozen=True, kw_only=True):
    source: str
    on: dict[str, str]
    kind: Literal["left", "inner"] = "left"
    take: dict[str, Aggregate] | None = None


class Measure(Part, frozen=True, kw_only=True):
    slug: str
    title: str
    unit: str
    better: Literal["higher", "lower"]
    scale: tuple[float, float] | None = None
    satisfied: float | None = None


class Touchpoint(Part, frozen=True, kw_only=True):
    slug: str
    title: str
    channel: str = ""
    side: Literal["frontstage", "backstage"] = "frontstage"
    owner_team: str = ""
    measures: list[Measure] = []


class Stage(Part, frozen=True, kw_only=True):
    slug: str
    title: str
    goal: str = ""
    touchpoints: list[Touchpoint] = []


class Journey(Part, frozen=True, kw_only=True):
    slug: str
    title: str
    goal: str = ""
    stages: list[Stage] = []


class Customers(Part, frozen=True, kw_only=True):
    id: str
    segment: str | None = None
    language: str | None = None


class Named(Part, frozen=True, kw_only=True):
    """Locations or segments: those of a column where `create` is said, and those that are listed."""

    create: bool = False
    name: str | None = None
    known: dict[str, str] = {}


class Promise(Part, frozen=True, kw_only=True):
    touchpoint: str
    measure: str
    standard: float
    told: str = ""
    segment: str | None = None
    valid_from: str
    valid_to: str | None = None


class Item(Part, frozen=True, kw_only=True):
    touchpoint: str
    measure: str


class Unpivot(Part, frozen=True, kw_only=True):
    """Columns named by an item and a level; each item becomes a moment of its own."""

    columns: str
    levels: dict[str, str]
    items: dict[str, Item]


class Moment(Part, frozen=True, kw_only=True):
    touchpoint: str
    measure: str
    source_id: str
    occurred_at: str
    journey: str | None = None
    when: str | None = None
    expected: str | None = None
    believed: str | None = None
    standard: str | None = None
    delivered: str | None = None
    told: str | None = None
    perceived: str | None = None
    customer: str | None = None
    staff: str | None = None
    location: str | None = None
    segment: str | None = None
    channel: str | None = None
    language: str | None = None
    money: str | None = None
    currency: str | None = None
    subject_kind: str | None = None
    subject_id: str | None = None
    attributes: dict[str, str] = {}


class Mapping(Part, frozen=True, kw_only=True):
    name: str
    title: str
    rows: str
    sources: dict[str, Source]
    moment: list[Moment]
    zone: str = "UTC"
    read: Read = Read()
    joins: list[Join] = []
    values: dict[str, dict[str, str]] = {}
    journey: Journey | None = None
    customers: Customers | None = None
    locations: Named = Named()
    segments: Named = Named()
    promises: list[Promise] = []
    unpivot: Unpivot | None = None
