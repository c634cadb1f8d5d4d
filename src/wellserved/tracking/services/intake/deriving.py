"""From new scans to progress: what they add is merged in; only where one was taken back, all are read again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
from django.db import connection

from wellserved.platform.copying import copy_table
from wellserved.tracking.domain.progress import (
    RANK,
    TIER,
    Progress,
    ScanFact,
    is_closed,
    merged,
    progress_of,
    progress_of_one,
)
from wellserved.tracking.domain.statuses import Kind, Status

from .copying import Row
from .merging import MERGE, REPLACE

_TIME = pa.timestamp("us", tz="UTC")
_TEXTS = ("status", "reason", "place", "country")
_MANY = 200
_TIMES = ("status_at", "place_at", "expected_at", "first_scan_at", "last_scan_at")
_COUNTS = ("scans", "attempts", "reached")


def derive(rows: Sequence[Row], *, now: datetime) -> int:
    """Bring the progress of the rows' consignments up to date; returns how many statuses changed."""
    if not rows:
        return 0
    new: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        new[row.consignment_id].append(row)
    kinds = {consignment_id: those[0].kind for consignment_id, those in new.items()}
    versions = {consignment_id: len(those) for consignment_id, those in new.items()}
    again = _locked(list(new))
    again.update(row.consignment_id for row in rows if row.scan.corrects)
    added = {i: _added(kinds[i], those) for i, those in new.items() if i not in again}
    changed = 0
    if added:
        changed += _write(MERGE, added, kinds, versions, now=now)
    if again:
        whole = {i: progress_of(kinds[i], facts) for i, facts in scan_facts(sorted(again)).items()}
        changed += _write(REPLACE, whole, kinds, versions, now=now)
    return changed


def derive_again(consignment_id: int, *, kind: Kind, now: datetime) -> int:
    """After a consignment turned out to be of another kind: its scans are read anew as that kind's."""
    _locked([consignment_id])
    facts = scan_facts([consignment_id])[consignment_id]
    whole = {consignment_id: progress_of(kind, facts)}
    return _write(REPLACE, whole, {consignment_id: kind}, {consignment_id: 1}, now=now)


def _locked(ids: list[int]) -> set[int]:
    """Lock them in the order of their ids, as everybody does; tells those whose scans must all be read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(consignment_id) FILTER (WHERE corrected) FROM ("
            "  SELECT consignment_id, corrected FROM tracking_progress WHERE consignment_id = ANY(%s)"
            "  ORDER BY consignment_id FOR UPDATE) AS locked",
            [ids],
        )
        (corrected,) = cursor.fetchone()
    return set(corrected or ())


def _added(kind: Kind, rows: Iterable[Row]) -> Progress:
    first, *others = rows
    progress = progress_of_one(first.scan)
    for row in others:
        progress = merged(kind, progress, progress_of_one(row.scan))
    return progress


def scan_facts(ids: list[int]) -> Mapping[int, list[ScanFact]]:
    """All scans of each consignment."""
    facts: dict[int, list[ScanFact]] = {i: [] for i in ids}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT consignment_id, digest, status, occurred_at, reason, place, country, corrects, expected_on"
            " FROM tracking_scan WHERE consignment_id = ANY(%s)",
            [ids],
        )
        for id_, digest, status, at, reason, place, country, corrects, expected_on in cursor.fetchall():
            fact = ScanFact(
                digest=digest,
                status=Status(status) if status else None,
                occurred_at=at,
                reason=reason,
                place=place,
                country=country,
                corrects=corrects,
                expected_on=expected_on,
            )
            facts[id_].append(fact)
    return facts


def _write(
    statement: str,
    after: Mapping[int, Progress],
    kinds: Mapping[int, Kind],
    versions: Mapping[int, int],
    *,
    now: datetime,
) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS progress_new ON COMMIT DELETE ROWS"
            " AS SELECT p.*, '' AS kind FROM tracking_progress p WITH NO DATA"
        )
        cursor.execute("TRUNCATE progress_new")
        copy_table("progress_new", _table(after, kinds, versions))
        if len(after) > _MANY:
            # A temporary table is taken for small until it is looked at, and a small one is gone through again and again.
            cursor.execute("ANALYZE progress_new (consignment_id)")
        cursor.execute(statement, [now])
        return int(cursor.rowcount)


def _table(after: Mapping[int, Progress], kinds: Mapping[int, Kind], versions: Mapping[int, int]) -> pa.Table:
    ids, each = list(after), list(after.values())
    columns: dict[str, Any] = {"consignment_id": ids, "kind": [kinds[i].value for i in ids]}
    for name in _TEXTS:
        columns[name] = [getattr(p, name) or "" for p in each]
    for name in _COUNTS:
        columns[name] = [getattr(p, name) for p in each]
    for name in _TIMES:
        columns[name] = pa.array([getattr(p, name) for p in each], _TIME)
    columns["expected_on"] = pa.array([p.expected_on for p in each], pa.date32())
    columns["tier"] = [-1 if p.status is None else TIER[kinds[i], p.status] for i, p in after.items()]
    columns["rank"] = [-1 if p.status is None else RANK[p.status] for p in each]
    columns["closed"] = [is_closed(kinds[i], p) for i, p in after.items()]
    columns["version"] = [versions.get(i, 0) for i in ids]
    return pa.table(columns)
