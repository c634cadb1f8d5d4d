"""Answers as SPSS's .sav: labels of variables and values, what is no answer, levels of measurement.

pyreadstat writes a whole table at once, so a table has to fit into memory as columns: larger ones are refused before they
are read.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from tempfile import NamedTemporaryFile
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyreadstat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .sheets import Answered, Column, Sheet

__all__ = ["MOST_CELLS", "SheetTooLarge", "written"]

MOST_CELLS = 20_000_000
MOST_TEXT = 256 * 1024 * 1024
# IBM SPSS Statistics: 32,767 bytes a string, 256 a variable's label, 120 a value's.
LONGEST_TEXT, LONGEST_LABEL, LONGEST_VALUE = 32_767, 255, 120
BLOCK = 64 * 1024


class SheetTooLarge(ValueError):
    """More than a .sav file is made of here; the sentence says what to leave out."""


def written(sheet: Sheet, answered: Iterable[Answered], *, count: int, zone: ZoneInfo) -> Iterator[bytes]:
    """`count` is how many responses there are at most; times are of `zone`. Raises SheetTooLarge, at once."""
    if count * len(sheet.columns) > MOST_CELLS:
        said = _(
            "%(rows)s responses with %(columns)s variables are too many for one .sav file. Take fewer versions or a shorter time, or CSV."
        )
        raise SheetTooLarge(said % {"rows": f"{count:,}", "columns": len(sheet.columns)})
    columns = [_Filled(column, count, zone) for column in sheet.columns]
    size = n = 0
    for n, row in enumerate(sheet.rows(answered), start=1):
        if n > count:
            n = count  # noqa: PLW2901  what came in meanwhile is for the next time
            break
        for column, value in zip(columns, row, strict=True):
            size += column.put(n - 1, value)
        if size > MOST_TEXT:
            raise SheetTooLarge(
                _(
                    "What was written is too much for one .sav file. Leave it out, take a shorter time, or CSV."
                )
            )
    return _file(sheet, columns, rows=n)


class _Filled:
    """One column while it is filled."""

    def __init__(self, column: Column, count: int, zone: ZoneInfo) -> None:
        self.column, self.zone, self.cut = column, zone, 0
        self.texts: dict[str, str] = {}
        if column.kind == "number":
            self.cells: Any = np.full(count, np.nan)
        elif column.kind == "time":
            self.cells = np.full(count, np.datetime64("NaT"), dtype="datetime64[ms]")
        else:
            self.cells = np.full(count, "", dtype=object)

    def put(self, n: int, value: Any) -> int:
        """The bytes that it takes beyond its place."""
        if value is None:
            return 0
        if self.column.kind == "number":
            self.cells[n] = value
            return 0
        if self.column.kind == "time":
            self.cells[n] = _local(value, self.zone)
            return 0
        text = _cut(value, LONGEST_TEXT)
        self.cut += len(text) < len(value)
        # The same few words of most columns are kept once.
        self.cells[n] = self.texts.setdefault(text, text) if len(self.texts) < 1000 else text
        return len(text)


def _file(sheet: Sheet, columns: list[_Filled], *, rows: int) -> Iterator[bytes]:
    named = {one.column.name: one for one in columns}
    table = pd.DataFrame({name: one.cells[:rows] for name, one in named.items()}, copy=False)
    cut = sum(one.cut for one in columns)
    note = ngettext(
        "%(n)s text is longer than a .sav file holds and was cut; CSV has it whole.",
        "%(n)s texts are longer than a .sav file holds and were cut; CSV has them whole.",
        cut,
    ) % {"n": cut}
    file = NamedTemporaryFile(suffix=".sav")  # noqa: SIM115  it lives as long as it is read
    pyreadstat.write_sav(
        table,
        file.name,
        file_label=_cut(sheet.title, 64),
        column_labels={name: _cut(one.column.label, LONGEST_LABEL) for name, one in named.items()},
        note=note if cut else "",
        row_compress=True,
        variable_value_labels={
            name: {
                float(value): _cut(words, LONGEST_VALUE)
                for value, words in one.column.labels.items()
                if words
            }
            for name, one in named.items()
            if any(one.column.labels.values())
        },
        missing_ranges={
            name: [float(one.column.missing)] for name, one in named.items() if one.column.missing is not None
        },
        variable_measure={name: one.column.measure for name, one in named.items()},
        variable_format={name: "F8.0" for name, one in named.items() if one.column.kind == "number"},
    )
    return _read(file)


def _read(file: Any) -> Iterator[bytes]:
    with file:
        while block := file.read(BLOCK):
            yield block


def _local(when: datetime, zone: ZoneInfo) -> np.datetime64:
    """SPSS knows no zones."""
    return np.datetime64(when.astimezone(zone).replace(tzinfo=None), "ms")


def _cut(text: str, most: int) -> str:
    encoded = text.encode()
    return text if len(encoded) <= most else encoded[:most].decode(errors="ignore")
