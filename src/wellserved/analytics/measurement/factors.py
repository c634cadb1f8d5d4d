"""Confirmatory factor analysis by maximum likelihood: do the items lie as the dimensions say?

Each item belongs to one factor; factors have variance 1 and may correlate. Sources: K. G. Jöreskog, "A general approach
to confirmatory maximum likelihood factor analysis", Psychometrika 34 (1969), 183-202; K. A. Bollen, "Structural
Equations with Latent Variables" (1989), chapter 7 and appendix 4B. Indices of fit: P. M. Bentler, Psychological
Bulletin 107 (1990), 238-246 (CFI); L. R. Tucker and C. Lewis, Psychometrika 38 (1973), 1-10 (TLI); J. H. Steiger and
J. C. Lind 1980 with M. W. Browne and R. Cudeck, Sociological Methods and Research 21 (1992), 230-258 (RMSEA and its 90%
interval); L. Hu and P. M. Bentler, Structural Equation Modeling 6 (1999), 1-55 (SRMR).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from .crossproducts import Matrix

STEPS = 200
_FAR = 5_000.0
LEAST_UNIQUE = 0.005
"""Of an item's variance: a unique variance that wants to go below stays there (a Heywood case)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorFit:
    """`loadings` (p, m), `factor_correlations` (m, m), `uniquenesses` (p,), in the items' own units.

    `chi2` is n times the discrepancy, with `df` degrees of freedom and its `p_value`. `rmsea_low` and `rmsea_high` are
    the ends of its 90% interval. CFI, TLI and RMSEA are None without degrees of freedom. `heywood` counts unique
    variances held at their least; `proper` says that the correlations of factors can be those of anything. `standardised` are the loadings as correlations of item and factor, (p,).
    """

    loadings: Matrix
    factor_correlations: Matrix
    uniquenesses: Matrix
    standardised: Matrix
    n: int
    chi2: float
    df: int
    p_value: float | None
    cfi: float | None
    tli: float | None
    rmsea: float | None
    rmsea_low: float | None
    rmsea_high: float | None
    srmr: float
    converged: bool
    heywood: int
    proper: bool


def one_factor(covariance: Matrix, *, n: int) -> FactorFit:
    """All items on one factor. As `confirmatory`."""
    return confirmatory(covariance, n=n, factors=[0] * len(covariance))


def confirmatory(covariance: Matrix, *, n: int, factors: Sequence[int]) -> FactorFit:
    """The fit of `factors` (the number of each item's factor, from 0, p of them) to `covariance` (p, p) of n respondents.

    The covariances must come from complete rows. Raises ValueError for a factor of a single item or fewer than three
    items in all, numpy's LinAlgError where an item has no variance or is the sum of others.
    """
    model = _Model(_correlations(covariance), factors)
    found, converged = model.fitted()
    scale = np.sqrt(np.diag(covariance))
    loadings, phi, unique = model.unpacked(found)
    implied = loadings @ phi @ loadings.T + np.diag(unique)
    discrepancy = model.discrepancy(found)
    p = len(covariance)
    df = p * (p + 1) // 2 - len(found)
    null = -np.linalg.slogdet(model.observed)[1]
    return FactorFit(
        loadings=loadings * scale[:, None],
        factor_correlations=phi,
        uniquenesses=unique * scale**2,
        standardised=loadings.sum(axis=1) / np.sqrt(np.diag(implied)),
        n=n,
        df=df,
        converged=converged,
        proper=bool(np.linalg.eigvalsh(phi).min() > -1e-8),
        heywood=int((unique <= LEAST_UNIQUE * 1.0001).sum()),
        srmr=_srmr(model.observed, implied),
        **_indices(n * discrepancy, df, null_chi2=n * null, null_df=p * (p - 1) // 2, n=n),
    )


class _Model:
    """In correlations, so that all parameters are of one size; the discrepancy does not change with the units."""

    def __init__(self, observed: Matrix, factors: Sequence[int]) -> None:
        self.observed = observed
        self.p, self.factor = len(observed), np.asarray(factors, dtype=int)
        self.m = int(self.factor.max()) + 1
        sizes = np.bincount(self.factor, minlength=self.m)
        if self.p < 3 or self.factor.shape != (self.p,) or (sizes < 2).any():
            raise ValueError(
                f"Factors of {sizes.tolist()} items cannot be told apart; a factor needs two items, one alone three."
            )
        self.rows, self.columns = np.triu_indices(self.m, 1)
        # Raises where the matrix is not positive definite.
        np.linalg.cholesky(observed)
        self._log = np.linalg.slogdet(observed)[1]

    def unpacked(self, x: Matrix) -> tuple[Matrix, Matrix, Matrix]:
        loadings = np.zeros((self.p, self.m))
        loadings[np.arange(self.p), self.factor] = x[: self.p]
        phi = np.eye(self.m)
        phi[self.rows, self.columns] = phi[self.columns, self.rows] = x[2 * self.p :]
        return loadings, phi, x[self.p : 2 * self.p]

    def implied(self, x: Matrix) -> Matrix:
        loadings, phi, unique = self.unpacked(x)
        return loadings @ phi @ loadings.T + np.diag(unique)

    def discrepancy(self, x: Matrix) -> float:
        """log|Sigma| + tr(S Sigma^-1) - log|S| - p; infinite where Sigma is no covariance matrix."""
        sigma = self.implied(x)
        try:
            root = np.linalg.cholesky(sigma)
        except np.linalg.LinAlgError:
            return float("inf")
        log = 2 * np.log(np.diag(root)).sum()
        return float(log + np.trace(np.linalg.solve(sigma, self.observed)) - self._log - self.p)

    def fitted(self) -> tuple[Matrix, bool]:
        """Fisher scoring with halved steps; unique variances stay at or above their least."""
        x = self._start()
        value = self.discrepancy(x)
        for _ in range(STEPS):
            gradient, information = self._slopes(x)
            held = (np.arange(len(x)) >= self.p) & (np.arange(len(x)) < 2 * self.p)
            held &= (x <= LEAST_UNIQUE) & (gradient > 0)
            free = ~held
            if np.abs(gradient[free]).max(initial=0.0) < 1e-9:
                return x, True
            step = np.zeros_like(x)
            step[free] = -np.linalg.lstsq(information[np.ix_(free, free)], gradient[free], rcond=None)[0]
            x, value, moved = self._moved(x, step, value)
            if not moved:
                return x, bool(np.abs(gradient[free]).max() < 1e-5)
        return x, False

    def _moved(self, x: Matrix, step: Matrix, value: float) -> tuple[Matrix, float, bool]:
        size = 1.0
        while size > 1e-8:
            tried = x + size * step
            unique = slice(self.p, 2 * self.p)
            tried[unique] = np.maximum(tried[unique], LEAST_UNIQUE)
            found = self.discrepancy(tried)
            if found < value:
                return tried, found, True
            size /= 2
        return x, value, False

    def _slopes(self, x: Matrix) -> tuple[Matrix, Matrix]:
        """Gradient (q,) of the discrepancy and its expected second derivatives (q, q)."""
        loadings, phi, _ = self.unpacked(x)
        inverse = np.linalg.inv(self.implied(x))
        residual = inverse - inverse @ self.observed @ inverse
        bent = loadings @ phi
        ways = np.zeros((len(x), self.p, self.p))
        for item in range(self.p):
            ways[item, item, :] += bent[:, self.factor[item]]
            ways[item, :, item] += bent[:, self.factor[item]]
            ways[self.p + item, item, item] = 1.0
        for number, (one, other) in enumerate(zip(self.rows, self.columns, strict=True)):
            outer = np.outer(loadings[:, one], loadings[:, other])
            ways[2 * self.p + number] = outer + outer.T
        flat = ways.reshape(len(x), -1)
        turned = (inverse @ ways @ inverse).reshape(len(x), -1)
        return flat @ residual.ravel(), turned @ flat.T

    def _start(self) -> Matrix:
        """Each factor's items by their mean correlation with the others; factors by the items' across."""
        loadings = np.zeros(self.p)
        for factor in range(self.m):
            mine = np.flatnonzero(self.factor == factor)
            block = self.observed[np.ix_(mine, mine)]
            among = (block.sum(axis=1) - 1) / (len(mine) - 1)
            mean = max(float(among.mean()), 0.05)
            loadings[mine] = np.clip(among / sqrt(mean), 0.2, 0.95)
        across = []
        for one, other in zip(self.rows, self.columns, strict=True):
            block = self.observed[np.ix_(self.factor == one, self.factor == other)]
            scale = np.outer(loadings[self.factor == one], loadings[self.factor == other])
            across.append(float(np.clip((block / scale).mean(), -0.9, 0.9)))
        return np.concatenate([loadings, 1 - loadings**2, across])


def _indices(chi2: float, df: int, *, null_chi2: float, null_df: int, n: int) -> dict[str, Any]:
    # A model that reproduces the covariances has a discrepancy of zero but for rounding.
    chi2 = max(chi2, 0.0)
    if df <= 0:
        return dict.fromkeys(("p_value", "cfi", "tli", "rmsea", "rmsea_low", "rmsea_high")) | {"chi2": chi2}
    from scipy.special import chdtrc  # noqa: PLC0415  as in reliability

    away, null_away = max(chi2 - df, 0.0), max(null_chi2 - null_df, chi2 - df, 0.0)
    null_ratio = null_chi2 / null_df
    low, high = _noncentrality(chi2, df)
    return {
        "chi2": chi2,
        "p_value": float(chdtrc(df, chi2)),
        "cfi": 1 - away / null_away if null_away > 0 else 1.0,
        "tli": (null_ratio - chi2 / df) / (null_ratio - 1) if null_ratio != 1 else None,
        "rmsea": sqrt(away / (df * n)),
        "rmsea_low": sqrt(low / (df * n)),
        "rmsea_high": sqrt(high / (df * n)),
    }


def _noncentrality(chi2: float, df: int) -> tuple[float, float]:
    """The noncentralities that leave chi2 at the 95th and at the 5th percentile."""
    return _noncentral_at(chi2, df, 0.95), _noncentral_at(chi2, df, 0.05)


def _noncentral_at(chi2: float, df: int, share: float) -> float:
    """The share below falls as the noncentrality grows: halved until nothing is left to halve."""
    low, high = 0.0, 1.0
    if _below(chi2, df, low) < share:
        return 0.0
    while _below(chi2, df, high) > share:
        low, high = high, 2 * high
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if _below(chi2, df, middle) > share else (low, middle)
    return (low + high) / 2


def _below(chi2: float, df: int, centre: float) -> float:
    """The noncentral chi-squared distribution; far out by the normal one, to which it comes close there."""
    from scipy.special import chndtr, ndtr  # noqa: PLC0415  as above

    if chi2 < _FAR:
        return float(chndtr(chi2, df, centre))
    return float(ndtr((chi2 - df - centre) / sqrt(2 * (df + 2 * centre))))


def _srmr(observed: Matrix, implied: Matrix) -> float:
    """Over the lower triangle with its diagonal, residuals in units of the observed standard deviations."""
    lower = np.tril_indices(len(observed))
    return float(np.sqrt(np.mean((observed - implied)[lower] ** 2)))


def _correlations(covariance: Matrix) -> Matrix:
    own = np.sqrt(np.diag(covariance))
    if not (own > 0).all():
        raise np.linalg.LinAlgError("An item has no variance.")
    found: Matrix = covariance / np.outer(own, own)
    return found
