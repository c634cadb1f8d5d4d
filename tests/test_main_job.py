"""The main job on real records, as a user does it: import on the command line, gaps out."""

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="ws-") as folder:
        yield Path(folder)


def run(home: Path, *words: str, expect: int = 0) -> Any:
    environment = {k: v for k, v in os.environ.items() if k != "WELLSERVED_DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "wellserved", *words],
        env={**environment, "WELLSERVED_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == expect, done.stdout + done.stderr
    return json.loads(done.stdout) if "--json" in words and expect == 0 else done.stdout + done.stderr


def late_by_calendar_day(orders: Path) -> tuple[int, int]:
    with orders.open(encoding="utf-8", newline="") as file:
        rows = [
            (row["order_delivered_customer_date"][:10], row["order_estimated_delivery_date"][:10])
            for row in csv.DictReader(file)
            if row["order_delivered_customer_date"]
        ]
    return sum(delivered > told for delivered, told in rows), len(rows)


@pytest.mark.xdist_group("main_job")
def test_buyers_of_olist_were_told_a_day_and_574_of_9648_waited_longer(home: Path, test_data: Path) -> None:
    folder = test_data / "olist_10k"
    first = run(home, "import", "--mapping", "olist", str(folder), "--json")
    assert first["read"] == first["recorded"] + first["already_there"] + first["rejected"]
    again = run(home, "import", "--mapping", "olist", str(folder), "--json")
    assert (again["recorded"], again["already_there"]) == (0, first["recorded"])
    answer = run(home, "gaps", "--json")
    (cell,) = [c for c in answer["cells"] if c["gap"] == 4 and c["touchpoint"] == "delivery"]
    assert (cell["short"], cell["n"]) == late_by_calendar_day(folder / "orders.csv") == (574, 9648)
    assert cell["low"] < cell["share"] < cell["high"]
    assert {"journey", "stage", "measure", "unit", "mean_shortfall", "enough"} <= set(cell)
    assert "delivery" in run(home, "gaps")


@pytest.mark.xdist_group("main_job")
def test_the_kiosks_respondents_expected_more_than_they_perceived(home: Path, test_data: Path) -> None:
    folder = test_data / "kiosk_servqual"
    (file,) = folder.glob("*.csv")
    with file.open(encoding="utf-8", newline="") as opened:
        rows = [row[3:] for row in list(csv.reader(opened))[1:] if any(cell.strip() for cell in row[3:])]
    short = sorted(sum(int(row[i]) > int(row[i + 1]) for row in rows) for i in range(0, 48, 2))
    result = run(home, "import", "--mapping", "kiosk", str(folder), "--json")
    assert (result["recorded"], result["rejected"]) == (24 * len(rows), 0)
    cells = run(home, "gaps", "--journey", "self-service-kiosk", "--json")["cells"]
    mine = [c for c in cells if c["gap"] == 5]
    assert {c["n"] for c in mine} == {len(rows)}
    assert sorted(c["short"] for c in mine) == short


@pytest.mark.xdist_group("main_job")
def test_a_wrong_call_exits_with_2_and_says_what_to_do(home: Path) -> None:
    assert "no journey 'nowhere'" in run(home, "gaps", "--journey", "nowhere", expect=2)
    assert "--until must lie after --since" in run(
        home, "gaps", "--since", "2026-02-01", "--until", "2026-01-01", expect=2
    )
    run(home, "gaps", "--since", "2026-02-30", expect=2)
