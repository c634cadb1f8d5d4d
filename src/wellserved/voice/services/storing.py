"""Finished responses: stored, looked at for carelessness, and told to the spine as moments, in one transaction.

Written for many at once, so that answers that come in together share one commit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection, transaction

from wellserved.voice.domain.flags import Flag, fingerprint, flags_of
from wellserved.voice.domain.layout import figures
from wellserved.voice.domain.walking import shown
from wellserved.voice.queries.versions import definition_of

from .door_quotas import take_places, within_quotas
from .finished import Finished
from .recording import Scored, record_scores

__all__ = ["Finished", "Stored", "store"]

ALIKE_WITHIN = timedelta(days=1)
_ALIKE = """
SELECT version_id, fingerprint FROM voice_response
WHERE (version_id, fingerprint) IN (SELECT * FROM unnest(%s::bigint[], %s::bigint[]))
  AND finished_at > %s AND aside = ''
"""
_SAME_CUSTOMER = """
SELECT questionnaire_id, customer_key FROM voice_response
WHERE customer_key = ANY(%s) AND finished_at > %s AND aside = ''
"""
_COLUMNS = (
    ("questionnaire_id", "bigint"),
    ("version_id", "bigint"),
    ("secret_digest", "bytea"),
    ("seed", "int"),
    ("invitation_id", "bigint"),
    ("door_id", "bigint"),
    ("source", "text"),
    ("source_id", "text"),
    ("customer_key", "uuid"),
    ("segment_id", "bigint"),
    ("location_id", "bigint"),
    ("language", "text"),
    ("channel", "text"),
    ("facts", "jsonb"),
    ("started_at", "timestamptz"),
    ("finished_at", "timestamptz"),
    ("seconds", "int"),
    ("answers", "jsonb"),
    ("fingerprint", "bigint"),
    ("flags", "smallint"),
    ("counted_at", "timestamptz"),
    ("aside", "text"),
    ("numbers", "text"),
)
_NAMES = ", ".join(name for name, _ in _COLUMNS)
# A row of figures is text on its way: arrays of different lengths do not fit into one array.
_VALUES = _NAMES.replace("numbers", "numbers::smallint[]")
_STORE = f"""
INSERT INTO voice_response ({_NAMES})
SELECT {_VALUES} FROM unnest({", ".join(f"%s::{kind}[]" for _, kind in _COLUMNS)}) AS n ({_NAMES})
ORDER BY secret_digest, source, source_id
ON CONFLICT {{conflict}} RETURNING id, secret_digest, source, source_id
"""  # noqa: S608  our own names alone
_BY_SECRET = _STORE.format(
    conflict="(secret_digest) DO UPDATE SET "
    + ", ".join(
        f"{name} = excluded.{name}"
        for name in (
            "finished_at",
            "seconds",
            "answers",
            "fingerprint",
            "flags",
            "counted_at",
            "numbers",
            "aside",
        )
    )
    + " WHERE voice_response.finished_at IS NULL"
)
_BY_SOURCE = _STORE.format(conflict="(source, source_id) WHERE source <> '' DO NOTHING")
_ANSWERED = "UPDATE voice_invitation SET state = 'answered' WHERE id = ANY(%s) AND state <> 'answered'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """`id` is None for what was finished before and is not changed; `flags` are why it does not count as yet."""

    id: int | None
    flags: Flag


def store(finished: Sequence[Finished], *, now: datetime) -> list[Stored]:
    """Store them all or none, in the order given, and record the moments of those that count.

    All of them came by link, or all from programs. Those for which a door has no room any more are kept apart.
    """
    # Whoever has a transaction open stores all of theirs or none with it: a savepoint would be two more round trips.
    with transaction.atomic(savepoint=False):
        finished = within_quotas(finished, now=now)
        kept = [_only_shown(one) for one in finished]
        prints = [
            fingerprint(definition_of(one.version_id), answers=answers)
            for one, answers in zip(finished, kept, strict=True)
        ]
        flags = _flags(finished, kept, prints, now=now)
        ids = _stored([_row(*row, now=now) for row in zip(finished, kept, flags, prints, strict=True)])
        take_places([one for one, id_ in zip(finished, ids, strict=True) if id_ is not None])
        answered = [
            one.invitation_id
            for one, id_ in zip(finished, ids, strict=True)
            if one.invitation_id is not None and id_ is not None and not one.aside
        ]
        if answered:
            with connection.cursor() as cursor:
                cursor.execute(_ANSWERED, [sorted(answered)])
        scored = [
            Scored(
                response_id=id_,
                version_id=one.version_id,
                answers=answers,
                facts=one.facts,
                customer_key=one.customer_key,
                segment_id=one.segment_id,
                location_id=one.location_id,
                language=one.language,
                channel=one.channel,
                at=one.finished_at,
            )
            for one, answers, flag, id_ in zip(finished, kept, flags, ids, strict=True)
            if id_ is not None and not flag and not one.aside
        ]
        record_scores(scored, now=now)
    return [Stored(id=id_, flags=flag) for id_, flag in zip(ids, flags, strict=True)]


def _only_shown(one: Finished) -> dict[str, object]:
    """What a change of mind hid again is no answer; of what is kept apart, everything is."""
    if one.aside:
        return dict(one.answers)
    return shown(definition_of(one.version_id), answers=one.answers, facts=one.facts).answers


def _flags(
    finished: Sequence[Finished],
    kept: Sequence[dict[str, object]],
    prints: Sequence[int | None],
    *,
    now: datetime,
) -> list[Flag]:
    there: set[object] = _alike(
        [(one.version_id, p) for one, p in zip(finished, prints, strict=True) if p is not None], now=now
    ) | _same_customers([one.customer_key for one in finished if one.customer_key], now=now)
    found = []
    for one, answers, mark in zip(finished, kept, prints, strict=True):
        keys = {(one.version_id, mark)} if mark is not None else set()
        if one.customer_key is not None:
            keys.add((one.questionnaire_id, one.customer_key))  # type: ignore[arg-type]  # keys of two kinds
        seconds = (one.finished_at - one.started_at).total_seconds()
        found.append(
            flags_of(
                definition_of(one.version_id),
                answers=answers,
                seconds=seconds,
                alike=not there.isdisjoint(keys),
            )
        )
        if not one.aside:
            there |= keys
    return found


def _alike(prints: list[tuple[int, int]], *, now: datetime) -> set[object]:
    if not prints:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, [[v for v, _ in prints], [p for _, p in prints], now - ALIKE_WITHIN])
        return set(cursor.fetchall())


def _same_customers(customers: list[UUID], *, now: datetime) -> set[object]:
    if not customers:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_SAME_CUSTOMER, [customers, now - ALIKE_WITHIN])
        return set(cursor.fetchall())


def _stored(rows: Sequence[dict[str, Any]]) -> list[int | None]:
    by_secret = rows[0]["secret_digest"] is not None if rows else True
    with connection.cursor() as cursor:
        cursor.execute(
            _BY_SECRET if by_secret else _BY_SOURCE, [[row[name] for row in rows] for name, _ in _COLUMNS]
        )
        ids = {
            bytes(digest) if digest is not None else (source, source_id): id_
            for id_, digest, source, source_id in cursor.fetchall()
        }
    return [ids.pop(row["secret_digest"] or (row["source"], row["source_id"]), None) for row in rows]


def _row(
    one: Finished, answers: dict[str, object], flag: Flag, mark: int | None, *, now: datetime
) -> dict[str, Any]:
    definition = definition_of(one.version_id)
    numbers = figures(definition, answers=answers)
    counts = not flag and not one.aside
    seconds = int((one.finished_at - one.started_at).total_seconds())
    return {
        **{name: getattr(one, name) for name, _ in _COLUMNS if hasattr(one, name)},
        "facts": msgspec.json.encode(one.facts).decode(),
        "answers": msgspec.json.encode(answers).decode(),
        "numbers": "{" + ",".join("NULL" if n is None else str(n) for n in numbers) + "}",
        "seconds": max(0, min(seconds, 1 << 30)),
        "fingerprint": mark,
        "flags": int(flag),
        "counted_at": now if counts else None,
    }
