"""Voice notes: what they are by their own bytes, and without what a phone writes beside the sound."""

import struct
from collections.abc import Iterable, Iterator

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
# Where phones write place, time and device in an MP4.
_WRITTEN_BESIDE = frozenset({b"udta", b"meta", b"uuid"})
_CONTAINERS = frozenset({b"moov", b"trak"})
DEEPEST = 4
# Of WAV, all that is needed to play it.
_SOUND_OF_WAV = frozenset({b"fmt ", b"fact", b"data"})


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
    """The same recording without what phones write beside the sound: place, time and device, which stand in the boxes of MP4,
    the chunks of WAV and the tags of MP3. WebM and Ogg stay as they are: browsers record them, and write no more beside
    the sound than the name of their encoder. Raises NoSound.
    """
    kind = sound_type(content)
    if kind in ("audio/mp4", "audio/3gpp"):
        return _blanked(content, _boxes_beside(content, 0, len(content), depth=0), name=b"free")
    if kind == "audio/wav":
        return _blanked(content, _chunks_beside(content), name=b"JUNK")
    return _without_tags(content) if kind == "audio/mpeg" else content


def _blanked(content: bytes, parts: Iterable[tuple[int, int, int]], *, name: bytes) -> bytes:
    """Each part (where its name, its body and what follows begin) is emptied in its place: the sound is found by its
    distance from the beginning.
    """
    found = bytearray(content)
    for named, body, end in parts:
        found[named : named + 4] = name
        found[body:end] = bytes(end - body)
    return bytes(found)


def _boxes_beside(content: bytes, at: int, end: int, *, depth: int) -> Iterator[tuple[int, int, int]]:
    if depth > DEEPEST:
        raise NoSound("This recording is nested too deeply.")
    while at + 8 <= end:
        size, kind = struct.unpack_from(">I4s", content, at)
        body = at + 8
        if size == 1 and at + 16 <= end:
            (size,) = struct.unpack_from(">Q", content, body)
            body = at + 16
        after = end if size == 0 else at + size
        if not body <= after <= end:
            raise NoSound("This recording breaks off.")
        if kind in _CONTAINERS:
            yield from _boxes_beside(content, body, after, depth=depth + 1)
        elif kind in _WRITTEN_BESIDE:
            yield at + 4, body, after
        at = after


def _chunks_beside(content: bytes) -> Iterator[tuple[int, int, int]]:
    """A recorder that was cut off has not written how long the sound is: then all that follows is sound."""
    at = 12
    while at + 8 <= len(content):
        kind, size = struct.unpack_from("<4sI", content, at)
        after = min(at + 8 + size, len(content))
        if kind == b"data" and size in (0, 0xFFFFFFFF):
            return
        if kind not in _SOUND_OF_WAV:
            yield at, at + 8, after
        at = after + size % 2


def _without_tags(content: bytes) -> bytes:
    begins, ends = 0, len(content)
    if content[:3] == b"ID3" and len(content) > 10:
        size = sum((byte & 0x7F) << shift for byte, shift in zip(content[6:10], (21, 14, 7, 0), strict=True))
        begins = 10 + size
    if content[-128:-125] == b"TAG":
        ends -= 128
    if begins >= ends:
        raise NoSound("There is no sound in this recording.")
    return content[begins:ends]
