"""The JSON lookup of one of 500,000 parcels with its 10 last scans, asked by wrk over 64 connections.

The rival is a bare ASGI handler with asyncpg that answers the same JSON to the byte, on the same server, with as many
processes, and as many connections to the same database: `bare_lookup`. Both take turns, and do so `--runs` times.
"""

import json

from benchmarks.measuring import median, own_database, report
from benchmarks.parcels import body, load, sizes, wrk
from benchmarks.serving import rival, served

CONNECTIONS = 64
STEM = "/api/v1/track/"
ONE = f"{STEM}KR0000000007"


def main() -> None:
    asked = sizes(__doc__)
    with own_database() as address:
        load(parcels=asked.parcels, scans=asked.scans)
        ours: list[dict[str, float]] = []
        theirs: list[dict[str, float]] = []
        with served(workers=asked.workers, jobs=False) as port:
            said = body(port, ONE)
            words = {name: json.loads(said)[name] for name in ("title", "happened", "next", "you_can")}
            with rival(
                "benchmarks.bare_lookup:application",
                workers=asked.workers,
                path=ONE,
                WELLSERVED_DATABASE_URL=address,
                STATEMENT=_statement(),
                WORDS=json.dumps(words),
            ) as bare:
                if body(bare, ONE) != said:
                    raise SystemExit("The rival does not answer the same JSON.")
                for seed in range(1, asked.runs + 1):
                    for found, at in ((ours, port), (theirs, bare)):
                        given = {"stem": STEM, "connections": CONNECTIONS, "parcels": asked.parcels}
                        wrk(port=at, seconds=2, seed=100 + seed, **given)
                        found.append(wrk(port=at, seconds=asked.seconds, seed=seed, **given))
    report(
        name="track_lookup",
        figure=median([run["per_second"] for run in ours]),
        unit="lookups/s",
        rival="a bare ASGI handler with asyncpg that answers the same JSON",
        rival_figure=median([run["per_second"] for run in theirs]),
        runs=asked.runs,
        p99_ms=median([run["p99_ms"] for run in ours]),
        p50_ms=median([run["p50_ms"] for run in ours]),
        rival_p99_ms=median([run["p99_ms"] for run in theirs]),
        parcels=asked.parcels,
        scans=asked.parcels * asked.scans,
        processes=asked.workers,
    )


def _statement() -> str:
    from wellserved.tracking.queries.public.statement import ANNOUNCED  # noqa: PLC0415  Django must be set up

    return ANNOUNCED


if __name__ == "__main__":
    main()
