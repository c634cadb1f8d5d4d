"""The way of the scans into their table."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
import pyarrow as pa
from django.db import IntegrityError, connection, transaction

from wellserved.platform.copying import copy_table
from wellserved.tracking.contracts import ScanIn
from wellserved.tracking.domain.keys import source_digest
from wellserved.tracking.domain.statuses import Kind
from wellserved.tracking.models import SetAside

_TIME = pa.timestamp("us", tz="UTC")


class Row(NamedTuple):
    """`at` is the scan's place in what was sent."""

    at: int
    consignment_id: int
    kind: Kind
    digest: int
    scan: ScanIn
    staff_id: int | None

    @property
    def corrects(self) -> int | None:
        scan = self.scan
        return source_digest(scan.source, scan.corrects) if scan.corrects else None


def keep_new(rows: Sequence[Row], *, now: datetime) -> list[Row]:
    """Write those that are not there yet, and return them.

    Hopes first that all are new and copies them straight into the table, whose key says if not; then claims
    them one by one. In the order of the key, so that two batches with the same scans cannot deadlock.
    """
    if not rows:
        return []
    ordered = sorted(rows, key=lambda row: (row.consignment_id, row.digest))
    table = _table(ordered, now=now)
    try:
        with transaction.atomic():
            copy_table("tracking_scan", table)
    except IntegrityError:
        return _claimed(ordered, table)
    return ordered


def _claimed(rows: Sequence[Row], table: pa.Table) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS scan_claim (LIKE tracking_scan) ON COMMIT DELETE ROWS"
        )
        cursor.execute("TRUNCATE scan_claim")
        copy_table("scan_claim", table)
        cursor.execute(
            "INSERT INTO tracking_scan SELECT * FROM scan_claim ORDER BY consignment_id, digest"
            " ON CONFLICT DO NOTHING RETURNING consignment_id, digest"
        )
        won = set(cursor.fetchall())
    return [row for row in rows if (row.consignment_id, row.digest) in won]


def _table(rows: Sequence[Row], *, now: datetime) -> pa.Table:
    scans = [row.scan for row in rows]
    return pa.table(
        {
            "consignment_id": [row.consignment_id for row in rows],
            "digest": [row.digest for row in rows],
            "status": [scan.status or "" for scan in scans],
            "reason": [scan.reason for scan in scans],
            "occurred_at": pa.array([scan.occurred_at for scan in scans], _TIME),
            "recorded_at": pa.repeat(pa.scalar(now, _TIME), len(rows)),
            "place": [scan.place for scan in scans],
            "country": [scan.country for scan in scans],
            "source": [scan.source for scan in scans],
            "source_id": [scan.source_id for scan in scans],
            "carrier_status": [scan.carrier_status for scan in scans],
            "corrects": pa.array([row.corrects for row in rows], pa.int64()),
            "expected_on": pa.array([scan.expected_on for scan in scans], pa.date32()),
            "staff_id": pa.array([row.staff_id for row in rows], pa.int32()),
        }
    )


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
