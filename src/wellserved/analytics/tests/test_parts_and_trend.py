"""Parts and stretches of time are the map's own figures, asked of fewer moments."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import fs

from wellserved.analytics.contracts import GapMap, Question
from wellserved.analytics.engines.duck import DuckEngine
from wellserved.analytics.lake import Lake
from wellserved.analytics.queries import by_part, calendar_slices, five_gaps, gap_map, trend
from wellserved.analytics.tests.small_lakes import measures, moments

START = datetime(2026, 3, 1, tzinfo=UTC)
MEASURES = measures((1, "lower", None))
# Every third case is late; the day, the channel and the segment go round.
ROWS: list[dict[str, Any]] = [
    {
        "standard": 2.0,
        "delivered": 3.0 if n % 3 == 0 else 2.0,
        "occurred_at": START + timedelta(hours=7 * n),
        "channel": ["web", "shop", None][n % 4 % 3],
        "segment_id": [10, 9, None][n % 5 % 3],
    }
    for n in range(200)
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckEngine]:
    made = DuckEngine(temporary=tmp_path_factory.mktemp("duck"), threads=1)
    yield made
    made.close()


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    made = Lake(tmp_path / "it's a lake")
    made.append([moments(ROWS)], watermark_from=0, watermark_to=8)
    return made


def _counts(cells: Any) -> dict[tuple[int, int], tuple[int, int]]:
    return {(cell.measure_id, cell.gap): (cell.n, cell.short) for cell in cells}


@pytest.mark.parametrize(
    ("part", "order"), [("channel", ["shop", "web", None]), ("segment_id", [9, 10, None])]
)
def test_each_part_has_the_cells_of_a_question_about_it_alone(
    engine: DuckEngine, lake: Lake, part: Any, order: list[Any]
) -> None:
    parts = by_part(engine, lake, question=Question(), measures=MEASURES, part=part)

    assert [one.part for one in parts] == order
    for one in parts:
        mine = [row for row in ROWS if row[part] == one.part]
        short = [row for row in mine if row["delivered"] > 2]
        assert _counts(one.cells) == {(1, 3): (len(mine), len(short))}


def test_each_stretch_of_time_has_the_cells_of_its_own_moments(engine: DuckEngine, lake: Lake) -> None:
    end = START + timedelta(days=70)
    slices = calendar_slices(since=START, until=end, every="week", zone=ZoneInfo("Asia/Seoul"))

    buckets = trend(engine, lake, question=Question(), measures=MEASURES, slices=slices)

    assert [(one.start, one.end) for one in buckets] == slices
    assert buckets[-1].cells == (), "nothing happened there"
    for one in buckets:
        mine = [row for row in ROWS if one.start <= row["occurred_at"] < one.end]
        short = [row for row in mine if row["delivered"] > 2]
        assert _counts(one.cells) == ({(1, 3): (len(mine), len(short))} if mine else {})


def test_a_question_narrows_to_its_moments(engine: DuckEngine, lake: Lake) -> None:
    asked = Question(since=START + timedelta(days=2), until=START + timedelta(days=40), channels=("web",))
    cells = five_gaps(engine, lake, question=asked, measures=MEASURES, borrow=False)
    mine = [r for r in ROWS if asked.since <= r["occurred_at"] < asked.until and r["channel"] == "web"]
    assert _counts(cells) == {(1, 3): (len(mine), sum(row["delivered"] > 2 for row in mine))}


@pytest.mark.parametrize(
    "nobody",
    [
        Question(until=START),
        Question(channels=()),
        Question(segment_ids=(77,)),
        Question(since=datetime(2030, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_question_about_nothing_has_an_empty_answer(
    engine: DuckEngine, lake: Lake, nobody: Question
) -> None:
    assert gap_map(engine, lake, question=nobody, measures=MEASURES) == GapMap(
        cells=(), guilt=(), yardsticks=()
    )


def test_a_lake_that_was_never_filled_has_an_empty_answer(engine: DuckEngine, tmp_path: Path) -> None:
    assert five_gaps(engine, Lake(tmp_path), question=Question(), measures=MEASURES) == ()


def test_a_lake_off_local_disk_gives_the_same_cells(engine: DuckEngine, lake: Lake, tmp_path: Path) -> None:
    filesystem = fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem())
    far = Lake("it's a lake", filesystem=filesystem, locks=tmp_path)
    asked = {"question": Question(since=START + timedelta(days=1)), "measures": MEASURES}
    assert five_gaps(engine, far, **asked) == five_gaps(engine, lake, **asked)


def test_a_period_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="since of a question needs a time zone"):
        Question(since=datetime(2026, 1, 1))  # noqa: DTZ001  the fault under test


@given(
    since=st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  given a zone beside
    days=st.integers(1, 400),
    every=st.sampled_from(["day", "week", "month"]),
    zone=st.sampled_from(["UTC", "Asia/Seoul", "Europe/Berlin", "America/New_York"]),
)
def test_calendar_slices_cover_the_period_without_a_hole(
    since: datetime, days: int, every: Any, zone: str
) -> None:
    until = since + timedelta(days=days)
    slices = calendar_slices(since=since, until=until, every=every, zone=ZoneInfo(zone))
    assert slices[0][0] <= since < slices[0][1]
    assert slices[-1][0] < until <= slices[-1][1]
    assert all(end == start for (_, end), (start, _) in pairwise(slices))
    assert all(start.astimezone(ZoneInfo(zone)).hour in (0, 1) for start, _ in slices)
