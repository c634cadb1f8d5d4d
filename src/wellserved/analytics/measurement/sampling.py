"""Means and totals of a sample as they hold for everybody: design weights, strata, clusters, and raking to a frame.

Standard errors are Taylor-linearised, with strata, one stage of clusters and a correction for finite populations:
C.-E. Särndal, B. Swensson and J. Wretman, "Model Assisted Survey Sampling" (1992), chapters 2 to 6; D. A. Binder,
"On the variances of asymptotically normal estimators from complex surveys", International Statistical Review 51
(1983), 279-292. Raking is iterative proportional fitting: W. E. Deming and F. F. Stephan, Annals of Mathematical
Statistics 11 (1940), 427-444; J.-C. Deville, C.-E. Särndal and O. Sautory, "Generalized raking procedures in survey
sampling", Journal of the American Statistical Association 88 (1993), 1013-1020, for their standard errors.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from wellserved.analytics.statistics import Z95

from .crossproducts import Matrix

ROUNDS = 1000


class NoSuchRakingError(ValueError):
    """The frame and the sample don't go together; the sentence names the margin and the category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A value with its standard error and 95% interval; `df` are the design's degrees of freedom (clusters less strata).

    The interval uses Student's t with `df`.
    """

    value: float
    standard_error: float
    low: float
    high: float
    n: int
    df: int


@dataclass(frozen=True, kw_only=True)
class Design:
    """How n respondents were drawn. Arrays of shape (n,): `weights` are how many people each stands for.

    `strata` and `clusters` name each one's stratum and cluster (unset: one stratum; everybody a cluster of their own).
    `population` is how many clusters the respondent's stratum has in all; unset means ever so many. `margins` are the
    categories that the weights were raked to, from the weights `drawn`: what they explain of a value is no longer
    uncertain.
    """

    weights: Matrix
    strata: Any = None
    clusters: Any = None
    population: Matrix | None = None
    margins: tuple[Any, ...] = ()
    drawn: Matrix | None = None

    def mean(self, values: Matrix) -> Estimate:
        """The weighted mean of `values` (n,); NaN where there is no answer: these respondents are left out."""
        return self._ratio(values, np.where(np.isnan(values), np.nan, 1.0))

    def ratio(self, values: Matrix, over: Matrix) -> Estimate:
        """The total of `values` over the total of `over`, both (n,); respondents who lack one are left out."""
        return self._ratio(values, over)

    def total(self, values: Matrix) -> Estimate:
        """The estimated total of `values` (n,) over everybody."""
        known = ~np.isnan(values)
        weighted = np.where(known, self.weights * np.where(known, values, 0.0), 0.0)
        return self._estimate(float(weighted.sum()), weighted, int(known.sum()))

    def _ratio(self, values: Matrix, over: Matrix) -> Estimate:
        known = ~(np.isnan(values) | np.isnan(over))
        if not known.any():
            raise ValueError("No respondent has an answer: there is no mean.")
        w, x, y = (np.where(known, one, 0.0) for one in (self.weights, values, over))
        below = float((w * y).sum())
        value = float((w * x).sum()) / below
        return self._estimate(value, w * (x - value * y) / below, int(known.sum()))

    def _estimate(self, value: float, influence: Matrix, n: int) -> Estimate:
        from scipy.special import stdtrit  # noqa: PLC0415  a page that shows no interval stays small

        variance, df = self._variance(self._unexplained(influence))
        error = sqrt(variance)
        reach = float(stdtrit(df, 0.975)) if df > 0 else Z95
        return Estimate(
            value=value,
            standard_error=error,
            low=value - reach * error,
            high=value + reach * error,
            n=n,
            df=df,
        )

    def _unexplained(self, influence: Matrix) -> Matrix:
        """What is left of the linearised values when the raked margins have explained what they can.

        The regression on all margins at once, weighted as the sample was drawn (Deville, Särndal and Sautory 1993, section
        4), by going round the margins' means until nothing changes.
        """
        if not self.margins:
            return influence
        away = np.divide(influence, self.weights, out=np.zeros_like(influence), where=self.weights > 0)
        drawn = self.weights if self.drawn is None else self.drawn
        margins = [np.unique(one, return_inverse=True)[1] for one in self.margins]
        for _ in range(ROUNDS):
            before = away.copy()
            for margin in margins:
                sums = np.bincount(margin, weights=drawn * away)
                away = away - (sums / np.bincount(margin, weights=drawn))[margin]
            if np.abs(away - before).max(initial=0.0) <= 1e-12 * max(
                np.abs(influence).max(initial=0.0), 1e-300
            ):
                break
        return away * self.weights

    def _variance(self, influence: Matrix) -> tuple[float, int]:
        n = len(influence)
        strata = (
            np.zeros(n, dtype=int) if self.strata is None else np.unique(self.strata, return_inverse=True)[1]
        )
        named = np.arange(n) if self.clusters is None else np.unique(self.clusters, return_inverse=True)[1]
        # A cluster's name may come again in another stratum: there it is another cluster.
        pairs, cluster = np.unique(np.column_stack([strata, named]), axis=0, return_inverse=True)
        totals = np.bincount(cluster.ravel(), weights=influence)
        found, count = 0.0, 0
        for stratum in range(int(strata.max(initial=-1)) + 1):
            mine = totals[pairs[:, 0] == stratum]
            if len(mine) < 2:
                raise ValueError(
                    "A stratum of a single cluster has no variance: join it with another stratum."
                )
            count += len(mine) - 1
            whole = np.inf if self.population is None else float(self.population[strata == stratum][0])
            found += (1 - len(mine) / whole) * len(mine) * float(np.var(mine, ddof=1))
        return found, count


def raked(
    weights: Matrix, margins: Sequence[Any], frame: Sequence[Mapping[Any, float]], *, tolerance: float = 1e-10
) -> Matrix:
    """Weights (n,) under which each margin (n,) has the totals that `frame` says, one mapping a margin.

    They start from `weights` and change by one factor a category. Raises NoSuchRakingError where the frame has a
    category that nobody answered for, lacks one that somebody has, or its totals contradict each other.
    """
    codes, totals = _checked(np.asarray(weights, dtype=np.float64), margins, frame)
    # Respondents of the same categories get the same factor: what is gone round is their table, not they.
    cells, cell = np.unique(np.column_stack(codes), axis=0, return_inverse=True)
    cell = cell.ravel()
    start = np.bincount(cell, weights=weights)
    table = start.copy()
    for _ in range(ROUNDS):
        worst = 0.0
        for margin, wanted in enumerate(totals):
            has = np.bincount(cells[:, margin], weights=table, minlength=len(wanted))
            factor = np.divide(wanted, has, out=np.ones_like(wanted), where=has > 0)
            worst = max(worst, float(np.abs(factor - 1).max()))
            table *= factor[cells[:, margin]]
        if worst < tolerance:
            ratio = np.divide(table, start, out=np.zeros_like(table), where=start > 0)
            return np.asarray(weights, dtype=np.float64) * ratio[cell]
    raise NoSuchRakingError(
        f"Raking came to no end after {ROUNDS} rounds: no weights have these totals. Join small categories."
    )


def _checked(
    weights: Matrix, margins: Sequence[Any], frame: Sequence[Mapping[Any, float]]
) -> tuple[list[Any], list[Matrix]]:
    codes, totals = [], []
    if len(margins) != len(frame) or not margins:
        raise NoSuchRakingError(
            f"There are {len(margins)} margins and totals for {len(frame)}; one each is needed."
        )
    for number, (margin, wanted) in enumerate(zip(margins, frame, strict=True), start=1):
        names, code = np.unique(np.asarray(margin), return_inverse=True)
        has = np.bincount(code, weights=weights)
        sampled = {name.item() for name, weight in zip(names, has, strict=True) if weight > 0}
        for name in [*names.tolist(), *wanted]:
            if (name in sampled) != (wanted.get(name, 0.0) > 0):
                raise NoSuchRakingError(
                    f"Margin {number}: '{name}' stands in the {'sample' if name in sampled else 'frame'} only. "
                    "Join it with another category on both sides."
                )
        codes.append(code)
        totals.append(np.array([float(wanted.get(name, 0.0)) for name in names.tolist()]))
    sums = [float(one.sum()) for one in totals]
    if max(sums) - min(sums) > 1e-6 * max(sums):
        raise NoSuchRakingError(
            f"The margins add up to different totals: {sums}. They must be of the same people."
        )
    return codes, totals
