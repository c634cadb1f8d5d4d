from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import fs

from wellserved.analytics.lake import (
    MOMENTS,
    Lake,
    LakeBusyError,
    UnreadableManifestError,
    WatermarkError,
    WrongColumnsError,
)
from wellserved.analytics.tests.small_lakes import moments

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def at(*instants: datetime) -> pa.RecordBatch:
    return moments([{"occurred_at": instant, "xid": 3 + n} for n, instant in enumerate(instants)])


def ids(lake: Lake) -> list[int]:
    found: list[int] = []
    for file in lake.files():
        found += pq.ParquetFile(lake.address(file)).read()["id"].to_pylist()
    return sorted(found)


def test_each_month_in_utc_has_a_file_that_the_manifest_describes(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    last, first = datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)

    manifest = lake.append([at(last, first, last)], watermark_from=0, watermark_to=9)

    assert manifest == lake.manifest()
    assert manifest.watermark == 9
    assert [(f.month, f.rows, f.min_xid, f.max_xid) for f in manifest.files] == [
        ("2026-01", 2, 3, 5),
        ("2026-02", 1, 4, 4),
    ]
    assert ids(lake) == [0, 1, 2]


def test_only_the_months_of_the_period_are_read(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    months = [datetime(2026, month, 15, tzinfo=UTC) for month in (1, 2, 3, 4)]
    lake.append([at(*months)], watermark_from=0, watermark_to=9)

    since, until = datetime(2026, 2, 10, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)

    assert [f.month for f in lake.files(since=since, until=until)] == ["2026-02", "2026-03"]
    assert [f.month for f in lake.files(since=since)] == ["2026-02", "2026-03", "2026-04"]


def test_the_same_moments_are_not_taken_twice(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.append([at(NOW)], watermark_from=0, watermark_to=9)

    with pytest.raises(WatermarkError, match="ends at transaction 9"):
        lake.append([at(NOW)], watermark_from=0, watermark_to=9)

    assert ids(lake) == [0]


def test_an_append_that_fails_leaves_the_lake_as_it_was(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.append([at(NOW)], watermark_from=0, watermark_to=9)
    before = lake.manifest()

    def breaking() -> Iterator[pa.RecordBatch]:
        yield at(NOW)
        raise ConnectionError("the database went away")

    with pytest.raises(ConnectionError):
        lake.append(breaking(), watermark_from=9, watermark_to=12)

    assert lake.manifest() == before
    lake.append([at(NOW)], watermark_from=9, watermark_to=12)
    assert len(list(tmp_path.rglob("*.parquet"))) == 2, "what the failed append left was swept"


def test_an_append_of_nothing_moves_the_watermark(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    assert lake.append([], watermark_from=0, watermark_to=5).watermark == 5
    assert lake.files() == []


def test_a_second_writer_is_kept_out(tmp_path: Path) -> None:
    lake = Lake(tmp_path)

    def appending() -> Iterator[pa.RecordBatch]:
        with pytest.raises(LakeBusyError, match="Another process is writing"):
            Lake(tmp_path).append([], watermark_from=0, watermark_to=1)
        yield at(NOW)

    lake.append(appending(), watermark_from=0, watermark_to=9)
    assert ids(lake) == [0]


@pytest.mark.parametrize("missing", ["occurred_at", "touchpoint_id", "measure_id", "xid"])
def test_a_moment_without_its_keys_is_refused(tmp_path: Path, missing: str) -> None:
    with pytest.raises(WrongColumnsError, match=missing):
        Lake(tmp_path).append([moments([{missing: None}])], watermark_from=0, watermark_to=1)


def test_a_batch_with_other_columns_is_refused(tmp_path: Path) -> None:
    batch = pa.RecordBatch.from_pylist([{"id": 1}])
    with pytest.raises(WrongColumnsError, match="columns of MOMENTS"):
        Lake(tmp_path).append([batch], watermark_from=0, watermark_to=1)


def test_many_small_files_become_one_and_the_old_ones_stay_for_their_readers(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    for number in range(10):
        lake.append([at(NOW)], watermark_from=number, watermark_to=number + 1)
    old = [lake.address(file) for file in lake.files()]
    assert lake.crowded_months() == ["2026-06"]

    lake.compact("2026-06", now=NOW)

    assert (len(lake.files()), lake.files()[0].rows, lake.manifest().watermark) == (1, 10, 10)
    assert lake.sweep(now=NOW + timedelta(minutes=59)) == 0
    assert all(Path(path).exists() for path in old)
    assert lake.sweep(now=NOW + timedelta(minutes=61)) == 10
    assert not any(Path(path).exists() for path in old)
    assert lake.crowded_months() == []


def test_rows_lie_in_the_order_in_which_cells_are_read(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    rows: list[dict[str, Any]] = [{"touchpoint_id": n % 7, "measure_id": n % 3} for n in range(100)]
    lake.append([moments(rows)], watermark_from=0, watermark_to=1)
    table = pq.ParquetFile(lake.address(lake.files()[0])).read(["touchpoint_id", "measure_id"])
    pairs = list(zip(*table.to_pydict().values(), strict=True))
    assert pairs == sorted(pairs)


def test_starting_anew_empties_the_lake(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.append([at(NOW)], watermark_from=0, watermark_to=9)
    manifest = lake.start_anew(now=NOW)
    assert (manifest.watermark, manifest.files) == (0, ())
    lake.append([at(NOW)], watermark_from=0, watermark_to=2)
    assert ids(lake) == [0]


def test_a_lake_off_local_disk_works_the_same(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    filesystem = fs.SubTreeFileSystem(str(tmp_path / "far"), fs.LocalFileSystem())
    lake = Lake("lake", filesystem=filesystem, locks=tmp_path)
    lake.append([at(NOW)], watermark_from=0, watermark_to=9)
    lake.append([at(NOW)], watermark_from=9, watermark_to=10)
    lake.compact("2026-06", now=NOW)
    assert [file.rows for file in lake.files()] == [2]
    with pytest.raises(ValueError, match="locks="):
        Lake("lake", filesystem=filesystem)


@pytest.mark.parametrize("text", ["", "{", '{"version": 99}', "[]"])
def test_a_manifest_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(UnreadableManifestError, match=r"manifest\.json"):
        Lake(tmp_path).manifest()


def test_memory_stays_bounded_while_many_rows_pass_through(tmp_path: Path) -> None:
    batch = moments([{"source_key": "x" * 1000} for _ in range(5_000)])
    before = pa.total_allocated_bytes()
    most = 0

    def many() -> Iterator[pa.RecordBatch]:
        nonlocal most
        for _ in range(60):
            most = max(most, pa.total_allocated_bytes() - before)
            # A copy: the same batch again would take no memory of its own.
            yield pa.RecordBatch.from_pylist(batch.to_pylist()[:2500], schema=MOMENTS)

    lake = Lake(tmp_path)
    lake.append(many(), watermark_from=0, watermark_to=9)
    assert sum(file.rows for file in lake.files()) == 150_000
    assert most < 100 * 1024 * 1024, "64 MB wait, and what the writer holds comes on top"
