"""Numbers looked up, through Django's connection or a pool of asyncpg: one statement, one reading of its rows."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

import msgspec
from django.db import connection

from wellserved.tracking.domain.progress import BIT
from wellserved.tracking.domain.statuses import Kind, Status

from .facts import Followed, ScanSeen, ToldSeen, WindowSeen
from .statement import ANNOUNCED, ANNOUNCED_BY_ID, VERSIONS, for_psycopg

MOST_SCANS = 60

Row = Sequence[Any]
_scans = msgspec.json.Decoder(tuple[ScanSeen, ...])
_told = msgspec.json.Decoder(tuple[ToldSeen, ...])


class Pool(Protocol):
    async def fetch(self, query: str, *args: object) -> list[Any]: ...


def announced(*, numbers: Iterable[str] = (), ids: Iterable[int] = ()) -> tuple[Followed, ...]:
    """The announced consignments of these numbers (as `number_key` writes them), or of these ids."""
    by_id = list(ids)
    statement, asked = (ANNOUNCED_BY_ID, by_id) if by_id else (ANNOUNCED, list(numbers))
    with connection.cursor() as cursor:
        cursor.execute(for_psycopg(statement), {"asked": asked, "most": MOST_SCANS})
        return tuple(followed(row) for row in cursor.fetchall())


def announced_rows(*, numbers: Iterable[str], scans: int = MOST_SCANS) -> list[Row]:
    """As rows, to be read by `followed` or `as_json`."""
    with connection.cursor() as cursor:
        cursor.execute(for_psycopg(ANNOUNCED), {"asked": list(numbers), "most": scans})
        return list(cursor.fetchall())


async def announced_async(pool: Pool, *, numbers: Sequence[str], scans: int = MOST_SCANS) -> list[Row]:
    """The same through a pool of asyncpg."""
    rows: list[Row] = await pool.fetch(ANNOUNCED, numbers, scans)
    return rows


async def versions_async(pool: Pool, *, ids: Sequence[int]) -> dict[int, int]:
    """Which version of its progress each of them has: it grows with every scan."""
    return {row[0]: row[1] for row in await pool.fetch(VERSIONS, ids)}


def followed(row: Row) -> Followed:
    (id_, kind, number, carrier, service, origin, origin_country, destination, destination_country) = row[:9]
    (announced_at, status, reason, status_at, place, country, expected_on, attempts, in_all) = row[9:18]
    (reached, closed, version, earliest, latest, made_at, predicted, told, has_proof, scans) = row[18:]
    return Followed(
        id=id_,
        kind=Kind(kind),
        number=number,
        carrier=carrier,
        service=service,
        origin=origin,
        origin_country=origin_country,
        destination=destination,
        destination_country=destination_country,
        announced_at=announced_at,
        status=Status(status or Status.INFO_RECEIVED),
        reason=reason,
        status_at=status_at,
        place=place,
        country=country,
        expected_on=expected_on,
        attempts=attempts,
        scans_in_all=in_all,
        reached=frozenset(one for one, bit in BIT.items() if reached & bit),
        closed=closed,
        version=version,
        window=_window(earliest, latest, made_at, predicted=predicted),
        told=_told.decode(told) if told else (),
        has_proof=has_proof,
        scans=_scans.decode(scans) if scans else (),
    )


def _window(
    earliest: datetime | None, latest: datetime | None, made_at: datetime | None, *, predicted: bool
) -> WindowSeen | None:
    if earliest is None or latest is None or made_at is None:
        return None
    return WindowSeen(earliest=earliest, latest=latest, made_at=made_at, predicted=predicted)
