"""Works measured in turn, and parts of a benchmark in processes of their own."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.measuring import median, seconds


def medians(works: Mapping[str, Callable[[], object]], *, runs: int) -> dict[str, float]:
    """Seconds of each work, the median of `runs`. They take turns, so that what slows the machine slows all."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(runs):
        for name, work in works.items():
            taken[name].append(seconds(work))
    return {name: median(each) for name, each in taken.items()}


def peak_mb() -> float:
    """The most memory that this process has held, in megabytes.

    Not from getrusage, which in a started process begins with the memory of the one that started it.
    """
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise OSError("/proc/self/status names no VmHWM: this benchmark needs Linux.")


def run_part(module: str, *arguments: str) -> dict[str, Any]:
    """Runs `python -m module arguments` apart and returns the JSON object that it prints as its last line."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], stdout=subprocess.PIPE, text=True, check=True
    )
    part: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return part
