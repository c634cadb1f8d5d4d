"""How far the items of one dimension measure the same: Cronbach's alpha, McDonald's omega, item-total correlations.

All from a covariance matrix. Sources: L. J. Cronbach, "Coefficient alpha and the internal structure of tests",
Psychometrika 16 (1951), 297-334; L. S. Feldt, "The approximate sampling distribution of Kuder-Richardson reliability
coefficient twenty", Psychometrika 30 (1965), 357-370; R. P. McDonald, "Test Theory" (1999), chapter 6.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .crossproducts import Crossproducts, Matrix
from .factors import FactorFit, one_factor


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTotal:
    """One item against its dimension.

    `correlation` is with the sum of all items, `corrected` with the sum of the others (both -1 to 1);
    `alpha_without` is the others' alpha. None where there is no variance, or nothing left.
    """

    correlation: float | None
    corrected: float | None
    alpha_without: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """Of k items: `alpha` with its 95% interval `low` to `high`, `standardised` alpha, and `omega`.

    `n` respondents stand behind alpha (the least of all pairs of items), `omega_n` behind omega (those who answered
    all). `why_no_omega` says why there is none: fewer than three items, or a fit that did not come to an end.
    """

    k: int
    n: int
    alpha: float | None
    low: float | None
    high: float | None
    standardised: float | None
    omega: float | None
    omega_n: int
    why_no_omega: str
    loadings: tuple[float, ...]
    """Standardised, of the one factor behind omega; empty without omega."""
    items: tuple[ItemTotal, ...]


def reliability(answers: Crossproducts, complete: Crossproducts | None = None) -> Reliability:
    """Of the k variables of `answers`; `complete` are the sums over those who answered all, for omega.

    Without `complete`, `answers` serve for both.
    """
    covariance, pairs = answers.covariance, answers.pairs
    k = len(covariance)
    whole = answers if complete is None else complete
    n = int(pairs.min()) if k else 0
    value = alpha(covariance)
    low, high = (None, None) if value is None else alpha_interval(value, n=n, k=k)
    fit, why = _factor(whole, k)
    return Reliability(
        k=k,
        n=n,
        alpha=value,
        low=low,
        high=high,
        standardised=alpha(correlations(covariance)),
        omega=None if fit is None else omega(fit),
        omega_n=int(whole.pairs.min()) if k else 0,
        why_no_omega=why,
        loadings=() if fit is None else tuple(_standardised(fit)),
        items=item_totals(covariance),
    )


def alpha(covariance: Matrix) -> float | None:
    """Of k items, k / (k - 1) times (1 - sum of variances / variance of the sum); of correlations, standardised alpha.

    `covariance` (k, k). None below two items, without variance, or where a pair of items has no covariance.
    """
    k, total = len(covariance), float(covariance.sum())
    if k < 2 or not total > 0:
        return None
    return float(k / (k - 1) * (1 - np.trace(covariance) / total))


def alpha_interval(
    value: float, *, n: int, k: int, confidence: float = 0.95
) -> tuple[float | None, float | None]:
    """Feldt's interval: (1 - alpha) times quantiles of F with n - 1 and (n - 1)(k - 1) degrees; None below n = 3."""
    from scipy.special import fdtri  # noqa: PLC0415  a page that shows no interval stays small

    if n < 3:
        return None, None
    tail, one, other = (1 - confidence) / 2, n - 1, (n - 1) * (k - 1)
    return (
        float(1 - (1 - value) * fdtri(one, other, 1 - tail)),
        float(1 - (1 - value) * fdtri(one, other, tail)),
    )


def omega(fit: FactorFit) -> float:
    """(sum of loadings)^2 / ((sum of loadings)^2 + sum of unique variances), unstandardised; McDonald 1999."""
    common = float(fit.loadings[:, 0].sum()) ** 2
    return common / (common + float(fit.uniquenesses.sum()))


def item_totals(covariance: Matrix) -> tuple[ItemTotal, ...]:
    """Of each variable of `covariance` (k, k), in their order."""
    k = len(covariance)
    total, own = float(covariance.sum()), np.diag(covariance)
    with_total = covariance.sum(axis=1)
    found = []
    for item in range(k):
        rest = total - 2 * with_total[item] + own[item]
        others = np.delete(np.delete(covariance, item, axis=0), item, axis=1)
        found.append(
            ItemTotal(
                correlation=_correlation(with_total[item], own[item], total),
                corrected=_correlation(with_total[item] - own[item], own[item], rest),
                alpha_without=alpha(others),
            )
        )
    return tuple(found)


def correlations(covariance: Matrix) -> Matrix:
    """NaN for a variable without variance; (k, k)."""
    own = np.sqrt(np.diag(covariance))
    spread = np.outer(own, own)
    found: Matrix = np.divide(covariance, spread, out=np.full(covariance.shape, np.nan), where=spread > 0)
    return found


def _factor(whole: Crossproducts, k: int) -> tuple[FactorFit | None, str]:
    if k < 3:
        return None, "few_items"
    if int(whole.pairs.min()) <= k:
        return None, "few_respondents"
    try:
        fit = one_factor(whole.covariance, n=int(whole.pairs.min()))
    except np.linalg.LinAlgError:
        return None, "no_variance"
    return (fit, "") if fit.converged else (None, "no_end")


def _standardised(fit: FactorFit) -> Any:
    return (fit.loadings[:, 0] / np.sqrt(fit.loadings[:, 0] ** 2 + fit.uniquenesses)).tolist()


def _correlation(product: float, one: float, other: float) -> float | None:
    return float(product / np.sqrt(one * other)) if one > 0 and other > 0 else None
