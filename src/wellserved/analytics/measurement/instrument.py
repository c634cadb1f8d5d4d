"""What was asked, and the answers boiled down to sums: a questionnaire's items, their dimensions, their columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from .crossproducts import Crossproducts, Matrix, gathered, nothing, without_gaps
from .resampling import Blocks

CHUNK = 65_536
"""Respondents worked on at a time: what bounds the memory, however many there are."""
MOST_PREDICTORS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One statement of a dimension: the columns of its perception and, where it was asked, its expectation."""

    name: str
    dimension: str
    perceived: str
    expected: str = ""


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """The items in the order of their dimensions, and the column of an overall judgement, where one was asked.

    `centre` is the middle of the scale: values are reckoned from there, so that sums lose no digits.
    """

    items: tuple[Item, ...]
    outcome: str = ""
    centre: float = 0.0

    def __post_init__(self) -> None:
        named = [column for column in self.columns if column]
        twice = sorted({column for column in named if named.count(column) > 1})
        if twice:
            raise ValueError(f"Column {twice[0]!r} stands for two things; name a column once.")
        if not self.items:
            raise ValueError("An instrument needs at least one item.")

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """What `Tally.add` takes: perceptions, then expectations of the items that have one, then the outcome."""
        asked = [item.perceived for item in self.items] + [
            item.expected for item in self.items if item.expected
        ]
        return (*asked, *([self.outcome] if self.outcome else []))

    @cached_property
    def dimensions(self) -> dict[str, list[int]]:
        """The numbers of each dimension's items, in their order."""
        found: dict[str, list[int]] = {}
        for number, item in enumerate(self.items):
            found.setdefault(item.dimension, []).append(number)
        return found

    @cached_property
    def paired(self) -> list[int]:
        """The numbers of the items whose expectation was asked as well."""
        return [number for number, item in enumerate(self.items) if item.expected]

    @cached_property
    def predictors(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """What an overall judgement is explained by: the dimensions, or the items of the only one; none beyond ten."""
        if len(self.dimensions) > 1:
            found = tuple((name, tuple(mine)) for name, mine in self.dimensions.items())
        else:
            found = tuple((item.name, (number,)) for number, item in enumerate(self.items))
        return found if 2 <= len(found) <= MOST_PREDICTORS and self.outcome else ()


@dataclass(frozen=True, eq=False, kw_only=True)
class Sums:
    """All that is kept of the answers. k items, e of them with an expectation, o = 1 with an outcome, else 0.

    `pairwise` (k + e + e + o variables): perceptions, expectations, perceived less expected, outcome.
    `by_dimension`: perceptions of those who answered all items of the dimension. `complete` (k + o): perceptions and
    outcome of those who answered all of them. `blocks` holds the same respondents for the bootstrap.
    """

    instrument: Instrument
    pairwise: Crossproducts
    by_dimension: Mapping[str, Crossproducts]
    complete: Crossproducts
    blocks: Blocks
    weighted: bool


class Tally:
    """Takes answers chunk by chunk. `seed` decides which respondents share a block of the bootstrap."""

    def __init__(self, instrument: Instrument, *, seed: int = 0) -> None:
        self._instrument = instrument
        self._k, self._pairs = len(instrument.items), len(instrument.paired)
        centre, p = instrument.centre, len(instrument.columns)
        self._base_centre = np.full(p, centre)
        self._gaps = self._with_gaps()
        self._wide_centre = self._gaps @ self._base_centre
        self._judged = [*range(self._k), *([p - 1] if instrument.outcome else [])]
        self._whole = nothing(p, centre=self._base_centre)
        self._torn = nothing(len(self._gaps), centre=self._wide_centre)
        self._dimensions = {
            name: nothing(len(mine), centre=self._base_centre[mine])
            for name, mine in instrument.dimensions.items()
        }
        self._complete = nothing(len(self._judged), centre=self._base_centre[self._judged])
        self._blocks = Blocks(variables=len(instrument.predictors) + 1, seed=seed)
        self._weighted = False

    def add(self, values: Matrix, weights: Matrix | None = None) -> None:
        """`values` (n, p) in the order of `Instrument.columns`, NaN where there is no answer; `weights` (n,).

        Whoever answered nothing at all is left out. Memory grows with n, not with the number of calls.
        """
        values = np.asarray(values, dtype=np.float64)
        if values.ndim != 2 or values.shape[1] != len(self._instrument.columns):
            raise ValueError(
                f"The answers have shape {values.shape}; this instrument needs {len(self._instrument.columns)} columns."
            )
        if weights is not None:
            self._weighted = True
        lacks = np.isnan(values).any(axis=1)
        if not lacks.any():
            self._add_whole(values, weights)
            return
        whole = ~lacks
        self._add_whole(values[whole], None if weights is None else weights[whole])
        self._add_torn(values[lacks], None if weights is None else weights[lacks])

    def sums(self) -> Sums:
        whole = self._whole
        return Sums(
            instrument=self._instrument,
            pairwise=whole.combined(self._gaps) + self._torn,
            by_dimension={
                name: whole.over(mine) + self._dimensions[name]
                for name, mine in self._instrument.dimensions.items()
            },
            complete=whole.over(self._judged) + self._complete,
            blocks=self._blocks,
            weighted=self._weighted,
        )

    def _add_whole(self, values: Matrix, weights: Matrix | None) -> None:
        if len(values):
            reckoned = values - self._instrument.centre
            self._whole += without_gaps(reckoned, weights, self._base_centre)
            self._into_blocks(reckoned, weights)

    def _add_torn(self, values: Matrix, weights: Matrix | None) -> None:
        perceived = values[:, self._instrument.paired]
        expected = values[:, self._k : self._k + self._pairs]
        kept = self._k + self._pairs
        wide = np.column_stack([values[:, :kept], perceived - expected, values[:, kept:]])
        self._torn += gathered(wide, weights, centre=self._wide_centre)
        for name, mine in self._instrument.dimensions.items():
            self._dimensions[name] += _listwise(values[:, mine], weights, self._base_centre[mine])[0]
        judged = values[:, self._judged]
        found, rows = _listwise(judged, weights, self._base_centre[self._judged])
        self._complete += found
        self._into_blocks(judged[rows] - self._instrument.centre, None if weights is None else weights[rows])

    def _into_blocks(self, reckoned: Matrix, weights: Matrix | None) -> None:
        """Perceptions first, the outcome last; what stands between is not looked at."""
        if not self._instrument.predictors or not len(reckoned):
            return
        scores = np.empty((len(reckoned), len(self._instrument.predictors) + 1), order="F")
        for number, (_, mine) in enumerate(self._instrument.predictors):
            column = scores[:, number]
            column[:] = reckoned[:, mine[0]]
            for item in mine[1:]:
                column += reckoned[:, item]
            column /= len(mine)
        scores[:, -1] = reckoned[:, -1]
        self._blocks.add(scores, weights)

    def _with_gaps(self) -> Matrix:
        """From the columns to the columns with gaps: perceptions, expectations, gaps, outcome."""
        p, k, pairs = len(self._instrument.columns), self._k, self._pairs
        same = np.eye(p)
        gaps = np.zeros((pairs, p))
        for row, item in enumerate(self._instrument.paired):
            gaps[row, item], gaps[row, k + row] = 1.0, -1.0
        return np.vstack([same[: k + pairs], gaps, same[k + pairs :]])


def chunks(table: Any, columns: Sequence[str], *, weight: str = "") -> Iterator[tuple[Matrix, Matrix | None]]:
    """The columns of an Arrow table, of its batches, or of a Parquet file's path, chunk by chunk, for `Tally.add`.

    Numbers of any kind; null is no answer. With `weight`, that column as the weights. Raises KeyError for a column that
    there is not.
    """
    wanted = [*columns, *([weight] if weight else [])]
    for batch in _batches(table, wanted):
        values = np.empty((batch.num_rows, len(wanted)), order="F")
        for number, name in enumerate(wanted):
            values[:, number] = numbers(batch.column(name))
        yield (values[:, :-1], values[:, -1]) if weight else (values, None)


def numbers(column: Any) -> Matrix:
    """An Arrow array of numbers as floats, null as NaN. Arrow's own way loads pandas, which takes longer than the work."""
    import pyarrow as pa  # noqa: PLC0415  matrices need no Arrow

    floats = column.cast(pa.float64())
    validity, data = floats.buffers()
    within = slice(floats.offset, floats.offset + len(floats))
    whole: Matrix = np.frombuffer(data, dtype=np.float64)[within]
    if not floats.null_count:
        return whole
    there = np.unpackbits(np.frombuffer(validity, dtype=np.uint8), bitorder="little")[within]
    known: Matrix = np.where(there.astype(bool), whole, np.nan)
    return known


def _batches(table: Any, wanted: Sequence[str]) -> Iterator[Any]:
    import pyarrow as pa  # noqa: PLC0415  matrices need no Arrow
    import pyarrow.parquet as pq  # noqa: PLC0415  as above

    if isinstance(table, pa.Table):
        yield from table.select(wanted).to_batches(max_chunksize=CHUNK)
    elif isinstance(table, pa.RecordBatch):
        yield from pa.Table.from_batches([table]).select(wanted).to_batches(max_chunksize=CHUNK)
    else:
        with pq.ParquetFile(table) as parquet:
            lost = [name for name in wanted if name not in parquet.schema_arrow.names]
            if lost:
                raise KeyError(f"{table} has no column {lost[0]!r}.")
            yield from parquet.iter_batches(batch_size=CHUNK, columns=wanted)


def _listwise(values: Matrix, weights: Matrix | None, centre: Matrix) -> tuple[Crossproducts, Any]:
    rows = ~np.isnan(values).any(axis=1)
    return gathered(values[rows], None if weights is None else weights[rows], centre=centre), rows
