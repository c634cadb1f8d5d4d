import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from wellserved.analytics.engines.duck import _compiled
from wellserved.analytics.statistics import poisson, wilson, wilson_expressions

shares = st.integers(0, 10**9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("short", "n", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(short: int, n: int, low: float, high: float) -> None:
    assert wilson(short, n) == pytest.approx((low, high), abs=5e-5)


@given(shares)
def test_the_share_lies_within_its_interval(share: tuple[int, int]) -> None:
    short, n = share
    low, high = wilson(short, n)
    assert 0 <= low <= (short / n if n else 0.5) <= high <= 1


@given(shares)
def test_what_is_short_and_what_is_not_have_mirrored_intervals(share: tuple[int, int]) -> None:
    short, n = share
    low, high = wilson(short, n)
    assert wilson(n - short, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n - 1), st.just(n))))
def test_one_more_short_case_moves_both_ends_up(share: tuple[int, int]) -> None:
    short, n = share
    (low, high), (next_low, next_high) = wilson(short, n), wilson(short + 1, n)
    assert low <= next_low
    assert high <= next_high


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_scipy_agrees(share: tuple[int, int]) -> None:
    short, n = share
    other = binomtest(short, n).proportion_ci(method="wilson")
    assert wilson(short, n) == pytest.approx((other.low, other.high), abs=1e-12)


@pytest.mark.parametrize(
    ("events", "low", "high"), [(0, 0, 3.69), (1, 0.025, 5.57), (10, 4.80, 18.4), (50, 37.1, 65.9)]
)
def test_counts_have_the_limits_of_garwood_s_table(events: int, low: float, high: float) -> None:
    assert poisson(events) == pytest.approx((low, high), rel=2e-3, abs=4e-4)


@pytest.mark.parametrize(("short", "n"), [(-1, 3), (4, 3), (0, -1)])
def test_more_short_cases_than_cases_are_refused(short: int, n: int) -> None:
    with pytest.raises(ValueError, match="0 <= short <= n"):
        wilson(short, n)


def test_the_expression_gives_what_the_function_gives() -> None:
    import duckdb  # noqa: PLC0415  only this test asks an engine

    counts = ibis.table({"short": "float64", "n": "float64"}, name="counts")
    low, high = wilson_expressions(counts.short, counts.n)
    sql = _compiled(counts.select("short", "n", low=low, high=high).op())
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE counts AS SELECT short::DOUBLE AS short, n::DOUBLE AS n"
            " FROM range(1, 60) AS a(n), range(0, 60) AS b(short) WHERE short <= n"
        )
        for short, n, below, above in connection.execute(sql).fetchall():
            assert wilson(int(short), int(n)) == pytest.approx((below, above), abs=1e-12)
