"""`wellserved import` as it is called: what it prints, and its exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from wellserved.journey.imports.tests.conftest import JOURNEY, REPAIRS

HEADER = "id,brought,back,told\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # Short: a unix socket lies in it.
    return tmp_path_factory.mktemp("h")


def _call(home: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "wellserved", "import", *arguments],
        cwd=folder,
        env={**os.environ, "WELLSERVED_HOME": str(home), "WELLSERVED_DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_prints_counts_keeps_rejects_and_says_by_its_code_how_it_went(
    home: Path, tmp_path: Path
) -> None:
    (tmp_path / "repairs.toml").write_text(REPAIRS + JOURNEY, encoding="utf-8")
    (tmp_path / "repairs.csv").write_text(
        HEADER + "a,2026-01-01,2026-01-03,2\nb,2026-01-01,2026-02-30,2\n", encoding="utf-8"
    )
    (tmp_path / "bad.csv").write_text(HEADER + "b,2026-01-01,2026-02-30,2\n", encoding="utf-8")

    done = _call(home, tmp_path, "--mapping", "repairs.toml", "--json", "repairs.csv")
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    wanted = {
        "read": 2,
        "recorded": 1,
        "already_there": 0,
        "rejected": 1,
        "rows": 2,
        "skipped": 0,
        "dry_run": False,
    }
    assert counts == wanted | {"rejects_file": counts["rejects_file"]}
    assert Path(counts["rejects_file"]).parent == home / "rejects"

    nothing = _call(home, tmp_path, "--mapping", "repairs.toml", "--rejects", "mine.csv", "bad.csv")
    assert nothing.returncode == 1
    assert "Nothing could be read" in nothing.stderr
    assert "2026-02-30" in (tmp_path / "mine.csv").read_text("utf-8-sig")

    wrong = _call(home, tmp_path, "--mapping", "olista", "repairs.csv")
    assert wrong.returncode == 2
    assert "There is no mapping 'olista'" in wrong.stderr
