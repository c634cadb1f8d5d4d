"""A screen that somebody sent: kept, led on, or finished. Nothing that was written is lost.

What comes too late, a second time, from somebody else's account or in a flood is kept apart (`Response.aside`), with a
list for staff. Written for many at once, so that what comes in together shares one commit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec
from django.db import connection, transaction

from wellserved.platform.link_secrets import digest
from wellserved.voice.domain.answers import Wrong, said_on
from wellserved.voice.domain.definition import Item
from wellserved.voice.domain.walking import Screen, Shown, before, missing, next_after, shown
from wellserved.voice.models import Aside, Response
from wellserved.voice.queries.answering import Asked, asked_at_doors, asked_by_digests

from .storing import Finished, store

__all__ = ["Given", "Outcome", "Step", "answer", "answer_all", "asked_of", "begin"]

LONGEST = timedelta(days=90)
MOST_TWICE = 3
_KEEP = """
INSERT INTO voice_response (questionnaire_id, version_id, secret_digest, seed, invitation_id, door_id, source, source_id,
  customer_key, segment_id, location_id, language, channel, facts, started_at, answers, flags, aside)
VALUES (%s, %s, %s, %s, %s, %s, '', '', %s, %s, %s, %s, %s, %s, %s, %s, 0, %s)
ON CONFLICT (secret_digest) DO UPDATE
SET answers = (voice_response.answers - %s::text[]) || excluded.answers, language = excluded.language
WHERE voice_response.finished_at IS NULL
RETURNING id
"""


class Outcome(StrEnum):
    NEXT = "next"
    WRONG = "wrong"
    FINISHED = "finished"
    LATE = "late"
    TWICE = "twice"
    STRANGER = "stranger"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One screen as it was sent. `at` is its number, `version` the id of the version on it, `began_at` when the first
    screen was shown; `files` are the attachments of this response by item, kept already, and `wrongs` what is wrong with
    others; `beside` that files come which wait for the response that is kept apart. `customer` is whoever is signed in, `flooded` that too much comes from where this comes from.
    """

    secret: str
    door: str = ""
    at: int
    fields: Mapping[str, Sequence[str]]
    files: Mapping[str, int] = field(default_factory=dict)
    wrongs: Sequence[Wrong] = ()
    beside: bool = False
    back: bool = False
    version: int | None = None
    began_at: datetime | None = None
    language: str = ""
    customer: UUID | None = None
    flooded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What became of it: `at` is the screen to show now; `asked` is None for an unknown secret or door. `beside` is the id
    of the response that was kept apart from the one that the secret is for.
    """

    outcome: Outcome
    at: int = 0
    wrongs: tuple[Wrong, ...] = ()
    asked: Asked | None = None
    beside: int | None = None


@dataclass(frozen=True, slots=True)
class _Looked:
    """A screen after it was looked at: what it says, and what becomes of it."""

    step: Step
    keep: dict[str, object] | None = None
    finished: Finished | None = None


def answer(given: Given, *, now: datetime) -> Step:
    """Take one screen."""
    return answer_all([given], now=now)[0]


def answer_all(given: Sequence[Given], *, now: datetime) -> list[Step]:
    """Take several, of different responses, in one transaction."""
    with transaction.atomic():
        found, doors = _found(given)
        looked = [_look(one, _asked(one, found, doors), now=now) for one in given]
        for one, seen in zip(given, looked, strict=True):
            if seen.keep is not None:
                _keep(one, seen, now=now)
        stored = _store(looked, now=now)
        steps = [_told(seen.step, stored.get(n)) for n, seen in enumerate(looked)]
        second = [n for n in stored if stored[n] is None and steps[n].outcome is Outcome.FINISHED]
        if second:
            # Somebody else sent the same last screen at the same moment and was first: this one is kept beside it.
            found, doors = _found([given[n] for n in second])
            again = [_look(given[n], _asked(given[n], found, doors), now=now) for n in second]
            stored = _store(again, now=now)
            for place, (n, seen) in enumerate(zip(second, again, strict=True)):
                steps[n] = _told(seen.step, stored.get(place))
        return steps


def _told(step: Step, id_: int | None) -> Step:
    return replace(step, beside=id_) if step.outcome in (Outcome.TWICE, Outcome.STRANGER) else step


def _store(looked: Sequence[_Looked], *, now: datetime) -> dict[int, int | None]:
    """The id of each that is finished, by its place; None for what was finished before."""
    finished = {n: seen.finished for n, seen in enumerate(looked) if seen.finished is not None}
    stored = store(list(finished.values()), now=now) if finished else ()
    return {n: one.id for n, one in zip(finished, stored, strict=True)}


def asked_of(given: Given) -> Asked | None:
    """The way in that a screen was sent by; None for an unknown one."""
    return _asked(given, *_found([given]))


def begin(given: Given, asked: Asked, *, now: datetime) -> int:
    """The id of the response, begun with no answer where there is none yet."""
    _put(given, asked, {}, now=now)
    return Response.objects.values_list("pk", flat=True).get(secret_digest=asked.digest)


def _found(given: Sequence[Given]) -> tuple[Mapping[bytes, Asked], Mapping[tuple[str, str], Asked]]:
    found = asked_by_digests([(digest(one.secret), one.version) for one in given])
    return found, asked_at_doors([(one.door, one.secret, one.version) for one in given if one.door])


def _asked(one: Given, found: Mapping[bytes, Asked], doors: Mapping[tuple[str, str], Asked]) -> Asked | None:
    asked = found.get(digest(one.secret))
    if not one.door:
        return asked
    door = doors.get((one.door, one.secret))
    if asked is None or door is None:
        return door
    return asked if asked.door_id == door.door_id else None


def _look(one: Given, asked: Asked | None, *, now: datetime) -> _Looked:
    if asked is None:
        return _Looked(Step(outcome=Outcome.UNKNOWN))
    cut = asked.screens
    at = asked.at(one.at)
    items = asked.items_on(at)
    said, wrongs = said_on(items, fields=one.fields, files=one.files, kept=asked.answers)
    here = {item.key for item in items}
    wrongs += [wrong for wrong in one.wrongs if wrong.item in here]
    merged = {key: value for key, value in asked.answers.items() if not _is_of(key, items)} | said
    if asked.finished_at is not None:
        return _too_much(one, asked, said, now=now)
    if asked.is_of_another(one.customer):
        aside = _apart(one, asked, said, aside=Aside.STRANGER, now=now)
        return _Looked(Step(outcome=Outcome.STRANGER, asked=asked), finished=aside)
    if asked.is_over(now):
        late = _whole(one, asked, merged, aside=Aside.EXPIRED, now=now)
        return _Looked(Step(outcome=Outcome.LATE, asked=asked), finished=late)
    seen = shown(asked.definition, answers=merged, facts=asked.facts)
    return _lead_on(one, asked, seen, cut=cut, at=at, said=said, wrongs=wrongs, now=now)


def _lead_on(
    one: Given,
    asked: Asked,
    seen: Shown,
    *,
    cut: tuple[Screen, ...],
    at: int,
    said: dict[str, object],
    wrongs: list[Wrong],
    now: datetime,
) -> _Looked:
    if one.back:
        to = before(cut, seen=seen, at=at)
        return _Looked(Step(outcome=Outcome.NEXT, at=to or 0, asked=asked), keep=said)
    told = {wrong.item for wrong in wrongs}
    wanted = [key for key in missing(seen, among=cut[at].items) if key not in told]
    wrongs = wrongs + [Wrong(item=key, why="required", said="An answer is needed here.") for key in wanted]
    if wrongs:
        return _Looked(
            Step(outcome=Outcome.WRONG, at=at, wrongs=tuple(wrongs), asked=asked), keep=said or None
        )
    to = next_after(cut, seen=seen, at=at)
    if to is None and (left := missing(seen)):
        # Somebody went on by an address: back to what was passed over.
        to = next(n for n, screen in enumerate(cut) if not set(left).isdisjoint(screen.items))
    if to is not None:
        return _Looked(Step(outcome=Outcome.NEXT, at=to, asked=asked), keep=said)
    # What began in a flood stays apart, though its later screens come by a link of its own.
    aside = Aside.FLOOD if one.flooded or asked.aside == Aside.FLOOD else ""
    whole = _whole(one, asked, seen.answers, aside=aside, now=now)
    return _Looked(Step(outcome=Outcome.FINISHED, asked=asked), finished=whole)


def _too_much(one: Given, asked: Asked, said: dict[str, object], *, now: datetime) -> _Looked:
    """It was finished before. The same once more, a click twice or a page reloaded, is nothing new."""
    again = not one.beside and all(asked.answers.get(key) == value for key, value in said.items())
    if again:
        return _Looked(Step(outcome=Outcome.FINISHED, asked=asked))
    beside = Response.objects.filter(
        questionnaire=asked.questionnaire_id, aside=Aside.TWICE, facts__again=asked.response_id
    )
    if beside.count() >= MOST_TWICE:
        return _Looked(Step(outcome=Outcome.TWICE, asked=asked))
    kept = _apart(one, asked, said, aside=Aside.TWICE, now=now)
    return _Looked(Step(outcome=Outcome.TWICE, asked=asked), finished=kept)


def _apart(one: Given, asked: Asked, said: dict[str, object], *, aside: Aside, now: datetime) -> Finished:
    """Beside the response that the secret is for, which it must not change."""
    kept = _whole(one, asked, said, aside=aside, now=now)
    facts = {**asked.facts, "again": asked.response_id}
    customer = one.customer if aside is Aside.STRANGER else asked.customer_key
    mark = digest(f"{asked.digest.hex()}:{aside}:{now.isoformat()}")
    return replace(kept, secret_digest=mark, invitation_id=None, facts=facts, customer_key=customer)


def _whole(one: Given, asked: Asked, answers: Mapping[str, object], *, aside: str, now: datetime) -> Finished:
    return Finished(
        questionnaire_id=asked.questionnaire_id,
        version_id=asked.version_id,
        secret_digest=asked.digest,
        seed=asked.seed,
        invitation_id=asked.invitation_id,
        door_id=asked.door_id,
        customer_key=asked.customer_key,
        segment_id=asked.segment_id,
        location_id=asked.location_id,
        language=one.language or asked.language,
        channel=asked.channel,
        facts=asked.facts,
        started_at=_began(one, asked, now=now),
        finished_at=now,
        answers=answers,
        aside=aside,
    )


def _keep(one: Given, seen: _Looked, *, now: datetime) -> None:
    if seen.step.asked is not None and seen.keep is not None:
        _put(one, seen.step.asked, seen.keep, now=now)


def _put(one: Given, asked: Asked, said: Mapping[str, object], *, now: datetime) -> None:
    """What the screen says takes the place of what it said before; other screens' answers stay."""
    forget = [name for key in asked.screens[asked.at(one.at)].items for name in (key, f"{key}.words")]
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP,
            [
                asked.questionnaire_id,
                asked.version_id,
                asked.digest,
                asked.seed,
                asked.invitation_id,
                asked.door_id,
                asked.customer_key,
                asked.segment_id,
                asked.location_id,
                one.language or asked.language,
                asked.channel,
                msgspec.json.encode(asked.facts).decode(),
                _began(one, asked, now=now),
                msgspec.json.encode(said).decode(),
                Aside.FLOOD if one.flooded else "",
                forget,
            ],
        )


def _began(one: Given, asked: Asked, *, now: datetime) -> datetime:
    """What a form says of it is believed within reason: it only serves to tell who answered faster than one can read."""
    if asked.started_at is not None:
        return asked.started_at
    if one.began_at is None or not now - LONGEST < one.began_at <= now:
        return now - timedelta(days=1)
    return one.began_at


def _is_of(name: str, items: Sequence[Item]) -> bool:
    return name.partition(".")[0] in {item.key for item in items}
