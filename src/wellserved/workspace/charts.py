"""Where the marks of a chart stand: geometry for pictures that the server draws itself, without scripts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

from wellserved.insight.contracts import ControlChart, ControlPoint, LevelDistribution

ENOUGH = 30
WIDTH, LEFT = 336.0, 30.0
TREND_HEIGHT, BARS_HEIGHT = 84.0, 52.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """`look` is '', 'few' (too few cases to be judged), 'out worse' or 'out better'."""

    x: float
    y: float
    look: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """The share over time: a line, the band between its control limits, their centre, and where they come from.

    `band`, `centre_y` and `judged_x` (from there on points are held against limits that they had no part in) are
    None without limits; `since_x` is where the period that was asked for begins, None at the picture's edge.
    """

    dots: tuple[Dot, ...]
    line: str
    band: str
    top: float
    centre_y: float | None
    judged_x: float | None
    since_x: float | None
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    value: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One level's distribution on the scale that all levels share; the median's place is `median_x`."""

    bars: tuple[Bar, ...]
    median_x: float


def control(chart: ControlChart, *, since: date | None = None) -> Control | None:
    """None for fewer than two points: one point is no chart."""
    points = chart.points
    if len(points) < 2:
        return None
    judged = [
        (index, p.low, p.high) for index, p in enumerate(points) if p.low is not None and p.high is not None
    ]
    top = _round_up(max([*(p.share for p in points), *(high for _, _, high in judged), 0.02]))

    def x(index: float) -> float:
        return round(LEFT + 4 + index * (WIDTH - LEFT - 8) / (len(points) - 1), 1)

    def y(value: float) -> float:
        return round(TREND_HEIGHT - min(value, top) / top * (TREND_HEIGHT - 6), 1)

    dots = tuple(Dot(x=x(i), y=y(p.share), look=_look(p)) for i, p in enumerate(points))
    upper = [f"{x(i)},{y(high)}" for i, _, high in judged]
    lower = [f"{x(i)},{y(low)}" for i, low, _ in judged]
    inside = [i for i, p in enumerate(points) if since is not None and p.end > since]
    return Control(
        dots=dots,
        line=" ".join(f"{dot.x},{dot.y}" for dot in dots),
        band=" ".join([*upper, *reversed(lower)]),
        top=top,
        centre_y=None if chart.centre is None else y(chart.centre),
        judged_x=x(judged[chart.baseline][0] - 0.5) if len(judged) > chart.baseline else None,
        since_x=x(inside[0] - 0.5) if inside and inside[0] > 0 else None,
        first=points[0].start,
        last=points[-1].start,
    )


def _look(point: ControlPoint) -> str:
    if point.rules:
        return "out worse" if point.worse else "out better"
    return "few" if point.n < ENOUGH else ""


def bars(bins: Sequence[tuple[float, float, int]]) -> tuple[Bar, ...]:
    """How far short: one bar a bin, as wide as the picture allows."""
    most = max((n for _, _, n in bins), default=0)
    if not most:
        return ()
    pitch = WIDTH / max(len(bins), 8)
    return tuple(
        Bar(
            x=round(index * pitch, 1),
            y=round(BARS_HEIGHT - n / most * BARS_HEIGHT, 1),
            width=round(pitch - 3, 1),
            height=round(n / most * BARS_HEIGHT, 1),
            value=start,
            n=n,
        )
        for index, (start, _, n) in enumerate(bins)
    )


def span(levels: Sequence[LevelDistribution]) -> tuple[float, float]:
    """The scale that all levels of one measure are drawn on."""
    lows = [level.bins[0][0] if level.bins else level.low for level in levels]
    highs = [level.bins[-1][1] if level.bins else level.high for level in levels]
    low, high = min(lows, default=0.0), max(highs, default=1.0)
    return (low, high) if high > low else (low - 0.5, low + 0.5)


def strip(level: LevelDistribution, *, on: tuple[float, float]) -> Strip:
    """A strip 200 wide and 30 high."""
    low, high = on
    most = max((n for _, _, n in level.bins), default=1) or 1

    def x(value: float) -> float:
        return round((value - low) / (high - low) * 200, 2)

    drawn = tuple(
        Bar(
            x=x(start),
            y=round(30 - max(n / most * 28, 0.8), 2),
            width=max(round(x(end) - x(start) - 0.6, 2), 0.8),
            height=round(max(n / most * 28, 0.8), 2),
            value=start,
            n=n,
        )
        for start, end, n in level.bins
        if n
    )
    return Strip(bars=drawn, median_x=x(level.median))


def _round_up(share: float) -> float:
    """The next of 1, 2, 5 times a power of ten, so that the axis ends on a round figure; at most all."""
    power = 10.0 ** floor(log10(share))
    for step in (1, 2, 3, 4, 5, 6, 8, 10):
        if share <= step * power:
            return min(step * power, 1.0)
    return float(min(ceil(share), 1))
