"""A lake of made-up moments in a realistic mixture, from a seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa

from wellserved.analytics.lake import MOMENTS, Lake

SEED = 20_250_101
TOUCHPOINTS = 40
MONTHS = 24
# 2**128 divided by the golden ratio, odd: multiples of it lie far from each other.
SCATTER = 0x9E3779B97F4A7C15F39CC0605CEDC835
CHUNK = 100_000
CHANNELS = ["web", "app", "shop", "phone", "post"]
# Each touchpoint has two measures of what was done (days, lower is better; fill rate, higher) and a score.
DAYS, RATE, SCORE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Shape:
    """How many touchpoints and months, and the ids that they begin with. `customers`: so many come again and again.

    Without a number a batch has 2,000 customers of its own.
    """

    touchpoints: int = TOUCHPOINTS
    months: int = MONTHS
    first_id: int = 0
    customers: int | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """The lake and the measures that go with it."""

    lake: Lake
    measures: pa.Table


def measures() -> pa.Table:
    """Three a touchpoint: (measure_id, better, satisfied)."""
    kinds = [measure % 3 for measure in range(TOUCHPOINTS * 3)]
    return pa.table(
        {
            "measure_id": pa.array(range(TOUCHPOINTS * 3), pa.int32()),
            "better": ["lower" if kind == DAYS else "higher" for kind in kinds],
            "satisfied": pa.array([5.0 if kind == SCORE else None for kind in kinds], pa.float64()),
        }
    )


def make_lake(root: Path, *, rows: int, shape: Shape = Shape()) -> Made:
    lake = Lake(root)
    start = np.datetime64("2024-01-01", "us")
    each = rows // shape.months
    for month in range(shape.months):
        begin = (start.astype("datetime64[M]") + month).astype("datetime64[us]")
        end = (start.astype("datetime64[M]") + month + 1).astype("datetime64[us]")
        size = each if month else rows - each * (shape.months - 1)
        lake.append(_month(shape, month, begin, end, size), watermark_from=month, watermark_to=month + 1)
    return Made(lake=lake, measures=measures())


def _month(shape: Shape, month: int, begin: Any, end: Any, rows: int) -> Iterator[pa.RecordBatch]:
    random = np.random.default_rng([SEED, month])
    for first in range(0, rows, CHUNK):
        yield _batch(shape, random, month, begin, end, first, min(CHUNK, rows - first))


def _batch(
    shape: Shape, random: Any, month: int, begin: Any, end: Any, first: int, size: int
) -> pa.RecordBatch:
    # Three rows in a row are one subject at one touchpoint: a delivery, its fill rate and now and then its score.
    subject = np.arange(first, first + size) // 3
    kind = np.arange(size) % 3
    touchpoint = np.repeat(random.integers(0, shape.touchpoints, size // 3 + 1), 3)[:size]
    levels = _levels(random, kind, size)
    span = int((end - begin).astype(int))
    occurred = begin.astype(int) + random.integers(0, span, size)
    ids = month * 100_000_000 + np.arange(first, first + size)
    customers, came = _customers(shape, random, size)
    columns: dict[str, Any] = {
        "id": ids,
        "xid": np.full(size, month),
        "source_id": np.ones(size, np.int32),
        "source_key": pa.array(ids).cast(pa.string()),
        "touchpoint_id": (touchpoint + shape.first_id).astype(np.int32),
        "measure_id": (touchpoint * 3 + kind + shape.first_id).astype(np.int32),
        **{name: pa.array(values, from_pandas=True) for name, values in levels.items()},
        "customer_key": customers[came],
        "staff_id": random.integers(1, 400, size).astype(np.int32),
        "location_id": random.integers(1, 80, size).astype(np.int32),
        "channel": pa.array(CHANNELS).take(pa.array(random.integers(0, 5, size))),
        "segment_id": pa.array(
            (random.integers(0, 7, size) + shape.first_id).astype(np.int32), mask=random.random(size) < 0.1
        ),
        "language": pa.array(["en", "ko", "zh-Hant"]).take(pa.array(random.integers(0, 3, size))),
        "occurred_at": pa.array(occurred).cast(pa.timestamp("us", tz="UTC")),
        "recorded_at": pa.array(occurred + 60_000_000).cast(pa.timestamp("us", tz="UTC")),
        "money": random.integers(100, 20_000, size) / 100,
        "currency": pa.array(["EUR"] * size),
        "subject_kind": pa.array(["parcel"] * size, mask=random.random(size) < 0.05),
        "subject_id": pa.array(subject + month * 100_000_000).cast(pa.string()),
        "attributes": pa.array(["{}"] * size),
    }
    return pa.record_batch(
        [pa.array(columns[name]).cast(MOMENTS.field(name).type) for name in MOMENTS.names], schema=MOMENTS
    )


def _customers(shape: Shape, random: Any, size: int) -> tuple[Any, Any]:
    """Keys, and for each moment the place of its customer among them."""
    if shape.customers is None:
        keys = np.array([f"{number:032x}" for number in random.integers(0, 2**62, 2_000)])
        return keys, random.integers(0, len(keys), size)
    numbers, came = np.unique(random.integers(0, shape.customers, size), return_inverse=True)
    # Scattered over all keys, as random ones are, and the same for the same number.
    keys = np.array([str(UUID(int=number * SCATTER % 2**128)) for number in numbers.tolist()])
    return keys, came


def _levels(random: Any, kind: Any, size: int) -> dict[str, Any]:
    """Days in half days, fill rates in tenths of a per cent, scores in points; partly missing."""
    base = np.choose(kind, [3.0, 92.0, 5.0])
    step = np.choose(kind, [0.5, 0.1, 1.0])
    scale = np.choose(kind, [4.0, 30.0, 1.0])

    def around(middle: float, spread: float, known: float, *, at: tuple[int, ...]) -> Any:
        values = base + np.round(random.normal(middle, spread, size) * scale) * step
        values[~(np.isin(kind, at) & (random.random(size) < known))] = np.nan
        return values

    return {
        "expected": around(0.0, 1.0, 0.35, at=(DAYS, RATE, SCORE)),
        "believed": around(0.1, 0.5, 0.9, at=(DAYS, RATE, SCORE)),
        "standard": around(0.1, 0.3, 0.9, at=(DAYS, RATE, SCORE)),
        "delivered": np.round(around(0.2, 1.5, 0.98, at=(DAYS, RATE)), 3),
        "told": around(0.0, 0.4, 0.7, at=(DAYS, RATE)),
        "perceived": around(0.0, 1.2, 0.6, at=(SCORE,)),
    }
