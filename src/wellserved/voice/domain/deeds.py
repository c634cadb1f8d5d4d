"""The deeds by which a draft is written on: each of one part, so that two who write on different parts do not meet.

A deed that puts something in a part's place says what that part was like when it was read (`seen`); where it is another
by now, nothing is done and Clash is raised.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .definition import (
    Ces,
    Choice,
    Choices,
    Csat,
    Definition,
    Dimension,
    Item,
    Kano,
    LongText,
    Matrix,
    Nps,
    Page,
    Pair,
    Performance,
    Photo,
    Scale,
    ShortText,
    ThreeColumn,
    VoiceNote,
)

__all__ = [
    "KINDS",
    "AddItem",
    "AddPage",
    "Clash",
    "Copy",
    "Deed",
    "Gone",
    "MoveItem",
    "MovePage",
    "PutBack",
    "PutItem",
    "PutPage",
    "PutWhole",
    "Remove",
    "Say",
    "Step",
]

KINDS: Mapping[str, Callable[[str], Item]] = {
    "scale": lambda key: Scale(key=key),
    "choice": lambda key: Choice(key=key, options=()),
    "choices": lambda key: Choices(key=key, options=()),
    "matrix": lambda key: Matrix(key=key, rows=()),
    "short_text": lambda key: ShortText(key=key),
    "long_text": lambda key: LongText(key=key),
    "photo": lambda key: Photo(key=key),
    "voice_note": lambda key: VoiceNote(key=key),
    "csat": lambda key: Csat(key=key),
    "ces": lambda key: Ces(key=key),
    "nps": lambda key: Nps(key=key),
    "pair": lambda key: Pair(key=key, expected={}, perceived={}),
    "performance": lambda key: Performance(key=key),
    "three_column": lambda key: ThreeColumn(key=key),
    "kano": lambda key: Kano(key=key, functional={}, dysfunctional={}),
}


class Gone(ValueError):
    """Somebody else removed what this was about."""


class Clash(ValueError):
    """Somebody else changed the same part meanwhile; nothing was changed."""

    def __init__(self) -> None:
        super().__init__("Somebody else changed this meanwhile: look at both, and save what shall stand.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PutWhole:
    """What is said of the whole. Its pages are left alone; `dimensions` come with the key that each had before."""

    seen: str
    whole: Definition
    dimensions: tuple[tuple[str, Dimension], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PutPage:
    """What is said of a page; its items are left alone."""

    key: str
    seen: str
    page: Page


@dataclass(frozen=True, slots=True, kw_only=True)
class PutItem:
    key: str
    seen: str
    item: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPage:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class AddItem:
    """At the end of a page."""

    page: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveItem:
    """To a page, before one of its items or to its end."""

    key: str
    page: str
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePage:
    key: str
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One place up or down; an item at the edge of its page goes on to the next one."""

    what: str
    key: str
    up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    """`what` is 'item' or 'page'; a page goes with its items."""

    what: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """What was removed, where it was: an item into `page`, or a whole page."""

    part: Item | Page
    page: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Texts in one language: by place, what stood there when it was read, and what shall stand there."""

    language: str
    texts: Mapping[str, tuple[str, str]]


Deed = (
    PutWhole
    | PutPage
    | PutItem
    | AddPage
    | AddItem
    | MoveItem
    | MovePage
    | Step
    | Copy
    | Remove
    | PutBack
    | Say
)
