"""`make bench`: run every benchmark and write docs/reference/performance.md."""

import json
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

BENCHMARKS = (
    "record_moments",
    "import_olist",
    "gap_map",
    "fresh_start",
    "map_page",
    "page_weight",
    "cases",
    "scan_intake",
    "track_lookup",
    "track_page",
    "window",
    "notice_delay",
    "board_page",
    "triage",
    "answers",
    "measures",
)
PAGE = Path(__file__).parents[1] / "docs" / "reference" / "performance.md"
PLAIN = ("name", "figure", "unit", "rival", "rival_figure", "ratio", "runs")


def main() -> None:
    lines = [line for name in BENCHMARKS if (line := run(name)) is not None]
    PAGE.write_text(page(lines), encoding="utf-8")
    if len(lines) < len(BENCHMARKS):
        sys.exit("Not every benchmark gave its figure; see above.")


def run(name: str) -> dict[str, Any] | None:
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}"], stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        sys.stderr.write(f"benchmarks.{name} failed with exit code {done.returncode}.\n")
        return None
    last = done.stdout.strip().splitlines()[-1]
    print(last, flush=True)
    found: dict[str, Any] = json.loads(last)
    return found


def page(lines: list[dict[str, Any]]) -> str:
    rows = "\n".join(
        f"| {x['name']} | {x['figure']:,} {x['unit']} | {x['rival']} | {x['rival_figure']:,} | {x['ratio']} | {x['runs']} |"
        for x in lines
    )
    more = "\n".join(
        f"- {x['name']}: " + ", ".join(f"{key} {value}" for key, value in x.items() if key not in PLAIN)
        for x in lines
        if set(x) - set(PLAIN)
    )
    return (
        "# Performance\n\n"
        f"Written by `make bench` on {datetime.now(UTC):%Y-%m-%d} ({platform.machine()}, Python "
        f"{platform.python_version()}). Medians; each rival ran in the same run.\n\n"
        "| benchmark | figure | rival | rival's figure | ratio | runs |\n| --- | --- | --- | --- | --- | --- |\n"
        f"{rows}\n\n{more}\n"
    )


if __name__ == "__main__":
    main()
