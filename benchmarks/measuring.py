"""What benchmarks share: a database of their own, timing, memory, and the line that they print."""

import json
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil


@contextmanager
def own_database() -> Iterator[str]:
    """An embedded server in a temporary home, Django set up on it, tables made; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="ws-bench-") as home:
        os.environ["WELLSERVED_HOME"] = home
        os.environ.pop("WELLSERVED_DATABASE_URL", None)
        from wellserved.platform.opening import opened  # noqa: PLC0415  reads the home just set

        with opened() as address:
            yield address


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median(values: list[float]) -> float:
    return statistics.median(values)


@contextmanager
def peak_memory(process: psutil.Process, *, every: float = 0.05) -> Iterator[Callable[[], float]]:
    """Watch a process and its children; the callable tells the highest resident memory seen, in MB."""
    seen, done = [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(every):
            seen[0] = max(seen[0], _resident(process))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield lambda: seen[0]
    finally:
        done.set()
        watcher.join()


def _resident(process: psutil.Process) -> float:
    total = 0
    try:
        for each in [process, *process.children(recursive=True)]:
            total += each.memory_info().rss
    except psutil.NoSuchProcess:
        pass
    return total / 1e6


def report(
    *, name: str, figure: float, unit: str, rival: str, rival_figure: float, runs: int, **more: Any
) -> None:
    """The last line that a benchmark prints; ratio is figure / rival_figure."""
    line = {
        "name": name,
        "figure": round(figure, 3),
        "unit": unit,
        "rival": rival,
        "rival_figure": round(rival_figure, 3),
        "ratio": round(figure / rival_figure, 3) if rival_figure else None,
        "runs": runs,
        **more,
    }
    print(json.dumps(line), flush=True)


def real_data() -> Path:
    default = Path(__file__).parents[1].parent / "shared" / "data"
    return Path(os.environ.get("WELLSERVED_TEST_DATA", default))
