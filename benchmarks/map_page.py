"""Server time of the map page: 300 touchpoints, 12 months, ten million moments in the lake.

`python -m benchmarks.map_page [--rows N] [--lake FOLDER]`: a lake made before, its moments those of this module's SHAPE,
is copied by links instead of being made anew. Everything else is real: the embedded PostgreSQL, the journey drawn in
it, a signed-in manager, the whole answer of Django, and new moments that are recorded and carried as they always are.

After new moments the page is asked when it may carry again (it does so every two seconds at most). Where counting takes
longer than the page waits, it shows what was last counted and asks for itself once more: `to_page` and `to_fresh`.

The first map of a process is asked in processes of their own, after one small page (`before_ms`): with nothing ever
counted (`first_map_ms`, its figures by `first_figures_ms`), after a restart (`first_map_after_restart_ms`), and after one
with moments recorded meanwhile.
"""

import argparse
import gzip
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa

from benchmarks.measuring import own_database, report
from benchmarks.moments import CHANNELS, Shape, make_lake

SHAPE = Shape(touchpoints=300, months=12, first_id=1, customers=500_000)
END = datetime(2025, 1, 1, tzinfo=UTC)
STAGES = 12
WARM_EACH = 3
MANY_ROUNDS = 3
ANEW_ROUNDS = 3
MANY = 1_000
PAUSE_SECONDS = 2.1
PATH = "/journeys/long/"
PAGE_BEFORE = "/personas/"
YEAR = "/journeys/long/?period=year"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--lake", type=Path)
    parser.add_argument(
        "--rounds", type=int, default=20, help="of new moments; three times as many warm pages"
    )
    parser.add_argument("--profile", action="store_true")
    parser.add_argument(
        "--first", metavar="SESSION", help="ask for one map in a home that stands, and say how long it took"
    )
    asked = parser.parse_args()
    if asked.first:
        _first(asked.first)
        return
    with own_database():
        home = Path(os.environ["WELLSERVED_HOME"])
        if asked.lake:
            shutil.copytree(asked.lake, home / "lake", copy_function=os.link, dirs_exist_ok=True)
        else:
            make_lake(home / "lake", rows=asked.rows, shape=SHAPE)
        measured = _measured(rounds=asked.rounds, profile=asked.profile)
    report(
        name="map_page",
        figure=measured["p95_warm_ms"],
        unit="ms",
        rival="the same page with every figure counted anew",
        rival_figure=measured["anew_ms"],
        runs=asked.rounds * WARM_EACH,
        rows=asked.rows,
        **measured,
    )


def _measured(*, rounds: int, profile: bool) -> dict[str, Any]:
    _draw()
    client = _manager()
    firsts = _firsts(client)

    def ask(path: str = PATH) -> tuple[float, str]:
        return _asked(client, path)

    first, page = ask()
    _until_counted(client, page)
    if profile:
        _profiled(ask)
    sys.stderr.write(f"first in this process: {first:.0f} ms\n")
    warm = _series(rounds * WARM_EACH, ask)
    _until_counted(client, ask(YEAR)[1])
    warm_year = _series(rounds, lambda: ask(YEAR))
    sys.stderr.write(f"warm: {sorted(map(round, warm))}, a year: {sorted(map(round, warm_year))}\n")
    few = [_after(client, random.Random(n).randint(1, 20), seed=n) for n in range(rounds)]  # noqa: S311  a draw
    many = [_after(client, MANY, seed=1_000 + n) for n in range(min(rounds, MANY_ROUNDS))]
    trends = _trends(client)
    anew = _anew(client, runs=min(rounds, ANEW_ROUNDS))
    return {
        "p50_warm_ms": _p(warm, 50),
        "p95_warm_ms": _p(warm, 95),
        "p50_warm_year_ms": _p(warm_year, 50),
        "p95_warm_year_ms": _p(warm_year, 95),
        **firsts,
        "anew_ms": round(anew),
        "p50_after_new_ms": _p([page for page, _, _ in few], 50),
        "p95_after_new_ms": _p([page for page, _, _ in few], 95),
        "fresh_at_once": sum(at_once for _, _, at_once in few) / len(few),
        "p50_fresh_ms": _p([fresh for _, fresh, _ in few], 50),
        "fresh_ms": _p([fresh for _, fresh, _ in few], 95),
        "to_page_after_1000_ms": round(max(page for page, _, _ in many)),
        "fresh_after_1000_ms": round(max(fresh for _, fresh, _ in many)),
        **trends,
    }


def _draw() -> None:
    """The journey, segments and places that the lake's moments speak of, with the ids that they have there."""
    from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan  # noqa: PLC0415
    from wellserved.journey.services import ensure_journey  # noqa: PLC0415  Django must be set up
    from wellserved.people.contracts import OPERATOR  # noqa: PLC0415
    from wellserved.people.models import Location, Segment  # noqa: PLC0415

    measures = (
        MeasurePlan(slug="days", title="Days", unit="days", better="lower"),
        MeasurePlan(slug="filled", title="Filled", unit="%", better="higher"),
        MeasurePlan(slug="score", title="Score", unit="of 7", better="higher", satisfied=5),
    )
    numbers = iter(range(SHAPE.touchpoints))
    stages = tuple(
        StagePlan(
            slug=f"stage-{stage}",
            title=f"Stage {stage}",
            touchpoints=tuple(
                TouchpointPlan(
                    slug=f"point-{number}", title=f"Touchpoint {number}", channel="web", measures=measures
                )
                for _, number in zip(range(SHAPE.touchpoints // STAGES), numbers, strict=False)
            ),
        )
        for stage in range(STAGES)
    )
    plan = JourneyPlan(slug="long", title="A long journey", goal="Get there", stages=stages)
    keys = ensure_journey(by=OPERATOR, plan=plan, now=END)
    for number, key in enumerate(sorted(keys, key=lambda key: key.measure_id)):
        if (key.touchpoint_id, key.measure_id) != (number // 3 + SHAPE.first_id, number + SHAPE.first_id):
            raise SystemExit("The journey's ids are not those of the lake; a fresh database counts from 1.")
    Segment.objects.bulk_create(Segment(pk=n, slug=f"segment-{n}", name=f"Segment {n}") for n in range(1, 9))
    Location.objects.bulk_create(Location(pk=n, code=f"place-{n}", name=f"Place {n}") for n in range(1, 81))


def _manager() -> Any:
    from django.conf import settings  # noqa: PLC0415  Django must be set up
    from django.test import Client  # noqa: PLC0415

    from wellserved.people.models import Account, Staff  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["*"]
    account = Account.objects.create_user("manager@bench.test")
    Staff.objects.create(account=account, name="Alex", role="manager")
    # As browsers ask: compressing the page is part of the answer.
    client = Client(headers={"Accept-Encoding": "gzip, br"})
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _asked(client: Any, path: str) -> tuple[float, str]:
    """Milliseconds to the whole answer, and the page."""
    start = time.perf_counter()
    answer = client.get(path)
    taken = (time.perf_counter() - start) * 1_000
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}.")
    packed = answer.get("Content-Encoding") == "gzip"
    return taken, (gzip.decompress(answer.content) if packed else answer.content).decode()


def _until_counted(
    client: Any, page: str, *, place: str = r'data-recount hx-get="([^"]+)"'
) -> tuple[float, str]:
    """Milliseconds more until all of it is counted, as often as it asks for itself again; and the page then."""
    taken = 0.0
    while again := re.search(place, page):
        more, page = _asked(client, again[1])
        taken += more
    return taken, page


def _series(times: int, ask: Callable[[], tuple[float, str]]) -> list[float]:
    """Spread over more than the two seconds in which the page does not look for new moments."""
    taken = []
    for _ in range(times):
        taken.append(ask()[0])
        time.sleep(0.1)
    return taken


def _after(client: Any, new: int, *, seed: int) -> tuple[float, float, bool]:
    """Milliseconds to the page after so many new moments, to fresh figures, and whether both came at once."""
    before = _cases(_until_counted(client, _asked(client, PATH)[1])[1])
    time.sleep(PAUSE_SECONDS)
    _record(new, seed=seed)
    taken, page = _asked(client, PATH)
    more, fresh = _until_counted(client, page)
    waited = taken + more
    if _cases(fresh) != before + new:
        raise SystemExit(f"{new} new moments were recorded, the page counts {_cases(fresh) - before} more.")
    sys.stderr.write(f"{new} new: the page after {taken:.0f} ms, fresh after {waited:.0f} ms\n")
    return taken, waited, fresh is page


def _record(new: int, *, seed: int) -> None:
    from wellserved.journey.services import record_moments  # noqa: PLC0415  Django must be set up

    draw = random.Random(seed)  # noqa: S311  a draw
    points = [draw.randrange(SHAPE.touchpoints) for _ in range(new)]
    table = pa.table(
        {
            "source_key": [uuid4().hex for _ in points],
            "measure_id": pa.array([point * 3 + SHAPE.first_id for point in points], pa.int32()),
            "expected": [draw.randrange(2, 12) / 2 for _ in points],
            "standard": [3.0 for _ in points],
            "told": [3.0 for _ in points],
            "delivered": [draw.randrange(2, 12) / 2 for _ in points],
            "segment_id": pa.array([draw.randrange(1, 8) for _ in points], pa.int32()),
            "location_id": pa.array([draw.randrange(1, 80) for _ in points], pa.int32()),
            "channel": [draw.choice(CHANNELS) for _ in points],
            "subject_kind": ["parcel" for _ in points],
            "subject_id": [uuid4().hex for _ in points],
            "occurred_at": pa.array(
                [END - timedelta(seconds=draw.randrange(1, 80_000)) for _ in points],
                pa.timestamp("us", tz="UTC"),
            ),
        }
    )
    done = list(record_moments(source="bench", batches=[table], now=datetime.now(UTC)))
    if sum(result.recorded for result in done) != new:
        raise SystemExit("Not every new moment was recorded.")


def _trends(client: Any) -> dict[str, int]:
    """The lane of trends, which comes as a second request."""
    place = re.search(r'hx-get="([^"]*trends[^"]*)"', _asked(client, PATH)[1])
    if place is None:
        return {}
    said, lane = _asked(client, place[1])
    counted = said + _until_counted(client, lane, place=r'hx-get="([^"]*trends[^"]*)"')[0]
    return {
        "trends_said_ms": round(said),
        "trends_anew_ms": round(counted),
        "trends_warm_ms": round(_asked(client, place[1])[0]),
    }


def _anew(client: Any, *, runs: int) -> float:
    from wellserved.insight.queries.asking import memory  # noqa: PLC0415  Django must be set up

    taken = []
    for _ in range(runs):
        memory.forget()
        _forget_what_lies()
        first, page = _asked(client, f"{PATH}?recounted=1")
        taken.append(first + _until_counted(client, page)[0])
    return statistics.median(taken)


def _firsts(client: Any) -> dict[str, int]:
    """Of three processes one after the other: nothing counted ever, after a restart, and new moments before one."""
    session = client.session.session_key
    # Installed programs lie compiled: this one compiles, and is not looked at.
    _record(5, seed=4)
    _in_a_process_of_its_own(session)
    _forget_what_lies()
    never = _in_a_process_of_its_own(session)
    restarted = _in_a_process_of_its_own(session)
    if not restarted["cases"]:
        raise SystemExit("After a restart the map does not show what was counted last.")
    _record(5, seed=5)
    with_new = _in_a_process_of_its_own(session)
    if with_new["cases"] not in {restarted["cases"], restarted["cases"] + 5}:
        raise SystemExit(f"After a restart the map counts {with_new['cases']} cases.")
    return {
        "before_ms": never["before_ms"],
        "first_map_ms": never["page_ms"],
        "first_map_had_figures": never["cases"],
        "first_figures_ms": never["figures_ms"],
        "first_map_after_restart_ms": restarted["page_ms"],
        "first_map_after_restart_with_new_ms": with_new["page_ms"],
        "figures_after_restart_with_new_ms": with_new["figures_ms"],
    }


def _forget_what_lies() -> None:
    shutil.rmtree(Path(os.environ["WELLSERVED_HOME"]) / "lake" / "answers", ignore_errors=True)


def _in_a_process_of_its_own(session: str) -> dict[str, int]:
    command = [sys.executable, "-m", "benchmarks.map_page", "--first", session]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    compiled = {"PYTHONPYCACHEPREFIX": str(Path(os.environ["WELLSERVED_HOME"]) / "compiled")}
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=kept | compiled)
    sys.stderr.write(f"first: {answer.stdout}")
    found: dict[str, int] = json.loads(answer.stdout)
    return found


def _first(session: str) -> None:
    """Milliseconds to the page and to its newest figures, and the cases that the page spoke of at first (0: none yet)."""
    from wellserved.platform.opening import opened  # noqa: PLC0415  as every command does

    with opened():
        from django.conf import settings  # noqa: PLC0415  Django must be set up
        from django.test import Client  # noqa: PLC0415  as above

        from wellserved.platform.serving.warming import warm  # noqa: PLC0415  as above

        settings.ALLOWED_HOSTS = ["*"]
        client = Client(headers={"Accept-Encoding": "gzip, br"})
        client.cookies[settings.SESSION_COOKIE_NAME] = session
        # As a worker does before it listens.
        warm()
        # Nobody comes to a map without having signed in: a page came before.
        loading, _ = _asked(client, PAGE_BEFORE)
        taken, page = _asked(client, PATH)
        figures = taken + _until_counted(client, page)[0]
        shown = _cases(page) if "figures are being counted" not in page else 0
    print(
        json.dumps(
            {
                "page_ms": round(taken),
                "figures_ms": round(figures),
                "cases": shown,
                "before_ms": round(loading),
            }
        ),
        flush=True,
    )


def _cases(page: str) -> int:
    found = re.search(r"([\d,]+) cases", page)
    if found is None:
        raise SystemExit("The page does not say how many cases it counts.")
    return int(found[1].replace(",", ""))


def _p(taken: list[float], share: int) -> int:
    return round(statistics.quantiles(taken, n=100, method="inclusive")[share - 1])


def _profiled(ask: Callable[[], tuple[float, str]]) -> None:
    import cProfile  # noqa: PLC0415  by hand only
    import pstats  # noqa: PLC0415

    ask()
    with cProfile.Profile() as profile:
        ask()
    pstats.Stats(profile).sort_stats("cumulative").print_stats(70)
    pstats.Stats(profile).sort_stats("tottime").print_stats(40)


if __name__ == "__main__":
    main()
