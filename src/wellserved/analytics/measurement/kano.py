"""Kano's categories: what customers take for granted, what they ask for, what delights them.

Each feature is asked twice: how would it be with it (functional), how without it (dysfunctional); answers are 1 I like it,
2 it must be so, 3 I don't mind, 4 I can live with it, 5 I dislike it. Sources: N. Kano, N. Seraku, F. Takahashi and
S. Tsuji, "Attractive quality and must-be quality", Hinshitsu 14 (1984), 39-48; C. Berger et al., "Kano's methods for
understanding customer-defined quality", Center for Quality of Management Journal 2 (1993), issue 4, for the table,
the order among equals and the coefficients; D. Fong, "Using the self-stated importance questionnaire to interpret
Kano questionnaire results", the same journal 5 (1996), issue 3, for the test. With weights the shares are weighted, and
for the test counts are scaled to the effective n: J. N. K. Rao and A. J. Scott, "The analysis of categorical data from
complex sample surveys", Journal of the American Statistical Association 76 (1981), 221-230.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np

from .crossproducts import Matrix
from .shares import Weighed, alike, share_of, together, weighed

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
_CODES = np.array([[CATEGORIES.index(one) for one in row] for row in _TABLE])


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """Berger's coefficient, 0 to 1 by its size, with its 95% Wilson score interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KanoFigures:
    """`counts` of respondents and `shares` (0 to 1, weighted where they are) have all six categories; `category` leads.

    `is_clear` says that it leads the second by more than chance (Fong, at 10%). `better` is how far the feature raises
    satisfaction, (A + O) / (A + O + M + I); `worse` how far its lack lowers it, (O + M) / (A + O + M + I), to be shown
    with a minus; None where nobody's answer is one of these four. `left_out` gave no pair of answers from 1 to 5.
    `effective_n` is what n is worth after weighting.
    """

    counts: Mapping[Category, int]
    shares: Mapping[Category, float]
    category: Category
    is_clear: bool
    better: Coefficient | None
    worse: Coefficient | None
    n: int
    effective_n: float
    left_out: int


def kano(functional: Matrix, dysfunctional: Matrix, weights: Matrix | None = None) -> KanoFigures | None:
    """Of one feature: both answers of each respondent, (n,), NaN where there is none, and their weights (n,).

    None without a pair.
    """
    known = np.isin(functional, (1, 2, 3, 4, 5)) & np.isin(dysfunctional, (1, 2, 3, 4, 5))
    rows, columns = functional[known].astype(int) - 1, dysfunctional[known].astype(int) - 1
    mine, codes = None if weights is None else weights[known], _CODES[rows, columns]
    return _figures(
        {category: weighed(codes == code, mine) for code, category in enumerate(CATEGORIES)},
        left_out=int((~known).sum()),
    )


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
    parts = {category: alike(int(counts.get(category, 0))) for category in CATEGORIES}
    return _figures(parts, left_out=left_out)


def _figures(parts: Mapping[Category, Weighed], *, left_out: int) -> KanoFigures | None:
    whole = together(parts.values())
    if whole.weights <= 0:
        return None
    shares = {category: one.weights / whole.weights for category, one in parts.items()}
    first, second = sorted(CATEGORIES, key=lambda one: -shares[one])[:2]
    judged = together(parts[one] for one in (_A, _O, _M, _I))
    n = whole.effective_n
    return KanoFigures(
        counts={category: one.n for category, one in parts.items()},
        shares=shares,
        category=first,
        is_clear=_leads(shares[first] * n, shares[second] * n, n),
        better=_coefficient(parts[_A] + parts[_O], judged),
        worse=_coefficient(parts[_O] + parts[_M], judged),
        n=whole.n,
        effective_n=n,
        left_out=left_out,
    )


def _leads(first: float, second: float, n: float) -> bool:
    """With weights, counts are scaled to the effective n, as Rao and Scott correct tests of tables."""
    return first - second > 1.65 * sqrt((first + second) * (2 * n - first - second) / (2 * n))


def _coefficient(some: Weighed, judged: Weighed) -> Coefficient | None:
    if judged.weights <= 0:
        return None
    value, low, high = share_of(some, judged)
    return Coefficient(value=value, low=low, high=high)
