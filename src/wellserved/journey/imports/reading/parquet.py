"""A Parquet file as Arrow batches of text; its line is the row's number."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import compute, parquet

from wellserved.journey.imports.reading.format import LINE, Advance, RejectRow, UnreadableFileError, tidy_name

_ROWS = 1 << 15


class ParquetTable:
    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            schema = parquet.read_schema(path)
        except (pa.ArrowInvalid, OSError) as error:
            raise UnreadableFileError(f"{path} is not a Parquet file: {error}") from error
        self._names = tuple(schema.names)
        self.columns = tuple(tidy_name(name) for name in schema.names)

    def batches(
        self, columns: Sequence[str], *, reject: RejectRow, advance: Advance
    ) -> Iterator[pa.RecordBatch]:
        del reject  # a Parquet file is readable as a whole or not at all
        names = [self._names[self.columns.index(column)] for column in columns]
        size = self.path.stat().st_size
        with parquet.ParquetFile(self.path, pre_buffer=False) as file:
            rows = max(1, file.metadata.num_rows)
            line = 1
            for batch in file.iter_batches(_ROWS, columns=names, use_threads=False):
                texts = [_as_text(batch.column(name)) for name in names]
                lines = pa.array(np.arange(line, line + batch.num_rows))
                yield pa.RecordBatch.from_arrays([*texts, lines], [*columns, LINE])
                line += batch.num_rows
                advance(size * batch.num_rows // rows)


def _as_text(column: pa.Array) -> pa.Array:
    if pa.types.is_string(column.type):
        return column
    try:
        return compute.cast(column, pa.string())
    except pa.ArrowNotImplementedError as error:
        raise UnreadableFileError(
            f"Columns of the type {column.type} are not read; flatten it first."
        ) from error
