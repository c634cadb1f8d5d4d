"""Bulk recording of a million moments on top of five, against a bare COPY into a table just like it."""

import argparse
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.measuring import median, own_database, report, seconds

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BATCH = 50_000
MONTHS = 12
RIVAL = """
CREATE TABLE bare (LIKE journey_moment INCLUDING DEFAULTS);
ALTER TABLE bare ADD PRIMARY KEY (occurred_at, id);
ALTER TABLE bare ADD UNIQUE (source_id, source_key);
CREATE INDEX ON bare (measure_id, occurred_at);
CREATE INDEX ON bare (customer_key, occurred_at) WHERE customer_key IS NOT NULL;
CREATE INDEX ON bare (subject_kind, subject_id) WHERE subject_id IS NOT NULL;
CREATE INDEX ON bare USING brin (xid) WITH (pages_per_range = 32);
"""


def batches(first: int, rows: int, *, measure_ids: list[int], stamp: str) -> Iterator[pa.Table]:
    """Moments as an import brings them: hashed keys, a customer, a subject, two levels, some money."""
    for start in range(first, first + rows, BATCH):
        yield batch(start, min(BATCH, first + rows - start), measure_ids=measure_ids, stamp=stamp)


def batch(first: int, n: int, *, measure_ids: list[int], stamp: str) -> pa.Table:
    rng = np.random.default_rng(first)
    words = rng.bytes(16 * n).hex()
    keys = [f"{stamp}{first + i}-{words[32 * i : 32 * i + 12]}" for i in range(n)]
    customers = rng.bytes(16 * n).hex()
    until = int(NOW.timestamp() * 1e6)
    return pa.table(
        {
            "source_key": keys,
            "measure_id": pa.array(rng.choice(measure_ids, n), pa.int32()),
            "delivered": rng.gamma(2, 3, n).round(1),
            "told": rng.gamma(2, 3, n).round(1),
            "customer_key": [str(_uuid(customers[32 * i : 32 * i + 32])) for i in range(n)],
            "occurred_at": pa.array(
                until - rng.integers(0, MONTHS * 30 * 86_400, n) * 1_000_000 - 86_400_000_000,
                pa.timestamp("us", tz="UTC"),
            ),
            "subject_kind": ["parcel"] * n,
            "subject_id": [words[32 * i + 12 : 32 * i + 24] for i in range(n)],
            "attributes": ['{"weight": 3}'] * n,
        }
    )


def _uuid(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def measures() -> list[int]:
    from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan  # noqa: PLC0415
    from wellserved.journey.services import ensure_journey, set_promise  # noqa: PLC0415  needs Django set up
    from wellserved.people.contracts import OPERATOR  # noqa: PLC0415  as above

    touchpoints = tuple(
        TouchpointPlan(
            slug=f"t{i}",
            title=f"T{i}",
            measures=(MeasurePlan(slug="days", title="Days", unit="days", better="lower"),),
        )
        for i in range(10)
    )
    plan = JourneyPlan(slug="j", title="J", stages=(StagePlan(slug="s", title="S", touchpoints=touchpoints),))
    keys = ensure_journey(by=OPERATOR, plan=plan, now=NOW)
    for key in keys:
        set_promise(
            by=OPERATOR,
            journey="j",
            touchpoint=key.touchpoint,
            measure="days",
            segment=None,
            standard=4,
            valid_from=datetime(2020, 1, 1, tzinfo=UTC),
            now=NOW,
        )
    return [key.measure_id for key in keys]


def record(first: int, rows: int, *, measure_ids: list[int], stamp: str) -> None:
    from wellserved.journey.services import record_moments  # noqa: PLC0415  needs Django set up

    made = list(batches(first, rows, measure_ids=measure_ids, stamp=stamp))
    took = seconds(lambda: _all(record_moments(source="bench", batches=made, now=NOW), rows))
    record.took = took  # type: ignore[attr-defined]  # handed to whoever times it


def _all(results: Any, rows: int) -> None:
    recorded = sum(result.recorded for result in results)
    if recorded != rows:
        raise AssertionError(f"{recorded} of {rows} rows were recorded.")


def bare_copy(texts: list[bytes], columns: str) -> float:
    from django.db import connection, transaction  # noqa: PLC0415  needs Django set up

    def work() -> None:
        for text in texts:
            with (
                transaction.atomic(),
                connection.cursor() as cursor,
                cursor.copy(f"COPY bare ({columns}) FROM STDIN (FORMAT csv)") as copy,
            ):
                copy.write(text)

    return seconds(work)


def texts_of(ids: tuple[int, int]) -> tuple[list[bytes], str]:
    """The very rows that were recorded, as text, so that the rival has nothing to compute."""
    from django.db import connection  # noqa: PLC0415  needs Django set up

    columns = (
        "id, source_id, source_key, touchpoint_id, measure_id, expected, believed, standard, delivered, told, perceived,"
        " customer_key, staff_id, location_id, channel, segment_id, language, occurred_at, recorded_at, money, currency,"
        " subject_kind, subject_id, attributes"
    )
    texts = []
    with connection.cursor() as cursor:
        for start in range(ids[0], ids[1] + 1, BATCH):
            out = io.BytesIO()
            with cursor.copy(
                f"COPY (SELECT {columns} FROM journey_moment WHERE id >= {start} AND id < {start + BATCH}"
                f" AND id <= {ids[1]}) TO STDOUT (FORMAT csv)"
            ) as copy:
                for piece in copy:
                    out.write(piece)
            texts.append(out.getvalue())
    return texts, columns


def last_id() -> int:
    from django.db import connection  # noqa: PLC0415  needs Django set up

    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM journey_moment")
        return int(cursor.fetchone()[0])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", type=int, default=5_000_000)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    with own_database():
        from django.db import connection  # noqa: PLC0415  needs Django set up

        ids = measures()
        record(0, asked.base, measure_ids=ids, stamp="base")
        with connection.cursor() as cursor:
            cursor.execute(RIVAL)
            cursor.execute("INSERT INTO bare SELECT * FROM journey_moment")
            cursor.execute("VACUUM ANALYZE journey_moment, journey_momentkey, bare")
        ours, theirs = [], []
        for run in range(asked.runs):
            before = last_id()
            record(asked.base + run * asked.rows, asked.rows, measure_ids=ids, stamp=f"r{run}-")
            ours.append(asked.rows / record.took)  # type: ignore[attr-defined]  # set by record
            texts, columns = texts_of((before + 1, last_id()))
            with connection.cursor() as cursor:
                cursor.execute("CHECKPOINT")
            theirs.append(asked.rows / bare_copy(texts, columns))
            with connection.cursor() as cursor:
                cursor.execute("CHECKPOINT")
    report(
        name="record_moments",
        figure=median(ours),
        unit="rows/s",
        rival="bare COPY into one table with the same columns and indexes",
        rival_figure=median(theirs),
        runs=asked.runs,
        base_rows=asked.base,
        rows=asked.rows,
    )


if __name__ == "__main__":
    main()
