"""The figures of a measurement: gap and SERVPERF, their intervals, reliability, factor fit, derived importance.

Sources: A. Parasuraman, V. A. Zeithaml and L. L. Berry, "SERVQUAL: a multiple-item scale for measuring consumer
perceptions of service quality", Journal of Retailing 64 (1988), 12-40 (the gap: perceived less expected); J. J. Cronin
and S. A. Taylor, "Measuring service quality: a reexamination and extension", Journal of Marketing 56 (1992), 55-68
(SERVPERF: the perceived alone).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .crossproducts import Crossproducts, Matrix
from .factors import FactorFit, confirmatory
from .importance import DRAWS, Importance, importance
from .instrument import Sums
from .reliability import Reliability, reliability


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """A mean with its standard error and 95% interval, on the scale's own units.

    `n` respondents stand behind it; of a mean over several items, behind the least answered one. `effective_n` is
    what n is worth after weighting. Below two respondents there is no interval: None.
    """

    value: float
    standard_error: float | None
    low: float | None
    high: float | None
    n: int
    effective_n: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFigures:
    name: str
    perceived: Mean | None
    expected: Mean | None
    gap: Mean | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionFigures:
    """`perceived` is SERVPERF, `gap` is SERVQUAL: perceived less expected; None where it was not asked, or not answered."""

    name: str
    perceived: Mean | None
    expected: Mean | None
    gap: Mean | None
    items: tuple[ItemFigures, ...]
    reliability: Reliability


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """`answered` of `asked` respondents gave at least one answer, `complete` of them every one that the fit needs.

    `overall` is the mean over dimensions' items. `fit` is of the factors that the dimensions name; `why_no_fit` and
    `why_no_importance` say why there is none: 'few_items', 'few_respondents', 'no_variance', 'no_end', 'no_outcome',
    'many_predictors'.
    """

    dimensions: tuple[DimensionFigures, ...]
    overall: DimensionFigures
    fit: FactorFit | None
    why_no_fit: str
    importance: Importance | None
    why_no_importance: str
    asked: int
    answered: int
    complete: int
    weighted: bool


def sheet(sums: Sums, *, draws: int = DRAWS, seed: int = 0) -> Sheet:
    """All figures of these sums; `draws` bootstrap samples stand behind the intervals of importance."""
    instrument, answers = sums.instrument, sums.pairwise
    everything = list(range(len(instrument.items)))
    fit, why_no_fit = _fit(sums)
    weighed, why_not = _importance(sums, draws=draws, seed=seed)
    return Sheet(
        dimensions=dimensions_of(sums),
        overall=_dimension(sums, "", everything, sums.complete.over(everything)),
        fit=fit,
        why_no_fit=why_no_fit,
        importance=weighed,
        why_no_importance=why_not,
        asked=answers.asked,
        answered=answers.answered,
        complete=int(sums.complete.pairs.min()),
        weighted=sums.weighted,
    )


def dimensions_of(sums: Sums) -> tuple[DimensionFigures, ...]:
    """The dimensions alone, without factor fit and importance: what a part of the respondents is shown by."""
    return tuple(
        _dimension(sums, name, mine, sums.by_dimension[name])
        for name, mine in sums.instrument.dimensions.items()
    )


def mean_of(answers: Crossproducts, variables: Sequence[int]) -> Mean | None:
    """The mean of the variables' means, each over those who answered it; None where one was answered by nobody.

    Its variance is that of a sum of correlated means, so that respondents who skipped an item are not thrown away.
    """
    if not variables or not all(answers.n[one] > 0 for one in variables):
        return None
    chosen = list(variables)
    share = np.full(len(chosen), 1 / len(chosen))
    value = float(share @ answers.means[chosen])
    n, effective = int(answers.n[chosen].min()), float(answers.effective_n[chosen].min())
    error = _error(answers.covariance_of_means[np.ix_(chosen, chosen)], share) if n > 1 else None
    low, high = (None, None) if error is None else interval(value, error, effective)
    return Mean(value=value, standard_error=error, low=low, high=high, n=n, effective_n=effective)


def interval(value: float, error: float, effective: float) -> tuple[float, float]:
    """95% by Student's t with the effective respondents less one."""
    from scipy.special import stdtrit  # noqa: PLC0415  a page that shows no interval stays small

    reach = float(stdtrit(max(effective - 1, 1.0), 0.975)) * error
    return value - reach, value + reach


def _error(covariance: Matrix, share: Matrix) -> float | None:
    variance = float(share @ covariance @ share)
    # Pairwise covariances need not be those of anything that exists.
    return float(np.sqrt(max(variance, 0.0))) if np.isfinite(variance) else None


def _dimension(sums: Sums, name: str, mine: Sequence[int], complete: Crossproducts) -> DimensionFigures:
    instrument, answers = sums.instrument, sums.pairwise
    k, pairs = len(instrument.items), len(instrument.paired)
    place = {item: number for number, item in enumerate(instrument.paired)}
    paired = [item for item in mine if item in place]
    return DimensionFigures(
        name=name,
        perceived=mean_of(answers, mine),
        expected=mean_of(answers, [k + place[item] for item in paired]),
        gap=mean_of(answers, [k + pairs + place[item] for item in paired]),
        items=tuple(
            ItemFigures(
                name=instrument.items[item].name,
                perceived=mean_of(answers, [item]),
                expected=mean_of(answers, [k + place[item]]) if item in place else None,
                gap=mean_of(answers, [k + pairs + place[item]]) if item in place else None,
            )
            for item in mine
        ),
        reliability=reliability(answers.over(mine), complete),
    )


def _fit(sums: Sums) -> tuple[FactorFit | None, str]:
    """Of the factors that the dimensions name. A dimension of one item is no factor and is left out."""
    grouped = [mine for mine in sums.instrument.dimensions.values() if len(mine) > 1]
    items = [item for mine in grouped for item in mine]
    n = int(sums.complete.pairs.min())
    if len(items) < 4:
        return None, "few_items"
    if n <= len(items):
        return None, "few_respondents"
    factors = [number for number, mine in enumerate(grouped) for _ in mine]
    try:
        fit = confirmatory(sums.complete.covariance[np.ix_(items, items)], n=n, factors=factors)
    except np.linalg.LinAlgError:
        return None, "no_variance"
    return (fit, "") if fit.converged else (None, "no_end")


def _importance(sums: Sums, *, draws: int, seed: int) -> tuple[Importance | None, str]:
    if not sums.instrument.outcome:
        return None, "no_outcome"
    if not sums.instrument.predictors:
        few = max(len(sums.instrument.dimensions), len(sums.instrument.items)) < 2
        return None, "few_items" if few else "many_predictors"
    names = tuple(name for name, _ in sums.instrument.predictors)
    if sums.blocks.n < 2 * len(names):
        return None, "few_respondents"
    found = importance(sums.blocks, names, draws=draws, seed=seed)
    return (found, "") if found else (None, "no_variance")
