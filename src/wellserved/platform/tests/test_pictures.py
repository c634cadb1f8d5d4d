"""Pictures are told by their bytes, and keep nothing that a camera wrote beside them."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellserved.platform.pictures import NoPicture, bare, sniffed

PLACE = b"GPS 37.5665 N 126.9780 E"


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def riff(*parts: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(
        kind + struct.pack("<I", len(part)) + part + b"\0" * (len(part) % 2) for kind, part in parts
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


JFIF, TABLE = segment(0xE0, b"JFIF\0"), segment(0xDB, b"\0" * 65)
SCAN = segment(0xDA, b"\0" * 10) + b"picture\xff\x00itself" + b"\xff\xd9"
JPEG = b"\xff\xd8" + JFIF + segment(0xE1, b"Exif\0\0" + PLACE) + segment(0xFE, PLACE) + TABLE + SCAN + PLACE
PNG_HEAD = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\0" * 13)
PNG_TAIL = chunk(b"IDAT", b"picture") + chunk(b"IEND", b"")
PNG = PNG_HEAD + chunk(b"eXIf", PLACE) + chunk(b"tEXt", PLACE) + PNG_TAIL + PLACE
WEBP = riff((b"VP8X", b"\x0c" + b"\0" * 9), (b"VP8 ", b"picture"), (b"EXIF", PLACE), (b"XMP ", PLACE))


def test_nothing_but_the_picture_is_left() -> None:
    assert bare(JPEG) == b"\xff\xd8" + JFIF + TABLE + SCAN
    assert bare(PNG) == PNG_HEAD + PNG_TAIL
    assert bare(WEBP) == riff((b"VP8X", b"\0" * 10), (b"VP8 ", b"picture"))


@pytest.mark.parametrize("picture", [JPEG, PNG, WEBP])
def test_a_bare_picture_stays_as_it_is(picture: bytes) -> None:
    assert bare(bare(picture)) == bare(picture)


def test_the_bytes_say_what_it_is() -> None:
    assert [sniffed(one) for one in (JPEG, PNG, WEBP)] == ["image/jpeg", "image/png", "image/webp"]
    for other in (b"", b"<svg onload=alert(1)>", b"GIF89a", b"%PDF-1.7", b"MZ"):
        with pytest.raises(NoPicture):
            sniffed(other)


@pytest.mark.parametrize("picture", [JPEG, PNG, WEBP])
def test_a_picture_that_breaks_off_is_none(picture: bytes) -> None:
    whole = bare(picture)
    for end in range(3, len(whole) - 1):
        with pytest.raises(NoPicture):
            bare(whole[:end])


@given(
    st.binary(max_size=300), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x20\0\0\0WEBP"])
)
def test_whatever_comes_is_a_picture_or_is_refused(noise: bytes, head: bytes) -> None:
    try:
        kept = bare(head + noise)
    except NoPicture:
        return
    assert len(kept) <= len(head + noise)
