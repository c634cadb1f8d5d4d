"""Photos that come with words: looked at as those of a questionnaire are, and bared of what a phone writes beside them."""

from collections.abc import Iterable

from wellserved.cases.contracts import AttachmentIn
from wellserved.platform.pictures import NoPicture, bare, pixels, sniffed
from wellserved.voice.services.attaching import LARGEST, MOST_PIXELS

__all__ = ["photos_of"]

_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


def photos_of(contents: Iterable[bytes]) -> tuple[AttachmentIn, ...]:
    """Each as it is kept. One that is refused is noted with its reason, and the words go their way without it."""
    return tuple(_looked_at(content, number) for number, content in enumerate(contents, start=1))


def _looked_at(content: bytes, number: int) -> AttachmentIn:
    name, size = f"photo-{number}", len(content)
    if size > LARGEST:
        return AttachmentIn(name=name, content=None, size=size, refused="too_large")
    try:
        picture = bare(content)
        if pixels(picture) > MOST_PIXELS:
            return AttachmentIn(name=name, content=None, size=size, refused="too_large")
        return AttachmentIn(name=f"{name}.{_ENDINGS[sniffed(picture)]}", content=picture)
    except NoPicture:
        return AttachmentIn(name=name, content=None, size=size, refused="type")
