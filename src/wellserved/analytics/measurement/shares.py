"""Shares of respondents who stand for different numbers of people, with their intervals.

L. Kish, "Survey Sampling" (1965), section 11.7, for the effective n of unequal weights; C.-E. Särndal, B. Swensson and
J. Wretman, "Model Assisted Survey Sampling" (1992), section 5.6, for the variance of a weighted share; E. L. Korn and
B. I. Graubard, "Confidence intervals for proportions with small expected number of positive counts estimated from
survey data", Survey Methodology 24 (1998), 193-201, for the n that gives a share this variance, at most the n that was
asked; C. Franco, R. J. A. Little, T. A. Louis and E. V. Slud, "Comparative study of confidence intervals for proportions
in complex sample surveys", Journal of Survey Statistics and Methodology 7 (2019), 334-364, for Wilson's interval with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from wellserved.analytics.statistics import wilson

from .crossproducts import Matrix


@dataclass(frozen=True, slots=True)
class Weighed:
    """So many respondents, the sum of their weights and of the squares of these; without weights each is 1."""

    n: int = 0
    weights: float = 0.0
    squares: float = 0.0

    def __add__(self, other: Self) -> Self:
        return type(self)(self.n + other.n, self.weights + other.weights, self.squares + other.squares)

    @property
    def effective_n(self) -> float:
        """As many with equal weights would tell as much (Kish)."""
        return self.weights**2 / self.squares if self.squares else 0.0


def alike(n: int) -> Weighed:
    """Respondents of whom each counts as one."""
    return Weighed(n, float(n), float(n))


def weighed(chosen: Any, weights: Matrix | None) -> Weighed:
    """Those of a mask (n,), by their weights (n,)."""
    if weights is None:
        return alike(int(chosen.sum()))
    mine = weights[chosen]
    return Weighed(len(mine), float(mine.sum()), float(mine @ mine))


def together(parts: Iterable[Weighed]) -> Weighed:
    return sum(parts, Weighed())


def share_of(some: Weighed, whole: Weighed) -> tuple[float, float, float]:
    """The share that `some` are of the `whole` that they are among, and its 95% interval. ValueError for a whole of nobody."""
    if whole.weights <= 0:
        raise ValueError("Nobody has a weight above 0: there is no share.")
    share = min(some.weights / whole.weights, 1.0)
    others = max(whole.squares - some.squares, 0.0)
    spread = (1 - share) ** 2 * some.squares + share**2 * others
    known = share * (1 - share) * whole.weights**2 / spread if spread and 0 < share < 1 else whole.effective_n
    n = min(known, float(whole.n))
    return share, *wilson(share * n, n)
