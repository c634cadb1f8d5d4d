"""A distribution with lines at what it is held against, as geometry: the server draws it without scripts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10

from wellserved.analytics.contracts import Bar

WIDTH, HEIGHT, EDGE = 560.0, 96.0, 14.0
WIDEST = 34.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A bar or the part of one on one side of the line; `short` is the side that is worse for the customer."""

    x: float
    y: float
    width: float
    height: float
    short: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    x: float
    label: str
    label_y: float
    kind: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One of several marks above the bars; equal ones are stacked."""

    x: float
    y: float
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    blocks: tuple[Block, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[tuple[float, float], ...]
    """(x, value) of what stands below the axis."""
    foot: float
    """Where the axis lies; the values stand below it."""
    height: float


def chart(
    bars: Sequence[Bar],
    *,
    lines: Mapping[str, tuple[float, str]],
    bound: float,
    short_above: bool,
    marks: Sequence[tuple[float, str]] = (),
) -> Chart | None:
    """The bars, split at `bound` by which side is short; `lines` are (value, label) by kind. None without cases."""
    if not bars:
        return None
    pitch = _pitch(bars)
    ends = [bar.low - pitch / 2 for bar in bars] + [bar.high + pitch / 2 for bar in bars]
    known = [*ends, *(value for value, _ in lines.values()), *(value for value, _ in marks)]
    low, high = min(known), max(known)
    scale = (WIDTH - 2 * EDGE) / ((high - low) or 1)

    def x(value: float) -> float:
        return round(EDGE + (value - low) * scale, 1)

    most = max(bar.n for bar in bars) or 1
    stacked = _stacked(marks, x=x)
    top = 36.0 + max(mark.y for mark in stacked) if stacked else 24.0
    blocks = []
    for bar in bars:
        tall = round(max(bar.n / most * HEIGHT, 1.0), 1) if bar.n else 0.0
        for left, right, short in _sides(bar, pitch=pitch, bound=bound, short_above=short_above):
            wide = min((right - left) * scale, WIDEST) if bar.low == bar.high else (right - left) * scale - 1
            middle = x((left + right) / 2)
            if tall:
                blocks.append(
                    Block(
                        x=round(middle - max(wide, 1) / 2, 1),
                        y=round(top + HEIGHT - tall, 1),
                        width=round(max(wide, 1), 1),
                        height=tall,
                        short=short,
                    )
                )
    return Chart(
        blocks=tuple(blocks),
        lines=_lines(lines, x=x),
        marks=tuple(Mark(x=mark.x, y=round(top - 7 - mark.y, 1), title=mark.title) for mark in stacked),
        ticks=_ticks(bars, x=x, low=low, high=high),
        foot=top + HEIGHT,
        height=top + HEIGHT + 18,
    )


def _lines(lines: Mapping[str, tuple[float, str]], *, x: Callable[[float], float]) -> tuple[Line, ...]:
    """Labels of lines close to each other stand back to back; at an edge one below the other, leaning inwards."""
    placed = sorted((x(value), kind, label) for kind, (value, label) in lines.items())
    crowded = len(placed) > 1 and placed[1][0] - placed[0][0] < 150
    anchors = ("end", "start") if crowded and placed[0][0] > 90 and placed[1][0] < WIDTH - 90 else None
    return tuple(
        Line(
            x=at,
            label=label,
            label_y=21.0 if crowded and not anchors and i else 9.0,
            kind=kind,
            anchor=anchors[i] if anchors else _anchor(at),
        )
        for i, (at, kind, label) in enumerate(placed)
    )


def _pitch(bars: Sequence[Bar]) -> float:
    """How wide a bar of a single value is, in the measure's unit: as far as the nearest two lie apart."""
    if any(bar.high > bar.low for bar in bars):
        return 0.0
    return min((b.low - a.low for a, b in pairwise(bars)), default=1.0) * 0.86


def _sides(bar: Bar, *, pitch: float, bound: float, short_above: bool) -> list[tuple[float, float, bool]]:
    if bar.low == bar.high:
        short = bar.low > bound if short_above else bar.low < bound
        return [(bar.low - pitch / 2, bar.high + pitch / 2, short)]
    if bar.low < bound < bar.high:
        return [(bar.low, bound, not short_above), (bound, bar.high, short_above)]
    return [(bar.low, bar.high, (bar.low >= bound) == short_above)]


def _stacked(marks: Sequence[tuple[float, str]], *, x: Callable[[float], float]) -> list[Mark]:
    """Marks that would lie on each other are lifted by 10."""
    placed: list[Mark] = []
    for value, title in sorted(marks):
        at = x(value)
        level = 0.0
        while any(abs(mark.x - at) < 9 and mark.y == level for mark in placed):
            level += 10
        placed.append(Mark(x=at, y=level, title=title))
    return placed


def _ticks(
    bars: Sequence[Bar], *, x: Callable[[float], float], low: float, high: float
) -> tuple[tuple[float, float], ...]:
    """Below bars of single values those values, as many as have room; else round ones."""
    if bars[-1].high == bars[-1].low:
        shown = [bar.low for bar in bars][:: max(1, -(-len(bars) // 12))]
    else:
        rough = (high - low) / 8
        power = 10.0 ** floor(log10(rough))
        step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
        shown = [round(number * step, 9) for number in range(ceil(low / step), floor(high / step) + 1)]
    return tuple((x(value), value) for value in shown)


def _anchor(at: float) -> str:
    return "start" if at < WIDTH * 0.15 else "end" if at > WIDTH * 0.85 else "middle"
