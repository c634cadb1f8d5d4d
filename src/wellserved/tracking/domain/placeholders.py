"""Texts with places to be filled in: {number} and the like, and nothing that could do anything."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

NAMES = ("number", "title", "happened", "next", "you_can", "window", "link")
"""What a notice's text may name."""
_PLACE = re.compile(r"\{([^{}\n]*)\}|[{}]")
_BLANK_LINES = re.compile(r"\n\s*\n+")


class Wrong(StrEnum):
    UNKNOWN = "unknown"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a text and where, counted from one as people count."""

    what: Wrong
    line: int
    column: int
    text: str


def mistakes(text: str) -> tuple[Mistake, ...]:
    """Every place that names nothing we know, and every brace that stands alone."""
    found = []
    for match in _PLACE.finditer(text):
        name = match[1]
        if name in NAMES:
            continue
        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - (text.rfind("\n", 0, match.start()) + 1) + 1
        what = Wrong.OPEN if name is None else Wrong.UNKNOWN
        found.append(Mistake(what, line, column, match[0][:40]))
    return tuple(found)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled; a paragraph of which nothing is left is left out.

    What a value brings is never filled again, so that a number cannot smuggle a place in.
    """
    whole = _PLACE.sub(lambda match: values.get(match[1] or "", match[0]), text.replace("\r\n", "\n"))
    return _BLANK_LINES.sub("\n\n", whole).strip()
