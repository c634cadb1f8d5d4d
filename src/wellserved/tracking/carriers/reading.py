"""Bytes from outside become values: bounded in size and depth, with the place of whatever does not fit."""

import re
from typing import TypeVar
from xml.etree.ElementTree import Element, ParseError

import msgspec
from defusedxml import DefusedXmlException  # type: ignore[import-untyped]  # it ships no types
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]  # as above

from .answer import AnswerRefused, Fault

__all__ = [
    "LONGEST_ANSWER",
    "child",
    "children",
    "local_name",
    "read_json",
    "read_part",
    "read_xml",
    "text_of",
]

LONGEST_ANSWER = 8 * 1024 * 1024
DEEPEST = 64
_SHAPES = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\Z)|[\[{]|[\]}]', re.DOTALL)
_AT = re.compile(r"^(.*?)(?: - at `(.*)`)?$", re.DOTALL)

T = TypeVar("T")


def _bounded(payload: bytes) -> None:
    if len(payload) > LONGEST_ANSWER:
        raise AnswerRefused(
            place="the answer",
            why=f"It has {len(payload):,} bytes; {LONGEST_ANSWER:,} is the most that is read.",
            mend="Ask the carrier for fewer numbers at a time.",
        )


def _shallow(payload: bytes) -> None:
    depth = 0
    for shape in _SHAPES.finditer(payload):
        first = payload[shape.start()]
        depth += (first in b"[{") - (first in b"]}")
        if depth > DEEPEST:
            raise AnswerRefused(
                place=f"byte {shape.start()}",
                why=f"The JSON is nested more than {DEEPEST} levels deep, which no carrier's answer is.",
                mend="Send the answer as the carrier gave it.",
            )


def _why(error: Exception) -> tuple[str, str]:
    """The sentence and the place of a decoding error."""
    found = _AT.match(str(error))
    sentence, place = (found[1], found[2]) if found else (str(error), None)
    return f"{sentence[:200]}.", place or ""


def read_json(payload: bytes, shape: type[T]) -> T:
    """The whole answer in the shape that the carrier documents."""
    _bounded(payload)
    _shallow(payload)
    try:
        return msgspec.json.decode(payload, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        why, place = _why(error)
        raise AnswerRefused(
            place=place or "the answer",
            why=why,
            mend="Send the answer as the carrier gave it, as JSON in UTF-8.",
        ) from error


def read_part(raw: msgspec.Raw, shape: type[T], place: str) -> T | Fault:
    """One event of an answer, or the fault that keeps just this one out."""
    try:
        return msgspec.json.decode(raw, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        why, inner = _why(error)
        return Fault(
            place=place + inner.removeprefix("$"),
            why=why,
            mend="The other events have gone in; send this one again.",
        )


def read_xml(payload: bytes, *, may_have_type: bool = False) -> Element:
    """The root of an XML answer; document types and entities are refused, so nothing can blow up or reach out.

    A bare document type, without entities, is harmless: `may_have_type` lets it pass and reads nothing of it.
    """
    _bounded(payload)
    try:
        root: Element = fromstring(payload, forbid_dtd=not may_have_type)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise AnswerRefused(
            place="the answer",
            why=f"It is not XML that can be read safely: {str(error)[:200] or type(error).__name__}.",
            mend="Send the answer as the carrier gave it, without a document type.",
        ) from error
    level, depth = [root], 1
    while level:
        if depth > DEEPEST:
            raise AnswerRefused(
                place=f"element '{local_name(level[0])}'",
                why=f"The XML is nested more than {DEEPEST} levels deep, which no carrier's answer is.",
                mend="Send the answer as the carrier gave it.",
            )
        level, depth = [inner for one in level for inner in one], depth + 1
    return root


def local_name(element: Element) -> str:
    """Without its namespace, at most 60 letters."""
    return element.tag.rpartition("}")[2][:60]


def children(element: Element | None, name: str) -> list[Element]:
    """The children of this name, whatever their namespace."""
    return [] if element is None else [one for one in element if local_name(one) == name]


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along these names."""
    for name in path:
        element = next(iter(children(element, name)), None)
    return element


def text_of(element: Element | None, *path: str) -> str:
    """The text at the end of the path with its white space made plain; empty where there is none."""
    found = child(element, *path)
    return " ".join((found.text or "").split()) if found is not None else ""
