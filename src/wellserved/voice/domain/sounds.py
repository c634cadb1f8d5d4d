"""Voice notes: what they are by their own bytes, and without what a phone writes beside the sound."""

import struct
from collections.abc import Iterator

import puremagic

__all__ = ["NoSound", "bare_sound", "sound_type"]

_TYPES = {
    "audio/mpeg": "audio/mpeg",
    "audio/mp3": "audio/mpeg",
    "audio/ogg": "audio/ogg",
    "audio/opus": "audio/ogg",
    "application/ogg": "audio/ogg",
    "video/webm": "audio/webm",
    "audio/webm": "audio/webm",
    "audio/mp4": "audio/mp4",
    "audio/m4a": "audio/mp4",
    "audio/x-m4a": "audio/mp4",
    "video/mp4": "audio/mp4",
    "video/3gpp": "audio/3gpp",
    "audio/3gpp": "audio/3gpp",
    "audio/wav": "audio/wav",
    "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav",
}
# Where phones write place, time and device: of MP4, these boxes.
_WRITTEN_BESIDE = frozenset({b"udta", b"meta", b"uuid"})
_CONTAINERS = frozenset({b"moov", b"trak"})


class NoSound(ValueError):
    """It is none of the recordings that we take."""


def sound_type(content: bytes) -> str:
    """The media type by the bytes themselves. Raises NoSound."""
    if content[4:8] == b"ftyp":
        return "audio/3gpp" if content[8:11] == b"3gp" else "audio/mp4"
    if content[:4] == b"\x1a\x45\xdf\xa3":
        return "audio/webm"
    try:
        found = [match.mime_type for match in puremagic.magic_string(content[:4096])]
    except (puremagic.PureError, ValueError) as error:
        raise NoSound("This is no sound recording that we know.") from error
    known = next((_TYPES[one] for one in found if one in _TYPES), None)
    if known is None:
        raise NoSound("This is no sound recording that we know.")
    return known


def bare_sound(content: bytes) -> bytes:
    """The same recording without what was written beside it. Raises NoSound."""
    kind = sound_type(content)
    if kind in ("audio/mp4", "audio/3gpp"):
        return b"".join(_boxes(content))
    if kind == "audio/mpeg":
        return _without_tags(content)
    return content


def _boxes(content: bytes) -> Iterator[bytes]:
    """A box is emptied in its place: the sound is found by its distance from the beginning."""
    at = 0
    while at + 8 <= len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        head = 8
        if size == 1 and at + 16 <= len(content):
            (size,) = struct.unpack_from(">Q", content, at + 8)
            head = 16
        end = len(content) if size == 0 else at + size
        if end > len(content) or end < at + head:
            raise NoSound("This recording breaks off.")
        if kind in _CONTAINERS:
            yield content[at : at + head]
            yield from _boxes(content[at + head : end])
        elif kind in _WRITTEN_BESIDE:
            yield content[at : at + 4] + b"free" + content[at + 8 : at + head] + bytes(end - at - head)
        else:
            yield content[at:end]
        at = end
    yield content[at:]


def _without_tags(content: bytes) -> bytes:
    if content[:3] == b"ID3" and len(content) > 10:
        size = sum((byte & 0x7F) << shift for byte, shift in zip(content[6:10], (21, 14, 7, 0), strict=True))
        content = content[10 + size :]
    return content[:-128] if content[-128:-125] == b"TAG" else content
