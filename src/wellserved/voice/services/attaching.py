"""Photos and voice notes that come with a screen: looked at, bared of what a phone writes beside them, kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from wellserved.platform.pictures import NoPicture, bare, pixels, sniffed
from wellserved.voice.domain.answers import Wrong
from wellserved.voice.domain.definition import Photo, VoiceNote
from wellserved.voice.domain.sounds import NoSound, bare_sound, sound_type
from wellserved.voice.models import Attachment
from wellserved.voice.queries.answering import Asked

from .answering import Given, asked_of, begin

__all__ = ["LARGEST", "Attached", "attach"]

LARGEST = 10_000_000
# So many a phone's largest camera has; a file of a few bytes can claim a thousand times as many.
MOST_PIXELS = 120_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """`ids` of what was kept, by item, and what is wrong with the rest."""

    ids: Mapping[str, int] = field(default_factory=dict)
    wrongs: tuple[Wrong, ...] = ()


@transaction.atomic
def attach(given: Given, *, files: Mapping[str, bytes], flooded: bool, now: datetime) -> Attached:
    """Keep the files of a screen with its response, which is begun with them; a later one of an item replaces it.

    In a flood from where they come from none is kept, but of whom we have invited: of those there are so many and no more.
    """
    asked = asked_of(given) if files else None
    if asked is None or asked.finished_at is not None or asked.is_of_another(given.customer):
        return Attached()
    ids: dict[str, int] = {}
    wrongs: list[Wrong] = []
    kept: dict[str, tuple[str, bytes]] = {}
    for item in asked.items_on(asked.at(given.at)):
        if item.key in files and isinstance(item, Photo | VoiceNote):
            try:
                if flooded and asked.invitation_id is None:
                    raise Refused("flood", "Very many files come from there: send it again in ten minutes.")  # noqa: TRY301  one of its reasons
                kept[item.key] = _looked_at(files[item.key], photo=isinstance(item, Photo))
            except Refused as refused:
                wrongs.append(Wrong(item=item.key, why=refused.why, said=str(refused)))
    if kept:
        response = _response(given, asked, now=now)
        for key, (media_type, content) in kept.items():
            row, _made = Attachment.objects.update_or_create(
                response_id=response,
                item=key,
                defaults={
                    "media_type": media_type,
                    "size": len(content),
                    "content": content,
                    "made_at": now,
                },
            )
            ids[key] = row.pk
    return Attached(ids=ids, wrongs=tuple(wrongs))


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
