"""kill -9 at any point leaves the lake as it was, or with everything in."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from wellserved.analytics.lake import Lake

pytestmark = pytest.mark.crash

# Appends [watermark, watermark + 1) for ever: 3,000 moments of three months, ids from watermark * 3,000.
WRITER = """
import sys
from datetime import UTC, datetime
from wellserved.analytics.lake import Lake
from wellserved.analytics.tests.small_lakes import moments

lake = Lake(sys.argv[1])
while True:
    mark = lake.manifest().watermark
    rows = [
        {"id": mark * 3000 + n, "xid": mark, "occurred_at": datetime(2026, 1 + n % 3, 5, tzinfo=UTC)}
        for n in range(3000)
    ]
    lake.append((moments(rows[at : at + 1000]) for at in (0, 1000, 2000)), watermark_from=mark, watermark_to=mark + 1)
    if mark % 5 == 4:
        lake.compact("2026-02", now=datetime(2026, 6, 1, tzinfo=UTC))
    print(mark, flush=True)
"""


def test_no_moment_is_lost_or_doubled_when_the_writer_is_killed(tmp_path: Path) -> None:
    dice = random.Random(2026)  # noqa: S311  only chooses when to kill
    lake = Lake(tmp_path)
    for _ in range(8):
        told = _run_and_kill(tmp_path, after=dice.uniform(0.0, 0.6))
        mark = lake.manifest().watermark
        assert mark > told, "an append that returned is in"
        found = sorted(
            n for file in lake.files() for n in pq.ParquetFile(lake.address(file)).read()["id"].to_pylist()
        )
        assert found == list(range(mark * 3000))
    assert mark > 3, "the writer got somewhere, else nothing was tried"
    lake.append([], watermark_from=mark, watermark_to=mark + 1)
    named = {lake.address(file) for file in lake.files()}
    retired = {str(tmp_path / file.path) for file in lake.manifest().retired}
    assert {str(path) for path in tmp_path.rglob("*.parquet")} == named | retired


def _run_and_kill(root: Path, *, after: float) -> int:
    """The last watermark from which an append returned; -1 where none did before the kill."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(root)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        first = writer.stdout.readline()
        assert first, "the writer must get through one append"
        time.sleep(after)
        writer.send_signal(signal.SIGKILL)
        lines = [first, *writer.stdout.read().splitlines()]
    assert writer.returncode == -signal.SIGKILL
    return int(lines[-1])
