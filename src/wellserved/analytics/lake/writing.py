"""Writes a stream of moments as Parquet files by month, in bounded memory."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wellserved.analytics.lake.manifest import LakeFile
from wellserved.analytics.lake.schema import MOMENTS
from wellserved.analytics.lake.store import MOMENTS_FOLDER, Store

ROWS_PER_GROUP = 122_880  # DuckDB hands its threads one row group each and counts in vectors of 2,048
OPEN_FILES = 64
SORTED_BY = [("touchpoint_id", "ascending"), ("measure_id", "ascending"), ("occurred_at", "ascending")]


class WrongColumnsError(ValueError):
    """A batch has not the columns of a moment."""


@dataclass(slots=True)
class _Month:
    path: str
    stream: pa.NativeFile
    writer: pq.ParquetWriter
    waiting: list[pa.RecordBatch] = field(default_factory=list)
    waiting_bytes: int = 0
    rows: int = 0
    min_xid: int = 0
    max_xid: int = 0


class MonthWriter:
    """Gathers rows by month; when more than `budget` bytes wait, the fullest month goes to its file, sorted."""

    def __init__(self, store: Store, *, stem: str, budget: int) -> None:
        self._store = store
        self._stem = stem
        self._budget = budget
        self._open: dict[str, _Month] = {}
        self._waiting_bytes = 0
        self._done: list[LakeFile] = []

    def write(self, batches: Iterable[pa.RecordBatch]) -> list[LakeFile]:
        """Writes all of them, makes them durable and returns the files, which no manifest lists yet."""
        try:
            for batch in batches:
                for month, rows in _by_month(batch):
                    self._add(month, rows)
            for month in list(self._open):
                self._close(month)
        finally:
            for left in self._open.values():
                # Only after a failure, whose own error must be the one that is told.
                with suppress(OSError):
                    left.writer.close()
                    left.stream.close()
        self._store.make_durable([file.path for file in self._done])
        return self._done

    def _add(self, month: str, rows: pa.RecordBatch) -> None:
        if month not in self._open:
            if len(self._open) >= OPEN_FILES:
                self._close(max(self._open, key=lambda name: self._open[name].waiting_bytes))
            self._open[month] = self._begin(month)
        into = self._open[month]
        into.waiting.append(rows)
        into.waiting_bytes += rows.nbytes
        self._waiting_bytes += rows.nbytes
        if self._waiting_bytes > self._budget:
            self._flush(max(self._open.values(), key=lambda entry: entry.waiting_bytes))

    def _begin(self, month: str) -> _Month:
        folder = f"{MOMENTS_FOLDER}/month={month}"
        self._store.create_folder(folder)
        path = f"{folder}/{self._stem}-{len(self._done) + len(self._open):04d}.parquet"
        stream = self._store.open_new(path)
        # Sorted rows repeat themselves, so dictionaries and zstd shrink them; statistics let a reader skip groups.
        writer = pq.ParquetWriter(stream, MOMENTS, compression="zstd", compression_level=3)
        return _Month(path=path, stream=stream, writer=writer)

    def _flush(self, month: _Month) -> None:
        if not month.waiting:
            return
        rows = pa.Table.from_batches(month.waiting, schema=MOMENTS).sort_by(SORTED_BY)
        month.writer.write_table(rows, row_group_size=ROWS_PER_GROUP)
        bounds = pc.min_max(rows["xid"]).as_py()
        month.min_xid = min(bounds["min"], month.min_xid) if month.rows else bounds["min"]
        month.max_xid = max(bounds["max"], month.max_xid)
        month.rows += rows.num_rows
        self._waiting_bytes -= month.waiting_bytes
        month.waiting, month.waiting_bytes = [], 0

    def _close(self, name: str) -> None:
        month = self._open[name]
        self._flush(month)
        month.writer.close()
        month.stream.close()
        del self._open[name]
        self._done.append(
            LakeFile(
                path=month.path, month=name, rows=month.rows, min_xid=month.min_xid, max_xid=month.max_xid
            )
        )


def _by_month(batch: pa.RecordBatch) -> Iterator[tuple[str, pa.RecordBatch]]:
    if not batch.schema.equals(MOMENTS, check_metadata=False):
        message = (
            f"A batch for the lake must have exactly the columns of MOMENTS; it has {batch.schema.names}."
        )
        raise WrongColumnsError(message)
    for name in ("xid", "touchpoint_id", "measure_id", "occurred_at"):
        if batch.column(name).null_count:
            message = f"A moment without {name} cannot go to the lake; mend the query that reads the moments."
            raise WrongColumnsError(message)
    if not batch.num_rows:
        return
    occurred = batch.column("occurred_at")
    number = pc.add(pc.multiply(pc.year(occurred), 12), pc.subtract(pc.month(occurred), 1))
    for one in pc.unique(number).to_pylist():
        rows = batch if len(pc.unique(number)) == 1 else batch.filter(pc.equal(number, one))
        yield f"{one // 12:04d}-{one % 12 + 1:02d}", rows
