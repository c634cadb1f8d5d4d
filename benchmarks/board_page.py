"""Server time of the staff's board: a million open parcels, 200,000 troubles, the whole page of Django.

`python -m benchmarks.board_page [--parcels N] [--troubles N] [--rounds N]`. Each figure is of the whole answer: tabs with
their counts, the customers to call first, fifty lines. `p95_ms` is over every kind of page: first pages, pages further
down, filters of each sort, and an agent who sees one of a hundred locations. The rival is the plain way: the same first
page's lines by a query over consignments and their progress, with no table of troubles.
"""

import argparse
import gzip
import random
import re
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.measuring import own_database, report

NOW = datetime.now(UTC).replace(microsecond=0)
KINDS = ("late", "failed", "returning", "silent", "held", "will_be_late", "ready_too_long")
LOCATIONS = 100
# In how many of a hundred troubles it is each: most are late or will be.
SHARES = (30, 10, 5, 25, 10, 15, 5)

_PLAIN = """
SELECT c.id, c.kind, c.number, c.carrier, c.service, c.destination, c.value, c.currency, p.status, p.reason, p.place,
  p.country, p.last_scan_at, told.latest
FROM tracking_consignment c
JOIN tracking_progress p ON p.consignment_id = c.id
CROSS JOIN LATERAL (
  SELECT latest FROM tracking_told o WHERE o.consignment_id = c.id ORDER BY told_at DESC LIMIT 1) AS told
WHERE NOT p.closed AND told.latest < %s
ORDER BY c.value DESC, c.id LIMIT 51
"""


def fill(parcels: int, troubles: int) -> None:
    from django.db import connection  # noqa: PLC0415  needs Django set up

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_location (code, name) SELECT 'place-' || n, 'Place ' || n FROM generate_series(1, %s) n",
            [LOCATIONS],
        )
        cursor.execute(
            "INSERT INTO tracking_consignment (kind, number, carrier, announced_at, made_at, order_ref, customer_key,"
            " location_id, service, origin, origin_country, destination, destination_country, lane, items, value,"
            " currency, language)"
            " SELECT (ARRAY['parcel','parcel','parcel','return','repair'])[1 + n %% 5], 'WS' || lpad(n::text, 10, '0'),"
            " (ARRAY['own','fedex','ups','usps','dhl_express','rare'])[CASE WHEN n %% 5000 = 0 THEN 6 ELSE 1 + n %% 5 END],"
            " %(now)s, %(now)s, 'O' || n, gen_random_uuid(), 1 + abs(hashint8(n)) %% %(places)s, (ARRAY['standard','express'])[1 + n %% 2],"
            " 'Busan', 'KR', 'Seoul', 'KR', 'KR>KR', 1, round((10 + 990 * ((n * 7919) %% 10007) / 10007.0)::numeric, 2), 'KRW', ''"
            " FROM generate_series(1::bigint, %(parcels)s) AS n",
            {"now": NOW, "parcels": parcels, "places": LOCATIONS},
        )
        cursor.execute(
            "INSERT INTO tracking_progress (consignment_id, status, reason, status_at, tier, rank, place, country,"
            " place_at, first_scan_at, last_scan_at, scans, attempts, reached, corrected, closed, version)"
            " SELECT id, 'in_transit', '', %(now)s, 0, 1, 'Busan', 'KR', %(now)s, %(now)s, %(now)s, 5, 0, 2, false, false, 5"
            " FROM tracking_consignment",
            {"now": NOW},
        )
        cursor.execute(
            "INSERT INTO tracking_told (consignment_id, told_at, channel, latest)"
            " SELECT id, %(now)s, 'shop', CASE WHEN id %% 100 < 6 THEN %(past)s ELSE %(ahead)s END FROM tracking_consignment",
            {"now": NOW, "past": NOW - timedelta(days=1), "ahead": NOW + timedelta(days=3)},
        )
        cursor.execute(
            "INSERT INTO tracking_trouble (consignment_id, kind, since, value, currency, location_id, called_at)"
            " SELECT c.id, (%(kinds)s::text[])[width_bucket(abs(hashint8(c.id + 1000003)) %% 100, %(ends)s::int[]) + 1],"
            " %(now)s - ((c.id * 31) %% 400) * interval '1 hour', c.value, c.currency, c.location_id,"
            " CASE WHEN c.id %% 11 = 0 THEN %(now)s END"
            " FROM tracking_consignment c ORDER BY hashint8(c.id + 7) LIMIT %(troubles)s",
            {"kinds": list(KINDS), "ends": _ends(), "now": NOW, "troubles": troubles},
        )
        cursor.execute("VACUUM ANALYZE")


def _ends() -> list[int]:
    """Where each kind's hundredths end, but for the last."""
    return [sum(SHARES[: n + 1]) for n in range(len(SHARES) - 1)]


def visitor(role: str, *, location: int | None = None) -> Any:
    from django.conf import settings  # noqa: PLC0415  needs Django set up
    from django.test import Client  # noqa: PLC0415  as above

    from wellserved.people.models import Account, Staff  # noqa: PLC0415  as above

    settings.ALLOWED_HOSTS = ["*"]
    account = Account.objects.create_user(f"{role}@bench.test")
    Staff.objects.create(account=account, name="Alex", role=role, location_id=location)
    client = Client(headers={"Accept-Encoding": "gzip, br"})
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def asked(client: Any, query: str) -> tuple[float, str]:
    start = time.perf_counter()
    answer = client.get(f"/parcels/?{query}")
    taken = (time.perf_counter() - start) * 1_000
    if answer.status_code != 200:
        raise SystemExit(f"/parcels/?{query} answered {answer.status_code}.")
    packed = answer.get("Content-Encoding") == "gzip"
    return taken, (gzip.decompress(answer.content) if packed else answer.content).decode()


def queries(further: str) -> dict[str, str]:
    return {
        "first": "",
        "smallest_tab": "trouble=ready_too_long",
        "further": further,
        "half_way_down": "after=505.00-1",
        "not_called": "uncalled=on",
        "older_than_a_week": "trouble=silent&older=168",
        "a_location": "location=17",
        "a_carrier": "carrier=ups",
        "a_rare_carrier": "carrier=rare",
        "no_such_carrier": "carrier=nowhere",
        "returns_by_express": "kind=return&service=express",
        "mine_which_are_none": "mine=on",
    }


def measure(rounds: int) -> dict[str, Any]:
    manager, agent = visitor("manager"), visitor("agent", location=17)
    _, page = asked(manager, "")
    link = re.search(r'rel="next" href="\?([^"]+)"', page)
    if page.count('name="trouble" value=') < 50 or link is None:
        raise SystemExit("The first page has no fifty lines, or no page after it.")
    every = {name: (manager, query) for name, query in queries(link[1].replace("&amp;", "&")).items()}
    every["agent_of_a_location"] = (agent, "")
    taken: dict[str, list[float]] = {name: [] for name in every}
    for _ in range(rounds):
        names = list(every)
        random.shuffle(names)
        for name in names:
            taken[name].append(asked(*every[name])[0])
    for name, times in taken.items():
        sys.stderr.write(f"{name}: median {statistics.median(times):.0f} ms, most {max(times):.0f} ms\n")
    together = sorted(one for times in taken.values() for one in times)
    return {
        "p50_ms": round(statistics.median(together), 1),
        "p95_ms": round(together[int(len(together) * 0.95)], 1),
        "most_ms": round(together[-1], 1),
        "worst_page_median_ms": round(max(statistics.median(times) for times in taken.values()), 1),
        **{f"{name}_ms": round(statistics.median(times), 1) for name, times in taken.items()},
    }


def plain_way(rounds: int) -> float:
    """Milliseconds to the same fifty lines where no table says which parcels are in trouble."""
    from django.db import connection  # noqa: PLC0415  needs Django set up

    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(_PLAIN, [NOW])
            if len(cursor.fetchall()) != 51:
                raise SystemExit("The plain way found too few.")
        taken.append((time.perf_counter() - start) * 1_000)
    return statistics.median(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parcels", type=int, default=1_000_000)
    parser.add_argument("--troubles", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    with own_database():
        fill(options.parcels, options.troubles)
        plain = plain_way(5)
        found = measure(options.rounds)
    report(
        name="board_page",
        figure=found["p95_ms"],
        unit="ms",
        rival="the lines alone, by a query over consignments and progress without a table of troubles",
        rival_figure=plain,
        runs=options.rounds,
        parcels=options.parcels,
        troubles=options.troubles,
        **found,
    )


if __name__ == "__main__":
    main()
