"""Factor fit against what lavaan prints, and against a plain minimiser as a second witness."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.stats import ncx2

from wellserved.analytics.measurement import confirmatory, gathered, one_factor

# The nine tests of Holzinger and Swineford (1939), 301 pupils, as lavaan's documentation prints them: the covariances
# that its model implies, and what is left over. Their sum is what was observed, to three digits.
# Y. Rosseel, "lavaan: An R Package for Structural Equation Modeling", Journal of Statistical Software 48 (2012), issue 2.
IMPLIED = """1.358
0.448 1.382
0.590 0.327 1.275
0.408 0.226 0.298 1.351
0.454 0.252 0.331 1.090 1.660
0.378 0.209 0.276 0.907 1.010 1.196
0.262 0.145 0.191 0.173 0.193 0.161 1.183
0.309 0.171 0.226 0.205 0.228 0.190 0.453 1.022
0.284 0.157 0.207 0.188 0.209 0.174 0.415 0.490 1.015"""
LEFT = """0.000
-0.041 0.000
-0.010 0.124 0.000
0.097 -0.017 -0.090 0.000
-0.014 -0.040 -0.219 0.008 0.000
0.077 0.038 -0.032 -0.012 0.005 0.000
-0.177 -0.242 -0.103 0.046 -0.050 -0.017 0.000
-0.046 -0.062 -0.013 -0.079 -0.047 -0.024 0.082 0.000
0.175 0.087 0.167 0.056 0.086 0.062 -0.042 -0.032 0.000"""
PUPILS = 301
THREE = [0, 0, 0, 1, 1, 1, 2, 2, 2]


def square(printed: str) -> np.ndarray:
    lower = np.zeros((9, 9))
    for row, line in enumerate(printed.splitlines()):
        lower[row, : row + 1] = [float(one) for one in line.split()]
    return lower + np.tril(lower, -1).T


def perceptions(test_data: Path) -> pd.DataFrame:
    table = pd.read_csv(test_data / "kiosk_servqual" / "kiosk_servqual_items.csv")
    found = {int(m[1]): table[name] for name in table if (m := re.match(r"(\d+)-2\.", name))}
    return pd.DataFrame({number: found[number] for number in range(1, 25)}).dropna()


def test_the_fit_of_holzinger_and_swineford_is_the_one_lavaan_prints() -> None:
    """Chi-squared 85.306 of 24 degrees, CFI .931, TLI .896, RMSEA .092 from .071 to .114, SRMR .065."""
    found = confirmatory(square(IMPLIED) + square(LEFT), n=PUPILS, factors=THREE)
    # The covariances are printed to three digits, which leaves chi-squared a few tenths.
    assert found.chi2 == pytest.approx(85.306, abs=0.3)
    assert found.df == 24
    assert found.converged
    indices = (found.cfi, found.tli, found.rmsea, found.rmsea_low, found.rmsea_high, found.srmr)
    assert [round(float(one or 0), 3) for one in indices] == [0.931, 0.896, 0.092, 0.071, 0.114, 0.065]
    implied = found.loadings @ found.factor_correlations @ found.loadings.T + np.diag(found.uniquenesses)
    assert implied == pytest.approx(square(IMPLIED), abs=2e-3)


def test_the_ends_of_rmsea_are_where_chi_squared_is_at_its_percentiles() -> None:
    found = confirmatory(square(IMPLIED) + square(LEFT), n=PUPILS, factors=THREE)
    assert found.rmsea_low is not None
    assert found.rmsea_high is not None
    for end, share in ((found.rmsea_low, 0.95), (found.rmsea_high, 0.05)):
        assert ncx2.cdf(found.chi2, found.df, end**2 * found.df * PUPILS) == pytest.approx(share, abs=1e-6)


def test_six_factors_of_the_kiosk_survey_are_where_a_plain_minimiser_ends(test_data: Path) -> None:
    """The six dimensions and twenty items that the study's authors ended with (their analysis/cfa_v4.R)."""
    factors = [[4, 5, 6, 22], [19, 20, 21], [10, 11, 18], [13, 14, 15, 16, 17], [1, 2, 3], [7, 8]]
    answers = perceptions(test_data)[[item for one in factors for item in one]].to_numpy(float)
    observed = gathered(answers).covariance
    of = np.array([number for number, one in enumerate(factors) for _ in one])
    found = confirmatory(observed, n=len(answers), factors=of.tolist())
    assert (found.df, found.n, found.converged, found.heywood) == (155, 207, True, 0)

    # Another parametrisation altogether: first loadings are 1, the factors' covariances a Cholesky root.
    p, m = len(of), len(factors)
    rows, columns = np.tril_indices(m)
    first = [int(np.flatnonzero(of == factor)[0]) for factor in range(m)]
    free = [item for item in range(p) if item not in first]
    log = np.linalg.slogdet(observed)[1]

    def discrepancy(x: np.ndarray) -> float:
        loadings, root = np.zeros((p, m)), np.zeros((m, m))
        loadings[first, of[first]] = 1
        loadings[free, of[free]] = x[: len(free)]
        root[rows, columns] = x[len(free) + p :]
        sigma = loadings @ root @ root.T @ loadings.T + np.diag(np.exp(x[len(free) : len(free) + p]))
        return float(np.linalg.slogdet(sigma)[1] + np.trace(np.linalg.solve(sigma, observed)) - log - p)

    start = np.concatenate([np.ones(len(free)), np.log(np.diag(observed) / 2), np.eye(m)[rows, columns]])
    other = minimize(discrepancy, start, method="BFGS", options={"gtol": 1e-4, "maxiter": 500})
    assert found.chi2 == pytest.approx(len(answers) * other.fun, abs=1e-3)
    assert found.chi2 <= len(answers) * other.fun + 1e-6, "nobody found a better fit"


def test_a_model_that_is_true_is_found_again_and_fits() -> None:
    random = np.random.default_rng(3)
    truth = np.array([0.9, 0.7, 0.5, 0.8, 0.8, 0.6])
    factors = random.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], size=20_000)
    of = np.array([0, 0, 0, 1, 1, 1])
    answers = factors[:, of] * truth + random.normal(size=(20_000, 6)) * np.sqrt(1 - truth**2)
    found = confirmatory(np.cov(answers, rowvar=False), n=20_000, factors=of.tolist())
    assert found.standardised == pytest.approx(truth, abs=0.03)
    assert found.factor_correlations[0, 1] == pytest.approx(0.4, abs=0.03)
    assert found.rmsea is not None
    assert found.rmsea < 0.01


def test_units_change_loadings_and_nothing_else() -> None:
    observed = square(IMPLIED) + square(LEFT)
    scale = np.linspace(0.1, 50, 9)
    one = confirmatory(observed, n=PUPILS, factors=THREE)
    other = confirmatory(observed * np.outer(scale, scale), n=PUPILS, factors=THREE)
    assert other.chi2 == pytest.approx(one.chi2, abs=1e-8)
    assert other.loadings.sum(axis=1) == pytest.approx(one.loadings.sum(axis=1) * scale, rel=1e-6)


def test_a_unique_variance_below_nothing_is_held_and_counted() -> None:
    """Three items whose correlations need a loading above 1."""
    observed = np.array([[1, 0.8, 0.8], [0.8, 1, 0.55], [0.8, 0.55, 1]])
    found = one_factor(observed, n=100)
    assert (found.heywood, found.converged) == (1, True)
    assert found.uniquenesses.min() > 0


def test_what_cannot_be_told_apart_is_refused() -> None:
    with pytest.raises(ValueError, match="needs two items"):
        confirmatory(np.eye(4) + 0.3, n=50, factors=[0, 0, 0, 1])
    with pytest.raises(np.linalg.LinAlgError):
        one_factor(np.ones((4, 4)), n=50)
