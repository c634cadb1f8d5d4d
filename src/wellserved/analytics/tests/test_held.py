"""Cases held against a bound are what a count in plain Python says."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wellserved.analytics.contracts import Question
from wellserved.analytics.engines.duck import DuckEngine
from wellserved.analytics.held import FEW_KINDS, Group, held_against, spreads
from wellserved.analytics.lake import Lake
from wellserved.analytics.tests.small_lakes import measures, moments

MEASURES = measures((1, "lower", None), (2, "higher", None))
LEVEL = st.none() | st.floats(-50, 50, width=32)
CASES = st.lists(
    st.fixed_dictionaries(
        {
            "measure_id": st.sampled_from([1, 2, 3]),
            "segment_id": st.sampled_from([None, 5, 6]),
            "delivered": LEVEL,
            "expected": LEVEL,
        }
    ),
    max_size=40,
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckEngine]:
    made = DuckEngine(temporary=tmp_path_factory.mktemp("duck"), threads=1)
    yield made
    made.close()


def filled(root: Path, rows: list[dict[str, Any]]) -> Lake:
    lake = Lake(root)
    lake.append([moments(rows)], watermark_from=0, watermark_to=8)
    return lake


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=CASES, bound=st.floats(-50, 50, width=32), level=st.sampled_from(["delivered", "expected"]))
def test_every_case_is_counted_on_its_side_of_the_bound(
    engine: DuckEngine, rows: list[dict[str, Any]], bound: float, level: Any
) -> None:
    groups = [
        Group(measure_id=1, level=level, segment_ids=(None, 5)),
        Group(measure_id=2, level=level, segment_ids=(6,)),
    ]
    with TemporaryDirectory() as folder:
        lake = filled(Path(folder) / "lake", rows)
        found = held_against(
            engine, lake, question=Question(), measures=MEASURES, groups=groups, bounds=[[bound], [0, bound]]
        )
    for number, group in enumerate(groups):
        sign = -1 if group.measure_id == 1 else 1
        by_segment = found[number][-1]
        for segment in (None, 5, 6):
            mine = [
                (row[level] - bound) * sign
                for row in rows
                if row["measure_id"] == group.measure_id
                and row["segment_id"] == segment
                and segment in group.segment_ids
                and row[level] is not None
            ]
            if not mine:
                assert segment not in by_segment
                continue
            held = by_segment[segment]
            worse, better = [x for x in mine if x < 0], [x for x in mine if x > 0]
            assert (held.n, held.worse, held.better) == (len(mine), len(worse), len(better))
            assert (held.worse_by, held.better_by) == pytest.approx((-sum(worse), sum(better)))


def test_few_values_have_a_bar_each(engine: DuckEngine, tmp_path: Path) -> None:
    days = [2.0] * 5 + [3.0] * 4 + [9.0]
    lake = filled(tmp_path / "lake", [{"delivered": day} for day in days])
    asked = [Group(measure_id=1, level="delivered", segment_ids=(None,))]
    asked.append(Group(measure_id=2, level="delivered", segment_ids=(None,)))
    spread, nothing = spreads(engine, lake, question=Question(), measures=MEASURES, groups=asked)
    assert nothing is None
    assert spread is not None
    assert [(bar.low, bar.n) for bar in spread.bars] == sorted(Counter(days).items())
    assert (spread.n, spread.least, spread.median, spread.greatest) == (10, 2, median(days), 9)


def test_many_values_are_cut_into_bars_that_hold_them_all(engine: DuckEngine, tmp_path: Path) -> None:
    hours = [float(i) for i in range(1000)] + [1e9]
    lake = filled(tmp_path / "lake", [{"delivered": hour} for hour in hours])
    asked = [Group(measure_id=1, level="delivered", segment_ids=(None,))]
    (spread,) = spreads(engine, lake, question=Question(), measures=MEASURES, groups=asked)
    assert spread is not None
    assert len(spread.bars) == FEW_KINDS
    assert sum(bar.n for bar in spread.bars) == 1001
    assert spread.bars[-1].high < 1000, "one case far away does not squeeze the others together"
