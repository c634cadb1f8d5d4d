"""What was answered at a kiosk, sent when there is a connection: each answer once, however often it comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.signing import Signer
from django.utils.crypto import constant_time_compare

from wellserved.people.contracts import NotFound
from wellserved.voice.domain.answers import WORDS, from_fields, wrong_with
from wellserved.voice.domain.definition import Definition, Photo, VoiceNote
from wellserved.voice.domain.layout import items_of
from wellserved.voice.models import Aside, Door
from wellserved.voice.queries.versions import definition_of, latest_of, questionnaire_of

from .flooding import Flow, count_answer
from .storing import Finished, store

__all__ = ["AnswerRefused", "KioskAnswer", "TooMany", "kiosk_key", "take_from_kiosk"]

SOURCE = "kiosk"
OLDEST = timedelta(days=60)
MOST = 50


class AnswerRefused(ValueError):
    """It can be no kiosk's, and is not stored however often it is sent."""


class TooMany(Exception):
    """More than `MOST` at once, or far too many from one address: the kiosk keeps them and tries later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskAnswer:
    """`id` is the kiosk's own for it; `version` the id of the version on its screen; times are the kiosk's own clock's."""

    id: str
    version: int
    language: str
    began_at: datetime
    finished_at: datetime
    fields: Mapping[str, Sequence[str]]


def kiosk_key(door: str) -> str:
    """What our own tablet knows and a stranger does not: a day's answers that come at once from it are no flood."""
    return Signer(salt="wellserved.kiosk").signature(door)


def take_from_kiosk(
    *, door: str, answers: Sequence[KioskAnswer], key: str, address: str, sent_at: datetime, now: datetime
) -> dict[str, str]:
    """By the id of each answer 'stored' or 'already_there'. `sent_at` is what the kiosk's clock said when it sent them, so
    that a wrong clock is put right. What comes after the door was closed is kept apart. Raises NotFound, TooMany, AnswerRefused.
    """
    row = Door.objects.filter(slug=door, channel=Door.Channel.KIOSK).first()
    if row is None:
        raise NotFound(f"There is no kiosk '{door}'.")
    if len(answers) > MOST:
        raise TooMany
    _look_at(answers, sent_at=sent_at)
    wrong_by = now - sent_at
    ours = constant_time_compare(key, kiosk_key(door))
    flow = [Flow.USUAL if ours else count_answer(address=address, now=now) for _ in answers]
    if Flow.REFUSED in flow:
        raise TooMany
    finished = [
        _finished(one, row, wrong_by=wrong_by, flooded=how is Flow.FLOOD, now=now)
        for one, how in zip(answers, flow, strict=True)
    ]
    stored = store(finished, now=now) if finished else []
    return {
        one.id: "already_there" if done.id is None else "stored"
        for one, done in zip(answers, stored, strict=True)
    }


def _look_at(answers: Sequence[KioskAnswer], *, sent_at: datetime) -> None:
    for one in answers:
        # A tablet without a battery begins in 1970.
        if not all(1970 <= when.year < 2200 for when in (sent_at, one.began_at, one.finished_at)):
            raise AnswerRefused("No clock is as wrong as that: its times lie outside of 1970 to 2199.")
        if len(one.language) > 12 or len(one.id) > 100 or not 0 < one.version < 1 << 62:
            raise AnswerRefused("Its id, language or version is none of ours.")
        if "\0" in one.id + one.language:
            raise AnswerRefused("It has NUL characters in it.")


def _finished(one: KioskAnswer, door: Door, *, wrong_by: timedelta, flooded: bool, now: datetime) -> Finished:
    finished_at = min(max(one.finished_at + wrong_by, now - OLDEST), now)
    began_at = min(max(one.began_at + wrong_by, finished_at - timedelta(days=1)), finished_at)
    known = questionnaire_of(one.version) == door.questionnaire_id
    version = one.version if known else latest_of(door.questionnaire_id)
    if version is None:
        raise NotFound(f"Nothing is asked at '{door.slug}'.")
    closed = door.closes_at is not None and door.closes_at <= finished_at
    return Finished(
        questionnaire_id=door.questionnaire_id,
        version_id=version,
        door_id=door.pk,
        source=SOURCE,
        source_id=f"{door.pk}:{one.id}"[:200],
        location_id=door.location_id,
        language=one.language,
        channel=door.channel,
        facts=door.facts,
        started_at=began_at,
        finished_at=finished_at,
        answers=_answers(definition_of(version), one.fields),
        aside=Aside.EXPIRED if closed else Aside.FLOOD if flooded else "",
    )


def _answers(definition: Definition, fields: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """All that can be an answer: the kiosk's own page has looked at them before, and nobody is there to be asked again."""
    said: dict[str, object] = {}
    for item in items_of(definition):
        if isinstance(item, Photo | VoiceNote):
            continue
        value = from_fields(item, fields)
        if value is not None and wrong_with(item, value) is None:
            said[item.key] = value
        words = (fields.get(f"{item.key}.words") or ("",))[-1].strip().replace("\0", "")
        if words and any(option.words_wanted for option in getattr(item, "options", ())):
            said[f"{item.key}.words"] = words[:WORDS]
    return said
