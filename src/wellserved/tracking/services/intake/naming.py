"""The day that a carrier names now, on an event that it has sent before."""

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from wellserved.tracking.domain.keys import day_digest

_EMPTY = ("status", "reason", "place", "country", "source_id", "carrier_status")


def named_anew(resent: pa.Table) -> pa.Table:
    """For each of these scans, all recorded before, that names another day than then: a scan of today that names it.

    It says nothing else, so the event itself is not counted again. What a former one said already has its digest.
    """
    rows = resent.filter(resent["expected_on"].is_valid())
    if not rows.num_rows:
        return rows
    days = _recorded(rows)
    keys = zip(*(rows[name].to_pylist() for name in ("consignment_id", "digest", "expected_on")), strict=True)
    differs = [days.get((id_, digest)) != day for id_, digest, day in keys]
    rows = rows.filter(pa.array(differs, pa.bool_()))
    events = zip(rows["digest"].to_pylist(), rows["expected_on"].to_pylist(), strict=True)
    n = rows.num_rows
    said = {
        **{name: pa.repeat(pa.scalar(""), n) for name in _EMPTY},
        "digest": pa.array([day_digest(event, day) for event, day in events], pa.int64()),
        # A carrier's clock may run before ours: what it names now was never said before its own event.
        "occurred_at": _later(rows["occurred_at"], rows["recorded_at"]),
        "corrects": pa.nulls(n, pa.int64()),
        "rank": pa.repeat(pa.scalar(-1, pa.int16()), n),
    }
    return pa.table({name: said.get(name, rows[name]) for name in rows.column_names})


def _later(one: pa.ChunkedArray, other: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(pc.greater(one, other), one, other)


def _recorded(rows: pa.Table) -> dict[tuple[int, int], date | None]:
    """The day that each of them named when it was recorded."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT consignment_id, digest, expected_on FROM tracking_scan"
            " JOIN unnest(%s::bigint[], %s::bigint[]) AS asked (consignment_id, digest) USING (consignment_id, digest)",
            [rows["consignment_id"].to_pylist(), rows["digest"].to_pylist()],
        )
        return {(id_, digest): day for id_, digest, day in cursor.fetchall()}
