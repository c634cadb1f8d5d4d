"""What becomes of an import that is killed, that meets another, or that finds the disk full."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from wellserved.journey.imports.tests.conftest import JOURNEY, REPAIRS
from wellserved.platform.database import embedded_url
from wellserved.platform.home import Home
from wellserved.platform.postgres.holding import running_database

PATIENCE_SECONDS = 120
WITH_CUSTOMERS = REPAIRS + '[customers]\nid = "{who}"\n' + JOURNEY


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # Short: a unix socket lies in it.
    return tmp_path_factory.mktemp("h")


@pytest.fixture
def records(tmp_path: Path) -> Path:
    (tmp_path / "repairs.toml").write_text(WITH_CUSTOMERS, encoding="utf-8")
    return tmp_path


def write(records: Path, *, rows: int) -> None:
    """Every customer brings four things."""
    with (records / "repairs.csv").open("w", encoding="utf-8") as file:
        file.write("id,brought,back,told,who\n")
        file.writelines(f"r{i},2026-01-01,2026-01-{2 + i % 5:02},3,c{i // 4}\n" for i in range(rows))


def start(home: Path, records: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command("import", "--mapping", "repairs.toml", "--json", "repairs.csv"),
        cwd=records,
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def command(*words: str) -> list[str]:
    return [sys.executable, "-W", "ignore", "-m", "wellserved", *words]


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "WELLSERVED_HOME": str(home), "WELLSERVED_DATABASE_URL": ""}


def counts_of(running: subprocess.Popen[str]) -> dict[str, Any]:
    out, err = running.communicate(timeout=PATIENCE_SECONDS)
    assert running.returncode == 0, err
    found: dict[str, Any] = json.loads(out)
    assert found["read"] == found["recorded"] + found["already_there"] + found["rejected"]
    return found


def cases_on_the_map(home: Path) -> int:
    done = subprocess.run(
        command("gaps", "--json"), env=environment(home), capture_output=True, text=True, check=True
    )
    (cell,) = [cell for cell in json.loads(done.stdout)["cells"] if cell["gap"] == 4]
    return int(cell["n"])


def wait_for_rows(home: Path, running: subprocess.Popen[str]) -> int:
    """How many were recorded when the first of them were seen."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and running.poll() is None:
        try:
            with psycopg.connect(embedded_url(Home(path=home)), connect_timeout=2) as connection:
                (found,) = connection.execute("SELECT count(*) FROM journey_momentkey").fetchone() or (0,)
                if found:
                    return int(found)
        except psycopg.Error:
            pass  # the server is not up yet, or not migrated
        time.sleep(0.02)
    running.kill()
    raise AssertionError("The import ended before it could be killed: " + str(running.communicate()))


@pytest.mark.xdist_group("import_survives")
def test_an_import_that_was_killed_is_finished_by_running_it_again(home: Path, records: Path) -> None:
    rows = 150_000
    write(records, rows=rows)
    running = start(home, records)
    before = wait_for_rows(home, running)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    assert before < rows

    again = counts_of(start(home, records))
    assert again["read"] == rows
    assert again["already_there"] >= before
    assert again["recorded"] > 0
    assert cases_on_the_map(home) == rows


@pytest.mark.xdist_group("import_survives")
def test_two_imports_of_the_same_records_at_once_make_each_moment_and_customer_once(
    home: Path, records: Path
) -> None:
    rows = 20_000
    write(records, rows=rows)
    both = [start(home, records), start(home, records)]
    found = [counts_of(running) for running in both]
    assert sum(counts["recorded"] for counts in found) == rows
    assert sum(counts["already_there"] for counts in found) == rows
    assert cases_on_the_map(home) == rows

    with running_database(Home(path=home)) as address, psycopg.connect(address) as connection:
        made = connection.execute("SELECT count(*) FROM people_customer").fetchone()
    assert made == (rows // 4,)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own that fills up soon; only root may mount one."""
    folder = tmp_path / "d"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=160m", "wellserved-test", str(folder)]
    mounted = (
        shutil.which("mount") and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    )
    if not mounted:
        pytest.skip("a disk that fills up needs root and mount: run the tests as root to have this one")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=False)


@pytest.mark.xdist_group("import_survives")
def test_a_full_disk_stops_an_import_with_its_mend_and_loses_nothing(small_disk: Path, records: Path) -> None:
    home = small_disk / "h"
    home.mkdir()
    write(records, rows=1_000)
    assert counts_of(start(home, records))["recorded"] == 1_000
    write(records, rows=400_000)
    running = start(home, records)
    _, err = running.communicate(timeout=PATIENCE_SECONDS)
    assert running.returncode == 1, err
    assert "disk" in err.lower()
    assert "Traceback" not in err
    # Room made, the same command goes on.
    subprocess.run(["mount", "-o", "remount,size=900m", str(small_disk)], check=True)
    again = counts_of(start(home, records))
    assert again["read"] == 400_000
    assert again["already_there"] >= 1_000
    assert cases_on_the_map(home) == 400_000
