"""`make bench`: run every benchmark, or those named (`make bench NAMES="cases answers"`), and write performance.md.

Figures stay in figures.jsonl with the day on which they were measured, so that one can be measured anew alone.
"""

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
    "lot_page",
    "triage",
    "answers",
    "measures",
    "beside_parcels",
)
HERE = Path(__file__).parent
FIGURES = HERE / "figures.jsonl"
PAGE = HERE.parent / "docs" / "reference" / "performance.md"
PLAIN = (
    "name",
    "figure",
    "unit",
    "rival",
    "rival_figure",
    "ratio",
    "runs",
    "measured_on",
    "machine",
    "python",
)


def main(names: list[str]) -> None:
    if unknown := set(names) - set(BENCHMARKS):
        sys.exit(f"There is no benchmark {', '.join(sorted(unknown))}. There are {', '.join(BENCHMARKS)}.")
    failed = []
    for name in names or BENCHMARKS:
        line = run(name)
        if line is None:
            failed.append(name)
            continue
        keep(line)
        PAGE.write_text(page(kept()), encoding="utf-8")
    if failed:
        sys.exit(f"No figure from {', '.join(failed)}; see above.")


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
    return found | {
        "measured_on": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": platform.machine(),
        "python": platform.python_version(),
    }


def kept() -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in FIGURES.read_text(encoding="utf-8").splitlines()]
    return sorted(lines, key=lambda line: BENCHMARKS.index(line["name"]))


def keep(line: dict[str, Any]) -> None:
    lines = [one for one in kept() if one["name"] != line["name"]] + [line]
    text = "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in lines)
    FIGURES.write_text(text, encoding="utf-8")


def page(lines: list[dict[str, Any]]) -> str:
    rows = "\n".join(
        f"| {x['name']} | {x['figure']:,} {x['unit']} | {x['rival']} | {x['rival_figure']:,} | {x['ratio']} "
        f"| {x['runs']} | {x['measured_on']} |"
        for x in lines
    )
    more = "\n".join(
        f"- {x['name']}: "
        + ", ".join(
            str(value) if key == "also" else f"{key} {value}" for key, value in x.items() if key not in PLAIN
        )
        for x in lines
        if set(x) - set(PLAIN)
    )
    machines = sorted({f"{x['machine']}, Python {x['python']}" for x in lines})
    return (
        "# Performance\n\n"
        f"Written by `make bench` ({'; '.join(machines)}; two cores). Medians; each rival ran in the same run.\n\n"
        "| benchmark | figure | rival | rival's figure | ratio | runs | measured |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
        f"{rows}\n\n{more}\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
