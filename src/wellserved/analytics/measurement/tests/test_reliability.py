"""Alpha and omega against printed tables, and against pandas and statsmodels as second witnesses."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.multivariate.factor import Factor

from wellserved.analytics.measurement import alpha, alpha_interval, gathered, reliability

# M. Tenenhaus, V. Esposito Vinzi, Y.-M. Chatelin and C. Lauro, "PLS path modeling", Computational Statistics and Data
# Analysis 48 (2005), 159-205, table 1: Cronbach's alpha of the mobile phone provider's ECSI, of standardised items.
ECSI = {"IMAG": 0.723, "CUEX": 0.452, "PERQ": 0.877, "PERV": 0.824, "CUSA": 0.779, "CUSL": 0.472}
# The same data in seminr's tests (github.com/sem-in-r/seminr, tests/fixtures/V_3_6_0/reliability.csv), to all digits.
SEMINR = {
    "IMAG": 0.722834595427083,
    "CUEX": 0.451902555978063,
    "PERV": 0.823631979352573,
    "CUSA": 0.779195021918597,
}
# J. F. Hair et al., "Partial Least Squares Structural Equation Modeling (PLS-SEM) Using R" (2021), chapter 4: the
# reliability of the corporate reputation model, where a missing answer was replaced by its item's mean.
REPUTATION = {"comp_": 0.776, "like_": 0.831, "cusl_": 0.831}


def items(table: pd.DataFrame, start: str) -> pd.DataFrame:
    return table[[name for name in table if name.startswith(start)]]


@pytest.fixture(scope="module")
def mobile(test_data: Path) -> pd.DataFrame:
    return pd.read_csv(test_data / "ecsi_satisfaction" / "mobi.csv")


@pytest.fixture(scope="module")
def reputation(test_data: Path) -> pd.DataFrame:
    return pd.read_csv(test_data / "ecsi_satisfaction" / "corp_rep_data.csv").replace(-99, np.nan)


def test_alphas_of_the_mobile_ecsi_are_those_that_tenenhaus_printed(mobile: pd.DataFrame) -> None:
    found = {start: reliability(gathered(items(mobile, start).to_numpy(float))) for start in ECSI}
    assert {start: round(one.standardised or 0, 3) for start, one in found.items()} == ECSI
    assert {start: found[start].standardised for start in SEMINR} == pytest.approx(SEMINR, abs=1e-14)


def test_alphas_of_corporate_reputation_are_those_that_hair_printed(reputation: pd.DataFrame) -> None:
    filled = reputation.fillna(reputation.mean())
    found = {start: reliability(gathered(items(filled, start).to_numpy(float))) for start in REPUTATION}
    assert {start: round(one.standardised or 0, 3) for start, one in found.items()} == REPUTATION


def test_means_and_deviations_with_missing_answers_are_those_that_seminr_printed(
    reputation: pd.DataFrame,
) -> None:
    # tests/fixtures/V_3_6_0/missing_cases_item_descriptives.csv: missing, mean, standard deviation.
    printed = {
        "cusa": (1, 5.4402332361516, 1.17543668797181),
        "cusl_1": (3, 5.12903225806452, 1.51494766037056),
        "cusl_2": (4, 5.27647058823529, 1.74647708166254),
        "cusl_3": (3, 5.65102639296188, 1.65695693859563),
    }
    found = gathered(reputation[list(printed)].to_numpy(float))
    for number, (missing, mean, deviation) in enumerate(printed.values()):
        assert len(reputation) - found.n[number] == missing
        assert found.means[number] == pytest.approx(mean, abs=1e-13)
        assert np.sqrt(found.covariance[number, number]) == pytest.approx(deviation, abs=1e-13)


def test_missing_answers_are_left_out_pair_by_pair_as_pandas_does(reputation: pd.DataFrame) -> None:
    answers = items(reputation, "cus")
    found = reliability(gathered(answers.to_numpy(float)))
    assert gathered(answers.to_numpy(float)).covariance == pytest.approx(answers.cov().to_numpy(), abs=1e-12)
    assert found.n == int((answers.notna().astype(int).T @ answers.notna().astype(int)).to_numpy().min())
    for number, name in enumerate(answers):
        rest = answers.drop(columns=name)
        assert found.items[number].alpha_without == pytest.approx(alpha(rest.cov().to_numpy()))


def test_item_total_correlations_are_those_of_pandas(mobile: pd.DataFrame) -> None:
    answers = items(mobile, "PERQ")
    found = reliability(gathered(answers.to_numpy(float)))
    total = answers.sum(axis=1)
    for number, name in enumerate(answers):
        assert found.items[number].correlation == pytest.approx(answers[name].corr(total))
        assert found.items[number].corrected == pytest.approx(answers[name].corr(total - answers[name]))


@pytest.mark.parametrize("start", ["IMAG", "PERQ", "CUSA"])
def test_omega_is_that_of_statsmodels_factor_analysis(mobile: pd.DataFrame, start: str) -> None:
    answers = items(mobile, start)
    found = reliability(gathered(answers.to_numpy(float)))
    other = Factor(endog=answers.to_numpy(float), n_factor=1, method="ml").fit()
    scale = answers.std().to_numpy()
    common = abs(float((other.loadings[:, 0] * scale).sum())) ** 2
    unique = float((other.uniqueness * scale**2).sum())
    assert found.omega == pytest.approx(common / (common + unique), abs=2e-5)
    assert sorted(found.loadings) == pytest.approx(sorted(np.abs(other.loadings[:, 0])), abs=2e-4)


def test_two_items_have_an_alpha_and_no_omega_and_the_reason_is_said(mobile: pd.DataFrame) -> None:
    found = reliability(gathered(items(mobile, "PERV").to_numpy(float)))
    assert (found.omega, found.why_no_omega, found.k) == (None, "few_items", 2)
    assert found.alpha is not None


def test_answers_that_never_vary_have_no_reliability_rather_than_a_wrong_one() -> None:
    found = reliability(gathered(np.full((40, 4), 5.0)))
    assert (found.alpha, found.standardised, found.omega, found.why_no_omega) == (
        None,
        None,
        None,
        "no_variance",
    )
    assert all(one.corrected is None for one in found.items)


def test_the_interval_of_alpha_holds_the_truth_as_often_as_it_says() -> None:
    """Four parallel items whose true alpha is 0.8."""
    random = np.random.default_rng(5)
    held = 0
    for _ in range(1_000):
        answers = random.normal(size=(60, 1)) + random.normal(size=(60, 4))
        found = alpha(np.cov(answers, rowvar=False))
        assert found is not None
        low, high = alpha_interval(found, n=60, k=4)
        assert low is not None
        assert high is not None
        held += low <= 0.8 <= high
    assert 0.93 <= held / 1_000 <= 0.97


@settings(max_examples=30, deadline=None)
@given(
    arrays(np.float64, (30, 3), elements=st.integers(1, 7).map(float)), st.floats(0.5, 20), st.floats(-50, 50)
)
def test_alpha_does_not_depend_on_the_scale(answers: np.ndarray, times: float, more: float) -> None:
    one, other = (alpha(gathered(given).covariance) for given in (answers, answers * times + more))
    total = float(np.var(answers.sum(axis=1)))
    if total > 1e-9:
        assert one == pytest.approx(other, abs=1e-6)
