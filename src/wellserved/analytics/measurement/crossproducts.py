"""Answers boiled down to what every figure is made of: counts, sums and products, in one pass and bounded memory.

Means, variances, reliability, factor fit and derived importance all follow from the (weighted) sums of products of
answers. Respondents are read once, in chunks; what is kept does not grow with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np

Matrix = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, eq=False)
class Crossproducts:
    """Sums over respondents, p variables; entry [j, k] is over those who answered both j and k.

    Shapes (p, p) each: `pairs` how many there are, `weights` their summed weights, `sums` of weight times value of
    j, `products` of weight times both values. `squared_weights`, `squared_sums` and `squared_products` are the same
    with the squares of the weights. Values were reckoned from `centre` (p,), so that large values lose no digits.
    `answered` counts the respondents with at least one answer, `asked` all of them.
    """

    centre: Matrix
    pairs: Matrix
    weights: Matrix
    sums: Matrix
    products: Matrix
    squared_weights: Matrix
    squared_sums: Matrix
    squared_products: Matrix
    answered: int
    asked: int

    @cached_property
    def n(self) -> Matrix:
        """How many answered each variable; (p,)."""
        return np.diag(self.pairs)

    @cached_property
    def means(self) -> Matrix:
        """The weighted mean of each variable over those who answered it; NaN without any; (p,)."""
        return self.centre + _ratio(np.diag(self.sums), np.diag(self.weights))

    @cached_property
    def covariance(self) -> Matrix:
        """Pairwise covariances with n - 1; NaN below two respondents; (p, p)."""
        pairs = self.pairs
        return self._spread * _ratio(pairs, pairs - 1)

    @cached_property
    def covariance_of_means(self) -> Matrix:
        """How uncertain the means are, and how their errors hang together; (p, p).

        Linearised for unequal weights and exact for pairwise missing answers: the sum over those who answered both
        of w^2 (x_j - m_j) (x_k - m_k) / (W_j W_k), times n / (n - 1). C.-E. Särndal, B. Swensson and J. Wretman, "Model
        Assisted Survey Sampling" (1992), section 5.6, with replacement.
        """
        away = self.means - self.centre
        whole = (
            self.squared_products
            - away[:, None] * self.squared_sums.T
            - away[None, :] * self.squared_sums
            + np.outer(away, away) * self.squared_weights
        )
        total = np.diag(self.weights)
        found = _ratio(whole, np.outer(total, total)) * _ratio(self.pairs, self.pairs - 1)
        # Two variables that nobody answered both of have errors that do not hang together.
        return np.where((self.pairs == 0) & ~np.eye(len(total), dtype=bool), 0.0, found)

    @cached_property
    def effective_n(self) -> Matrix:
        """Respondents that would tell as much with equal weights: (sum w)^2 / sum w^2; L. Kish 1965; (p,)."""
        return _ratio(np.diag(self.weights) ** 2, np.diag(self.squared_weights))

    def over(self, chosen: Sequence[int]) -> Self:
        """The same of these variables alone."""
        square = np.ix_(chosen, chosen)
        return type(self)(
            centre=self.centre[list(chosen)],
            pairs=self.pairs[square],
            weights=self.weights[square],
            sums=self.sums[square],
            products=self.products[square],
            squared_weights=self.squared_weights[square],
            squared_sums=self.squared_sums[square],
            squared_products=self.squared_products[square],
            answered=self.answered,
            asked=self.asked,
        )

    def combined(self, ways: Matrix) -> Self:
        """The same of linear combinations of the variables, one a row of `ways` (q, p).

        Only where everybody answered everything: a combination lacks whoever lacks one of its variables.
        """
        if not (self.pairs == self.pairs[0, 0]).all():
            raise ValueError("Combining needs sums over complete rows: gather listwise first.")
        q, diagonal = len(ways), (np.diag(self.sums), np.diag(self.squared_sums))
        sums, squared = (np.repeat((ways @ one)[:, None], q, axis=1) for one in diagonal)
        return type(self)(
            centre=ways @ self.centre,
            pairs=np.full((q, q), self.pairs[0, 0]),
            weights=np.full((q, q), self.weights[0, 0]),
            sums=sums,
            products=ways @ self.products @ ways.T,
            squared_weights=np.full((q, q), self.squared_weights[0, 0]),
            squared_sums=squared,
            squared_products=ways @ self.squared_products @ ways.T,
            answered=self.answered,
            asked=self.asked,
        )

    def __add__(self, other: Self) -> Self:
        if not np.array_equal(self.centre, other.centre):
            raise ValueError("Sums are added only where they were reckoned from the same centre.")
        return type(self)(
            centre=self.centre,
            pairs=self.pairs + other.pairs,
            weights=self.weights + other.weights,
            sums=self.sums + other.sums,
            products=self.products + other.products,
            squared_weights=self.squared_weights + other.squared_weights,
            squared_sums=self.squared_sums + other.squared_sums,
            squared_products=self.squared_products + other.squared_products,
            answered=self.answered + other.answered,
            asked=self.asked + other.asked,
        )

    @cached_property
    def _spread(self) -> Matrix:
        """Weighted covariances with n, pairwise: each about the means of those who answered both."""
        mean = _ratio(self.sums, self.weights)
        return _ratio(self.products, self.weights) - mean * mean.T


def gathered(values: Matrix, weights: Matrix | None = None, *, centre: Matrix | None = None) -> Crossproducts:
    """The sums of one chunk: `values` (n, p) with NaN where there is no answer, `weights` (n,), all 1 without.

    `centre` (p,) is what values are reckoned from, the middle of the scale say; without it 0.
    """
    values = np.asarray(values, dtype=np.float64)
    origin = np.zeros(values.shape[1]) if centre is None else np.asarray(centre, dtype=np.float64)
    lacks = np.isnan(values).any(axis=1)
    given = None if weights is None else _checked(np.asarray(weights, dtype=np.float64), len(values))
    if not lacks.any():
        return without_gaps(values - origin, given, origin)
    whole, part = ~lacks, lacks
    return without_gaps(
        values[whole] - origin, None if given is None else given[whole], origin
    ) + _with_holes(values[part] - origin, None if given is None else given[part], origin)


def nothing(p: int, *, centre: Matrix | None = None) -> Crossproducts:
    """The sums over nobody."""
    return gathered(np.empty((0, p)), centre=centre)


def without_gaps(values: Matrix, weights: Matrix | None, origin: Matrix) -> Crossproducts:
    """The sums of respondents who answered everything; `values` (n, p) are reckoned from `origin` already."""
    n, p = values.shape
    pairs = np.full((p, p), float(n))

    def sums(w: Matrix | None) -> tuple[Matrix, Matrix, Matrix]:
        weighted = values if w is None else values * w[:, None]
        total = float(n) if w is None else float(w.sum())
        return (
            np.full((p, p), total),
            np.repeat(weighted.sum(axis=0)[:, None], p, axis=1),
            weighted.T @ values,
        )

    return _built(origin, pairs, sums, weights, answered=n if p else 0, asked=n)


def _with_holes(values: Matrix, weights: Matrix | None, origin: Matrix) -> Crossproducts:
    there = ~np.isnan(values)
    known = there.astype(np.float64)
    filled = np.where(there, values, 0.0)

    def sums(w: Matrix | None) -> tuple[Matrix, Matrix, Matrix]:
        mask = known if w is None else known * w[:, None]
        weighted = filled if w is None else filled * w[:, None]
        return mask.T @ known, weighted.T @ known, weighted.T @ filled

    return _built(
        origin,
        known.T @ known,
        sums,
        weights,
        answered=int(there.any(axis=1).sum()),
        asked=len(values),
    )


def _built(
    origin: Matrix, pairs: Matrix, sums: Any, weights: Matrix | None, *, answered: int, asked: int
) -> Crossproducts:
    once = sums(weights)
    twice = once if weights is None else sums(weights**2)
    return Crossproducts(
        centre=origin,
        pairs=pairs,
        weights=once[0],
        sums=once[1],
        products=once[2],
        squared_weights=twice[0],
        squared_sums=twice[1],
        squared_products=twice[2],
        answered=answered,
        asked=asked,
    )


def _checked(weights: Matrix, n: int) -> Matrix:
    if weights.shape != (n,):
        raise ValueError(f"There are {n} respondents and weights of shape {weights.shape}; give one each.")
    if not (np.isfinite(weights) & (weights >= 0)).all():
        worst = int(np.flatnonzero(~(np.isfinite(weights) & (weights >= 0)))[0])
        raise ValueError(f"The weight of respondent {worst} is {weights[worst]}; weights are 0 or more.")
    return weights


def _ratio(one: Matrix, other: Matrix) -> Matrix:
    """NaN where there is nothing to divide by."""
    found: Matrix = np.divide(one, other, out=np.full(np.shape(one), np.nan), where=np.asarray(other) > 0)
    return found
