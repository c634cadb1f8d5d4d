"""Answers told to the spine: expected and perceived of each item and dimension that has a measure on the map."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyarrow as pa

from wellserved.journey.contracts import MeasureKey
from wellserved.journey.queries import measure_keys
from wellserved.journey.services import record_moments
from wellserved.journey.services.batch import SCHEMA
from wellserved.voice.domain.scoring import Score, place_of, scores
from wellserved.voice.queries.versions import definition_of

__all__ = ["SOURCE", "Scored", "record_scores"]

SOURCE = "voice"
SUBJECT = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A response that counts, as far as moments need it."""

    response_id: int
    version_id: int
    answers: Mapping[str, object]
    facts: Mapping[str, object]
    customer_key: UUID | None
    segment_id: int | None
    location_id: int | None
    language: str
    channel: str
    at: datetime


def record_scores(scored: Sequence[Scored], *, now: datetime) -> int:
    """Record them in the caller's transaction, each once; returns how many moments were new.

    An item whose measure is not on the map, at the touchpoint that was asked about, becomes none.
    """
    if not scored:
        return 0
    keys = measure_keys(removed=True)
    measures = {(key.journey, key.touchpoint, key.measure): key for key in keys}
    rows = [row for one in scored for row in _rows(one, measures)]
    if not rows:
        return 0
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    return sum(done.recorded for done in record_moments(source=SOURCE, batches=[table], now=now, keys=keys))


def _rows(one: Scored, measures: Mapping[tuple[str, str, str], MeasureKey]) -> Iterator[dict[str, object]]:
    definition = definition_of(one.version_id)
    for score in scores(definition, answers=one.answers, facts=one.facts):
        key = measures.get(place_of(score.becomes, definition=definition, facts=one.facts))
        if key is None or (score.expected is None and score.perceived is None):
            continue
        yield {
            "source_key": f"{one.response_id}:{score.key}",
            "measure_id": key.measure_id,
            "expected": score.expected,
            "perceived": score.perceived,
            "customer_key": None if one.customer_key is None else str(one.customer_key),
            "location_id": one.location_id,
            "segment_id": one.segment_id,
            "channel": one.channel or None,
            "language": one.language or None,
            "occurred_at": one.at,
            "subject_kind": SUBJECT,
            "subject_id": str(one.response_id),
            "attributes": _attributes(one, score),
        }


def _attributes(one: Scored, score: Score) -> str | None:
    found = {
        "about_kind": one.facts.get("about_kind"),
        "about_id": one.facts.get("about_id"),
        "minimum": score.minimum,
    }
    kept = {name: value for name, value in found.items() if value is not None}
    return json.dumps(kept) if kept else None
