"""Seconds of the five gaps over ten million moments, against the bare scan and against pandas.

`python -m benchmarks.gap_map [--rows N]`; the parts that it starts are not for calling by hand.
"""

import argparse
import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.apart import medians, peak_mb, run_part
from benchmarks.measuring import report
from benchmarks.moments import make_lake, measures
from wellserved.analytics.contracts import GapMap, Question
from wellserved.analytics.lake import Lake

RUNS = 3
MODULE = "benchmarks.gap_map"
NUMBERS = [
    "touchpoint_id",
    "measure_id",
    "expected",
    "believed",
    "standard",
    "delivered",
    "told",
    "perceived",
]
ALL_NUMBERS = [*NUMBERS, "segment_id"]
TEXTS = ["subject_kind", "subject_id"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--part", choices=["make", "ours", "pandas"])
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    if asked.part:
        part = {"make": _make, "ours": _ours, "pandas": _pandas}[asked.part]
        print(json.dumps(part(asked.folder, asked.rows)))
        return
    with tempfile.TemporaryDirectory(prefix="wellserved-gap-map-") as folder:
        _compare(Path(folder), asked.rows)


def _compare(folder: Path, rows: int) -> None:
    made, ours, pandas = (
        run_part(MODULE, "--part", part, "--folder", str(folder), "--rows", str(rows))
        for part in ("make", "ours", "pandas")
    )
    _assert_same(folder)
    report(
        name="gap_map",
        figure=ours["five"],
        unit="s",
        rival="the bare Parquet scan of the same columns in DuckDB",
        rival_figure=ours["scan"],
        runs=RUNS,
        scan_ratio=round(ours["five"] / ours["scan"], 3),
        all_scan_ratio=round(ours["all"] / ours["all_scan"], 3),
        pandas_ratio=round(pandas["all"] / ours["all"], 3),
        pandas_memory_ratio=round(ours["peak_mb"] / pandas["peak_mb"], 3),
        all_s=round(ours["all"], 3),
        all_scan_s=round(ours["all_scan"], 3),
        pandas_s=round(pandas["all"], 3),
        peak_mb=round(ours["peak_mb"]),
        pandas_peak_mb=round(pandas["peak_mb"]),
        rows=rows,
        lake_mb=round(made["lake_mb"]),
    )


def _make(folder: Path, rows: int) -> dict[str, Any]:
    make_lake(folder / "lake", rows=rows)
    return {"lake_mb": sum(file.stat().st_size for file in folder.rglob("*.parquet")) / 2**20}


def _ours(folder: Path, _rows: int) -> dict[str, Any]:
    from wellserved.analytics.engines.duck import DuckEngine  # noqa: PLC0415  pandas' part must not carry it
    from wellserved.analytics.queries import five_gaps, gap_map  # noqa: PLC0415  as above

    lake, engine = Lake(folder / "lake"), DuckEngine(temporary=folder / "temporary")
    asked: dict[str, Any] = {"question": Question(), "measures": measures()}
    found: list[GapMap] = []
    # Once beforehand: the expressions are built once a process, and all should find the files in memory.
    five_gaps(engine, lake, **asked, borrow=False)
    taken = medians(
        {
            "scan": lambda: _scan(engine, lake, NUMBERS, []),
            "five": lambda: five_gaps(engine, lake, **asked, borrow=False),
            "all_scan": lambda: _scan(engine, lake, ALL_NUMBERS, TEXTS),
            "all": lambda: found.append(gap_map(engine, lake, **asked)),
        },
        runs=RUNS,
    )
    pd.DataFrame([asdict(cell) for cell in found[0].cells]).to_parquet(folder / "cells.parquet")
    guilt = pd.DataFrame([asdict(one) for one in found[0].guilt])
    guilt.pivot_table(
        index=["touchpoint_id", "measure_id"], columns="link", values="n"
    ).reset_index().to_parquet(folder / "guilt.parquet")
    return {**taken, "peak_mb": peak_mb()}


def _scan(engine: Any, lake: Lake, numbers: list[str], texts: list[str]) -> None:
    """Reads every value of these columns, on the same connection settings, and does next to nothing with it."""
    read = [f"sum({name})" for name in numbers] + [f"max({name})" for name in texts]
    files = ", ".join(f"'{lake.address(file)}'" for file in lake.files())
    with engine.connection().cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(read)} FROM read_parquet([{files}], hive_partitioning = false)"
        ).fetchall()


def _pandas(folder: Path, _rows: int) -> dict[str, Any]:
    from benchmarks.gap_map_in_pandas import tables  # noqa: PLC0415  only this part computes with pandas

    found: list[Any] = []
    given = measures().to_pandas()

    def compute() -> None:
        # The last answer goes first, so that memory is that of one computation.
        found.clear()
        found.append(tables(folder / "lake", given))

    taken = medians({"all": compute}, runs=RUNS)
    cells, guilt = found[0]
    cells.to_parquet(folder / "pandas_cells.parquet")
    guilt.to_parquet(folder / "pandas_guilt.parquet")
    return {**taken, "peak_mb": peak_mb()}


def _assert_same(folder: Path) -> None:
    """A rival that computes something else would be no rival."""
    by = ["touchpoint_id", "measure_id"]
    for table, keys in (("cells", [*by, "gap"]), ("guilt", by)):
        ours, theirs = (
            pd.read_parquet(folder / f"{name}.parquet").sort_values(keys).reset_index(drop=True)
            for name in (table, f"pandas_{table}")
        )
        pd.testing.assert_frame_equal(
            ours[theirs.columns.tolist()], theirs, check_dtype=False, check_names=False, rtol=1e-9, atol=1e-9
        )


if __name__ == "__main__":
    main()
