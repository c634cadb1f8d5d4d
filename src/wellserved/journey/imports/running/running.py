"""The whole import: files in, moments recorded, what could not be in the rejects file."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from wellserved.journey.imports.contracts import Counts
from wellserved.journey.imports.mapping.shape import Mapping
from wellserved.journey.imports.reading import LINE, Table
from wellserved.journey.imports.running.ahead import one_ahead
from wellserved.journey.imports.running.joining import ROW
from wellserved.journey.imports.running.plan import Plan, planned
from wellserved.journey.imports.running.reasons import reason_of
from wellserved.journey.imports.running.rejects import Rejects, rejects_at
from wellserved.journey.imports.running.resolving import Resolver
from wellserved.journey.imports.running.sides import load_side
from wellserved.journey.imports.running.sinks import Sink, sink_for
from wellserved.journey.imports.running.twice import Twice
from wellserved.platform.refusals import Refused

# Rows read at a time: enough to keep DuckDB busy, few enough to stay small whatever a row becomes.
ROWS = 8_000
PIECE = 20_000
_MEMORY = "32MB"

Advance = Callable[[int, int], None]


class OutOfRoomError(Refused):
    """The disk or the share of memory that joins may use is full."""


@dataclass
class _Run:
    plan: Plan
    sink: Sink
    resolver: Resolver
    rejects: Rejects
    twice: Twice
    connection: duckdb.DuckDBPyConnection
    advance: Callable[[int], None]
    recorded: int = 0
    already_there: int = 0
    rows: int = 0
    skipped: int = 0
    files: list[Path] = field(default_factory=list)

    def table(self, table: Table) -> None:
        self.files.append(table.path)
        for moments in one_ahead(self._moments(table)):
            self._record(table, moments)

    def _moments(self, table: Table) -> Iterator[pa.Table]:
        """What the rows ask for, in pieces; runs in a thread of its own and touches nothing that `_record` does."""

        def reject(line: int, column: str, value: str, reason: str) -> None:
            self.rows += 1
            self.rejects.add(file=table.path, line=line, column=column, value=value, reason=reason)

        for batch in _grouped(table.batches(self.plan.columns, reject=reject, advance=self.advance)):
            yield from self._asked(batch)

    def _asked(self, batch: pa.Table) -> Iterator[pa.Table]:
        self.rows += batch.num_rows
        numbered = batch.append_column(ROW, pa.array(np.arange(batch.num_rows, dtype=np.int32)))
        self.connection.register("incoming", numbered)
        for statement in self.plan.preparing:
            self.connection.execute(statement)
        self.connection.unregister("incoming")
        asking = np.zeros(batch.num_rows, np.bool_)
        waiting: list[pa.Table] = []
        for kind, moment in enumerate(self.plan.moments):
            found = self.connection.execute(moment.sql).to_arrow_table()
            asking[found[ROW].to_numpy()] = True
            waiting.append(found.append_column("kind", pa.array(np.full(found.num_rows, kind, np.int16))))
            if kind == len(self.plan.moments) - 1 or sum(asked.num_rows for asked in waiting) >= PIECE:
                yield pa.concat_tables(waiting).combine_chunks()
                waiting = []
        self.skipped += int(batch.num_rows - asking.sum())

    def _record(self, table: Table, moments: pa.Table) -> None:
        moments = self._without_failed(table, moments)
        lines = moments[LINE].to_numpy()
        kinds = moments["kind"].to_numpy()

        def reject(row: int, column: str, value: str, reason: str) -> None:
            label = self.plan.moments[kinds[row]].labels.get(column) or column
            self.rejects.add(file=table.path, line=int(lines[row]), column=label, value=value, reason=reason)

        batch, kept = self.resolver.resolved(moments, reject)
        outcome = self.sink.take(batch)
        for refused in outcome.rejected:
            column = {"source_key": "source_key", "measure_id": "measure"}.get(refused.column, refused.column)
            reject(int(kept[refused.row]), column, refused.value, refused.reason)
        self.recorded += outcome.recorded
        self.already_there += outcome.already_there
        gone = [refused.row for refused in outcome.rejected]
        stays = np.setdiff1d(np.arange(batch.num_rows), np.array(gone, np.int64))
        self.twice.add(
            batch.take(stays) if gone else batch, file=len(self.files) - 1, lines=pa.array(lines[kept][stays])
        )

    def _without_failed(self, table: Table, moments: pa.Table) -> pa.Table:
        bad = moments["bad"].combine_chunks()
        if bad.null_count == len(bad):
            return moments
        failed = bad.is_valid().to_numpy(zero_copy_only=False)
        for row in np.flatnonzero(failed).tolist():
            conversion = self.plan.scope.conversions[bad[row].as_py()]
            value = moments["bad_value"][row].as_py()
            self.rejects.add(
                file=table.path,
                line=moments[LINE][row].as_py(),
                column=conversion.label,
                value=value,
                reason=reason_of(conversion, value),
            )
        return moments.take(np.flatnonzero(~failed)).combine_chunks()

    def tell_contradictions(self) -> None:
        """The sink took the first of each id; a later one that says otherwise is not simply 'already there'."""
        for file, line, first_file, first_line in self.twice.contradictions():
            where = (
                f"line {first_line}"
                if file == first_file
                else f"line {first_line} of {self.files[first_file]}"
            )
            self.rejects.add(
                file=self.files[file],
                line=line,
                column="source_id",
                value="",
                reason=f"Its id stands on {where} already, with other facts; that one counts.",
            )
            self.already_there -= 1


def run_import(
    mapping: Mapping,
    given: Sequence[Path],
    *,
    source: str,
    encoding: str | None,
    rejects_path: Path,
    dry_run: bool,
    advance: Advance,
    now: datetime,
) -> Counts:
    """Import `given` (files and folders) by the mapping; `advance(bytes read, bytes in all)` tells how far it is.

    Raises MappingError, EncodingError or UnreadableFileError before anything is recorded; later only where the disk is full.
    """
    plan = planned(mapping, given, encoding=encoding)
    with _workspace() as connection, rejects_at(rejects_path) as rejects:
        sink, resolver = sink_for(mapping, connection.cursor(), source=source, dry_run=dry_run, now=now)
        total = plan.size

        def advanced(read: int) -> None:
            advance(read, total)

        for side in plan.sides:
            load_side(connection, side, rejects=rejects, advance=advanced)
        # A cursor of its own: it is used while the next rows are being joined.
        run = _Run(plan, sink, resolver, rejects, Twice(connection.cursor()), connection, advanced)
        for table in plan.rows:
            run.table(table)
        run.tell_contradictions()
        return Counts(
            read=run.recorded + run.already_there + rejects.count,
            recorded=run.recorded,
            already_there=run.already_there,
            rejected=rejects.count,
            rows=run.rows,
            skipped=run.skipped,
            rejects_file=rejects.path if rejects.count else None,
        )


def _grouped(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Small batches put together and large ones cut, to some ROWS rows each."""
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        waiting.append(batch)
        rows += batch.num_rows
        if rows >= ROWS:
            yield from _cut(pa.Table.from_batches(waiting))
            waiting, rows = [], 0
    if rows:
        yield pa.Table.from_batches(waiting).combine_chunks()


def _cut(rows: pa.Table) -> Iterator[pa.Table]:
    pieces = max(1, rows.num_rows // ROWS)
    size = -(-rows.num_rows // pieces)
    return (rows.slice(start, size).combine_chunks() for start in range(0, rows.num_rows, size))


@contextmanager
def _workspace() -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB on disk, bounded in memory, that reaches for nothing outside and is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="wellserved-import-") as folder:
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": _MEMORY,
            "threads": "1",
            "temp_directory": folder,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        connection = duckdb.connect(str(Path(folder) / "joins.duckdb"), config=config)
        try:
            connection.execute("SET TimeZone = 'UTC'")
            yield connection
        except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
            raise OutOfRoomError(
                f"Joining the files needs more room in {tempfile.gettempdir()}: {str(error).splitlines()[0]} "
                "Make room, or point TMPDIR at a larger disk, and run the same import again: what was recorded stays."
            ) from error
        finally:
            connection.close()
