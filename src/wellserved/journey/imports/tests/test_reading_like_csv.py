"""What Python's csv module writes is read back the same, with the same lines, whatever the encoding and the blocks."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wellserved.journey.imports.reading import LINE, Format, decoding, open_table

# Characters that every one of the encodings can write.
_PLAIN = st.text(alphabet="abZ 0'\",;\n\r\t|", max_size=8)
_ALPHABETS = {
    "utf-8": 'é한漢😀",\n\r x',
    "utf-16": 'é한漢😀",\n\r x',
    "utf-16-le": 'é한漢😀",\n\r x',
    "cp949": '한국어 똠",\n\r x',
    "big5": '漢字許功蓋",\n\r x',
    "shift_jis": '表示ソ能",\n\r x',
    "gb18030": '汉字㐀😀",\n\r x',
}


def _read(path: Path, form: Format) -> tuple[list[list[str]], list[int], list[Any]]:
    table = open_table(path, form)
    rejected: list[Any] = []
    rows: list[list[str]] = []
    lines: list[int] = []
    names = list(table.columns)
    for batch in table.batches(names, reject=lambda *bad: rejected.append(bad), advance=lambda _: None):
        columns = [batch.column(name).to_pylist() for name in names]
        rows += [list(row) for row in zip(*columns, strict=True)]
        lines += batch.column(LINE).to_pylist()
    return rows, lines, rejected


def _expected(text: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, lines, before = [], [], 0
    for row in reader:
        if row:
            rows.append(row)
            lines.append(before + 1)
        before = reader.line_num
    return rows[1:], lines[1:]


def _written(
    rows: Sequence[Sequence[str]], *, delimiter: str, terminator: str, quoting: int, width: int
) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=terminator, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow([f"h{index}" for index in range(width)])
    writer.writerows(rows)
    return text.getvalue()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_rows_written_by_csv_are_read_back_with_their_lines(tmp_path: Path, data: st.DataObject) -> None:
    encoding = data.draw(st.sampled_from(sorted(_ALPHABETS)))
    cell = _PLAIN | st.text(alphabet=_ALPHABETS[encoding], max_size=8)
    width = data.draw(st.integers(1, 4))
    rows = data.draw(st.lists(st.lists(cell, min_size=width, max_size=width), max_size=12))
    delimiter = data.draw(st.sampled_from(",;\t|"))
    terminator = data.draw(st.sampled_from(["\n", "\r\n", "\r"]))
    text = _written(
        rows,
        delimiter=delimiter,
        terminator=terminator,
        # Before Python 3.13 csv leaves a lone CR bare where the lines end in LF, which nobody can read back.
        quoting=csv.QUOTE_MINIMAL if terminator == "\r\n" and data.draw(st.booleans()) else csv.QUOTE_ALL,
        width=width,
    )
    if data.draw(st.booleans()):
        text = text.rstrip("\r\n")
    path = tmp_path / "rows.csv"
    path.write_bytes(text.encode(encoding))
    block = data.draw(st.sampled_from([16, 64, 1 << 21]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoding, "BLOCK", block)
        found, lines, rejected = _read(path, Format(encoding=encoding, delimiter=delimiter, missing=()))
    assert not rejected
    assert (found, lines) == _expected(text, delimiter)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet='a",\n\r', max_size=60), block=st.sampled_from([5, 16, 1 << 21]))
def test_of_any_text_each_line_is_read_or_rejected_and_no_line_twice(
    tmp_path: Path, text: str, block: int
) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(f"h,i\n{text}".encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoding, "BLOCK", block)
        rows, lines, rejected = _read(path, Format(missing=()))
    places = sorted([*lines, *(bad[0] for bad in rejected)])
    assert len(places) == len(set(places))
    covered = set(places)
    for row, line in zip(rows, lines, strict=True):
        height = sum(len(cell.replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1 for cell in row)
        covered |= set(range(line, line + height + 1))
    every = f"h,i\n{text}".replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert covered == {
        number for number, line in enumerate(every, 1) if number > 1 and (line or number in covered)
    }
