"""`wellserved map` as it is called: files in and out, and its exit codes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

DIAGRAM = "journey\n  title Tea\n  section Make it\n    Boil water: 4: Me\n"


def _call(home: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "wellserved", "map", *map(str, arguments)],
        env={**os.environ, "WELLSERVED_HOME": str(home), "WELLSERVED_DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_map_comes_in_from_a_file_and_goes_out_into_another(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    # Short: a unix socket lies in it.
    home = tmp_path_factory.mktemp("h")
    (tmp_path / "tea.mmd").write_text(DIAGRAM, encoding="utf-8")
    (tmp_path / "bad.csv").write_text("stage,touchpoint\n,x\n", encoding="utf-8")

    done = _call(home, "import", tmp_path / "tea.mmd")
    assert (done.returncode, done.stdout) == (0, "Drawn as journey 'tea'.\n"), done.stderr
    done = _call(home, "export", "tea", "-o", tmp_path / "tea.csv")
    assert done.returncode == 0, done.stderr
    assert "Make it,,Boil water" in (tmp_path / "tea.csv").read_text("utf-8-sig")

    refused = _call(home, "import", tmp_path / "bad.csv")
    assert refused.returncode == 1
    assert "line 2, column 'stage'" in refused.stderr
    unknown = _call(home, "export", "tea", "-o", tmp_path / "tea.docx")
    assert unknown.returncode == 2
    assert not (tmp_path / "tea.docx").exists()
