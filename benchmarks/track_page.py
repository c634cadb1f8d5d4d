"""The public page of one of 500,000 parcels with 10 scans, asked by wrk over 32 connections.

The rival is a plain Django view that returns 'hello' on the same server with as many processes: `plain_page`.
"""

from benchmarks.measuring import median, own_database, report
from benchmarks.parcels import body, load, sizes, wrk
from benchmarks.serving import rival, served

CONNECTIONS = 32
STEM = "/track/"
ONE = f"{STEM}KR0000000007"


def main() -> None:
    asked = sizes(__doc__)
    with own_database():
        load(parcels=asked.parcels, scans=asked.scans)
        ours: list[dict[str, float]] = []
        theirs: list[dict[str, float]] = []
        with (
            served(workers=asked.workers, jobs=False) as port,
            rival(
                "benchmarks.plain_page:application", workers=asked.workers, path=ONE, interface="wsgi"
            ) as plain,
        ):
            page = body(port, ONE)
            if page.count(b"<time ") != asked.scans or b"It comes" not in page:
                raise SystemExit("The page does not show the parcel.")
            for seed in range(1, asked.runs + 1):
                for found, at in ((ours, port), (theirs, plain)):
                    given = {"stem": STEM, "connections": CONNECTIONS, "parcels": asked.parcels}
                    wrk(port=at, seconds=2, seed=100 + seed, **given)
                    found.append(wrk(port=at, seconds=asked.seconds, seed=seed, **given))
    report(
        name="track_page",
        figure=median([run["per_second"] for run in ours]),
        unit="pages/s",
        rival="a plain Django view that returns 'hello'",
        rival_figure=median([run["per_second"] for run in theirs]),
        runs=asked.runs,
        p99_ms=median([run["p99_ms"] for run in ours]),
        p50_ms=median([run["p50_ms"] for run in ours]),
        rival_p99_ms=median([run["p99_ms"] for run in theirs]),
        bytes=len(page),
        parcels=asked.parcels,
        scans=asked.parcels * asked.scans,
        processes=asked.workers,
    )


if __name__ == "__main__":
    main()
