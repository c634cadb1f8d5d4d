"""From new scans to progress: what they add is merged in; only where one was taken back, all are read again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa
from django.db import connection

from wellserved.platform.copying import copy_table
from wellserved.tracking.domain.progress import RANK, TIER, Progress, ScanFact, progress_of
from wellserved.tracking.domain.statuses import Kind, Status

from .folding import folded
from .merging import BY_ANY_JOIN, BY_MERGE_JOIN, MERGE, MERGE_IN_PLACE, REPLACE

_TIME = pa.timestamp("us", tz="UTC")
_TEXTS = ("reason", "place", "country")
_TIMES = ("status_at", "place_at", "expected_at", "first_scan_at", "last_scan_at")
_COUNTS = ("scans", "attempts", "reached")


def derive(scans: pa.Table, *, now: datetime) -> int:
    """Bring the progress of these new scans' consignments up to date; returns how many of them changed."""
    if not scans.num_rows:
        return 0
    added = folded(scans)
    changed, again = _merge(added, now=now)
    if again:
        rows = zip(*(added[name].to_pylist() for name in ("consignment_id", "kind", "version")), strict=True)
        news = {id_: (Kind(kind), version) for id_, kind, version in rows}
        changed += _replace({id_: news[id_] for id_ in sorted(again)}, now=now)
    return changed


def _merge(added: pa.Table, *, now: datetime) -> tuple[int, list[int]]:
    with connection.cursor() as cursor:
        if cursor.connection.info.server_version < 180_000:
            return _write(MERGE, added, now=now)
        cursor.execute(BY_MERGE_JOIN)
        told = _write(MERGE_IN_PLACE, added, now=now)
        cursor.execute(BY_ANY_JOIN)
    return told


def derive_again(consignment_id: int, *, kind: Kind, now: datetime) -> int:
    """After a consignment turned out to be of another kind: its scans are read anew as that kind's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM tracking_progress WHERE consignment_id = %s FOR NO KEY UPDATE", [consignment_id]
        )
    return _replace({consignment_id: (kind, 1)}, now=now)


def _replace(those: Mapping[int, tuple[Kind, int]], *, now: datetime) -> int:
    """Of each its kind, and by how much its version grows; they are locked already."""
    facts = scan_facts(list(those))
    whole = {id_: progress_of(kind, facts[id_]) for id_, (kind, _) in those.items()}
    changed, _ = _write(REPLACE, _table(whole, those), now=now)
    return changed


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


def _write(statement: str, rows: pa.Table, *, now: datetime) -> tuple[int, list[int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS progress_new ON COMMIT DELETE ROWS"
            " AS SELECT p.*, '' AS kind, false AS again FROM tracking_progress p WITH NO DATA"
        )
        cursor.execute("TRUNCATE progress_new")
        copy_table("progress_new", rows)
        cursor.execute(statement, [now])
        changed, again = cursor.fetchone()
    return changed, again or []


def _table(after: Mapping[int, Progress], those: Mapping[int, tuple[Kind, int]]) -> pa.Table:
    each = list(after.values())
    kinds = [kind for kind, _ in those.values()]
    columns: dict[str, Any] = {
        "consignment_id": list(after),
        "kind": kinds,
        "version": [version for _, version in those.values()],
        "status": [p.status or "" for p in each],
        "tier": [
            -1 if p.status is None else TIER[kind, p.status] for kind, p in zip(kinds, each, strict=True)
        ],
        "rank": [-1 if p.status is None else RANK[p.status] for p in each],
        "expected_on": pa.array([p.expected_on for p in each], pa.date32()),
    }
    for name in (*_TEXTS, *_COUNTS):
        columns[name] = [getattr(p, name) for p in each]
    for name in _TIMES:
        columns[name] = pa.array([getattr(p, name) for p in each], _TIME)
    return pa.table(columns)
