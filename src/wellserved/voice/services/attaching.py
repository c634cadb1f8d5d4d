"""Photos and voice notes that come with a screen: looked at, bared of what a phone writes beside them, kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from wellserved.platform.pictures import NoPicture, bare, pixels, sniffed
from wellserved.voice.domain.answers import Wrong
from wellserved.voice.domain.definition import Photo, VoiceNote
from wellserved.voice.domain.sounds import NoSound, bare_sound, sound_type
from wellserved.voice.models import Attachment, Response
from wellserved.voice.queries.answering import Asked

from .answering import Given, asked_of, begin

__all__ = ["LARGEST", "Attached", "attach", "keep_beside"]

LARGEST = 10_000_000
# So many a phone's largest camera has; a file of a few bytes can claim a thousand times as many.
MOST_PIXELS = 120_000_000


Files = Mapping[str, tuple[str, bytes]]
"""By item: the media type and the bytes, bared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """`ids` of what was kept, by item, and what is wrong with the rest. `beside` waits for the response that is kept apart:
    it must not change the one that the secret is for.
    """

    ids: Mapping[str, int] = field(default_factory=dict)
    beside: Files = field(default_factory=dict)
    wrongs: tuple[Wrong, ...] = ()


@transaction.atomic
def attach(given: Given, *, files: Mapping[str, bytes], flooded: bool, now: datetime) -> Attached:
    """Keep the files of a screen with its response, which is begun with them; a later one of an item replaces it.

    In a flood from where they come from none is kept, but of whom we have invited: of those there are so many and no more.
    """
    asked = asked_of(given) if files else None
    if asked is None:
        return Attached()
    apart = asked.finished_at is not None or asked.is_of_another(given.customer)
    kept, wrongs = _looked(given, asked, files, refused=flooded and (apart or asked.invitation_id is None))
    if apart:
        return Attached(beside=_not_there(kept, response=asked.response_id), wrongs=wrongs)
    ids = _stored(_response(given, asked, now=now), kept, now=now) if kept else {}
    return Attached(ids=ids, wrongs=wrongs)


@transaction.atomic
def keep_beside(response: int, *, files: Files, now: datetime) -> None:
    """With a response that was kept apart, for whoever reads that."""
    ids = _stored(response, files, now=now)
    row = Response.objects.select_for_update().get(pk=response)
    Response.objects.filter(pk=response).update(answers={**row.answers, **ids})


def _looked(
    given: Given, asked: Asked, files: Mapping[str, bytes], *, refused: bool
) -> tuple[Files, tuple[Wrong, ...]]:
    wrongs: list[Wrong] = []
    kept: dict[str, tuple[str, bytes]] = {}
    for item in asked.items_on(asked.at(given.at)):
        if item.key in files and isinstance(item, Photo | VoiceNote):
            try:
                if refused:
                    raise Refused("flood", "Very many files come from there: send it again in ten minutes.")  # noqa: TRY301  one of its reasons
                kept[item.key] = _looked_at(files[item.key], photo=isinstance(item, Photo))
            except Refused as error:
                wrongs.append(Wrong(item=item.key, why=error.why, said=str(error)))
    return kept, tuple(wrongs)


def _not_there(kept: Files, *, response: int | None) -> Files:
    """Without what a second click sends once more."""
    rows = Attachment.objects.filter(response=response, item__in=kept).values_list("item", "content")
    there = {item: bytes(content) for item, content in rows}
    return {key: file for key, file in kept.items() if there.get(key) != file[1]}


def _stored(response: int, files: Files, *, now: datetime) -> dict[str, int]:
    ids = {}
    for key, (media_type, content) in files.items():
        given = {"media_type": media_type, "size": len(content), "content": content, "made_at": now}
        row, _made = Attachment.objects.update_or_create(response_id=response, item=key, defaults=given)
        ids[key] = row.pk
    return ids


class Refused(ValueError):
    """`why` is 'size', 'type' or 'flood'."""

    def __init__(self, why: str, said: str) -> None:
        super().__init__(said)
        self.why = why


def _looked_at(content: bytes, *, photo: bool) -> tuple[str, bytes]:
    if len(content) > LARGEST:
        raise Refused("size", f"A file may have {LARGEST // 1_000_000} MB; take a smaller one.")
    try:
        if not photo:
            return sound_type(content), bare_sound(content)
        picture = bare(content)
        if pixels(picture) > MOST_PIXELS:
            raise Refused("size", "This picture claims to be larger than any camera's; take another one.")
        return sniffed(picture), picture
    except (NoPicture, NoSound) as error:
        raise Refused("type", str(error)) from error


def _response(given: Given, asked: Asked, *, now: datetime) -> int:
    return asked.response_id or begin(given, asked, now=now)
