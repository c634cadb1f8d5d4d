"""Bytes of any named encoding into UTF-8 bytes; nothing is guessed silently."""

import codecs
from collections.abc import Callable, Iterator
from pathlib import Path

from charset_normalizer import from_bytes

from wellserved.platform.refusals import Refused

# A noncharacter that no text holds: it marks bytes which the named encoding does not know, and the row is rejected.
BROKEN = "\ufdd0"
BROKEN_UTF8 = BROKEN.encode()
BLOCK = 1 << 20
_SAMPLE = 1 << 15
_COMMON = ("cp949", "big5", "shift_jis", "gb18030", "cp1252")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class EncodingError(Refused):
    """The file is not in the encoding that was named, or none was named and it is not UTF-8."""


class EncodingUnknownError(EncodingError):
    exit_code = 2


def _mark_broken(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if error.encoding.startswith(("utf-16", "utf-32", "utf16", "utf32")):
        return BROKEN, error.end
    # One byte at a time, so that the newline after a half character is not swallowed with it.
    return BROKEN, error.start + 1


codecs.register_error("wellserved_broken", _mark_broken)


def encoding_of(path: Path, named: str | None) -> str:
    """The encoding to read `path` with: the named one, its byte order mark's, or UTF-8 once all of it is checked."""
    with path.open("rb") as file:
        start = file.read(4)
    marked = next((encoding for mark, encoding in _MARKS if start.startswith(mark)), None)
    if named is None:
        return marked or _checked_utf8(path)
    name = _known(named)
    if marked is None:
        return name
    if not name.startswith(marked.removesuffix("-sig")):
        raise EncodingError(
            f"{path} begins with the byte order mark of {marked.removesuffix('-sig')}, but {named} was named. "
            "Leave the encoding out, or name that one."
        )
    return marked


def _known(named: str) -> str:
    try:
        name = codecs.lookup(named).name
        # Python knows codecs that are no encodings of text, such as hex.
        "".encode(name)
    except LookupError as error:
        raise EncodingUnknownError(
            f"There is no encoding named {named!r}. "
            "Names are such as utf-8, cp949, big5, utf-16, shift_jis or gb18030."
        ) from error
    return name


def utf8_blocks(path: Path, encoding: str, *, advance: Callable[[int], None]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="wellserved_broken")
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield decoder.decode(block).encode("utf-8", "replace")
            advance(len(block))
    if rest := decoder.decode(b"", final=True):
        yield rest.encode("utf-8", "replace")


def _checked_utf8(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    line, offset = 1, 0
    with path.open("rb") as file:
        while True:
            block = file.read(BLOCK)
            pending = decoder.getstate()[0]
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                bad = pending + block
                place = offset - len(pending) + error.start
                line += bad.count(b"\n", 0, error.start)
                raise EncodingError(_not_utf8(path, line, place)) from error
            if not block:
                return "utf-8"
            line += block.count(b"\n")
            offset += len(block)


def _not_utf8(path: Path, line: int, place: int) -> str:
    with path.open("rb") as file:
        file.seek(place)
        byte = file.read(1)
        file.seek(max(0, place - _SAMPLE // 2))
        sample = file.read(_SAMPLE)
    likely = likely_encodings(sample)
    advice = (
        f"It may be {', '.join(likely[:-1]) + ' or ' + likely[-1] if len(likely) > 1 else likely[0]}: "
        if likely
        else ""
    )
    example = likely[0] if likely else "NAME"
    return (
        f"{path} is not UTF-8: line {line}, byte {place + 1} (0x{byte.hex()}). {advice}"
        f'say which with --encoding {example} or encoding = "{example}" in the mapping. '
        "With --encoding utf-8 only the lines that are not UTF-8 are rejected. Nothing was recorded."
    )


def likely_encodings(sample: bytes) -> list[str]:
    """Encodings that the sample may be in, the likeliest first; a hint for a person, never a decision."""
    # A sample may begin or end within a character: whole lines only.
    first, last = sample.find(b"\n"), sample.rfind(b"\n")
    whole = sample[first + 1 : last] if last > first >= 0 else sample
    detected = [match.encoding for match in from_bytes(whole)]
    names = [
        _public(name)
        for name in detected
        if name in _COMMON or name in {"euc_kr", "johab", "utf_16", "gbk", "gb2312"}
    ]
    return list(dict.fromkeys([*names, *(name for name in _COMMON if _decodes(whole, name))]))[:4]


def _public(name: str) -> str:
    return {"euc_kr": "cp949", "gbk": "gb18030", "gb2312": "gb18030", "utf_16": "utf-16"}.get(name, name)


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        sample.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
