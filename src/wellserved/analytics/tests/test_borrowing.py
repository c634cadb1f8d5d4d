"""When a segment's median expectation stands in for a case's own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wellserved.analytics.contracts import Cell, Question
from wellserved.analytics.engines.duck import DuckEngine
from wellserved.analytics.lake import Lake
from wellserved.analytics.queries import five_gaps
from wellserved.analytics.tests.small_lakes import measures, moments


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckEngine]:
    made = DuckEngine(temporary=tmp_path_factory.mktemp("duck"), threads=1)
    yield made
    made.close()


def first_gap(engine: DuckEngine, root: Path, rows: list[dict[str, Any]]) -> list[Cell]:
    lake = Lake(root)
    lake.append([moments(rows)], watermark_from=0, watermark_to=8)
    cells = five_gaps(engine, lake, question=Question(), measures=measures((1, "higher", None)))
    return [cell for cell in cells if cell.gap == 1]


@pytest.mark.parametrize("segment", [None, 5])
@pytest.mark.parametrize(("answers", "borrowed"), [(29, 0), (30, 1)])
def test_thirty_answers_of_a_segment_lend_their_median(
    engine: DuckEngine, tmp_path: Path, segment: int | None, answers: int, borrowed: int
) -> None:
    known = [{"expected": 6.0, "believed": 6.0, "segment_id": segment}] * answers
    (cell,) = first_gap(engine, tmp_path, [*known, {"believed": 5.0, "segment_id": segment}])
    assert (cell.n, cell.short, cell.borrowed) == (answers + borrowed, borrowed, borrowed)


@pytest.mark.parametrize("other", [{"segment_id": None}, {"touchpoint_id": 2}])
def test_nothing_is_borrowed_from_another_segment_or_touchpoint(
    engine: DuckEngine, tmp_path: Path, other: dict[str, Any]
) -> None:
    known = [{"expected": 6.0, "segment_id": 5}] * 40
    assert first_gap(engine, tmp_path, [*known, {"believed": 5.0, "segment_id": 5, **other}]) == []


def test_the_median_of_an_even_number_of_answers_lies_midway(engine: DuckEngine, tmp_path: Path) -> None:
    known = [{"expected": 5.8}] * 15 + [{"expected": 6.4}] * 15
    cases = [{"believed": 6.1 - 1e-9}, {"believed": 6.1 + 1e-9}]
    (cell,) = first_gap(engine, tmp_path, [*known, *cases])
    assert (cell.n, cell.short, cell.borrowed) == (2, 1, 2)
