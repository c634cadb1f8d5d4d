"""Kano's categories: what customers take for granted, what they ask for, what delights them.

Each feature is asked twice: how would it be with it (functional), how without it (dysfunctional); answers are 1 I like it,
2 it must be so, 3 I don't mind, 4 I can live with it, 5 I dislike it. Sources: N. Kano, N. Seraku, F. Takahashi and
S. Tsuji, "Attractive quality and must-be quality", Hinshitsu 14 (1984), 39-48; C. Berger et al., "Kano's methods for
understanding customer-defined quality", Center for Quality of Management Journal 2 (1993), issue 4, for the table,
the order among equals and the coefficients; D. Fong, "Using the self-stated importance questionnaire to interpret
Kano questionnaire results", the same journal 5 (1996), issue 3, for the test.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np

from wellserved.analytics.statistics import wilson

from .crossproducts import Matrix

Category = Literal["must_be", "one_dimensional", "attractive", "indifferent", "reverse", "questionable"]
CATEGORIES: tuple[Category, ...] = (
    "must_be",
    "one_dimensional",
    "attractive",
    "indifferent",
    "reverse",
    "questionable",
)
"""In Berger's order: of two that are as frequent the earlier one counts, since it hurts most to lack."""

_M, _O, _A, _I, _R, _Q = CATEGORIES
# Rows: the functional answer, columns: the dysfunctional one.
_TABLE: tuple[tuple[Category, ...], ...] = (
    (_Q, _A, _A, _A, _O),
    (_R, _I, _I, _I, _M),
    (_R, _I, _I, _I, _M),
    (_R, _I, _I, _I, _M),
    (_R, _R, _R, _R, _Q),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """Berger's coefficient, 0 to 1 by its size, with its 95% Wilson score interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KanoFigures:
    """`counts` has all six categories; `category` is the most frequent one.

    `is_clear` says that it leads the second by more than chance (Fong, at 10%). `better` is how far the feature raises
    satisfaction, (A + O) / (A + O + M + I); `worse` how far its lack lowers it, (O + M) / (A + O + M + I), to be shown
    with a minus; None where nobody's answer is one of these four. `left_out` gave no pair of answers from 1 to 5.
    """

    counts: Mapping[Category, int]
    category: Category
    is_clear: bool
    better: Coefficient | None
    worse: Coefficient | None
    n: int
    left_out: int


def kano(functional: Matrix, dysfunctional: Matrix) -> KanoFigures | None:
    """Of one feature: both answers of each respondent, (n,), NaN where there is none. None without a pair."""
    known = np.isin(functional, (1, 2, 3, 4, 5)) & np.isin(dysfunctional, (1, 2, 3, 4, 5))
    pairs = np.zeros((5, 5), dtype=int)
    rows, columns = functional[known].astype(int) - 1, dysfunctional[known].astype(int) - 1
    np.add.at(pairs, (rows, columns), 1)
    return kano_of_pairs(pairs.tolist(), left_out=int((~known).sum()))


def kano_of_pairs(pairs: Sequence[Sequence[int]], *, left_out: int = 0) -> KanoFigures | None:
    """Of how many gave each pair of answers: five rows by functional answer, five columns by dysfunctional one."""
    if len(pairs) != 5 or any(len(row) != 5 for row in pairs):
        raise ValueError(
            "Kano's answers are five by five counts: functional answers down, dysfunctional across."
        )
    counts = dict.fromkeys(CATEGORIES, 0)
    for row, categories in zip(pairs, _TABLE, strict=True):
        for count, category in zip(row, categories, strict=True):
            counts[category] += int(count)
    return kano_of_counts(counts, left_out=left_out)


def kano_of_counts(counts: Mapping[Category, int], *, left_out: int = 0) -> KanoFigures | None:
    """Of how many respondents fell into each category; those that are not named have none."""
    whole = {category: int(counts.get(category, 0)) for category in CATEGORIES}
    n = sum(whole.values())
    if not n:
        return None
    first, second = sorted(CATEGORIES, key=lambda one: -whole[one])[:2]
    judged = sum(whole[one] for one in (_A, _O, _M, _I))
    return KanoFigures(
        counts=whole,
        category=first,
        is_clear=_leads(whole[first], whole[second], n),
        better=_coefficient(whole[_A] + whole[_O], judged),
        worse=_coefficient(whole[_O] + whole[_M], judged),
        n=n,
        left_out=left_out,
    )


def _leads(first: int, second: int, n: int) -> bool:
    return first - second > 1.65 * sqrt((first + second) * (2 * n - first - second) / (2 * n))


def _coefficient(some: int, judged: int) -> Coefficient | None:
    if not judged:
        return None
    low, high = wilson(some, judged)
    return Coefficient(value=some / judged, low=low, high=high)
