"""From the acknowledgement of a scan to its notice in the hands of a mail server, with 1,000 scans a second running.

Everything is real: scans over HTTP, the worker of `wellserved serve`, an SMTP server in a process of its own that notes
when the last byte of a letter came. Of twenty scans of a parcel three are told to customers, and every third parcel has
somebody who wants to be told, so some 50 letters a second go out. Rival: a job that looks each minute for what is due,
which makes 95 of 100 wait for up to 57 s; it is figured, not measured.
"""

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.measuring import own_database, report
from benchmarks.scan_intake import token
from benchmarks.serving import free_port, served

CALLS_A_SECOND = 10
TOLD_EVERY, WANTED_EVERY = 20, 3
TOLD = ("out_for_delivery", "attempt_failed", "delivered")
PATIENCE_SECONDS = 90
START = datetime.now(UTC).replace(microsecond=0) - timedelta(days=2)
POST_OFFICE = """
import asyncio, sys, time
from aiosmtpd.controller import Controller

class Post:
    async def handle_DATA(self, server, session, envelope):
        print(time.time(), envelope.rcpt_tos[0], flush=True)
        return "250 Taken"

Controller(Post(), hostname="127.0.0.1", port=int(sys.argv[1])).start()
print("ready", flush=True)
sys.stdin.read()
"""


@contextmanager
def post_office(folder: Path) -> Iterator[Path]:
    """An SMTP server that the environment's settings lead to; yields the file of what it took, and when."""
    port, taken = free_port(), folder / "taken.txt"
    with taken.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", POST_OFFICE, str(port)], stdin=subprocess.PIPE, stdout=out
        )
        try:
            while not taken.read_text(encoding="ascii"):
                time.sleep(0.05)
            os.environ |= {
                "WELLSERVED_SMTP_HOST": "127.0.0.1",
                "WELLSERVED_SMTP_PORT": str(port),
                "WELLSERVED_SMTP_TLS": "0",
            }
            yield taken
        finally:
            process.terminate()
            process.wait(20)


def fill(parcels: int) -> None:
    """Announced parcels on their way; somebody listens to every third."""
    from django.db import connection  # noqa: PLC0415  needs Django set up

    from wellserved.tracking.models import Consignment, Progress, Subscription  # noqa: PLC0415  as above
    from wellserved.tracking.services.notices.secrets import (  # noqa: PLC0415  as above
        address_digest,
        digest,
        link_secret,
        new_seed,
    )

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tracking_consignment (kind, number, carrier, announced_at, made_at, order_ref, service,"
            " origin, origin_country, destination, destination_country, lane, items, currency, language)"
            " SELECT 'parcel', 'WS' || lpad(n::text, 10, '0'), 'own', %s, %s, '', 'standard', 'Busan', 'KR', 'Seoul',"
            " 'KR', 'KR>KR', 1, '', '' FROM generate_series(0, %s) AS n",
            [START, START, parcels - 1],
        )
    rows, progress = [], []
    for id_, number in Consignment.objects.values_list("pk", "number"):
        progress.append(Progress(consignment_id=id_))
        if int(number[2:]) % WANTED_EVERY:
            continue
        seed, address = new_seed(), f"{number.lower()}@customer.example"
        rows.append(
            Subscription(
                consignment_id=id_,
                channel="email",
                address=address,
                address_digest=address_digest("email", address),
                secret=seed,
                language=("en", "ko", "zh-hant", "zh-hans")[id_ % 4],
                made_at=START,
                confirmed_at=START,
                end_secret_digest=digest(link_secret(seed)),
            )
        )
    Progress.objects.bulk_create(progress, batch_size=2000)
    Subscription.objects.bulk_create(rows, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def scan(parcel: int) -> dict[str, str]:
    """In twenty parcels' scans three say something that customers are told."""
    place = parcel % TOLD_EVERY
    return {
        "number": f"WS{parcel:010d}",
        "carrier": "own",
        "status": TOLD[place] if place < len(TOLD) else "in_transit",
        "occurred_at": datetime.now(UTC).isoformat(),
        "place": "Seoul",
        "country": "KR",
    }


def run(port: int, secret: str, *, first: int, seconds: int, rate: int) -> tuple[dict[str, float], float]:
    """When each told scan was acknowledged, by the address that wants to hear of it; and scans a second in fact."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "application/x-ndjson", "Authorization": f"Bearer {secret}"}
    each = rate // CALLS_A_SECOND
    acknowledged: dict[str, float] = {}
    began = time.time()
    for call in range(seconds * CALLS_A_SECOND):
        time.sleep(max(0.0, began + call / CALLS_A_SECOND - time.time()))
        parcels = range(first + call * each, first + (call + 1) * each)
        body = "\n".join(json.dumps(scan(parcel)) for parcel in parcels)
        connection.request("POST", "/api/v1/tracking/scans", body, headers)
        answer = connection.getresponse()
        content = answer.read()
        now = time.time()
        if answer.status != 200 or content.count(b'"result":"recorded"') != each:
            raise AssertionError(f"{answer.status}: {content[:300]!r}")
        for parcel in parcels:
            if parcel % TOLD_EVERY < len(TOLD) and parcel % WANTED_EVERY == 0:
                acknowledged[f"ws{parcel:010d}@customer.example"] = now
    return acknowledged, seconds * rate / (time.time() - began)


def arrived(taken: Path, wanted: set[str]) -> dict[str, float]:
    """When each letter came, the first of doubles; waits until all are there."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    found: dict[str, float] = {}
    while time.monotonic() < deadline:
        for line in taken.read_text(encoding="ascii").splitlines()[1:]:
            at, address = line.split()
            found.setdefault(address, float(at))
        if wanted <= set(found):
            break
        time.sleep(0.5)
    return found


def _noticed(acknowledged: dict[str, float]) -> list[float]:
    """From each acknowledgement until the notice was made: the part that following has in the whole."""
    from wellserved.tracking.models import Notice  # noqa: PLC0415  needs Django set up

    rows = Notice.objects.filter(subscription__address__in=list(acknowledged))
    return [
        max(0.0, made.timestamp() - acknowledged[address])
        for address, made in rows.values_list("subscription__address", "made_at")
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--warm", type=int, default=5, help="seconds before those that count")
    parser.add_argument("--rate", type=int, default=1000)
    asked = parser.parse_args()
    with own_database():
        fill((asked.warm + asked.seconds) * asked.rate)
        secret = token()
        with post_office(Path(os.environ["WELLSERVED_HOME"])) as taken, served() as port:
            # A worker's first jobs load what they need; what is measured is one that works already.
            warm, _ = run(port, secret, first=0, seconds=asked.warm, rate=asked.rate)
            arrived(taken, set(warm))
            before = len(taken.read_text(encoding="ascii").splitlines())
            first = asked.warm * asked.rate
            acknowledged, rate = run(port, secret, first=first, seconds=asked.seconds, rate=asked.rate)
            came = arrived(taken, set(warm) | set(acknowledged))
            letters = len(taken.read_text(encoding="ascii").splitlines()) - before
            noticed = _noticed(acknowledged)
    missing = set(acknowledged) - set(came)
    if missing:
        raise SystemExit(f"{len(missing)} of {len(acknowledged)} letters never came.")
    delays = sorted(max(0.0, came[address] - at) for address, at in acknowledged.items())
    p95 = statistics.quantiles(delays, n=20)[-1]
    report(
        name="notice_delay",
        figure=p95,
        unit="s",
        rival="a job that looks each minute (figured)",
        rival_figure=57.0,
        runs=1,
        p95_s=round(p95, 3),
        p50_s=round(statistics.median(delays), 3),
        max_s=round(delays[-1], 3),
        scans_s=round(rate),
        letters=letters,
        letters_s=round(letters / asked.seconds, 1),
        doubled=letters - len(acknowledged),
        noticed_p95_s=round(statistics.quantiles(noticed, n=20)[-1], 3),
    )


if __name__ == "__main__":
    main()
