"""Parcels with their scans, loaded by COPY and looked up once; wrk, which asks for them."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.request import urlopen

import numpy as np
import pyarrow as pa

BATCH = 50_000
PLACES = ("Busan", "Daegu", "Daejeon", "Gwangju", "Incheon", "Seoul", "Suwon", "Uijeongbu")
# Numbers are drawn anew for each request; the last line is what `wrk` below reads.
SCRIPT = """
math.randomseed(tonumber(os.getenv("SEED")))
local threads = 0
function setup(thread) thread:set("seed", os.getenv("SEED") * 97 + threads); threads = threads + 1 end
function init(args) math.randomseed(seed) end
request = function()
  return wrk.format("GET", os.getenv("STEM") .. string.format("KR%010d", math.random(0, tonumber(os.getenv("PARCELS")) - 1)))
end
local refused = 0
response = function(status) if status ~= 200 then refused = refused + 1 end end
done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format('{"per_second": %.1f, "p99_ms": %.2f, "p50_ms": %.2f, "wrong": %d}\\n',
    summary.requests / summary.duration * 1e6, latency:percentile(99) / 1e3, latency:percentile(50) / 1e3,
    errors.connect + errors.read + errors.write + errors.timeout + errors.status))
end
"""


def sizes(described: str | None) -> argparse.Namespace:
    """What a benchmark of lookups is told: how many parcels and scans, for how long, how often, by how many processes."""
    parser = argparse.ArgumentParser(description=described)
    parser.add_argument("--parcels", type=int, default=500_000)
    parser.add_argument("--scans", type=int, default=10)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    return parser.parse_args()


def load(*, parcels: int, scans: int) -> None:
    """Parcels KR0000000000 and on, announced, told, predicted, each with so many scans."""
    from django.db import connection  # noqa: PLC0415  Django must be set up

    now = datetime.now(UTC).replace(microsecond=0)
    for start in range(0, parcels, BATCH):
        _batch(np.arange(start, min(start + BATCH, parcels)), scans=scans, now=now)
        sys.stderr.write(f"\rloaded {start + BATCH:,} parcels")
    sys.stderr.write("\n")
    with connection.cursor() as cursor:
        for table in ("consignment", "progress", "scan", "told", "window"):
            cursor.execute(f"VACUUM ANALYZE tracking_{table}")
        cursor.execute("CHECKPOINT")
    _look_up(parcels)


def _look_up(parcels: int) -> None:
    """Each of them once: whoever is measured first would otherwise read from the disk what the second finds in memory."""
    from wellserved.tracking.queries.public import announced_rows  # noqa: PLC0415  as above

    for start in range(0, parcels, 1_000):
        announced_rows(numbers=[f"KR{n:010d}" for n in range(start, min(start + 1_000, parcels))])


def _batch(numbers: "np.ndarray[Any, Any]", *, scans: int, now: datetime) -> None:
    from wellserved.platform.copying import copy_table  # noqa: PLC0415  as above

    n = len(numbers)
    ids = pa.array(numbers + 1, pa.int64())
    begun = now - timedelta(days=2)

    def all_(value: object, kind: pa.DataType | None = None) -> pa.Array:
        return pa.repeat(pa.scalar(value, kind), n)

    time_ = pa.timestamp("us", tz="UTC")
    copy_table(
        "tracking_consignment",
        pa.table(
            {
                "id": ids,
                "kind": all_("parcel"),
                "number": [f"KR{i:010d}" for i in numbers],
                "carrier": all_(""),
                "announced_at": all_(begun, time_),
                "made_at": all_(begun, time_),
                "order_ref": all_(""),
                "service": all_("standard"),
                "origin": all_("Yangpyeong"),
                "origin_country": all_("KR"),
                "destination": [PLACES[i % len(PLACES)] for i in numbers],
                "destination_country": all_("KR"),
                "lane": all_("KR-KR"),
                "items": all_(1),
                "currency": all_(""),
                "language": all_("ko"),
            }
        ),
    )
    last = now - timedelta(hours=1)
    copy_table(
        "tracking_progress",
        pa.table(
            {
                "consignment_id": ids,
                "status": all_("in_transit"),
                "reason": all_("nature.weather"),
                "status_at": all_(last, time_),
                "tier": all_(0),
                "rank": all_(1),
                "place": all_("Daejeon"),
                "country": all_("KR"),
                "place_at": all_(last, time_),
                "first_scan_at": all_(begun, time_),
                "last_scan_at": all_(last, time_),
                "scans": all_(scans),
                "attempts": all_(0),
                "reached": all_(3),
                "corrected": all_(False),
                "closed": all_(False),
                "version": all_(scans),
            }
        ),
    )
    copy_table(
        "tracking_told",
        pa.table(
            {
                "consignment_id": ids,
                "told_at": all_(begun, time_),
                "channel": all_("page"),
                "latest": all_(now, time_),
            }
        ),
    )
    copy_table(
        "tracking_window",
        pa.table(
            {
                "consignment_id": ids,
                "earliest": all_(now + timedelta(hours=20), time_),
                "latest": all_(now + timedelta(hours=23), time_),
                "made_at": all_(now, time_),
            }
        ),
    )
    rows = n * scans
    nth = np.tile(np.arange(scans), n)
    copy_table(
        "tracking_scan",
        pa.table(
            {
                "consignment_id": np.repeat(numbers + 1, scans),
                "digest": (np.repeat(numbers, scans) * 1_000_003 + nth * 7_919) * 2_654_435_761 % (1 << 62),
                "status": np.where(nth == 0, "info_received", "in_transit"),
                "reason": np.where(nth == scans - 1, "nature.weather", ""),
                "occurred_at": pa.array(
                    np.datetime64(begun.replace(tzinfo=None), "us") + nth * np.timedelta64(4, "h"), time_
                ),
                "recorded_at": pa.repeat(pa.scalar(now, time_), rows),
                "place": np.array(PLACES)[(np.repeat(numbers, scans) + nth) % len(PLACES)],
                "country": pa.repeat(pa.scalar("KR"), rows),
                "source": pa.repeat(pa.scalar(""), rows),
                "source_id": pa.repeat(pa.scalar(""), rows),
                "carrier_status": pa.repeat(pa.scalar("X1"), rows),
            }
        ),
    )


def wrk(*, port: int, stem: str, connections: int, seconds: int, parcels: int, seed: int) -> dict[str, float]:
    """Requests a second and latencies in ms; refuses a run in which anything but 200 was answered."""
    program = shutil.which("wrk")
    if program is None:
        raise SystemExit("There is no wrk: apt-get install wrk")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT)
        script.flush()
        done = subprocess.run(
            [
                *(program, "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "--timeout", "10s"),
                *("-s", script.name, f"http://127.0.0.1:{port}"),
            ],
            env=os.environ | {"STEM": stem, "PARCELS": str(parcels), "SEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        )
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    if found["wrong"]:
        raise SystemExit(f"wrk counted {found['wrong']} answers that were not 200 or came not at all.")
    return found


def body(port: int, path: str) -> bytes:
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        found: bytes = answer.read()
        return found
