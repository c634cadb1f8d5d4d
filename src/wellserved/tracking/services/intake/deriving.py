"""From new scans to progress: what they add is merged in; only where one was taken back, all are read again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import pyarrow as pa
from django.db import connection

from wellserved.platform.copying import copy_table
from wellserved.tracking.domain.progress import (
    Progress,
    ScanFact,
    is_closed,
    merged,
    progress_of,
    progress_of_one,
)
from wellserved.tracking.domain.statuses import Kind, Status

from .copying import Row

_TIME = pa.timestamp("us", tz="UTC")
_COLUMNS = (
    "status, reason, status_at, place, country, place_at, expected_on, expected_at, first_scan_at, last_scan_at,"
    " scans, attempts, milestones"
)
_names = _COLUMNS.replace(" ", "").split(",")
_milestones = msgspec.json.Decoder(dict[str, datetime])
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class _Held:
    kind: Kind
    progress: Progress
    corrected: bool
    version: int


def derive(rows: Sequence[Row], *, now: datetime) -> int:
    """Bring the progress of the rows' consignments up to date; returns how many statuses changed."""
    if not rows:
        return 0
    new: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        new[row.consignment_id].append(row)
    held = _locked(list(new))
    after, again = {}, []
    for consignment_id, those in new.items():
        before = held[consignment_id]
        if before.corrected or any(row.scan.corrects for row in those):
            again.append(consignment_id)
        else:
            after[consignment_id] = _plus(before, those)
    for consignment_id, facts in _facts(again):
        kind = held[consignment_id].kind
        after[consignment_id] = progress_of(kind, facts)
    _write(held, new, after, corrected=frozenset(again))
    changed = {i: p for i, p in after.items() if p.status != held[i].progress.status}
    _announce(held, changed, now=now)
    return len(changed)


def derive_again(consignment_id: int, *, kind: Kind, now: datetime) -> None:
    """After a consignment turned out to be of another kind: its scans are read anew as that kind's."""
    held = _locked([consignment_id])
    before = held[consignment_id]
    facts = dict(_facts([consignment_id])).get(consignment_id, [])
    after = {consignment_id: progress_of(kind, facts)}
    held[consignment_id] = _Held(kind, before.progress, before.corrected, before.version)
    _write(
        held, {consignment_id: []}, after, corrected=frozenset({consignment_id} if before.corrected else ())
    )
    if after[consignment_id].status != before.progress.status:
        _announce(held, after, now=now)


def _plus(before: _Held, rows: Iterable[Row]) -> Progress:
    progress = before.progress
    for row in rows:
        progress = merged(before.kind, progress, progress_of_one(_fact(row)))
    return progress


def _fact(row: Row) -> ScanFact:
    scan = row.scan
    return ScanFact(
        digest=row.digest,
        status=scan.status,
        occurred_at=scan.occurred_at,
        reason=scan.reason,
        place=scan.place,
        country=scan.country,
        expected_on=scan.expected_on,
    )


def _locked(ids: list[int]) -> dict[int, _Held]:
    # In the order of their ids, as everybody locks them.
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.consignment_id, c.kind, corrected, version, {_COLUMNS.replace('milestones', 'milestones::text')}"  # noqa: S608  our own names
            " FROM tracking_progress p JOIN tracking_consignment c ON c.id = p.consignment_id"
            " WHERE p.consignment_id = ANY(%s) ORDER BY p.consignment_id FOR UPDATE OF p",
            [ids],
        )
        return {
            id_: _Held(Kind(kind), _progress(values), corrected, version)
            for id_, kind, corrected, version, *values in cursor.fetchall()
        }


def _progress(values: list[Any]) -> Progress:
    status, *others, milestones = values
    if not status:
        return Progress()
    given = dict(zip(_names[1:-1], others, strict=True))
    return Progress(status=Status(status), milestones=_milestones.decode(milestones), **given)


def _facts(ids: list[int]) -> Iterator[tuple[int, list[ScanFact]]]:
    if not ids:
        return
    facts: dict[int, list[ScanFact]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT consignment_id, digest, status, occurred_at, reason, place, country, corrects, expected_on"
            " FROM tracking_scan WHERE consignment_id = ANY(%s)",
            [ids],
        )
        for id_, digest, status, at, reason, place, country, corrects, expected_on in cursor.fetchall():
            facts[id_].append(
                ScanFact(
                    digest=digest,
                    status=Status(status) if status else None,
                    occurred_at=at,
                    reason=reason,
                    place=place,
                    country=country,
                    corrects=corrects,
                    expected_on=expected_on,
                )
            )
    yield from facts.items()


def _write(
    held: dict[int, _Held],
    new: dict[int, list[Row]],
    after: dict[int, Progress],
    *,
    corrected: frozenset[int],
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS progress_new (LIKE tracking_progress) ON COMMIT DELETE ROWS"
        )
        cursor.execute("TRUNCATE progress_new")
        copy_table("progress_new", _table(held, new, after, corrected))
        both = [*_names, "corrected", "closed", "version"]
        cursor.execute(
            f"UPDATE tracking_progress p SET {', '.join(f'{name} = n.{name}' for name in both)}"  # noqa: S608  our own names
            " FROM progress_new n WHERE p.consignment_id = n.consignment_id"
        )


def _table(
    held: dict[int, _Held], new: dict[int, list[Row]], after: dict[int, Progress], corrected: frozenset[int]
) -> pa.Table:
    ids, each = list(after), list(after.values())
    columns: dict[str, Any] = {"consignment_id": ids}
    for name in _names[:-1]:
        columns[name] = pa.array([getattr(p, name) or None for p in each], _KINDS.get(name))
    for name in ("status", "reason", "place", "country"):
        columns[name] = [getattr(p, name) or "" for p in each]
    for name in ("scans", "attempts"):
        columns[name] = [getattr(p, name) for p in each]
    columns["milestones"] = [_encode(p.milestones).decode() for p in each]
    columns["corrected"] = [i in corrected for i in ids]
    columns["closed"] = [is_closed(held[i].kind, after[i]) for i in ids]
    columns["version"] = [held[i].version + len(new[i]) for i in ids]
    return pa.table(columns)


_KINDS = {
    **dict.fromkeys(("status_at", "place_at", "expected_at", "first_scan_at", "last_scan_at"), _TIME),
    "expected_on": pa.date32(),
}


def _announce(held: dict[int, _Held], changed: dict[int, Progress], *, now: datetime) -> None:
    if not changed:
        return
    copy_table(
        "tracking_change",
        pa.table(
            {
                "consignment_id": list(changed),
                "before": [held[i].progress.status or "" for i in changed],
                "after": [p.status or "" for p in changed.values()],
                "recorded_at": pa.repeat(pa.scalar(now, _TIME), len(changed)),
            }
        ),
    )
