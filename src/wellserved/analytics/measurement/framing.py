"""Respondents weighted to the customers that there are: by one margin, or raked to several at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, Literal

import numpy as np

from .crossproducts import Matrix
from .sampling import NoSuchRakingError, raked

SAME_PEOPLE = 1e-6
"""By how much totals of the same customers may differ, as a share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """How many people each category has in all. `column` of the moments says of which category a respondent is.

    `categories` are (value of the column, category); whoever has another value, or none, is of none and left out.
    """

    column: Literal["segment_id", "location_id", "channel"]
    categories: tuple[tuple[int | str, str], ...]
    people: tuple[tuple[str, float], ...]

    @property
    def total(self) -> float:
        return sum(people for _category, people in self.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameFault:
    """Why respondents cannot be weighted to a frame.

    'nobody': nobody is of all its margins. 'empty': nobody who is of all others is of `category` of the margin. 'totals':
    the margins add up to different people. 'no_end': no weights give every margin its sizes.
    """

    why: Literal["nobody", "empty", "totals", "no_end"]
    column: str = ""
    category: str = ""


class NoSuchFrameError(ValueError):
    def __init__(self, fault: FrameFault) -> None:
        super().__init__(f"The frame and the respondents do not go together: {fault}.")
        self.fault = fault


@dataclass(frozen=True, eq=False)
class Weighing:
    """`table` has what a respondent of each combination of categories stands for, an axis a margin."""

    margins: tuple[Margin, ...]
    table: Matrix

    def of(self, batch: Any) -> tuple[Any, Matrix]:
        """Which rows of an Arrow batch count, and the weights of these."""
        places = [_places(batch.column(margin.column), margin) for margin in self.margins]
        kept = np.all([one >= 0 for one in places], axis=0)
        # A combination of which nobody answered has no weight: whoever turns up of it later counts as little.
        kept[kept] = self.table[tuple(one[kept] for one in places)] > 0
        return kept, self.table[tuple(one[kept] for one in places)]


def weighing(margins: Sequence[Margin], counts: Any) -> Weighing:
    """From `counts`, an Arrow table of respondents `n` by the margins' columns. Raises NoSuchFrameError.

    With several margins it is raking: Deming and Stephan, Annals of Mathematical Statistics 11 (1940), 427-444.
    """
    places = [_places(counts.column(margin.column), margin) for margin in margins]
    kept = np.all([one >= 0 for one in places], axis=0)
    if not kept.any():
        raise NoSuchFrameError(FrameFault(why="nobody"))
    cells, n = [one[kept] for one in places], counts.column("n").to_numpy()[kept].astype(np.float64)
    for margin, place in zip(margins, cells, strict=True):
        for number, (category, _people) in enumerate(margin.people):
            if not (place == number).any():
                raise NoSuchFrameError(FrameFault(why="empty", column=margin.column, category=category))
    totals = [margin.total for margin in margins]
    if max(totals) - min(totals) > SAME_PEOPLE * max(totals):
        raise NoSuchFrameError(FrameFault(why="totals"))
    frame = [dict(enumerate(people for _category, people in margin.people)) for margin in margins]
    try:
        weights = raked(n, cells, frame)
    except NoSuchRakingError as error:
        raise NoSuchFrameError(FrameFault(why="no_end")) from error
    shape = tuple(len(margin.people) for margin in margins)
    sums, people = (
        np.bincount(np.ravel_multi_index(cells, shape), weights=one, minlength=prod(shape)).reshape(shape)
        for one in (n, weights)
    )
    return Weighing(tuple(margins), np.divide(people, sums, out=np.zeros(shape), where=sums > 0))


def _places(column: Any, margin: Margin) -> Any:
    """The number of each row's category in `margin.people`; -1 for one that has none."""
    import pyarrow as pa  # noqa: PLC0415  matrices need no Arrow
    import pyarrow.compute as pc  # noqa: PLC0415  as above

    order = {category: number for number, (category, _people) in enumerate(margin.people)}
    known = [(value, order[category]) for value, category in margin.categories if category in order]
    if not known:
        return np.full(len(column), -1)
    values = pa.array([value for value, _place in known])
    found = pc.fill_null(pc.index_in(column.cast(values.type), value_set=values), -1)
    return np.array([*(place for _value, place in known), -1])[found.to_numpy(zero_copy_only=False)]
