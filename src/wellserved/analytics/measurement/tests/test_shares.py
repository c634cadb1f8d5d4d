"""Weighted shares, scores and categories: as statsmodels has them, by a regression on nothing with robust errors."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from scipy import stats
from statsmodels.regression.linear_model import WLS
from statsmodels.stats.proportion import proportion_confint

from wellserved.analytics.measurement import CATEGORIES, kano, kano_of_counts, net_promoter, zone
from wellserved.analytics.measurement.nps import net_promoter_of
from wellserved.analytics.measurement.shares import Weighed, alike, share_of, weighed

DICE = np.random.default_rng(4)
N = 120
WEIGHTS = DICE.choice([0.4, 1.0, 2.5, 7.0], N)
KISH = WEIGHTS.sum() ** 2 / (WEIGHTS @ WEIGHTS)


def share_by_regression(chosen: Any, weights: Any) -> tuple[float, float, float]:
    fitted = WLS(chosen.astype(float), np.ones(len(chosen)), weights=weights).fit(cov_type="HC0")
    share, variance = float(fitted.params[0]), float(fitted.bse[0]) ** 2
    n = min(share * (1 - share) / variance, len(chosen))
    low, high = proportion_confint(share * n, n, method="wilson")
    return share, float(low), float(high)


def test_a_weighted_score_and_its_margin_are_a_weighted_means() -> None:
    answers = DICE.integers(0, 11, N)
    parts = [weighed(answers == answer, WEIGHTS) for answer in range(11)]
    found = net_promoter_of(parts, weighted=True)
    judged = np.where(answers > 8, 1.0, np.where(answers < 7, -1.0, 0.0))
    fitted = WLS(judged, np.ones(N), weights=WEIGHTS).fit(cov_type="HC1")
    assert found is not None
    assert found.score == pytest.approx(100 * fitted.params[0], abs=1e-10)
    margin = stats.t.ppf(0.975, KISH - 1) * fitted.bse[0]
    assert found.margin == pytest.approx(100 * margin, rel=1e-10)
    assert found.effective_n == pytest.approx(KISH)
    assert (found.n, found.promoters) == (N, int((answers > 8).sum()))
    assert found.promoter_share - found.detractor_share == pytest.approx(found.score / 100)
    assert net_promoter_of([Weighed()] * 11, weighted=True) is None


def test_weighted_shares_of_the_zone_have_wilsons_interval_with_their_effective_n() -> None:
    minimum = DICE.integers(1, 5, N).astype(float)
    desired = minimum + DICE.integers(0, 5, N)
    perceived = DICE.integers(1, 10, N).astype(float)
    minimum[:7], perceived[7:12] = 9.5, np.nan
    found = zone(minimum, desired, perceived, WEIGHTS)
    sane = (minimum <= desired) & ~np.isnan(perceived)
    assert found is not None
    below, above = perceived < minimum, perceived > desired
    parts = ((found.below, below), (found.within, ~below & ~above), (found.above, above))
    for ours, chosen in parts:
        expected = share_by_regression(chosen[sane], WEIGHTS[sane])
        assert (ours.share, ours.low, ours.high) == pytest.approx(expected, abs=1e-10)
        assert ours.count == int(chosen[sane].sum())
    assert sum(one.share for one, _ in parts) == pytest.approx(1.0)


def test_weighted_categories_lead_by_weight_and_their_coefficients_are_weighted_shares() -> None:
    functional, dysfunctional = DICE.integers(1, 6, (2, N)).astype(float)
    functional[:4] = np.nan
    found = kano(functional, dysfunctional, WEIGHTS)
    assert found is not None
    known, whose = WEIGHTS[4:], _categories(functional[4:], dysfunctional[4:])
    for category, share in found.shares.items():
        assert share == pytest.approx(known[whose == category].sum() / known.sum())
        assert found.counts[category] == int((whose == category).sum())
    judged = np.isin(whose, ["must_be", "one_dimensional", "attractive", "indifferent"])
    for ours, names in (
        (found.better, ["attractive", "one_dimensional"]),
        (found.worse, ["one_dimensional", "must_be"]),
    ):
        expected = share_by_regression(np.isin(whose, names)[judged], known[judged])
        assert ours is not None
        assert (ours.value, ours.low, ours.high) == pytest.approx(expected, abs=1e-10)
    n = known.sum() ** 2 / (known @ known)
    first, second = sorted(found.shares.values())[:-3:-1]
    reach = 1.65 * np.sqrt((first + second) * n * (2 - first - second) / 2)
    assert found.is_clear == ((first - second) * n > reach)
    assert found.shares[found.category] == first
    assert (found.n, found.left_out, found.effective_n) == (N - 4, 4, pytest.approx(n))


def test_weights_that_are_all_alike_change_nothing_and_one_heavy_answer_leads() -> None:
    functional, dysfunctional = np.array([[1.0, 1, 1, 3], [3.0, 3, 3, 5]])
    plain = kano(functional, dysfunctional)
    same = kano(functional, dysfunctional, np.full(4, 2.5))
    assert plain is not None
    assert same is not None
    assert same.better is not None
    assert plain.better is not None
    assert (same.better.low, same.better.high) == pytest.approx((plain.better.low, plain.better.high))
    assert (plain.category, plain.counts) == (same.category, same.counts)
    heavy = kano(functional, dysfunctional, np.array([1.0, 1, 1, 50]))
    assert heavy is not None
    assert (heavy.category, heavy.is_clear) == ("must_be", False), "of little more than one respondent"
    assert kano_of_counts({}) is None
    low, high = proportion_confint(30, 100, method="wilson")
    assert share_of(alike(30), alike(100)) == pytest.approx((0.3, low, high))
    assert share_of(Weighed(), Weighed(9, 30.0, 200.0))[0] == 0.0
    with pytest.raises(ValueError, match="no share"):
        share_of(Weighed(), Weighed())
    assert net_promoter([0] * 10 + [1]) is not None


def _categories(functional: Any, dysfunctional: Any) -> Any:
    """By a question to the table for each pair alone."""
    found = []
    for one, other in zip(functional, dysfunctional, strict=True):
        alone = kano(np.array([one]), np.array([other]))
        counts: Mapping[Any, int] = alone.counts if alone else {}
        found.append(next(category for category in CATEGORIES if counts[category]))
    return np.array(found)
