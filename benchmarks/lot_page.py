"""Server time of a lot's pages: a million parcels, each of three lots, 100,000 of them of the one lot; a million cases.

`python -m benchmarks.lot_page [--parcels N] [--cases N] [--rounds N]`. Each figure is of the whole answer of Django. `p95_ms`
is over every kind of the lot's page: its first, one half-way down, its last, of one location, what is still under way (three in a
hundred), of a lot of which nothing is, and an agent who sees one of a hundred locations. Beside it the lot's cases and
complaints by lot. The rival is the plain way to the lines of the
first page: the consignments with this lot, the latest first, by a join.
"""

import argparse
import random
import statistics
import sys
import time
from datetime import timedelta
from typing import Any

from benchmarks.board_page import LOCATIONS, NOW, fill, visitor
from benchmarks.measuring import own_database, report

LOTS = 1_000
BIG, OVER = LOTS + 1, LOTS + 2
"""The lot of every tenth parcel, and one that is as large and wholly delivered."""

_PLAIN = """
SELECT c.* FROM tracking_consignment c
WHERE EXISTS (SELECT FROM tracking_carried held WHERE held.consignment_id = c.id AND held.lot_id = %s)
ORDER BY c.made_at DESC, c.id DESC LIMIT 51
"""


def carry(parcels: int, cases: int) -> None:
    from django.db import connection  # noqa: PLC0415  needs Django set up

    with connection.cursor() as cursor:
        # Three in a hundred are under way, but none of the second big lot.
        cursor.execute(
            "UPDATE tracking_progress SET closed = consignment_id % 100 >= 3 OR consignment_id % 10 = 1"
        )
        cursor.execute(
            "INSERT INTO tracking_lot (number, gtin, made_at) SELECT 'L' || n, lpad(n::text, 14, '0'), %s"
            " FROM generate_series(1, %s) n",
            [NOW, OVER],
        )
        cursor.execute(
            "INSERT INTO tracking_carried (consignment_id, lot_id, event, taken_back, location_id)"
            " SELECT c.id, lot, 0, false, c.location_id FROM tracking_consignment c CROSS JOIN LATERAL ("
            "   SELECT 1 + abs(hashint8(c.id + salt)) %% %(lots)s AS lot FROM generate_series(1, 3) salt"
            "   UNION SELECT %(big)s WHERE c.id %% 10 = 0 UNION SELECT %(over)s WHERE c.id %% 10 = 1) AS one",
            {"lots": LOTS, "big": BIG, "over": OVER},
        )
        cursor.execute("ALTER TABLE cases_case DISABLE TRIGGER USER")
        # A case in four is about a parcel, as complaints and questions of deliveries are.
        cursor.execute(
            "INSERT INTO cases_case (source, source_id, kind, channel, link, language, title, location_id, team, state,"
            " urgency, subject_kind, subject_id, currency, did, cost_currency, made_at, recorded_at, touched_at,"
            " reopened, unread, quarantine)"
            " SELECT 'bench', n::text, CASE WHEN n %% 2 = 0 THEN 'complaint' ELSE 'question' END, 'email', '', 'en', 'Case',"
            " 1 + n %% %(places)s, '', 'open', 'normal', CASE WHEN n %% 4 < 1 THEN 'parcel' ELSE '' END,"
            " CASE WHEN n %% 4 < 1 THEN (1 + abs(hashint8(n)) %% %(parcels)s)::text ELSE '' END, '', '', '', at, at, at, 0, false, ''"
            " FROM generate_series(1::bigint, %(cases)s) n CROSS JOIN LATERAL (SELECT %(now)s - n * %(every)s AS at) AS made",
            {
                "places": LOCATIONS,
                "parcels": parcels,
                "cases": cases,
                "now": NOW,
                "every": timedelta(days=730) / cases,
            },
        )
        cursor.execute("VACUUM ANALYZE")


def asked(client: Any, path: str) -> float:
    start = time.perf_counter()
    answer = client.get(path)
    taken = (time.perf_counter() - start) * 1_000
    if answer.status_code not in {200, 302}:
        raise SystemExit(f"{path} answered {answer.status_code}.")
    return taken


def measure(parcels: int, rounds: int) -> dict[str, list[float]]:
    manager, agent = visitor("manager"), visitor("agent", location=17)
    lot = f"/lots/{BIG}/"
    every = {
        "first": (manager, lot),
        "half_way_down": (manager, f"{lot}?after={parcels // 2}"),
        "last": (manager, f"{lot}?after=400"),
        "a_location": (manager, f"{lot}?location=17"),
        "underway": (manager, f"{lot}?underway=on"),
        "underway_which_are_none": (manager, f"/lots/{OVER}/?underway=on"),
        "agent_of_a_location": (agent, lot),
        "cases": (manager, f"{lot}cases/"),
        "cases_of_a_location": (agent, f"{lot}cases/"),
        "complaints_by_lot": (manager, "/prevention/lots/"),
        "found": (manager, "/parcels/find/?q=L1"),
    }
    taken: dict[str, list[float]] = {name: [] for name in every}
    for _ in range(rounds):
        names = list(every)
        random.shuffle(names)
        for name in names:
            client, path = every[name]
            taken[name].append(asked(client, path))
    for name, times in taken.items():
        sys.stderr.write(f"{name}: median {statistics.median(times):.0f} ms, most {max(times):.0f} ms\n")
    return taken


def plain_way(rounds: int) -> float:
    from django.db import connection  # noqa: PLC0415  needs Django set up

    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(_PLAIN, [BIG])
            cursor.fetchall()
        taken.append((time.perf_counter() - start) * 1_000)
    return statistics.median(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parcels", type=int, default=1_000_000)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    with own_database():
        fill(options.parcels, 1)
        carry(options.parcels, options.cases)
        taken = measure(options.parcels, options.rounds)
        plain = plain_way(5)
    pages = sorted(
        one
        for name, times in taken.items()
        if name not in {"cases", "cases_of_a_location", "complaints_by_lot", "found"}
        for one in times
    )
    report(
        name="lot_page",
        figure=pages[int(len(pages) * 0.95)],
        unit="ms",
        rival="the lines of the first page alone, by a join of consignments with what they carried",
        rival_figure=plain,
        runs=options.rounds,
        parcels=options.parcels,
        cases=options.cases,
        p95_ms=round(pages[int(len(pages) * 0.95)], 1),
        **{f"{name}_ms": round(statistics.median(times), 1) for name, times in taken.items()},
    )


if __name__ == "__main__":
    main()
