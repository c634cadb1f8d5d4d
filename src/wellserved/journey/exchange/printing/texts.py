"""Lines of text that fit a width, without knowing the font: widths are estimated, and rather too wide."""

import unicodedata
from collections.abc import Iterator

_NARROW = frozenset("iljtfrI.,:;'|!()[]-·")
_WIDE = frozenset("mwMW%@—")


def width_of(text: str, *, size: float) -> float:
    return sum(_em(character) for character in text) * size


def wrapped(text: str, *, width: float, size: float) -> list[str]:
    """The lines of a text. Korean breaks between words, Chinese anywhere; a word that is too long is cut."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if width_of((line + piece).rstrip(), size=size) <= width:
            line += piece
            continue
        if line.strip():
            lines.append(line.rstrip())
        *full, line = _cut(piece.lstrip(), width=width, size=size)
        lines += full
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> Iterator[str]:
    """What may not be broken: a word with the space before it, a Chinese character."""
    piece = ""
    for character in text:
        if character == " " or _is_ideograph(character):
            if piece:
                yield piece
            piece = character
        elif piece and _is_ideograph(piece[-1]) and not _hangs(character):
            yield piece
            piece = character
        else:
            piece += character
    if piece:
        yield piece


def _cut(word: str, *, width: float, size: float) -> list[str]:
    parts = [""]
    for character in word:
        if parts[-1] and width_of(parts[-1] + character, size=size) > width:
            parts.append("")
        parts[-1] += character
    return parts


def _hangs(character: str) -> bool:
    """Punctuation that may not begin a line."""
    return unicodedata.category(character) in {"Po", "Pe", "Pf"}


def _is_ideograph(character: str) -> bool:
    return "\u3040" <= character <= "\u30ff" or "\u3400" <= character <= "\u9fff" or character >= "\U00020000"


def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if unicodedata.combining(character):
        return 0.0
    if character == " ":
        return 0.3
    if character in _NARROW:
        return 0.38
    if character in _WIDE:
        return 0.95
    return 0.7 if character.isupper() else 0.61
