"""A whole sheet of the kiosk survey, against pandas and statsmodels; and that how answers come does not matter."""

import re
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.weightstats import DescrStatsW

from wellserved.analytics.measurement import Instrument, Item, Sheet, Tally, chunks, sheet
from wellserved.analytics.measurement.importance import lmg
from wellserved.analytics.measurement.resampling import BLOCKS, Blocks

# The dimensions of the study's authors: tangible, security, economy, convenience, reliability, control.
DIMENSIONS = {
    "tangible": [4, 5, 6, 22],
    "security": [19, 20, 21],
    "economy": [10, 11, 18],
    "convenience": [13, 14, 15, 16, 17],
    "reliability": [1, 2, 3],
    "control": [7, 8],
}
# 'Prices are lower', which stands in no dimension, serves as what they are to explain.
OUTCOME = "12-2"


@pytest.fixture(scope="module")
def kiosk(test_data: Path) -> pd.DataFrame:
    table = pd.read_csv(test_data / "kiosk_servqual" / "kiosk_servqual_items.csv")
    names = {name: m[0] for name in table if (m := re.match(r"\d+-[12]", name))}
    return table[list(names)].rename(columns=names)


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return Instrument(
        items=tuple(
            Item(name=str(item), dimension=name, perceived=f"{item}-2", expected=f"{item}-1")
            for name, mine in DIMENSIONS.items()
            for item in mine
        ),
        outcome=OUTCOME,
        centre=4,
    )


def measured(instrument: Instrument, answers: pd.DataFrame, weights: np.ndarray | None = None) -> Sheet:
    tally = Tally(instrument)
    tally.add(answers[list(instrument.columns)].to_numpy(float), weights)
    return sheet(tally.sums(), draws=200)


def test_gap_and_servperf_with_their_intervals_are_those_of_statsmodels(
    kiosk: pd.DataFrame, instrument: Instrument
) -> None:
    found = measured(instrument, kiosk)
    assert (found.asked, found.answered, found.complete) == (211, 207, 207)
    for dimension in found.dimensions:
        mine = DIMENSIONS[dimension.name]
        perceived = kiosk[[f"{item}-2" for item in mine]].mean(axis=1).dropna()
        expected = kiosk[[f"{item}-1" for item in mine]].mean(axis=1).dropna()
        for ours, values in (
            (dimension.perceived, perceived),
            (dimension.expected, expected),
            (dimension.gap, perceived - expected),
        ):
            assert ours is not None
            other = DescrStatsW(values.to_numpy())
            assert ours.value == pytest.approx(other.mean, abs=1e-12)
            assert (ours.low, ours.high) == pytest.approx(other.tconfint_mean(), abs=1e-10)
            assert ours.n == len(values)


def test_an_item_that_some_skipped_keeps_the_answers_of_those_who_did_not(
    kiosk: pd.DataFrame, instrument: Instrument
) -> None:
    torn = kiosk.copy()
    torn.iloc[:50, torn.columns.get_loc("4-2")] = np.nan
    torn.iloc[30:60, torn.columns.get_loc("5-1")] = np.nan
    found = measured(instrument, torn).dimensions[0]
    by_item = {item.name: item for item in found.items}
    gap = (torn["4-2"] - torn["4-1"]).dropna()
    assert by_item["4"].gap is not None
    assert by_item["4"].gap.n == len(gap)
    assert (by_item["4"].gap.low, by_item["4"].gap.high) == pytest.approx(DescrStatsW(gap).tconfint_mean())
    assert found.gap is not None
    gaps = [(torn[f"{item}-2"] - torn[f"{item}-1"]).mean() for item in DIMENSIONS["tangible"]]
    assert found.gap.value == pytest.approx(np.mean(gaps))
    assert found.reliability.omega_n == int(
        torn[[f"{i}-2" for i in DIMENSIONS["tangible"]]].notna().all(axis=1).sum()
    )


def test_a_weighted_mean_has_the_linearised_error(kiosk: pd.DataFrame, instrument: Instrument) -> None:
    random = np.random.default_rng(2)
    weights = random.uniform(0.2, 5, len(kiosk))
    found = measured(instrument, kiosk, weights).dimensions[0].items[0].gap
    known = (kiosk["4-2"] - kiosk["4-1"]).notna().to_numpy()
    gap, w = (kiosk["4-2"] - kiosk["4-1"])[known].to_numpy(), weights[known]
    mean = float(np.average(gap, weights=w))
    n = len(gap)
    error = np.sqrt(n / (n - 1) * ((w * (gap - mean)) ** 2).sum()) / w.sum()
    assert found is not None
    assert (found.value, found.standard_error) == pytest.approx((mean, error), abs=1e-12)
    assert found.effective_n == pytest.approx(w.sum() ** 2 / (w**2).sum())


def test_derived_importance_is_r2_averaged_over_all_orders(
    kiosk: pd.DataFrame, instrument: Instrument
) -> None:
    found = measured(instrument, kiosk).importance
    assert found is not None
    scores = pd.DataFrame(
        {name: kiosk[[f"{item}-2" for item in mine]].mean(axis=1) for name, mine in DIMENSIONS.items()}
    ).dropna()
    outcome = kiosk.loc[scores.index, OUTCOME]
    known: dict[frozenset[str], float] = {frozenset(): 0.0}

    def r2(names: frozenset[str]) -> float:
        if names not in known:
            known[names] = sm.OLS(outcome, sm.add_constant(scores[sorted(names)])).fit().rsquared
        return known[names]

    parts = dict.fromkeys(scores, 0.0)
    orders = list(permutations(scores))
    for order in orders:
        for place, name in enumerate(order):
            parts[name] += (r2(frozenset(order[: place + 1])) - r2(frozenset(order[:place]))) / len(orders)
    assert {one.name: one.r2 for one in found.shares} == pytest.approx(parts, abs=1e-10)
    assert found.r2 == pytest.approx(r2(frozenset(scores)), abs=1e-10)
    assert sum(one.share for one in found.shares) == pytest.approx(1)
    assert all(one.low < one.share < one.high for one in found.shares)


def test_up_to_two_thousand_respondents_the_bootstrap_draws_respondents() -> None:
    random = np.random.default_rng(1)
    answers = random.normal(size=(500, 3))
    blocks = Blocks(variables=3)
    blocks.add(answers[:200])
    blocks.add(answers[200:])
    counts = np.random.default_rng(9).multinomial(500, np.full(500, 1 / 500), size=3)
    wide = np.column_stack([np.ones(500), answers])
    plain = np.stack([(wide * one[:, None]).T @ wide for one in counts])
    assert blocks.drawn(3, seed=9) == pytest.approx(plain, abs=1e-9)


def test_beyond_that_blocks_spread_a_share_as_much_as_respondents_do() -> None:
    random = np.random.default_rng(4)
    predictors = random.normal(size=(20_000, 2))
    answers = np.column_stack([predictors, predictors @ [0.6, 0.3] + random.normal(size=20_000)])
    blocks = Blocks(variables=3, seed=1)
    for start in range(0, 20_000, 3_000):
        blocks.add(answers[start : start + 3_000])
    assert blocks.n > 5 * BLOCKS
    whole = blocks.whole()
    assert whole[1:, 1:] == pytest.approx(answers.T @ answers)

    def spread(sums: np.ndarray) -> float:
        mean = sums[:, 0, 1:] / sums[:, 0, :1]
        parts = lmg(sums[:, 1:, 1:] / sums[:, :1, :1] - mean[:, :, None] * mean[:, None, :])
        return float(np.std(parts[:, 0] / parts.sum(axis=1)))

    counts = random.multinomial(20_000, np.full(20_000, 1 / 20_000), size=400)
    wide = np.column_stack([np.ones(20_000), answers])
    plain = np.stack([(wide * one[:, None]).T @ wide for one in counts])
    assert spread(blocks.drawn(2_000, seed=2)) == pytest.approx(spread(plain), rel=0.12)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(1, 210), max_size=5), st.randoms(use_true_random=False))
def test_answers_in_any_chunks_and_order_give_the_same_figures(
    kiosk: pd.DataFrame, instrument: Instrument, cuts: list[int], dice: object
) -> None:
    torn = kiosk[list(instrument.columns)].to_numpy(float)
    torn[::7, 3] = np.nan
    whole, parts = Tally(instrument), Tally(instrument)
    whole.add(torn)
    rows = list(range(len(torn)))
    dice.shuffle(rows)  # type: ignore[attr-defined]  # Hypothesis' own random.Random
    for mine in np.split(torn[rows], sorted(cuts)):
        parts.add(mine)
    one, other = whole.sums(), parts.sums()
    assert other.pairwise.covariance == pytest.approx(one.pairwise.covariance, abs=1e-10, nan_ok=True)
    assert other.complete.means == pytest.approx(one.complete.means, abs=1e-12)
    assert (other.pairwise.answered, other.blocks.n) == (one.pairwise.answered, one.blocks.n)


def test_a_table_and_a_file_of_small_integers_say_what_a_matrix_says(
    kiosk: pd.DataFrame, instrument: Instrument, tmp_path: Path
) -> None:
    table = pa.Table.from_pandas(kiosk.astype("Int8"), preserve_index=False)
    pq.write_table(table, tmp_path / "answers.parquet")
    wanted = measured(instrument, kiosk).overall.gap
    for source in (table, tmp_path / "answers.parquet"):
        tally = Tally(instrument)
        for values, weights in chunks(source, instrument.columns):
            tally.add(values, weights)
        assert sheet(tally.sums(), draws=50).overall.gap == wanted
    with pytest.raises(KeyError, match="no column 'nothing'"):
        list(chunks(tmp_path / "answers.parquet", ["nothing"]))


def test_what_nobody_answered_is_said_and_not_made_up(instrument: Instrument) -> None:
    tally = Tally(instrument)
    found = sheet(tally.sums())
    assert (found.answered, found.why_no_fit, found.why_no_importance) == (
        0,
        "few_respondents",
        "few_respondents",
    )
    assert found.dimensions[0].gap is None
    tally.add(np.full((1, len(instrument.columns)), 5.0))
    alone = sheet(tally.sums()).dimensions[0].gap
    assert alone is not None
    assert (alone.value, alone.low, alone.n) == (0.0, None, 1)


def test_an_instrument_that_names_a_column_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="'a' stands for two things"):
        Instrument(items=(Item(name="x", dimension="d", perceived="a", expected="a"),))
    with pytest.raises(ValueError, match="needs 2 columns"):
        Tally(Instrument(items=(Item(name="x", dimension="d", perceived="a", expected="b"),))).add(
            np.ones((3, 5))
        )
