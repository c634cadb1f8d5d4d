"""Derived importance: how much of an overall judgement each dimension explains, when none is to be entered first.

The share of a predictor in R^2 is averaged over all orders of entering them: Shapley's value of the game in which a
coalition earns its R^2. R. H. Lindeman, P. F. Merenda and R. Z. Gold, "Introduction to Bivariate and Multivariate
Analysis" (1980), page 120 (LMG); U. Grömping, "Relative importance for linear regression in R: the package relaimpo",
Journal of Statistical Software 17 (2006), issue 1.
"""

from dataclasses import dataclass
from math import factorial

import numpy as np

from .crossproducts import Matrix
from .resampling import Blocks

DRAWS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """`r2` of R^2 is this predictor's; `share` is the part of the whole (0 to 1), with its 95% interval."""

    name: str
    r2: float
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Importance:
    """`r2` is what all predictors explain together, of n respondents; the shares add up to 1.

    Intervals are percentiles of `draws` bootstrap samples; `r2_low` and `r2_high` are those of r2.
    """

    shares: tuple[Share, ...]
    r2: float
    r2_low: float
    r2_high: float
    n: int
    draws: int


def importance(
    blocks: Blocks, names: tuple[str, ...], *, draws: int = DRAWS, seed: int = 0
) -> Importance | None:
    """Of the predictors `names`, in their order; the blocks' last variable is what they explain.

    None where nothing varies, or with too few respondents for a regression.
    """
    if blocks.n <= len(names) + 1:
        return None
    (parts,) = lmg(_covariances(blocks.whole()[None]))
    whole = float(parts.sum())
    if not np.isfinite(whole) or whole <= 0:
        return None
    drawn = lmg(_covariances(blocks.drawn(draws, seed=seed)))
    drawn = drawn[np.isfinite(drawn).all(axis=1)]
    totals = drawn.sum(axis=1)
    low, high = np.percentile(drawn / totals[:, None], (2.5, 97.5), axis=0)
    r2_low, r2_high = np.percentile(totals, (2.5, 97.5))
    return Importance(
        shares=tuple(
            Share(
                name=name,
                r2=float(parts[number]),
                share=float(parts[number]) / whole,
                low=float(low[number]),
                high=float(high[number]),
            )
            for number, name in enumerate(names)
        ),
        r2=whole,
        r2_low=float(r2_low),
        r2_high=float(r2_high),
        n=blocks.n,
        draws=len(drawn),
    )


def lmg(covariances: Matrix) -> Matrix:
    """Each predictor's part of R^2, (draws, p), from covariance matrices (draws, p + 1, p + 1), the outcome last.

    The parts add up to R^2. NaN where a predictor or the outcome does not vary, or predictors determine each other.
    """
    explained = _all_r2(covariances)
    p = covariances.shape[1] - 1
    parts = np.zeros((len(covariances), p))
    for subset in range(1 << p):
        size = subset.bit_count()
        for one in range(p):
            if not subset >> one & 1:
                weight = factorial(size) * factorial(p - size - 1) / factorial(p)
                parts[:, one] += weight * (explained[subset | 1 << one] - explained[subset])
    return parts


def _all_r2(covariances: Matrix) -> Matrix:
    """R^2 of every subset of predictors (bit by bit), (2^p, draws), by sweeping one predictor after the other."""
    draws, p = len(covariances), covariances.shape[1] - 1
    found = np.zeros((1 << p, draws))
    own = np.diagonal(covariances, axis1=1, axis2=2)
    with np.errstate(divide="ignore", invalid="ignore"):
        start = covariances / np.sqrt(own[:, :, None] * own[:, None, :])

    def go(swept: Matrix, subset: int, first: int) -> None:
        found[subset] = 1 - swept[:, p, p]
        for one in range(first, p):
            go(_swept(swept, one), subset | 1 << one, one + 1)

    go(start, 0, 0)
    found[0] = np.where(np.isfinite(found[0]), 0.0, np.nan)
    return found


def _swept(matrix: Matrix, one: int) -> Matrix:
    """What is left of the others when predictor `one` has explained what it can."""
    pivot = np.where(matrix[:, one, one] > 1e-10, matrix[:, one, one], np.nan)
    return matrix - matrix[:, :, one, None] * matrix[:, one, None, :] / pivot[:, None, None]


def _covariances(sums: Matrix) -> Matrix:
    n = sums[:, 0, 0][:, None, None]
    mean = sums[:, 0, 1:] / sums[:, 0, :1]
    return sums[:, 1:, 1:] / n - mean[:, :, None] * mean[:, None, :]
