"""How often a control chart of a service that has not changed speaks all the same: the table of docs/reference/alerts.md.

`python -m benchmarks.false_alarms` simulates it, always with the same chance, and prints its rows.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from wellserved.analytics.control import (
    BASELINE,
    RULES,
    Chart,
    Kind,
    Rule,
    Stretch,
    chart_of_shares,
    chart_of_values,
)

CHARTS, AFTER, SEED = 3_000, 32, 1931
LADDER: tuple[tuple[Rule, ...], ...] = ((1,), (1, 2, 3), RULES)
Draw = Callable[[np.random.Generator, tuple[Rule, ...]], Chart]


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    draw: Draw


def shares(n: int, share: float, *, spread: float = 0.0, kind: Kind | None = None) -> Draw:
    """A chart of `n` cases a stretch; with a `spread` the share itself differs from stretch to stretch, by chance."""

    def draw(chance: np.random.Generator, rules: tuple[Rule, ...]) -> Chart:
        true = np.clip(chance.normal(share, spread, BASELINE + AFTER), 0, 1)
        stretches = [Stretch(short=int(short), n=n) for short in chance.binomial(n, true)]
        return chart_of_shares(stretches, kind=kind, rules=rules)

    return draw


def values(chance: np.random.Generator, rules: tuple[Rule, ...]) -> Chart:
    return chart_of_values(chance.standard_normal(BASELINE + AFTER).tolist(), rules=rules)


CASES = (
    Case("shares, n = 30, 20%", shares(30, 0.2)),
    Case("shares, n = 100, 10%", shares(100, 0.1)),
    Case("shares, n = 500, 5%", shares(500, 0.05)),
    Case("shares, n = 500, 20%", shares(500, 0.2)),
    Case("rare: n = 30, 1%", shares(30, 0.01)),
    Case("rare: n = 100, 0.5%", shares(100, 0.005)),
    Case("restless: n = 2,000, 20% with a spread of 3 points a stretch", shares(2_000, 0.2, spread=0.03)),
    Case("the same on a p-chart", shares(2_000, 0.2, spread=0.03, kind="proportions")),
    Case("normal values, individuals chart", values),
)


def false_alarms(draw: Draw, rules: tuple[Rule, ...], *, charts: int = CHARTS) -> tuple[float, float]:
    """Of 1,000 points after the baseline: those that some rule speaks at, and those that an alert is raised at.

    An alert is raised where a rule begins to speak, not again while it goes on.
    """
    chance = np.random.default_rng(SEED)
    spoken = raised = 0
    for _ in range(charts):
        said: dict[int, set[tuple[Rule, bool]]] = {}
        for one in draw(chance, rules).signals:
            said.setdefault(one.index, set()).add((one.rule, one.above))
        later = [index for index in said if index >= BASELINE]
        spoken += len(later)
        raised += sum(bool(said[index] - said.get(index - 1, set())) for index in later)
    points = charts * AFTER / 1_000
    return spoken / points, raised / points


def main() -> None:
    for case in CASES:
        found = [false_alarms(case.draw, rules) for rules in LADDER]
        cells = " | ".join(f"{spoken:.1f} ({raised:.1f})" for spoken, raised in found)
        print(f"| {case.name} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
