"""Answers as CSV, a block at a time, and its codebook."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from .sheets import Answered, Column, Sheet

__all__ = ["codebook", "written"]

BLOCK = 500
BOM = b"\xef\xbb\xbf"
# With these a cell is a formula to spreadsheets: OWASP, CSV Injection.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def written(
    sheet: Sheet, answered: Iterable[Answered], *, header: str, values: str, bom: bool
) -> Iterator[bytes]:
    """`header` is 'names', 'labels' or 'both' (two lines); `values` 'codes' or 'labels'."""
    cells = [_cell_of(column, labels=column.labels if values == "labels" else {}) for column in sheet.columns]
    names, labels = [one.name for one in sheet.columns], [_harmless(one.label) for one in sheet.columns]
    head = {"names": [names], "labels": [labels]}.get(header, [names, labels])
    rows = ([of(value) for of, value in zip(cells, row, strict=True)] for row in sheet.rows(answered))
    yield from _blocks(head, rows, bom=bom)


def codebook(sheet: Sheet, *, bom: bool) -> Iterator[bytes]:
    """A line for each variable, and one for each figure of it that has a label."""
    head = [["name", "label", "kind", "measure", "value", "value_label", "missing"]]
    lines = (
        [one.name, _harmless(one.label), one.kind, one.measure, value, _harmless(words), missing]
        for one in sheet.columns
        for value, words, missing in (
            ("", "", ""),
            *((value, words, int(value == one.missing)) for value, words in one.labels.items()),
        )
    )
    yield from _blocks(head, lines, bom=bom)


def _blocks(head: Sequence[Sequence[Any]], rows: Iterable[Sequence[Any]], *, bom: bool) -> Iterator[bytes]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows(head)
    if bom:
        yield BOM
    for n, row in enumerate(rows, start=1):
        writer.writerow(row)
        if n % BLOCK == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _cell_of(column: Column, *, labels: Mapping[int, str]) -> Callable[[Any], Any]:
    if column.kind == "time":
        return _time
    if column.kind == "string":
        return _harmless
    plain = {value: _harmless(words) for value, words in labels.items() if words}
    return (lambda value: plain.get(value, value)) if plain else _same


def _same(value: Any) -> Any:
    return value


def _time(value: datetime) -> str:
    return value.isoformat(timespec="seconds")


def _harmless(text: str | None) -> str:
    """A formula is text with an apostrophe before it; what was written stays readable."""
    if not text:
        return ""
    return f"'{text}" if text.startswith(_FORMULA) else text
