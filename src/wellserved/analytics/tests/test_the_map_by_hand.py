"""The expressions against plain loops over the same random moments."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellserved.analytics.contracts import LINKS, Question
from wellserved.analytics.engines.duck import DuckEngine
from wellserved.analytics.gaps.levels import shortfalls
from wellserved.analytics.lake import Lake
from wellserved.analytics.queries import five_gaps, gap_map
from wellserved.analytics.tests.by_hand import gap_map as by_hand
from wellserved.analytics.tests.small_lakes import measures, moments

MEASURES = {1: ("higher", 4.0), 2: ("lower", None), 3: ("lower", 2.0)}
LEVELS = ("expected", "believed", "standard", "delivered", "told", "perceived")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckEngine]:
    made = DuckEngine(temporary=tmp_path_factory.mktemp("duck"), threads=1)
    yield made
    made.close()


# Few values, so that ties are common; odd decimals, so that a median of two needs rounding.
level = st.sampled_from([None, None, 0.1, 0.7, 1.0, 2.3, 3.0, 5.8, 6.4])
row = st.fixed_dictionaries(
    {
        **dict.fromkeys(LEVELS, level),
        "touchpoint_id": st.sampled_from([1, 2]),
        "measure_id": st.sampled_from([1, 2, 3, 4]),
        "segment_id": st.sampled_from([None, 5]),
        "subject_kind": st.sampled_from([None, "parcel", "case"]),
        "subject_id": st.sampled_from([None, "a", "b"]),
    }
)
# Whether a median may be borrowed turns on 30 answers: copies of a few rows bring the lists across that line.
rows = st.builds(
    lambda some, many, times: some + many * times,
    st.lists(row, max_size=25),
    st.lists(row, max_size=4),
    st.integers(0, 40),
)


@settings(deadline=None, max_examples=60)
@given(rows=rows)
def test_the_expressions_give_what_plain_loops_give(
    engine: DuckEngine, tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]
) -> None:
    lake = _lake(tmp_path_factory.mktemp("lake"), rows)
    asked = {"question": Question(), "measures": measures(*((k, *v) for k, v in MEASURES.items()))}
    cells, guilt, yardsticks = by_hand(rows, MEASURES, borrow=True)

    found = gap_map(engine, lake, **asked)

    _assert_same_cells(found.cells, cells)
    assert {(g.touchpoint_id, g.measure_id, g.link): g.n for g in found.guilt if g.n} == dict(guilt)
    assert {
        (y.touchpoint_id, y.measure_id, name): getattr(y, name)
        for y in found.yardsticks
        for name in ("own", "borrowed", "told", "standard", "satisfied")
        if getattr(y, name)
    } == dict(yardsticks)
    _assert_guilt_adds_up(found.guilt)
    _assert_same_cells(five_gaps(engine, lake, **asked), cells)
    _assert_same_cells(
        five_gaps(engine, lake, **asked, borrow=False), by_hand(rows, MEASURES, borrow=False)[0]
    )


@settings(deadline=None, max_examples=30)
@given(rows=rows)
def test_the_shortfalls_drawn_are_those_that_the_cells_count(
    engine: DuckEngine, tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]
) -> None:
    lake = _lake(tmp_path_factory.mktemp("lake"), rows)
    cells, _, _ = by_hand(rows, MEASURES, borrow=True)
    tables = {"measures": measures(*((k, *v) for k, v in MEASURES.items()))}
    drawn: dict[tuple[int, int], int] = {}
    with engine.asking(lake, Question(), tables) as answering:
        for measure_id in MEASURES:
            for gap in range(1, 6):
                bars = shortfalls(answering, measure_id=measure_id, gap=gap)
                assert all(bar.low > 0 for bar in bars)
                drawn[measure_id, gap] = sum(bar.n for bar in bars)
    counted = dict.fromkeys(drawn, 0)
    for (_, measure_id, gap), cell in cells.items():
        counted[measure_id, gap] += cell["short"]
    assert drawn == counted


def _lake(root: Path, rows: list[dict[str, Any]]) -> Lake:
    lake = Lake(root)
    lake.append([moments(rows)], watermark_from=0, watermark_to=8)
    return lake


def _assert_same_cells(found: Any, expected: dict[Any, dict[str, Any]]) -> None:
    assert {(c.touchpoint_id, c.measure_id, c.gap) for c in found} == set(expected)
    for cell in found:
        by = expected[cell.touchpoint_id, cell.measure_id, cell.gap]
        for name in ("n", "short", "borrowed", "enough"):
            assert getattr(cell, name) == by[name], (cell, name)
        for name in ("share", "low", "high", "mean_shortfall"):
            assert getattr(cell, name) == pytest.approx(by[name], abs=1e-9), (cell, name)


def _assert_guilt_adds_up(guilt: Any) -> None:
    for key in {(one.touchpoint_id, one.measure_id) for one in guilt}:
        mine = [one for one in guilt if (one.touchpoint_id, one.measure_id) == key]
        assert [one.link for one in mine] == list(LINKS)
        assert sum(one.share for one in mine) == pytest.approx(1)
