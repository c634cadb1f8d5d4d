"""Scans over HTTP into a table of five million, each acknowledged once durable and its parcel's state derived.

The figure is the harder feed: two clients, in whose calls of 100,000 scans each is of another parcel. `same_parcel_scans_s`
is a feed in which five follow each other, `one_client_scans_s` the harder feed from one client alone. The rival is a bare
COPY of the very same rows, in the order in which they were sent, into a table made LIKE ours INCLUDING ALL, with the
same five million rows on the same durable server: nothing parsed, nothing looked up, nothing derived.

Four workers, on whatever machine: which of them takes a call is left to chance, and two calls that meet in one wait for
each other's Python. Of two workers one often gets both.
"""

import argparse
import http.client
import io
import json
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from benchmarks.measuring import median, own_database, report, seconds
from benchmarks.serving import served

CALL = 100_000
SCANS_EACH = 10
WORKERS = 4
START = datetime.now(UTC).replace(microsecond=0) - timedelta(days=20)
# With a stride that has no divisor in common with their number, parcels come in no order.
STRIDE = 7_368_787
STATUSES = ("in_transit", "out_for_delivery", "attempt_failed", "on_hold", "ready_for_pickup")
PLACES = ("Busan", "Incheon", "Taoyuan", "Kaohsiung", "Leipzig", "Memphis", "Louisville", "Osaka")


def fill(parcels: int) -> None:
    """Announced parcels with ten scans each, and the rival's table with the same scans."""
    from django.db import connection  # noqa: PLC0415  needs Django set up

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tracking_consignment (kind, number, carrier, announced_at, made_at, order_ref, service,"
            " origin, origin_country, destination, destination_country, lane, items, currency, language)"
            " SELECT 'parcel', 'WS' || lpad(n::text, 10, '0'), 'own', %s, %s, '', 'standard', 'Busan', 'KR', 'Seoul',"
            " 'KR', 'KR>KR', 1, '', '' FROM generate_series(1, %s) AS n",
            [START, START, parcels],
        )
        cursor.execute(
            "INSERT INTO tracking_scan (consignment_id, digest, status, reason, occurred_at, recorded_at, place,"
            " country, source, source_id, carrier_status)"
            " SELECT c.id, hashtextextended(c.number || s, 0), 'in_transit', '', %s + s * interval '1 hour', %s,"
            " 'Busan', 'KR', '', c.number || '-' || s, 'PU'"
            " FROM tracking_consignment c, generate_series(1, %s) AS s",
            [START, START, SCANS_EACH],
        )
        cursor.execute(
            "INSERT INTO tracking_progress (consignment_id, status, reason, status_at, tier, rank, place, country,"
            " place_at, first_scan_at, last_scan_at, scans, attempts, reached, corrected, closed, version)"
            " SELECT id, 'in_transit', '', %(last)s, 0, 1, 'Busan', 'KR', %(last)s, %(first)s, %(last)s, %(n)s, 0, 2,"
            " false, false, %(n)s FROM tracking_consignment",
            {"first": START, "last": START + timedelta(hours=SCANS_EACH), "n": SCANS_EACH},
        )
        cursor.execute("CREATE TABLE bare (LIKE tracking_scan INCLUDING ALL)")
        cursor.execute("INSERT INTO bare SELECT * FROM tracking_scan")
        cursor.execute("VACUUM ANALYZE")


def call(first: int, *, parcels: int, each: int, run: int) -> bytes:
    """One body: `each` scans of every one of CALL / each parcels, all in the order in which they happen to come."""
    lines = []
    for n in range(CALL):
        parcel, nth = (first + n // each) * STRIDE % parcels + 1, n % each
        at = START + timedelta(days=1, hours=2 * run, minutes=nth * 7)
        place = PLACES[(parcel + nth) % len(PLACES)]
        lines.append(
            f'{{"number":"WS{parcel:010d}","carrier":"own","status":"{STATUSES[nth]}","occurred_at":'
            f'"{at.isoformat()}","place":"{place}","country":"KR","source_id":"{run}-{n}-{first}",'
            f'"carrier_status":"AR{nth}"}}'
        )
    random.Random(first).shuffle(lines)  # noqa: S311  no secret
    return "\n".join(lines).encode()


def send(port: int, secret: str, body: bytes) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    headers = {"Content-Type": "application/x-ndjson", "Authorization": f"Bearer {secret}"}
    connection.request("POST", "/api/v1/tracking/scans", body, headers)
    answer = connection.getresponse()
    content = answer.read()
    recorded = content.count(b'"result":"recorded"')
    if answer.status != 200 or recorded != CALL:
        raise AssertionError(f"{answer.status}: {recorded} of {CALL} recorded: {content[:300]!r}")


def together(works: Sequence[Callable[[], None]]) -> float:
    """Seconds until all are done, each in a thread; what failed in one fails here."""
    failed: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001  raised again below
            failed.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]

    def run() -> None:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    took = seconds(run)
    if failed:
        raise failed[0]
    return took


def last_rows(since: datetime) -> Iterator[bytes]:
    """The rows that were just recorded, as text, so that the rival has nothing to compute."""
    from django.db import connection  # noqa: PLC0415  needs Django set up

    with connection.cursor() as cursor:
        out = io.BytesIO()
        with cursor.copy(
            "COPY (SELECT * FROM tracking_scan WHERE recorded_at >= %s ORDER BY hashint8(digest)) TO STDOUT",
            [since],
        ) as copy:
            for piece in copy:
                out.write(piece)
    yield out.getvalue()


def bare_copy(text: bytes) -> float:
    from django.db import connection, transaction  # noqa: PLC0415  needs Django set up

    def work() -> None:
        with transaction.atomic(), connection.cursor() as cursor, cursor.copy("COPY bare FROM STDIN") as copy:
            copy.write(text)

    return seconds(work)


def checkpoint() -> None:
    from django.db import connection  # noqa: PLC0415  needs Django set up

    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")


def token() -> str:
    from wellserved.people.contracts import OPERATOR  # noqa: PLC0415  needs Django set up
    from wellserved.people.services import add_token  # noqa: PLC0415  as above

    return add_token(by=OPERATOR, name="bench", scopes=frozenset({"parcels:write"}), now=datetime.now(UTC))


def sent(port: int, secret: str, *, parcels: int, each: int, run: int, clients: int) -> float:
    """Scans a second that so many clients, each with two calls, have acknowledged."""
    step = CALL // each
    bodies = [
        [call((client * 2 + nth) * step, parcels=parcels, each=each, run=run) for nth in range(2)]
        for client in range(clients)
    ]
    checkpoint()

    def client(own: list[bytes]) -> None:
        for body in own:
            send(port, secret, body)

    return clients * 2 * CALL / together([partial(client, own) for own in bodies])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--parcels", type=int, default=500_000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    feeds = {"apart": (1, 2), "together": (5, 2), "alone": (1, 1)}
    rates: dict[str, list[float]] = {name: [] for name in (*feeds, "bare")}
    with own_database():
        fill(asked.parcels)
        secret = token()
        with served(workers=WORKERS, jobs=False) as port:
            for run in range(asked.runs):
                for nth, (name, (each, clients)) in enumerate(feeds.items()):
                    since = datetime.now(UTC)
                    rate = sent(
                        port, secret, parcels=asked.parcels, each=each, run=run * 10 + nth, clients=clients
                    )
                    rates[name].append(rate)
                    if name == "apart":
                        (text,) = last_rows(since)
                        checkpoint()
                        rates["bare"].append(text.count(b"\n") / bare_copy(text))
                print(json.dumps({name: round(each[-1]) for name, each in rates.items()}), flush=True)
    report(
        name="scan_intake",
        figure=median(rates["apart"]),
        unit="scans/s",
        rival="bare COPY of the same rows into a table LIKE ours INCLUDING ALL",
        rival_figure=median(rates["bare"]),
        runs=asked.runs,
        base_rows=asked.parcels * SCANS_EACH,
        workers=WORKERS,
        same_parcel_scans_s=round(median(rates["together"])),
        one_client_scans_s=round(median(rates["alone"])),
    )


if __name__ == "__main__":
    main()
