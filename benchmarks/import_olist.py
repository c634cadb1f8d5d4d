"""The whole import of 100,000 orders from CSV files, against pandas reading the same files and a plain COPY.

The orders are olist_10k repeated with fresh ids; of the payments file only those of these orders are kept. The rival
reads every file with pandas and copies the very rows that the import made, as ready text, into a table with the same
columns and indexes; it joins nothing, computes nothing and checks nothing.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from benchmarks.measuring import median, own_database, real_data, report, seconds
from benchmarks.record_moments import RIVAL, bare_copy, last_id, texts_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)
# The ids that stand at the head of each line, by file: 32 hexadecimal digits and a comma each.
IDS = {"orders.csv": 2, "customers.csv": 2, "order_items.csv": 1}
PAYMENTS = "olist_order_payments_dataset.parquet"
PLAIN = ("products.csv", "product_category_name_translation.csv")
EMPTIED = "journey_moment, journey_momentkey, people_customeridentity, people_customer"


def repeat(source: Path, target: Path, *, times: int) -> Path:
    target.mkdir()
    for name, ids in IDS.items():
        header, _, body = (source / name).read_bytes().partition(b"\n")
        with (target / name).open("wb") as file:
            file.write(header + b"\n")
            for copy in range(times):
                file.write(_renumbered(body, ids, copy))
    for name in PLAIN:
        (target / name).write_bytes((source / name).read_bytes())
    _payments(source, target, times=times)
    return target


def _renumbered(body: bytes, ids: int, copy: int) -> bytes:
    octets = np.frombuffer(body, np.uint8).copy()
    starts = np.r_[0, np.flatnonzero(octets == ord("\n"))[:-1] + 1]
    for place in range(ids):
        for digit, character in enumerate(f"{copy:04x}".encode()):
            octets[starts + 33 * place + digit] = character
    return octets.tobytes()


def _payments(source: Path, target: Path, *, times: int) -> None:
    orders = pd.read_csv(source / "orders.csv", usecols=["order_id"])["order_id"]
    table = parquet.read_table(source / PAYMENTS)
    table = table.filter(pc.is_in(table["order_id"], pa.array(orders)))
    rest = pc.utf8_slice_codeunits(table["order_id"], 4)
    with parquet.ParquetWriter(target / PAYMENTS, table.schema) as writer:
        for copy in range(times):
            writer.write_table(
                table.set_column(0, "order_id", pc.binary_join_element_wise(f"{copy:04x}", rest, ""))
            )


def timed_import(folder: Path, *, source: str) -> float:
    from wellserved.journey.imports.services import import_files  # noqa: PLC0415  needs Django set up

    start = time.perf_counter()
    counts = import_files(
        mapping="olist", files=[folder], source=source, rejects=folder / "rejects.csv", now=NOW
    )
    took = time.perf_counter() - start
    assert counts.recorded == counts.read > 0, counts
    return took


def read_with_pandas(folder: Path) -> None:
    for name in (*IDS, *PLAIN):
        pd.read_csv(folder / name)
    pd.read_parquet(folder / PAYMENTS)


def peak_of_command(folder: Path, *, source: str) -> float:
    """The highest resident memory of `wellserved import`, in MB, the server's not counted."""
    command = [
        sys.executable,
        "-m",
        "wellserved",
        "import",
        "--mapping",
        "olist",
        "--source",
        source,
        "--json",
        str(folder),
    ]
    highest = 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        status = Path(f"/proc/{process.pid}/status")
        while process.poll() is None:
            found = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
            highest = max([highest, *(int(line.split()[1]) * 1024 / 1e6 for line in found)])
            time.sleep(0.05)
        assert process.stdout is not None
        counts = json.loads(process.stdout.read())
    assert process.returncode == 0, counts
    assert counts["recorded"] == counts["read"] > 0, counts
    return round(highest, 1)


def emptied(tables: str = EMPTIED) -> None:
    from django.db import connection  # noqa: PLC0415  needs Django set up

    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} CASCADE")
        cursor.execute("CHECKPOINT")


def run(folder: Path, name: str) -> tuple[float, float, float]:
    """Seconds of ours, of the rival, and of the rival without any index."""
    from django.db import connection  # noqa: PLC0415  needs Django set up

    emptied()
    before = last_id()
    ours = timed_import(folder, source=name)
    texts, columns = texts_of((before + 1, last_id()))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bare; CHECKPOINT;" + RIVAL)
    reading = seconds(lambda: read_with_pandas(folder))
    indexed = bare_copy(texts, columns)
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TABLE bare; CREATE TABLE bare (LIKE journey_moment INCLUDING DEFAULTS); CHECKPOINT"
        )
    return ours, reading + indexed, reading + bare_copy(texts, columns)


def measured(data: Path, folder: Path, *, runs: int, sizes: Sequence[int]) -> None:
    hundred = repeat(data, folder / "timed", times=10)
    timed = [run(hundred, f"run{number}") for number in range(runs)]
    ours, theirs, bare = (median([100_000 / times[place] for times in timed]) for place in range(3))
    peaks = {}
    for orders in sizes:
        emptied()
        files = repeat(data, folder / f"peak{orders}", times=orders // 10_000)
        peaks[f"{orders}"] = peak_of_command(files, source=f"peak{orders}")
    report(
        name="import_olist",
        figure=ours,
        unit="orders/s",
        rival="pandas reading the same files, and COPY of the resulting rows into a table with the same indexes",
        rival_figure=theirs,
        runs=runs,
        peak_mb=max(peaks.values(), default=None),
        peak_mb_by_orders=peaks,
        ratio_without_indexes=round(ours / bare, 3),
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    asked = parser.parse_args()
    with own_database(), tempfile.TemporaryDirectory(prefix="ws-olist-") as folder:
        measured(real_data() / "olist_10k", Path(folder), runs=asked.runs, sizes=asked.sizes)


if __name__ == "__main__":
    main()
