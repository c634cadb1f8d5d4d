"""All figures of the measurement page over 1 million respondents x 22 pairs, from one Parquet file.

Ours reads the file once and keeps sums; the rival does the same figures with pandas, pingouin, statsmodels and semopy, in
an environment of its own that is made for this run. Both draw the same number of bootstrap samples, ours of sums over
2,000 blocks of respondents and the rival of respondents, as statsmodels would have it; so the rival's time without any
bootstrap is told beside it. Both must say the same figures, else there is no benchmark. Ours runs three times, the rival
once. Each part is a process of its own, and its memory is what that held at most.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.apart import peak_mb, run_part
from benchmarks.measuring import report

RESPONDENTS = 1_000_000
DRAWS = 200
SKIPPED = 0.05
DIMENSIONS = {"tangibles": 4, "reliability": 5, "responsiveness": 4, "assurance": 4, "empathy": 5}
RIVAL = ("pandas>=2.2,<3", "pyarrow", "pingouin", "statsmodels", "semopy")


def names() -> list[str]:
    return [name for name, size in DIMENSIONS.items() for _ in range(size)]


def write(file: Path, respondents: int) -> None:
    """Answers from five factors that go together, 1 to 7; one respondent in twenty skips one item."""
    random = np.random.default_rng(7)
    of = np.array([list(DIMENSIONS).index(name) for name in names()])
    together = np.full((5, 5), 0.5) + 0.5 * np.eye(5)
    with pq.ParquetWriter(file, _schema()) as writer:
        for start in range(0, respondents, 100_000):
            n = min(100_000, respondents - start)
            factors = random.multivariate_normal(np.zeros(5), together, n)
            felt = factors[:, of] * 0.8 + random.normal(size=(n, 22)) * 0.7
            hoped = factors[:, of] * 0.3 + random.normal(size=(n, 22)) * 0.8
            perceived = np.clip(np.rint(4.6 + 1.3 * felt), 1, 7)
            expected = np.clip(np.rint(5.9 + hoped), 1, 7)
            perceived[random.random(n) < SKIPPED, int(random.integers(22))] = np.nan
            outcome = np.clip(
                np.rint(4.5 + factors @ [0.2, 0.5, 0.3, 0.1, 0.3] + random.normal(size=n)), 1, 7
            )
            nps = np.clip(np.rint(7 + 1.5 * factors.mean(axis=1) + random.normal(size=n)), 0, 10)
            columns = [*perceived.T, *expected.T, outcome, nps]
            arrays = [pa.array(one, pa.float64(), from_pandas=True).cast(pa.int8()) for one in columns]
            writer.write_batch(pa.record_batch(arrays, schema=_schema()))


def _schema() -> pa.Schema:
    levels = [f"{level}{number}" for level in "pe" for number in range(22)]
    return pa.schema([(name, pa.int8()) for name in [*levels, "outcome", "nps"]])


def ours(file: str, draws: int) -> dict[str, Any]:
    start = time.perf_counter()
    from wellserved.analytics.measurement import (  # noqa: PLC0415  loading them is part of it, as for the rival
        Instrument,
        Item,
        Tally,
        chunks,
        net_promoter,
        sheet,
    )

    instrument = Instrument(
        items=tuple(
            Item(name=str(number), dimension=name, perceived=f"p{number}", expected=f"e{number}")
            for number, name in enumerate(names())
        ),
        outcome="outcome",
        centre=4,
    )
    tally, recommended = Tally(instrument), np.zeros(11, dtype=int)
    for values, _ in chunks(file, [*instrument.columns, "nps"]):
        tally.add(values[:, :-1])
        recommended += np.bincount(values[:, -1].astype(int), minlength=11)
    found = sheet(tally.sums(), draws=draws)
    score = net_promoter(recommended.tolist())
    seconds = time.perf_counter() - start
    assert found.fit
    assert found.importance
    assert score
    return {
        "seconds": seconds,
        "peak_mb": peak_mb(),
        "figures": {
            "dimensions": {one.name: _dimension(one) for one in found.dimensions},
            "fit": {key: getattr(found.fit, key) for key in ("chi2", "df", "cfi", "rmsea")},
            "nps": {"score": score.score, "margin": score.margin},
            "importance": {
                "share": [one.share for one in found.importance.shares],
                "low": [one.low for one in found.importance.shares],
                "high": [one.high for one in found.importance.shares],
                "r2": found.importance.r2,
            },
        },
    }


def _dimension(one: Any) -> dict[str, Any]:
    def mean(known: Any) -> dict[str, float]:
        return {"value": known.value, "low": known.low, "high": known.high}

    known = one.reliability
    return {
        "gap": one.gap.value,
        "perceived": one.perceived.value,
        "expected": one.expected.value,
        "items": {
            item.name: {
                "gap": mean(item.gap),
                "perceived": mean(item.perceived),
                "expected": mean(item.expected),
            }
            for item in one.items
        },
        "alpha": known.alpha,
        "alpha_low": known.low,
        "alpha_high": known.high,
        "omega": known.omega,
        "item_total": {
            item.name: total.corrected for item, total in zip(one.items, known.items, strict=True)
        },
    }


def same(mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    """Raises where the two say something else: to 1e-6 what is a formula, to what fitting and drawing leave else."""
    loose = {
        "omega": 1e-3,
        "alpha_low": 6e-4,
        "alpha_high": 6e-4,
        "chi2": 0.02,
        "cfi": 1e-4,
        "rmsea": 1e-3,
        "margin": 1e-3,
        "item_total": 2e-3,
    }
    assert mine["fit"]["df"] == theirs["fit"]["df"]
    _near("", {k: v for k, v in mine.items() if k != "importance"}, theirs, loose, 1e-6)
    _near("", {k: mine["importance"][k] for k in ("share", "r2")}, theirs["importance"], {}, 1e-6)
    spread = [
        high - low
        for low, high in zip(theirs["importance"]["low"], theirs["importance"]["high"], strict=True)
    ]
    for end in ("low", "high"):
        pairs = zip(mine["importance"][end], theirs["importance"][end], spread, strict=True)
        assert all(abs(one - other) < 0.25 * wide for one, other, wide in pairs), (end, mine, theirs)


def _near(place: str, one: Any, other: Any, loose: dict[str, float], by: float) -> None:
    if isinstance(one, dict):
        for key, value in one.items():
            _near(f"{place}/{key}", value, other[key], loose, loose.get(key, by))
    elif isinstance(one, list):
        for number, value in enumerate(one):
            _near(f"{place}/{number}", value, other[number], loose, by)
    else:
        assert abs(one - other) <= by * max(abs(other), 1), f"{place}: ours {one}, theirs {other}"


def rival(folder: Path) -> str:
    """The Python of an environment with the rival's packages."""
    python = str(folder / "rival" / "bin" / "python")
    uv = str(Path(sys.executable).with_name("uv"))
    subprocess.run([uv, "venv", "-q", str(folder / "rival"), "--python", sys.executable], check=True)
    subprocess.run([uv, "pip", "install", "-q", "--python", python, *RIVAL], check=True)
    return python


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="ws-bench-") as made:
        folder = Path(made)
        file = folder / "answers.parquet"
        write(file, RESPONDENTS)
        python = rival(folder)
        script = str(Path(__file__).with_name("measures_in_pandas.py"))
        runs = [run_part("benchmarks.measures", "ours", str(file), str(DRAWS)) for _ in range(3)]
        done = subprocess.run(
            [python, script, str(file), str(DRAWS), json.dumps(DIMENSIONS)],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        theirs = json.loads(done.stdout.splitlines()[-1])
    mine = sorted(runs, key=lambda run: run["seconds"])[1]
    same(mine["figures"], theirs["figures"])
    report(
        name="measures",
        figure=mine["seconds"],
        unit="s for all figures of 1,000,000 respondents x 22 pairs, 200 bootstrap draws",
        rival="pandas + pingouin + statsmodels + semopy",
        rival_figure=theirs["seconds"],
        runs=3,
        times_faster=round(theirs["seconds"] / mine["seconds"], 1),
        peak_mb=round(max(run["peak_mb"] for run in runs)),
        rival_runs=1,
        rival_peak_mb=round(theirs["peak_mb"]),
        rival_without_bootstrap_s=round(theirs["without_bootstrap"], 1),
        times_faster_without_bootstrap=round(theirs["without_bootstrap"] / mine["seconds"], 1),
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["ours"]:
        print(json.dumps(ours(sys.argv[2], int(sys.argv[3]))))
    else:
        main()
