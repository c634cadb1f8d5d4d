"""Guesses counted in PostgreSQL, for all processes together; each remembers who is refused just now."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from django.db import connection

from wellserved.platform.networks import NOWHERE, keys_of
from wellserved.tracking.domain.guessing import (
    DAY,
    MISSES_OF_ADDRESS,
    MISSES_OF_NETWORK,
    STRETCH,
    Counter,
    counters_of,
    stretch_of,
)

# So long one process may not know whom another has begun to refuse.
LOOKED_EVERY = timedelta(seconds=2)

# In the order of their keys, so that two that count the same never wait for each other crosswise.
COUNT = (
    "INSERT INTO tracking_guesscount (network, since, misses)"
    " SELECT k, s, m FROM unnest($1::text[], $2::timestamptz[], $3::int[]) AS n (k, s, m) ORDER BY k"
    " ON CONFLICT (network, since) DO UPDATE SET misses = tracking_guesscount.misses + excluded.misses"
    " RETURNING network, misses"
)
REFUSED = "SELECT network, misses FROM tracking_guesscount WHERE since = $1 AND misses > $2"


class Pool(Protocol):
    async def fetch(self, query: str, *args: object) -> list[Any]: ...


class Memory:
    """Who is refused in this stretch, as this process knows."""

    def __init__(self) -> None:
        self._refused: dict[str, datetime] = {}
        self._looked = datetime.min.replace(tzinfo=UTC)

    def is_stale(self, now: datetime) -> bool:
        """Whether to look again; says so to one caller only."""
        if now - self._looked < LOOKED_EVERY:
            return False
        self._looked = now
        return True

    def remember(self, counters: Iterable[Counter], counted: Iterable[Sequence[Any]]) -> None:
        most = {one.key: one for one in counters}
        for key, misses in counted:
            if key in most and misses > most[key].most:
                self._refused[key] = most[key].ends

    def look(self, counted: Iterable[Sequence[Any]], *, now: datetime) -> None:
        ends = stretch_of(now) + STRETCH
        for key, misses in counted:
            if misses > (MISSES_OF_NETWORK if "/" in key or key == NOWHERE else MISSES_OF_ADDRESS):
                self._refused[key] = ends

    def until(self, address: str, *, now: datetime) -> datetime | None:
        if not self._refused:
            return None
        ends = [self._refused[key] for key in keys_of(address) if key in self._refused]
        latest = max(ends, default=None)
        if latest is not None and latest <= now:
            self._refused = {key: end for key, end in self._refused.items() if end > now}
            return None
        return latest

    def forget(self) -> None:
        self._refused.clear()
        self._looked = datetime.min.replace(tzinfo=UTC)


memory = Memory()


def refused_until(*, address: str, now: datetime) -> datetime | None:
    """Until when nothing is answered to this address; None while it may ask."""
    if memory.is_stale(now):
        memory.look(_fetched(REFUSED, [stretch_of(now), MISSES_OF_ADDRESS]), now=now)
    return memory.until(address, now=now)


async def refused_until_async(pool: Pool, *, address: str, now: datetime) -> datetime | None:
    if memory.is_stale(now):
        memory.look(await pool.fetch(REFUSED, stretch_of(now), MISSES_OF_ADDRESS), now=now)
    return memory.until(address, now=now)


def count_misses(*, address: str, misses: int, now: datetime) -> datetime | None:
    """Count numbers that this address asked for in vain; returns until when it is refused from now on."""
    counters = counters_of(address, now=now)
    memory.remember(counters, count(counters, by=misses))
    return memory.until(address, now=now)


async def count_misses_async(pool: Pool, *, address: str, misses: int, now: datetime) -> datetime | None:
    counters = counters_of(address, now=now)
    memory.remember(counters, await pool.fetch(COUNT, *_counted(counters, misses)))
    return memory.until(address, now=now)


def count(counters: Sequence[Counter], *, by: int) -> list[Sequence[Any]]:
    return _fetched(COUNT, _counted(counters, by))


def forget_guesses(*, now: datetime) -> int:
    """Remove what no limit looks at any more; a job does so daily."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tracking_guesscount WHERE since < %s", [now - DAY])
        return int(cursor.rowcount)


def _counted(counters: Sequence[Counter], misses: int) -> tuple[list[str], list[datetime], list[int]]:
    return [c.key for c in counters], [c.since for c in counters], [misses] * len(counters)


def _fetched(statement: str, values: Sequence[Any]) -> list[Sequence[Any]]:
    named = {f"p{n}": value for n, value in enumerate(values, 1)}
    for n in range(len(values), 0, -1):
        statement = statement.replace(f"${n}", f"%(p{n})s")
    with connection.cursor() as cursor:
        cursor.execute(statement, named)
        return list(cursor.fetchall())
