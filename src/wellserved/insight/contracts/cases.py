"""Single moments of a cell, and two sides of it compared."""

from dataclasses import dataclass
from datetime import date, datetime

from wellserved.journey.queries.subjects import SubjectSeen

from .maps import GapCell


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleCase:
    """One moment behind a cell. `customer` is a pseudonym made for showing; `shortfall` is in the measure's unit.

    A shortfall of 0 or less met what it was held against; `borrowed`: that was the segment's median expectation.
    `about` is what it happened to, where that is known and whoever asks may see it.
    """

    occurred_at: datetime
    customer: str
    segment: str
    location: str
    channel: str
    held_against: float | None
    got: float | None
    shortfall: float | None
    borrowed: bool
    about: SubjectSeen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleCases:
    """One page of a cell's moments; `of` is how many there are."""

    cases: tuple[SingleCase, ...]
    of: int
    first: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a comparison: what it is about (`key` as the filter takes it) and its cell; None: no cases."""

    key: str
    title: str
    since: date | None
    until: date | None
    cell: GapCell | None
    medians: tuple[tuple[str, float], ...] = ()
    """(level, median) of each level that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two sides of one cell; `difference` is the second share less the first with its 95% interval.

    None where a side has no cases. `p` is the chance of a difference at least this large if there were none.
    """

    one: Side
    other: Side
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
