"""Rules of the map's page: which figure stands for a touchpoint, how dark it is, what counts as a change."""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from wellserved.analytics.statistics import chance_of_difference
from wellserved.insight.contracts import (
    LINKS,
    GapCell,
    JourneyMap,
    MeasureColumn,
    StageColumns,
    TouchpointColumn,
)

GAP_NUMBERS = (1, 2, 3, 4, 5)
CHANCE = 0.05
"""A change counts where chance alone would bring one as large in fewer cases."""
STEPS = (0.02, 0.05, 0.10, 0.20, 0.35, 0.50)
"""Where each next step of the shortfall scale begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The figure that stands for a touchpoint in one gap, and among how many measures it is the worst."""

    measure: MeasureColumn
    cell: GapCell
    among: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Worst:
    """The worst figure of a whole map."""

    stage: StageColumns
    touchpoint: TouchpointColumn
    measure: MeasureColumn
    cell: GapCell


def step(share: float) -> int:
    """The step of the scale, 0 to 6, that a share stands on."""
    return bisect_right(STEPS, share)


def certainly(cell: GapCell) -> tuple[float, float]:
    """Sorts cells from bad to worse: by what is certain of the shortfall, then by the share itself."""
    return (cell.low, cell.share)


def standing(touchpoint: TouchpointColumn, *, gap: int) -> Standing | None:
    """The touchpoint's worst measure with enough cases; failing that, the one with most cases."""
    having = [measure for measure in touchpoint.measures if gap in measure.cells]
    if not having:
        return None
    enough = [measure for measure in having if measure.cells[gap].enough]
    if enough:
        chosen = max(enough, key=lambda measure: certainly(measure.cells[gap]))
    else:
        chosen = max(having, key=lambda measure: measure.cells[gap].n)
    return Standing(measure=chosen, cell=chosen.cells[gap], among=len(having))


def worst_of(journey_map: JourneyMap) -> Worst | None:
    """The cell that falls short most for certain; None where nothing does or too little is known."""
    found = max(_short_cells(journey_map), key=lambda short: certainly(short[3]), default=None)
    if found is None:
        return None
    stage, touchpoint, measure, cell = found
    return Worst(stage=stage, touchpoint=touchpoint, measure=measure, cell=cell)


def _short_cells(
    journey_map: JourneyMap,
) -> Iterator[tuple[StageColumns, TouchpointColumn, MeasureColumn, GapCell]]:
    """Plain tuples: a large map has thousands of cells, and one of them is wanted."""
    for stage in journey_map.stages:
        for touchpoint in stage.touchpoints:
            for measure in touchpoint.measures:
                for cell in measure.cells.values():
                    if cell.enough and cell.short:
                        yield stage, touchpoint, measure, cell


def guilt_together(measures: Iterable[MeasureColumn]) -> dict[str, int]:
    """Shortfalls by link over several measures, in the order of the chain."""
    columns = tuple(measures)
    return {link: sum(column.guilt.get(link, 0) for column in columns) for link in LINKS}


def whole_percents(counts: dict[str, int]) -> dict[str, int]:
    """Counts as percents without decimals that add up to exactly 100; nothing for nothing.

    The largest remainders are rounded up.
    """
    total = sum(counts.values())
    if not total:
        return {}
    floors = {key: count * 100 // total for key, count in counts.items()}
    by_remainder = sorted(counts, key=lambda key: counts[key] * 100 % total, reverse=True)
    for key in by_remainder[: 100 - sum(floors.values())]:
        floors[key] += 1
    return floors


def certain_change(cell: GapCell) -> float | None:
    """How much the share rose (worse) or fell since the period before; None where chance would explain it.

    Two-proportion z test at 95%, pooled.
    """
    if cell.share_before is None or not cell.n_before or not cell.enough:
        return None
    before = cell.share_before * cell.n_before
    sure = chance_of_difference(before, cell.n_before, cell.short, cell.n) < CHANCE
    return cell.share - cell.share_before if sure else None


def months_before(day: date, *, months: int) -> date:
    """The same day some months earlier, or the last of its month where there is no such day."""
    earlier = day.year * 12 + day.month - 1 - months
    year, month = divmod(earlier, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
