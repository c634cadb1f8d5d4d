"""The single cases behind a cell are those that the cell counts, in the order that was asked for."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from wellserved.analytics.contracts import GAPS, Gap, Question
from wellserved.analytics.engines.duck import DuckEngine
from wellserved.analytics.lake import Lake
from wellserved.analytics.queries import five_gaps, single_cases
from wellserved.analytics.tests.small_lakes import measures, moments

START = datetime(2026, 3, 1, tzinfo=UTC)
LEVELS = ("expected", "believed", "standard", "delivered", "told", "perceived")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckEngine]:
    made = DuckEngine(temporary=tmp_path_factory.mktemp("duck"), threads=1)
    yield made
    made.close()


@pytest.mark.parametrize("better", ["lower", "higher"])
@pytest.mark.parametrize("gap", GAPS)
def test_they_are_the_cell_s_own(engine: DuckEngine, tmp_path: Path, gap: Gap, better: str) -> None:
    random = Random(f"{gap}{better}")  # noqa: S311  chance, not secrets
    rows = [
        {level: float(random.randint(1, 4)) for level in LEVELS if random.random() < 0.8}
        | {"occurred_at": START + timedelta(hours=number), "segment_id": random.choice([1, 2, None])}
        for number in range(400)
    ]
    lake = Lake(tmp_path)
    lake.append([moments(rows)], watermark_from=0, watermark_to=8)
    table, reading = measures((1, better, 3.0)), lake.as_it_stands()
    asked = {"question": Question(), "measures": table}
    (cell,) = (one for one in five_gaps(engine, reading, **asked) if one.gap == gap)
    whole = {"measure_id": 1, "gap": gap, "limit": 500, "first": 0}

    worst, total = single_cases(engine, reading, **asked, **whole, order="worst")
    newest, _ = single_cases(engine, reading, **asked, **whole, order="newest")

    short = [case for case in worst if case.shortfall > 0]
    assert (total, len(short), sum(case.is_borrowed for case in worst)) == (cell.n, cell.short, cell.borrowed)
    assert sum(case.shortfall for case in short) / len(short) == pytest.approx(cell.mean_shortfall)
    assert [case.shortfall for case in worst] == sorted((case.shortfall for case in worst), reverse=True)
    assert [case.occurred_at for case in newest] == sorted((c.occurred_at for c in newest), reverse=True)
    page, _ = single_cases(
        engine, reading, **asked, measure_id=1, gap=gap, limit=50, first=50, order="newest"
    )
    assert page == newest[50:100]
