"""Which figure stands for a touchpoint, how dark it is, and what counts as a change."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from wellserved.analytics.statistics import wilson
from wellserved.insight.contracts import LINKS, GapCell, MeasureColumn, TouchpointColumn
from wellserved.workspace.domain import certain_change, months_before, standing, step, whole_percents

shares = st.floats(0, 1)


def cell(*, short: int, n: int, gap: int = 4) -> GapCell:
    low, high = wilson(short, n)
    return GapCell(
        gap=gap,
        n=n,
        short=short,
        share=short / n,
        low=low,
        high=high,
        mean_shortfall=1.0,
        enough=n >= 30,
        borrowed=0,
    )


def touchpoint(*cells: GapCell) -> TouchpointColumn:
    measures = tuple(
        MeasureColumn(measure=f"m{i}", title=f"M{i}", unit="days", better="lower", cells={c.gap: c})
        for i, c in enumerate(cells)
    )
    return TouchpointColumn(
        touchpoint="door", title="Door", channel="web", side="frontstage", measures=measures
    )


@given(shares, shares)
def test_a_larger_share_never_stands_on_a_lower_step(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= step(low) <= step(high) <= 6


def test_the_steps_begin_where_the_legend_says() -> None:
    assert [step(share) for share in (0, 0.0199, 0.02, 0.05, 0.10, 0.20, 0.35, 0.50, 1)] == [
        0,
        0,
        1,
        2,
        3,
        4,
        5,
        6,
        6,
    ]


def test_what_is_certain_beats_what_is_only_high() -> None:
    """20 of 40 may be 35%; 450 of 1,000 is 42% for certain."""
    stands = standing(touchpoint(cell(short=20, n=40), cell(short=450, n=1000)), gap=4)
    assert stands is not None
    assert (stands.measure.measure, stands.among) == ("m1", 2)


def test_too_few_cases_never_stand_before_enough() -> None:
    stands = standing(touchpoint(cell(short=29, n=29), cell(short=1, n=30)), gap=4)
    assert stands is not None
    assert stands.measure.measure == "m1"


def test_a_gap_that_nobody_measured_is_empty() -> None:
    assert standing(touchpoint(cell(short=1, n=30)), gap=1) is None


@given(st.lists(st.integers(0, 10**6), min_size=5, max_size=5))
def test_percents_of_guilt_add_up_to_exactly_100(counts: list[int]) -> None:
    percents = whole_percents(dict(zip(LINKS, counts, strict=True)))
    assert sum(percents.values()) == (100 if any(counts) else 0)
    for link, count in zip(LINKS, counts, strict=True):
        assert abs(percents.get(link, 0) - (count * 100 / sum(counts) if any(counts) else 0)) < 1


def test_a_change_counts_only_beyond_chance() -> None:
    now = cell(short=184, n=1000)
    assert certain_change(replace(now, share_before=0.121, n_before=1000)) == now.share - 0.121
    assert certain_change(replace(now, share_before=0.175, n_before=1000)) is None
    assert certain_change(replace(now, share_before=0.121, n_before=20)) is None
    assert certain_change(now) is None


@given(st.dates(date(1970, 1, 1), date(2100, 1, 1)), st.integers(1, 24))
def test_months_before_keeps_the_day_or_the_month_ends(day: date, months: int) -> None:
    earlier = months_before(day, months=months)
    assert (day.year - earlier.year) * 12 + day.month - earlier.month == months
    assert earlier.day == day.day or (earlier.day < day.day and months_before(day, months=months).day >= 28)
