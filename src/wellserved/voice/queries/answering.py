"""Who comes in by which secret, and what they are asked. The secret itself is the right to see it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

from wellserved.platform.link_secrets import digest
from wellserved.voice.domain.definition import Definition, Item
from wellserved.voice.domain.secrets import seed_of
from wellserved.voice.domain.walking import Screen, shown

from .versions import definition_of, questionnaire_of, screens_of

__all__ = ["Asked", "asked_at_door", "asked_at_doors", "asked_by", "asked_by_digests"]

_BY_LINK = """
SELECT d.digest, r.id, r.version_id, r.answers, r.facts, r.language, r.door_id, r.started_at, r.finished_at,
  i.id, coalesce(r.questionnaire_id, i.questionnaire_id), i.facts, i.language,
  coalesce(r.channel, i.channel), coalesce(i.customer_key, r.customer_key), coalesce(r.segment_id, i.segment_id),
  coalesce(r.location_id, i.location_id), i.state, coalesce(i.expires_at, o.closes_at), i.version_id,
  (SELECT v.id FROM voice_version v WHERE v.questionnaire_id = coalesce(r.questionnaire_id, i.questionnaire_id)
   ORDER BY v.number DESC LIMIT 1), r.aside,
  o.hosts
FROM unnest(%s::bytea[]) AS d (digest)
LEFT JOIN voice_response r ON r.secret_digest = d.digest
LEFT JOIN voice_invitation i ON i.digest = d.digest
LEFT JOIN voice_door o ON o.id = r.door_id
WHERE r.id IS NOT NULL OR i.id IS NOT NULL
"""
_BY_DOOR = """
SELECT o.slug, o.id, o.questionnaire_id, o.facts, o.channel, o.location_id, o.closes_at, o.hosts,
  (SELECT v.id FROM voice_version v WHERE v.questionnaire_id = o.questionnaire_id ORDER BY v.number DESC LIMIT 1)
FROM voice_door o WHERE o.slug = ANY(%s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A way in, and how far somebody has come on it. `ends_at` is when it closes or closed; `aside` of what was kept apart;
    `hosts` are the sites that may show it in a frame, empty for all that may show any.
    """

    digest: bytes
    questionnaire_id: int
    version_id: int
    response_id: int | None = None
    invitation_id: int | None = None
    door_id: int | None = None
    answers: Mapping[str, object] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    language: str = ""
    channel: str = ""
    customer_key: UUID | None = None
    segment_id: int | None = None
    location_id: int | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    ends_at: datetime | None = None
    withdrawn: bool = False
    aside: str = ""
    hosts: tuple[str, ...] = ()

    @property
    def definition(self) -> Definition:
        return definition_of(self.version_id)

    @property
    def seed(self) -> int:
        return seed_of(self.digest)

    @property
    def screens(self) -> tuple[Screen, ...]:
        return screens_of(self.version_id, self.seed)

    def at(self, number: int) -> int:
        """The number of the screen that is meant."""
        return min(max(number, 0), len(self.screens) - 1)

    def items_on(self, at: int) -> list[Item]:
        """What is asked on a screen after the answers so far."""
        seen = shown(self.definition, answers=self.answers, facts=self.facts)
        return [item for item in seen.items if item.key in self.screens[at].items]

    def is_of_another(self, customer: UUID | None) -> bool:
        """Whether somebody else than whoever is signed in was asked."""
        return self.customer_key is not None and customer not in (None, self.customer_key)

    def is_over(self, now: datetime) -> bool:
        return self.withdrawn or (self.ends_at is not None and self.ends_at <= now)


def asked_by(secret: str, *, version: int | None = None) -> Asked | None:
    """By the secret of a personal link, or of a response that was begun; None for an unknown one.

    `version` is the id of the one that was on the screen: without a response yet, that one is answered.
    """
    key = digest(secret)
    return asked_by_digests([(key, version)]).get(key)


def asked_by_digests(keys: Iterable[tuple[bytes, int | None]]) -> dict[bytes, Asked]:
    """Of several at once; unknown ones are missing."""
    versions = dict(keys)
    with connection.cursor() as cursor:
        cursor.execute(_BY_LINK, [list(versions)])
        rows = cursor.fetchall()
    found = {}
    for row in rows:
        asked = _of_link(row, version=versions[bytes(row[0])])
        if asked is not None:
            found[asked.digest] = asked
    return found


def asked_at_door(slug: str, *, secret: str, version: int | None = None) -> Asked | None:
    """At an open door, with the secret of the response that is to be begun; None where there is no such door."""
    return asked_at_doors([(slug, secret, version)]).get((slug, secret))


def asked_at_doors(keys: Iterable[tuple[str, str, int | None]]) -> dict[tuple[str, str], Asked]:
    """At several at once, each with a secret and the version that was on the screen; unknown doors are missing."""
    wanted = list(keys)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_BY_DOOR, [list({slug for slug, _, _ in wanted})])
        rows = {row[0]: row for row in cursor.fetchall() if row[-1] is not None}
    return {
        (slug, secret): _at_door(rows[slug], secret=secret, version=version)
        for slug, secret, version in wanted
        if slug in rows
    }


def _at_door(row: tuple[Any, ...], *, secret: str, version: int | None) -> Asked:
    _slug, door_id, questionnaire_id, facts, channel, location_id, closes_at, hosts, latest = row
    return Asked(
        digest=digest(secret),
        questionnaire_id=questionnaire_id,
        version_id=_seen(version, questionnaire_id) or latest,
        door_id=door_id,
        facts=_json(facts),
        channel=channel,
        location_id=location_id,
        ends_at=closes_at,
        hosts=tuple(hosts),
    )


def _of_link(row: tuple[Any, ...], *, version: int | None) -> Asked | None:
    (
        key,
        response_id,
        answered_version,
        answers,
        facts,
        language,
        door_id,
        started_at,
        finished_at,
        invitation_id,
        questionnaire_id,
        invited_facts,
        invited_language,
        channel,
        customer_key,
        segment_id,
        location_id,
        state,
        ends_at,
        invited_version,
        latest,
        aside,
        hosts,
    ) = row
    version_id = answered_version or _seen(version, questionnaire_id) or invited_version or latest
    if version_id is None:
        return None
    return Asked(
        digest=bytes(key),
        questionnaire_id=questionnaire_id,
        version_id=version_id,
        response_id=response_id,
        invitation_id=invitation_id,
        door_id=door_id,
        answers=_json(answers),
        facts=_json(facts if response_id else invited_facts),
        language=language or invited_language or "",
        channel=channel,
        customer_key=customer_key,
        segment_id=segment_id,
        location_id=location_id,
        started_at=started_at,
        finished_at=finished_at,
        ends_at=ends_at,
        withdrawn=state in ("expired", "dropped"),
        aside=aside or "",
        hosts=tuple(hosts or ()),
    )


def _seen(version: int | None, questionnaire_id: int) -> int | None:
    """A version that somebody says they saw, if it is one of this questionnaire."""
    if version is None or not 0 < version < 1 << 62 or questionnaire_of(version) != questionnaire_id:
        return None
    return version


def _json(value: object) -> dict[str, object]:
    if isinstance(value, str):
        return msgspec.json.decode(value, type=dict[str, object])
    return value if isinstance(value, dict) else {}
