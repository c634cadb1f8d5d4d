"""CSV and its kin as Arrow batches of text."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import pyarrow as pa
from pyarrow import csv as arrow_csv

from wellserved.journey.imports.reading.decoding import encoding_of, utf8_blocks
from wellserved.journey.imports.reading.format import (
    LINE,
    Advance,
    Format,
    RejectRow,
    UnreadableFileError,
    tidy_name,
)
from wellserved.journey.imports.reading.grammar import LINE_END, Grammar
from wellserved.journey.imports.reading.records import LIMIT, Chunk, Splitter


class DelimitedTable:
    def __init__(self, path: Path, form: Format) -> None:
        self.path = path
        self._form = form
        self._encoding = encoding_of(path, form.encoding)
        self._grammar = Grammar(form.delimiter.encode(), form.quote.encode() or None)
        names, _, _ = self._opened(lambda _: None)
        self.columns = tuple(tidy_name(name) for name in names)

    def batches(
        self, columns: Sequence[str], *, reject: RejectRow, advance: Advance
    ) -> Iterator[pa.RecordBatch]:
        """Whole rows of the named columns as text (null where missing) beside their lines; other rows go to `reject`."""
        names, blocks, line = self._opened(advance)

        def malformed(at: int, start: bytes, reason: str) -> None:
            reject(at, "", start.decode("utf-8", "replace"), reason)

        splitter = Splitter(self._grammar, len(names), malformed, encoding=self._encoding, line=line)
        wanted = [self.columns.index(column) for column in columns]
        for chunk in splitter.chunks(blocks):
            yield self._parsed(chunk, columns, wanted)

    def _opened(self, advance: Advance) -> tuple[list[str], Iterator[bytes], int]:
        """The header's names, what follows it, and the line that this starts on."""
        blocks = utf8_blocks(self.path, self._encoding, advance=advance)
        data = next(blocks, b"")
        while (
            (place := self._header_place(data)) is None
            and len(data) <= LIMIT
            and (block := next(blocks, b""))
        ):
            data += block
        if place is None and (place := self._header_place(data + b"\n")) is None:
            raise UnreadableFileError(self._no_header(data))
        start, end, line = place
        header = (data + b"\n")[start:end]
        if b"\0" in header:
            raise UnreadableFileError(
                f"{self.path}, line {line}: the header holds NUL bytes. "
                "It may be UTF-16: say so with --encoding utf-16-le or utf-16-be."
            )
        after = line + len(LINE_END.findall(header))
        return _fields(header, self._form), chain([data[end:]], blocks), after

    def _header_place(self, data: bytes) -> tuple[int, int, int] | None:
        """Where the header starts and ends, and its line; None where the data end before it does."""
        start, line = 0, 1
        for _ in range(self._form.header - 1):
            end = LINE_END.search(data, start)
            if end is None:
                return None
            start, line = end.end(), line + 1
        match = self._grammar.record.match(data, start)
        if match is None or not match[0].strip() or (match[0].endswith(b"\r") and match.end() == len(data)):
            return None
        return start, match.end(), line

    def _no_header(self, data: bytes) -> str:
        if not data.strip():
            return f"{self.path} has no header: it is empty."
        return (
            f"{self.path}, line {self._form.header}: there is no header that can be read; it is empty or a quote in it is never "
            "closed. Mend the line, or say with `header` under [read] which line the header is."
        )

    def _parsed(self, chunk: Chunk, columns: Sequence[str], wanted: Sequence[int]) -> pa.RecordBatch:
        width = len(self.columns)
        every = [f"c{index}" for index in range(width)]
        quote = self._form.quote
        table = arrow_csv.read_csv(
            pa.BufferReader(chunk.data),
            arrow_csv.ReadOptions(use_threads=False, column_names=every, block_size=len(chunk.data) + 1),
            arrow_csv.ParseOptions(
                delimiter=self._form.delimiter,
                quote_char=quote or False,
                newlines_in_values=bool(quote) and quote.encode() in chunk.data,
                ignore_empty_lines=False,
            ),
            arrow_csv.ConvertOptions(
                check_utf8=False,
                column_types=dict.fromkeys(every, pa.string()),
                include_columns=[every[index] for index in wanted],
                null_values=list(self._form.missing),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
        arrays = [column.combine_chunks() for column in table.columns]
        return pa.RecordBatch.from_arrays([*arrays, pa.array(chunk.lines)], [*columns, LINE])


def _fields(record: bytes, form: Format) -> list[str]:
    text = io.StringIO(record.decode(), newline="")
    if form.quote:
        return next(csv.reader(text, delimiter=form.delimiter, quotechar=form.quote))
    return next(csv.reader(text, delimiter=form.delimiter, quoting=csv.QUOTE_NONE))
