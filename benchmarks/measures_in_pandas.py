"""The figures of the measurement page as pandas, pingouin, statsmodels and semopy make them: a file, the number
of draws and the dimensions' sizes in, JSON out.

Runs in an environment of its own, without Wellserved. What these packages do not have (derived importance, omega of a
factor) is written in the way that their users write it.
"""

import json
import sys
import time
from itertools import combinations
from math import factorial, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pingouin as pg
import semopy
from statsmodels.multivariate.factor import Factor
from statsmodels.stats.weightstats import DescrStatsW

DIMENSIONS: dict[str, int] = json.loads(sys.argv[3])


def items() -> dict[str, list[int]]:
    found, first = {}, 0
    for name, size in DIMENSIONS.items():
        found[name] = list(range(first, first + size))
        first += size
    return found


def mean(values: pd.Series) -> dict[str, float]:
    known = DescrStatsW(values.dropna().to_numpy())
    low, high = known.tconfint_mean()
    return {"value": float(known.mean), "low": float(low), "high": float(high)}


def dimension(table: pd.DataFrame, mine: list[int]) -> dict[str, Any]:
    perceived, expected = table[[f"p{i}" for i in mine]], table[[f"e{i}" for i in mine]]
    gaps = pd.DataFrame({i: table[f"p{i}"] - table[f"e{i}"] for i in mine})
    value, (low, high) = pg.cronbach_alpha(data=perceived, nan_policy="pairwise")
    complete = perceived.dropna()
    fitted = Factor(corr=complete.corr().to_numpy(), n_factor=1, method="ml", nobs=len(complete)).fit()
    scale = complete.std().to_numpy()
    common = float((fitted.loadings[:, 0] * scale).sum()) ** 2
    totals = {
        i: float(perceived[f"p{i}"].corr(perceived.drop(columns=f"p{i}").sum(axis=1, skipna=False)))
        for i in mine
    }
    return {
        "gap": float(gaps.mean().mean()),
        "perceived": float(perceived.mean().mean()),
        "expected": float(expected.mean().mean()),
        "items": {
            i: {
                "gap": mean(gaps[i]),
                "perceived": mean(perceived[f"p{i}"]),
                "expected": mean(expected[f"e{i}"]),
            }
            for i in mine
        },
        "gap_interval": mean(gaps.mean(axis=1)),
        "alpha": float(value),
        "alpha_low": float(low),
        "alpha_high": float(high),
        "omega": common / (common + float((fitted.uniqueness * scale**2).sum())),
        "item_total": totals,
    }


def fit(table: pd.DataFrame) -> dict[str, float]:
    complete = table[[f"p{i}" for i in range(22)]].dropna()
    text = "\n".join(f"{name} =~ " + " + ".join(f"p{i}" for i in mine) for name, mine in items().items())
    model = semopy.Model(text)
    model.fit(complete)
    known = semopy.calc_stats(model).loc["Value"]
    return {
        "chi2": float(known["chi2"]),
        "df": int(known["DoF"]),
        "cfi": float(known["CFI"]),
        "rmsea": float(known["RMSEA"]),
    }


def shares(scores: pd.DataFrame) -> np.ndarray:
    """LMG: R^2 of every subset from the correlations, averaged over all orders."""
    together = scores.corr().to_numpy()
    p = len(together) - 1
    known = {(): 0.0}
    for size in range(1, p + 1):
        for subset in combinations(range(p), size):
            inner, outer = together[np.ix_(subset, subset)], together[list(subset), p]
            known[subset] = float(outer @ np.linalg.solve(inner, outer))
    parts = np.zeros(p)
    for subset, explained in known.items():
        for one in set(range(p)) - set(subset):
            weight = factorial(len(subset)) * factorial(p - len(subset) - 1) / factorial(p)
            parts[one] += weight * (known[tuple(sorted((*subset, one)))] - explained)
    return parts


def importance(table: pd.DataFrame, draws: int) -> dict[str, Any]:
    complete = table[[*(f"p{i}" for i in range(22)), "outcome"]].dropna()
    scores = pd.DataFrame(
        {name: complete[[f"p{i}" for i in mine]].mean(axis=1) for name, mine in items().items()}
        | {"outcome": complete["outcome"]}
    )
    whole = shares(scores)
    drawn = np.array(
        [shares(scores.sample(frac=1, replace=True, random_state=seed)) for seed in range(draws)]
    )
    drawn /= drawn.sum(axis=1, keepdims=True)
    low, high = np.percentile(drawn, (2.5, 97.5), axis=0)
    return {
        "share": (whole / whole.sum()).tolist(),
        "low": low.tolist(),
        "high": high.tolist(),
        "r2": float(whole.sum()),
    }


def nps(table: pd.DataFrame) -> dict[str, float]:
    said = table["nps"].dropna()
    p, d = float((said >= 9).mean()), float((said <= 6).mean())
    return {"score": 100 * (p - d), "margin": 196 * sqrt((p + d - (p - d) ** 2) / len(said))}


def peak_mb() -> float:
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def main() -> None:
    file, draws = sys.argv[1], int(sys.argv[2])
    start = time.perf_counter()
    table = pd.read_parquet(file)
    found = {
        "dimensions": {name: dimension(table, mine) for name, mine in items().items()},
        "fit": fit(table),
        "nps": nps(table),
    }
    without = time.perf_counter() - start
    found["importance"] = importance(table, draws)
    seconds = time.perf_counter() - start
    print(
        json.dumps({"seconds": seconds, "without_bootstrap": without, "peak_mb": peak_mb(), "figures": found})
    )


if __name__ == "__main__":
    main()
