"""Voice notes without what is written beside the sound, and recordings that are made to hurt."""

import struct
import time

import pytest

from wellserved.voice.domain.sounds import NoSound, bare_sound, sound_type

PLACE = b"+37.5665+126.9780/"
MARK = b"ID3\x04\0\0"


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack("<4sI", kind, len(body)) + body + b"\0" * (len(body) % 2)


def wav(*chunks: bytes) -> bytes:
    body = b"WAVE" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


FTYP = box(b"ftyp", b"M4A \0\0\0\0")
FORMAT = chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, 8000, 8000, 1, 8))
SOUND = b"\x7f\x80\x81" * 30
RECORDINGS = {
    "audio/mp4": FTYP + box(b"moov", box(b"trak", box(b"udta", PLACE))) + box(b"mdat", SOUND) + b"rest",
    "audio/wav": wav(FORMAT, chunk(b"LIST", PLACE + b"?"), chunk(b"data", SOUND), chunk(b"id3 ", PLACE)),
    "audio/mpeg": MARK + b"\0\0\0\x12" + PLACE + b"\xff\xfb" + SOUND + b"TAG" + PLACE.ljust(125, b"\0"),
}


@pytest.mark.parametrize("kind", RECORDINGS)
def test_what_a_phone_writes_beside_the_sound_is_gone_and_the_sound_is_where_it_was(kind: str) -> None:
    content = RECORDINGS[kind]
    assert sound_type(content) == kind
    bared = bare_sound(content)
    assert SOUND in bared
    assert PLACE not in bared
    assert bare_sound(bared) == bared
    if kind != "audio/mpeg":
        assert (len(bared), bared.index(SOUND)) == (len(content), content.index(SOUND))


def test_a_recording_that_was_cut_off_keeps_its_sound() -> None:
    content = wav(FORMAT, struct.pack("<4sI", b"data", 0) + SOUND)
    assert bare_sound(content) == content


def test_boxes_in_boxes_take_no_memory_and_are_refused_when_they_are_too_many() -> None:
    deep = FTYP + b"".join(struct.pack(">I4s", 8 * n, b"moov") for n in range(100_000, 0, -1))
    began = time.process_time()
    with pytest.raises(NoSound, match="nested too deeply"):
        bare_sound(deep)
    assert time.process_time() - began < 0.5
    with pytest.raises(NoSound, match="breaks off"):
        bare_sound(FTYP + struct.pack(">I4s", 9000, b"moov"))


@pytest.mark.parametrize("tail", [b"", b"TAG" + b"\0" * 125], ids=["past its end", "two tags"])
def test_tags_without_a_sound_are_no_recording(tail: bytes) -> None:
    with pytest.raises(NoSound, match="no sound"):
        bare_sound(MARK + b"\x7f\x7f\x7f\x7f" + b"\0" * 200 + tail)
