"""Pictures as they come from a phone: what they are by their own bytes, and without what was written beside them.

A camera writes into a picture where and when it was taken, and with what. Only the picture is kept; it is not
decoded for that, each format says where its parts begin and end.
"""

import struct
from collections.abc import Iterator

__all__ = ["NoPicture", "bare", "pixels", "sniffed"]

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs"}
)
_WEBP_DROPPED = frozenset({b"EXIF", b"XMP "})
_EXIF_AND_XMP_BITS = 0b0000_1100
# Of the segments APP0 to APP15, and comments: JFIF's own, the colours' and Adobe's way of coding them.
_JPEG_KEPT = frozenset({0xE0, 0xE2, 0xEE})
_START_OF_SCAN, _END = 0xDA, 0xD9


class NoPicture(ValueError):
    """It is none of the formats that we take, or breaks off."""


def sniffed(content: bytes) -> str:
    """The media type by the bytes themselves: JPEG, PNG or WebP. Raises NoPicture."""
    if content[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    if content[:8] == _PNG:
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    raise NoPicture("This is no JPEG, PNG or WebP picture.")


def bare(content: bytes) -> bytes:
    """The same picture without what is written beside it. Raises NoPicture."""
    parts = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}[sniffed(content)]
    try:
        return b"".join(parts(content))
    except (IndexError, struct.error) as error:
        raise NoPicture("This picture breaks off.") from error


def _jpeg(content: bytes) -> Iterator[bytes]:
    yield content[:2]
    at = 2
    while True:
        if content[at] != 0xFF:
            raise NoPicture("This JPEG picture is broken.")
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == _END:
            raise NoPicture("There is nothing in this JPEG picture.")
        (length,) = struct.unpack_from(">H", content, at + 2)
        if length < 2 or at + 2 + length > len(content):
            raise NoPicture("This JPEG picture breaks off.")
        if marker == _START_OF_SCAN:
            break
        if not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker in _JPEG_KEPT:
            yield content[at : at + 2 + length]
        at += 2 + length
    # What follows is the picture itself, up to its end; phones hang films and depth maps behind that.
    end = content.find(b"\xff\xd9", at)
    if end < 0:
        raise NoPicture("This JPEG picture breaks off.")
    yield content[at : end + 2]


def _png(content: bytes) -> Iterator[bytes]:
    yield _PNG
    at = len(_PNG)
    while True:
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise NoPicture("This PNG picture breaks off.")
        if kind in _PNG_KEPT:
            yield content[at:end]
        if kind == b"IEND":
            return
        at = end


def _webp(content: bytes) -> Iterator[bytes]:
    (size,) = struct.unpack_from("<I", content, 4)
    end = 8 + size
    if end > len(content):
        raise NoPicture("This WebP picture breaks off.")
    parts, at = [], 12
    while at + 8 <= end:
        kind, length = struct.unpack_from("<4sI", content, at)
        after = at + 8 + length + length % 2
        if after > end:
            raise NoPicture("This WebP picture breaks off.")
        part = content[at:after]
        if kind == b"VP8X":
            # Its flags must not speak of what is no longer there.
            part = part[:8] + bytes([part[8] & ~_EXIF_AND_XMP_BITS]) + part[9:]
        if kind not in _WEBP_DROPPED:
            parts.append(part)
        at = after
    body = b"WEBP" + b"".join(parts)
    yield b"RIFF" + struct.pack("<I", len(body)) + body


def pixels(content: bytes) -> int:
    """How many the picture says that it has: a few bytes can unfold into more than a browser holds. Raises NoPicture."""
    try:
        width, height = {"image/jpeg": _jpeg_size, "image/png": _png_size, "image/webp": _webp_size}[
            sniffed(content)
        ](content)
    except (IndexError, struct.error) as error:
        raise NoPicture("This picture breaks off.") from error
    return width * height


def _png_size(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int]:
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        (length,) = struct.unpack_from(">H", content, at + 2)
        at += 2 + length
    return 0, 0


def _webp_size(content: bytes) -> tuple[int, int]:
    kind = content[12:16]
    if kind == b"VP8X":
        return (
            int.from_bytes(content[24:27], "little") + 1,
            int.from_bytes(content[27:30], "little") + 1,
        )
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", content, 26)
    return width & 0x3FFF, height & 0x3FFF
