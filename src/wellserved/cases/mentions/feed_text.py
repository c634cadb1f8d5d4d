"""A feed made ready for the library that reads it, whose patterns take hours over what was made to keep it busy.

Over a beginning of blank lines, over an author's name of one long word, and over addresses that go on from one another, they
take time by the square: five megabytes of these pack into some kilobytes, and hold up everything else in the process for the
better part of a day.
"""

import codecs
import re
from collections.abc import Mapping
from xml.parsers import expat

from wellserved.cases.domain.encodings import NO_CHARACTER_SETS

from .adapter import Got, SourceUnreadable

__all__ = ["made_ready"]

LONGEST_HEAD = 8_000
"""Characters before the first element, blanks counted once."""
DEEPEST = 200
"""Elements that stand in one another, those of a review's own HTML among them."""
LONGEST_BASE = 2_000
"""Characters of the addresses that go on from one another; of a feed that is not well-formed, of all that it gives."""
LONGEST_BASES = 10_000
_TOO_LONG = "The addresses that it sets for its links (xml:base) are longer than any feed needs."
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
_DECLARED = re.compile(rb"<\?xml[^>]{0,300}?encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})", re.ASCII)
_NAMED = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})", re.ASCII | re.IGNORECASE)
_BASE = re.compile(r"\bbase\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]*)", re.IGNORECASE)
_ELEMENT = re.compile(r"<\w")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|(\d{1,8}))(?![0-9a-fA-F]);?|&#[xX]?[0-9a-fA-F]{9,};?")
# Longer than any name of an entry that is one.
_LONG_WORD = re.compile(r"([\w.+-]{1000})[\w.+-]+", re.ASCII)


def made_ready(got: Got) -> bytes:
    """In UTF-8. Raises SourceUnreadable for what begins as no feed does."""
    text = _decoded(got)
    # No feed needs entities of its own; they read files and grow without end.
    if "<!entity" in text.lower():
        raise SourceUnreadable("The feed declares entities of its own, which are not read.")
    begins = _ELEMENT.search(text)
    head = re.sub(r"\s+", "\n", text[: begins.start()]) if begins else ""
    if begins is None or len(head) > LONGEST_HEAD:
        raise SourceUnreadable("This is no RSS or Atom feed, or it breaks off.")
    rest = _LONG_WORD.sub(r"\1", text[begins.start() :])
    ready = (head + _REFERENCE.sub(_kept, rest)).encode(errors="replace")
    _refuse_nested(ready, bases=sum(len(one) for one in _BASE.findall(rest)))
    return ready


def _refuse_nested(ready: bytes, *, bases: int) -> None:
    """Each element may give an address that goes on from that of the one around it.

    What is not well-formed has no depth, and is read all the same: of that the addresses are counted.
    """
    lengths = [0]

    def deeper(_name: str, given: Mapping[str, str]) -> None:
        lengths.append(lengths[-1] + len(given.get("xml:base", given.get("base", ""))))
        if lengths[-1] > LONGEST_BASE:
            raise SourceUnreadable(_TOO_LONG)
        if len(lengths) > DEEPEST:
            raise SourceUnreadable(
                f"Its elements stand more than {DEEPEST} deep in one another. Ask for a feed that is flatter."
            )

    def back(_name: str) -> None:
        lengths.pop()

    parser = expat.ParserCreate("utf-8")
    # Names of characters that HTML knows and XML does not are no fault here.
    parser.UseForeignDTD(True)
    parser.StartElementHandler, parser.EndElementHandler = deeper, back
    try:
        parser.Parse(ready, True)
    except expat.ExpatError as error:
        if bases > LONGEST_BASES:
            raise SourceUnreadable(_TOO_LONG) from error


def _decoded(got: Got) -> str:
    """In what its first bytes, its header or itself says that it is written in, or else in what feeds are mostly."""
    names = [name for mark, name in _BOMS.items() if got.body.startswith(mark)][:1]
    names += _NAMED.findall(got.headers.get("content-type", ""))
    names += [name.decode() for name in _DECLARED.findall(got.body[:1000])]
    for name in (*names, "utf-8", "cp1252"):
        try:
            known = codecs.lookup(name).name
            if known not in NO_CHARACTER_SETS:
                return got.body.decode(known)
        except (LookupError, UnicodeError):
            continue
    return got.body.decode(errors="replace")


def _kept(found: "re.Match[str]") -> str:
    """One that stands for no character would keep out all entries."""
    hexadecimal, decimal = found[1], found[2]
    place = int(hexadecimal, 16) if hexadecimal else int(decimal) if decimal else 0
    return found[0] if 0 < place <= 0x10FFFF and not 0xD800 <= place <= 0xDFFF else "\ufffd"
