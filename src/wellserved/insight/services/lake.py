"""Carrying moments from PostgreSQL to the lake, each one once."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg
import pyarrow as pa
import pyarrow.csv as pacsv
from django.conf import settings
from django.db import connection

from wellserved.analytics.lake import MOMENTS, Lake, WatermarkError
from wellserved.platform.home import home_of

log = logging.getLogger(__name__)

_BLOCK = 4 * 1024 * 1024

# The oldest transaction that may still write here: the oldest of the snapshot's running ones, less those that
# at this moment run in another database of the same server and so cannot. Whoever is not found there any more
# has ended since the snapshot and counts as running.
_UPTO = """
SELECT coalesce(
    (SELECT min(xip::text::bigint) FROM pg_snapshot_xip(pg_current_snapshot()) AS xip
     WHERE NOT EXISTS (
        SELECT FROM pg_locks AS held JOIN pg_stat_activity AS other USING (pid)
        WHERE held.locktype = 'transactionid' AND held.mode = 'ExclusiveLock' AND held.granted
          AND held.transactionid::text::bigint = xip::text::bigint % 4294967296
          AND other.datname <> current_database())),
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint),
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint
"""
_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CaughtUp:
    """Moments carried by this run, and the transaction up to which the lake now holds all of them."""

    rows: int
    watermark: int


def the_lake() -> Lake:
    # A lake on local disk is locked where it lies, so that two homes may share it; one far away, in the home.
    far = "://" in str(settings.LAKE)
    return Lake(settings.LAKE, locks=home_of().run if far else None)


def catch_up() -> CaughtUp:
    """Carry over every moment that has been committed and is not in the lake yet.

    The bounds are transaction ids. `upto` is the oldest transaction of this database still running when the snapshot is taken:
    all before it have ended and are visible, so nothing below can appear later, however late it commits; and
    the lake takes only what begins where it ends, so nothing is carried twice. Raises LakeBusyError while
    another process carries.
    """
    lake = the_lake()
    with _snapshot() as (reading, upto):
        start = lake.manifest().watermark
        if upto < start:
            # Transactions only ever count up: this is another database than the one that filled the lake.
            log.warning("The lake is ahead of the database, which must have been replaced: filling it anew.")
            lake.start_anew(now=datetime.now(UTC))
            start = 0
        if upto == start:
            return CaughtUp(rows=0, watermark=start)
        before = sum(file.rows for file in lake.manifest().files)
        try:
            manifest = lake.append(
                _moments(reading, start=start, upto=upto), watermark_from=start, watermark_to=upto
            )
        except WatermarkError:
            # Another process carried these between our reading the manifest and our taking the lock.
            return CaughtUp(rows=0, watermark=lake.manifest().watermark)
        rows = sum(file.rows for file in manifest.files) - before
    return CaughtUp(rows=rows, watermark=manifest.watermark)


def tend_lake(*, now: datetime) -> None:
    """Merge the small files that catching up leaves, and remove what earlier merges replaced."""
    lake = the_lake()
    for month in lake.crowded_months():
        lake.compact(month, now=now)
    lake.sweep(now=now)


@contextmanager
def _snapshot() -> Iterator[tuple[psycopg.Connection[tuple[int, int]], int]]:
    """A connection of its own: the caller's transaction may itself have recorded, and would hold `upto` back."""
    parameters = connection.get_connection_params()
    parameters = {k: v for k, v in parameters.items() if k not in {"cursor_factory", "context"}}
    with psycopg.connect(**parameters) as reading:
        reading.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        upto, newest = _bounds(reading)
        for _ in range(_TRIES):
            if upto == newest:
                break
            # What looked like running may have ended between the snapshot and the look: look again.
            reading.rollback()
            upto, newest = _bounds(reading)
        yield reading, upto


def _bounds(reading: psycopg.Connection[tuple[int, int]]) -> tuple[int, int]:
    row = reading.execute(_UPTO).fetchone()
    if row is None:
        raise RuntimeError("PostgreSQL told no snapshot.")
    return row


def _moments(
    reading: psycopg.Connection[tuple[int, int]], *, start: int, upto: int
) -> Iterator[pa.RecordBatch]:
    query = (
        f"COPY (SELECT {', '.join(MOMENTS.names)} FROM journey_moment"  # noqa: S608  our own names, two numbers
        f" WHERE xid >= {int(start)} AND xid < {int(upto)}) TO STDOUT (FORMAT csv)"
    )
    with reading.cursor() as cursor, cursor.copy(query) as copy:
        chunks = _Chunks(iter(copy))
        if chunks.is_empty():
            return
        yield from pacsv.open_csv(
            pa.PythonFile(chunks, mode="r"),
            read_options=pacsv.ReadOptions(column_names=MOMENTS.names, block_size=_BLOCK, use_threads=False),
            parse_options=pacsv.ParseOptions(newlines_in_values=True),
            convert_options=pacsv.ConvertOptions(
                column_types=MOMENTS,
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )


class _Chunks:
    """The pieces of a COPY as a file to read from."""

    def __init__(self, pieces: Iterator[bytes | bytearray | memoryview]) -> None:
        self._pieces = pieces
        self._rest = b""
        self.closed = False

    def is_empty(self) -> bool:
        self._rest = self._rest or bytes(next(self._pieces, b""))
        return not self._rest

    def read(self, size: int = -1) -> bytes:
        parts = [self._rest]
        held = len(self._rest)
        while size < 0 or held < size:
            piece = bytes(next(self._pieces, b""))
            if not piece:
                break
            parts.append(piece)
            held += len(piece)
        whole = b"".join(parts)
        cut = len(whole) if size < 0 else size
        self._rest = whole[cut:]
        return whole[:cut]

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self.closed = True
