"""The standard and the belief in force when a moment occurred."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wellserved.journey.models import Belief, Promise

_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Spell:
    """A level that is in force from `start` until before `end` (microseconds since 1970, UTC)."""

    segment_id: int | None
    start: int
    end: int
    level: float


Spells = dict[int, list[Spell]]


@dataclass(frozen=True, slots=True)
class InForce:
    standards: Spells
    beliefs: Spells


def in_force(*, measure_ids: Collection[int]) -> InForce:
    """All promises and beliefs on these measures, whenever in force."""
    return InForce(
        standards=_spells(
            Promise.objects.filter(measure_id__in=measure_ids).values_list(
                "measure_id", "segment_id", "valid_from", "valid_to", "standard"
            )
        ),
        beliefs=_spells(
            Belief.objects.filter(measure_id__in=measure_ids).values_list(
                "measure_id", "segment_id", "valid_from", "valid_to", "believed"
            )
        ),
    )


def fill(
    levels: pa.Array, *, spells: Spells, measure_ids: pa.Array, segment_ids: pa.Array, occurred_at: pa.Array
) -> pa.Array:
    """`levels` with its nulls filled from what was in force; a segment's own spell wins over everybody's."""
    if not spells:
        return levels
    measures = measure_ids.to_numpy(zero_copy_only=False)
    segments = pc.fill_null(segment_ids, -1).to_numpy(zero_copy_only=False)
    times = occurred_at.cast(pa.int64()).to_numpy(zero_copy_only=False)
    found: NDArray[np.float64] = np.full(len(measures), np.nan)
    for measure_id, rows in spells.items():
        here = np.flatnonzero(measures == measure_id)
        if not len(here):
            continue
        # Everybody's spells first, so that a segment's own then overwrite them.
        for spell in sorted(rows, key=lambda s: s.segment_id is not None):
            hit = (times[here] >= spell.start) & (times[here] < spell.end)
            if spell.segment_id is not None:
                hit &= segments[here] == spell.segment_id
            found[here[hit]] = spell.level
    return pc.coalesce(levels, pa.array(found, from_pandas=True))


def _spells(rows: object) -> Spells:
    spells: Spells = defaultdict(list)
    for measure_id, segment_id, start, end, level in rows:  # type: ignore[attr-defined]  # a values_list
        spells[measure_id].append(
            Spell(segment_id, _micros(start), _NEVER if end is None else _micros(end), level)
        )
    return dict(spells)


def _micros(moment: datetime) -> int:
    delta = moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds
