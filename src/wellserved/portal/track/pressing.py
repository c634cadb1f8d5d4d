"""A template pressed into a form: rendered once for each shape of what it shows, then only filled in.

Django's template decides by whether a text is there and by how many there are of something; with the same answers
it renders the same page but for the texts themselves. So it is rendered with marks in the texts' stead, cut at the
marks, and kept; each further page of that shape is its texts, escaped, put between the pieces.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

_MARK = "qMark%dq"
Shape = tuple[Any, ...]


class Verbatim(str):
    """A text by which the template decides: it is part of the shape and not put in afterwards."""

    __slots__ = ()


def pressed(render: Callable[[Any], str], shown: Any) -> str:
    """What `render(shown)` would be; `shown` is made of dataclasses, tuples, texts, truths and numbers.

    A template that would escape a text otherwise than HTML does must be given a SafeString, and one that compares
    a text a Verbatim.
    """
    texts: list[str] = []
    shape = _shape(shown, texts)
    pieces = _pieces(render, get_language(), _Shown(shape, shown))
    return "".join([piece if isinstance(piece, str) else texts[piece] for piece in pieces])


def _shape(value: Any, texts: list[str]) -> Any:
    kind = type(value)
    if kind is str:
        if value:
            texts.append(escape(value))
            return True
        return ""
    if kind is tuple:
        return tuple([_shape(one, texts) for one in value])
    names = _fields(kind)
    if names:
        return tuple([_shape(getattr(value, name), texts) for name in names])
    if kind is SafeString:
        texts.append(value)
        return True
    return value


class _Shown:
    """The key of a pressed form: equal where the shape is, whatever the texts are."""

    __slots__ = ("shape", "shown")

    def __init__(self, shape: Any, shown: Any) -> None:
        self.shape, self.shown = shape, shown

    def __hash__(self) -> int:
        return hash(self.shape)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shown) and self.shape == other.shape


@lru_cache(maxsize=1_000)
def _pieces(render: Callable[[Any], str], _language: str | None, key: _Shown) -> tuple[str | int, ...]:
    marks: list[str] = []
    html = render(_marked(key.shown, marks))
    key.shown = None  # It is kept for its shape alone.
    pieces: list[str | int] = [html]
    for number, mark in enumerate(marks):
        pieces = [part for piece in pieces for part in _cut(piece, mark, number)]
    return tuple(pieces)


def _marked(value: Any, marks: list[str]) -> Any:
    kind = type(value)
    if kind in (str, SafeString):
        if not value and kind is str:
            return ""
        marks.append(_MARK % len(marks))
        return mark_safe(marks[-1])  # noqa: S308  our own mark
    if kind is tuple:
        return tuple(_marked(one, marks) for one in value)
    names = _fields(kind)
    if names:
        return kind(**{name: _marked(getattr(value, name), marks) for name in names})
    return value


def _cut(piece: str | int, mark: str, number: int) -> list[str | int]:
    if isinstance(piece, int):
        return [piece]
    found: list[str | int] = []
    for part in piece.split(mark):
        found += [part, number]
    return found[:-1]


_known: dict[type, tuple[str, ...]] = {}


def _fields(kind: type) -> tuple[str, ...]:
    names = _known.get(kind)
    if names is None:
        names = tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
        _known[kind] = names
    return names
