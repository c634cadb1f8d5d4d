"""The rows of a CSV file: columns by their header, in any order, whatever the delimiter; read line by line."""

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .answer import Fault

__all__ = ["rows_of_csv"]

_LONGEST_LINE = 64 * 1024
_DELIMITERS = ",;\t|"
Row = dict[str, str]


@dataclass(slots=True)
class _Lines:
    """The lines as text. What is no text, or too long, stays out and is kept as a fault.

    `row` are those that the row under way is made of.
    """

    lines: Iterable[bytes]
    number: int = 0
    faults: list[tuple[int, Fault]] = field(default_factory=list)
    row: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[str]:
        for line in self.lines:
            self.number += 1
            place = f"line {self.number}"
            if len(line) > _LONGEST_LINE:
                why = f"It has {len(line):,} bytes; {_LONGEST_LINE:,} is the most for one scan."
                self.faults.append(
                    (self.number, Fault(place=place, why=why, mend="Shorten it and send it again."))
                )
                continue
            try:
                text = line.decode("utf-8-sig" if self.number == 1 else "utf-8").replace("\0", "")
            except UnicodeDecodeError:
                why = "It is not UTF-8 text."
                mend = "Save the file as 'CSV UTF-8' and send it again."
                self.faults.append((self.number, Fault(place=place, why=why, mend=mend)))
                continue
            self.row.append(text)
            yield text

    def taken(self) -> list[tuple[int, Fault]]:
        faults, self.faults = self.faults, []
        return faults


def rows_of_csv(
    lines: Iterable[bytes],
    *,
    columns: Mapping[str, str],
    missing: Callable[[Collection[str]], list[str]],
) -> Iterator[tuple[int, Row | Fault]]:
    """Each row's cells by column with the number of its line, or the fault that keeps it out.

    `columns` has for each column the headers that it goes by; capitals, blanks and underscores do not matter. `missing`
    says which columns must be there beside those that are. An open file will do for `lines`, and takes little memory.
    """
    source = _Lines(lines)
    texts = iter(source)
    header = next(texts, "")
    delimiter = max(_DELIMITERS, key=header.count)
    named = _named(header, delimiter, columns, missing)
    if isinstance(named, Fault):
        yield from source.taken()
        yield 1, named
        return
    rows = csv.reader(texts, delimiter=delimiter)
    while True:
        begins = source.number + 1
        source.row.clear()
        try:
            cells = next(rows, None)
            # Behind a quote that is not closed the next lines would pass for its text.
            if len(source.row) > 1:
                list(csv.reader(source.row, delimiter=delimiter, strict=True))
        except csv.Error as error:
            yield from source.taken()
            yield begins, _unsplit(begins, source.number, error)
            continue
        # A row begins behind whatever had to be left out before it.
        skipped = source.taken()
        yield from skipped
        if cells is None:
            return
        number = max([begins, *(at + 1 for at, _ in skipped)])
        if any(cell.strip() for cell in cells):
            yield number, _row(named, cells, f"line {number}")


def _unsplit(first: int, last: int, error: csv.Error) -> Fault:
    up_to = f" Up to line {last} nothing was read." if last > first else ""
    why = f"It cannot be split into columns: {error}.{up_to}"
    mend = "Close the quotes, end each line with a line feed and send it again."
    return Fault(place=f"line {first}", why=why, mend=mend)


def _named(
    header: str, delimiter: str, columns: Mapping[str, str], missing: Callable[[Collection[str]], list[str]]
) -> list[str] | Fault:
    try:
        return _columns(next(csv.reader([header], delimiter=delimiter), []), columns, missing)
    except csv.Error as error:
        return _unsplit(1, 1, error)


def _plain(header: str) -> str:
    return "".join(c for c in header.casefold() if c.isalnum())


def _columns(
    header: list[str], columns: Mapping[str, str], missing: Callable[[Collection[str]], list[str]]
) -> list[str] | Fault:
    by_header = {_plain(name): column for column, names in columns.items() for name in names.split(",")}
    named = [by_header.get(_plain(name), "") for name in header]
    known = [name for name in named if name]
    twice = sorted({name for name in known if known.count(name) > 1})
    absent = missing(known)
    if twice:
        why = f"More than one column is a {', '.join(twice)}."
        return Fault(place="line 1", why=why, mend="Name each column once.")
    if absent:
        why = f"There is no column {', '.join(absent)}."
        return Fault(place="line 1", why=why, mend=f"Name the columns as in: {', '.join(columns)}.")
    return named


def _row(columns: list[str], cells: list[str], place: str) -> Row | Fault:
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        why = f"It has {len(cells)} cells where the header has {len(columns)}."
        return Fault(place=place, why=why, mend="Put texts that hold the delimiter in quotes.")
    return {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name}
