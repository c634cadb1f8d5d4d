"""Files into Arrow batches of text, with the line that each row starts on."""

from pathlib import Path

from wellserved.journey.imports.reading.decoding import EncodingError
from wellserved.journey.imports.reading.delimited import DelimitedTable
from wellserved.journey.imports.reading.format import LINE, Format, UnreadableFileError, tidy_name
from wellserved.journey.imports.reading.parquet import ParquetTable

Table = DelimitedTable | ParquetTable

__all__ = ["LINE", "EncodingError", "Format", "Table", "UnreadableFileError", "open_table", "tidy_name"]


def open_table(path: Path, form: Format) -> Table:
    if path.suffix.lower() in {".parquet", ".pq"}:
        return ParquetTable(path)
    return DelimitedTable(path, form)
