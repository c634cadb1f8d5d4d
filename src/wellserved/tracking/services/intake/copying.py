"""The way of the scans into their table."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
import numpy as np
import pyarrow as pa
from django.db import IntegrityError, connection, transaction

from wellserved.platform.copying import copy_table
from wellserved.tracking.contracts import ScanIn
from wellserved.tracking.domain.keys import source_digest
from wellserved.tracking.domain.progress import RANK
from wellserved.tracking.domain.statuses import Kind
from wellserved.tracking.models import SetAside

_TIME = pa.timestamp("us", tz="UTC")
_KIND = {kind: place for place, kind in enumerate(Kind)}
_BESIDE = ("at", "kind", "rank")


class Row(msgspec.Struct, frozen=True, gc=False):
    """`at` is the scan's place in what was sent."""

    at: int
    consignment_id: int
    kind: Kind
    digest: int
    scan: ScanIn


def in_columns(rows: Sequence[Row], *, now: datetime, staff_id: int | None) -> pa.Table:
    """As tracking_scan has them, in the order of its key; beside them `at`, and as numbers kind and status, -1 for none."""
    scans = [row.scan for row in rows]
    n = len(rows)
    table = pa.table(
        {
            "consignment_id": pa.array([row.consignment_id for row in rows], pa.int64()),
            "digest": pa.array([row.digest for row in rows], pa.int64()),
            "status": pa.array([scan.status or "" for scan in scans], pa.string()),
            "reason": pa.array([scan.reason for scan in scans], pa.string()),
            "occurred_at": pa.array([scan.occurred_at for scan in scans], _TIME),
            "recorded_at": pa.repeat(pa.scalar(now, _TIME), n),
            "place": pa.array([scan.place for scan in scans], pa.string()),
            "country": pa.array([scan.country for scan in scans], pa.string()),
            "source": pa.array([scan.source for scan in scans], pa.string()),
            "source_id": pa.array([scan.source_id for scan in scans], pa.string()),
            "carrier_status": pa.array([scan.carrier_status for scan in scans], pa.string()),
            "corrects": pa.array([_corrected(scan) for scan in scans], pa.int64()),
            "expected_on": pa.array([scan.expected_on for scan in scans], pa.date32()),
            "staff_id": pa.repeat(pa.scalar(staff_id, pa.int32()), n),
            "at": pa.array([row.at for row in rows], pa.int32()),
            "kind": pa.array([_KIND[row.kind] for row in rows], pa.int8()),
            "rank": pa.array([RANK[scan.status] if scan.status else -1 for scan in scans], pa.int16()),
        }
    )
    return in_order(table)


def in_order(scans: pa.Table) -> pa.Table:
    return scans.take(np.lexsort((scans["digest"].to_numpy(), scans["consignment_id"].to_numpy())))


def _corrected(scan: ScanIn) -> int | None:
    return source_digest(scan.source, scan.corrects) if scan.corrects else None


def keep_new(scans: pa.Table) -> pa.Table:
    """Write those that are not there yet, and return them.

    Hopes first that all are new and copies them straight into the table, whose key says if not; then claims
    them one by one. In the order of the key, so that two batches with the same scans cannot deadlock.
    """
    if not scans.num_rows:
        return scans
    rows = scans.drop_columns(list(_BESIDE))
    try:
        with transaction.atomic():
            copy_table("tracking_scan", rows)
    except IntegrityError:
        return scans.filter(_claimed(rows))
    return scans


def _claimed(rows: pa.Table) -> pa.Array:
    """Whether each of them is ours to record, now that it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS scan_claim (LIKE tracking_scan) ON COMMIT DELETE ROWS"
        )
        cursor.execute("TRUNCATE scan_claim")
        copy_table("scan_claim", rows)
        cursor.execute(
            "INSERT INTO tracking_scan SELECT * FROM scan_claim ORDER BY consignment_id, digest"
            " ON CONFLICT DO NOTHING RETURNING consignment_id, digest"
        )
        won = set(cursor.fetchall())
    keys = zip(rows["consignment_id"].to_pylist(), rows["digest"].to_pylist(), strict=True)
    return pa.array([key in won for key in keys], pa.bool_())


def set_aside(rows: Sequence[Row], *, now: datetime) -> None:
    """Keep scans with a wrong clock apart, each once."""
    SetAside.objects.bulk_create(
        [
            SetAside(
                consignment_id=row.consignment_id,
                digest=row.digest,
                why="clock",
                scan=msgspec.to_builtins(row.scan),
                received_at=now,
            )
            for row in sorted(rows, key=lambda row: (row.consignment_id, row.digest))
        ],
        ignore_conflicts=True,
    )
