"""Small lakes for tests: rows with only what matters, the rest filled in."""

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from wellserved.analytics.lake import MOMENTS

WHEN = datetime(2026, 3, 14, 12, tzinfo=UTC)


def moments(rows: list[dict[str, Any]]) -> pa.RecordBatch:
    whole = [_filled(number, row) for number, row in enumerate(rows)]
    return pa.RecordBatch.from_pylist(whole, schema=MOMENTS)


def _filled(number: int, row: dict[str, Any]) -> dict[str, Any]:
    blank = dict.fromkeys(MOMENTS.names)
    base = {
        "id": number,
        "xid": 7,
        "source_id": 1,
        "source_key": str(number),
        "touchpoint_id": 1,
        "measure_id": 1,
        "occurred_at": WHEN,
        "recorded_at": WHEN,
        "attributes": "{}",
    }
    return {**blank, **base, **row}


def measures(*rows: tuple[int, str, float | None]) -> pa.Table:
    return pa.table(
        {
            "measure_id": pa.array([row[0] for row in rows], pa.int32()),
            "better": pa.array([row[1] for row in rows], pa.string()),
            "satisfied": pa.array([row[2] for row in rows], pa.float64()),
        }
    )
