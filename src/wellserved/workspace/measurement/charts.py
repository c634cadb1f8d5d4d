"""Where the marks of a sheet's charts stand: geometry for pictures that the server draws itself."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, ROW, LEFT, RIGHT = 560.0, 34.0, 8.0, 8.0
SQUARE = 340.0
EDGE = 34.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dumbbell:
    """One dimension's line: two marks with whiskers, in the picture's units; what is None is not drawn."""

    title: str
    y: float
    one_x: float | None
    one_low: float | None
    one_high: float | None
    other_x: float | None
    other_low: float | None
    other_high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """`ticks` are (x, label) along the bottom, at `height - 14`."""

    rows: tuple[Dumbbell, ...]
    ticks: tuple[tuple[float, str], ...]
    height: float
    width: float = WIDTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A dimension in the square: `number` stands beside the dot and in the list beneath."""

    number: int
    x: float
    y: float
    low_x: float
    high_x: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """Importance to the right, performance upwards; the lines are at the means."""

    points: tuple[Point, ...]
    mean_x: float
    mean_y: float
    right: float
    bottom: float
    top: float


Interval = tuple[float, float | None, float | None]


def dumbbells(
    rows: Sequence[tuple[str, Interval | None, Interval | None]], *, scale: tuple[float, float]
) -> Lines | None:
    """Title, the one value and the other, each with its interval, on the answers' scale. None without a row."""
    low, high = scale
    if not rows or high <= low:
        return None

    def x(value: float | None) -> float | None:
        if value is None:
            return None
        inside = min(max(value, low), high)
        return round(LEFT + (inside - low) / (high - low) * (WIDTH - LEFT - RIGHT), 1)

    def marks(one: Interval | None) -> tuple[float | None, float | None, float | None]:
        return (None, None, None) if one is None else (x(one[0]), x(one[1]), x(one[2]))

    drawn = []
    for number, (title, one, other) in enumerate(rows):
        (a, a_low, a_high), (b, b_low, b_high) = marks(one), marks(other)
        drawn.append(
            Dumbbell(
                title=title,
                y=number * ROW + 24,
                one_x=a,
                one_low=a_low,
                one_high=a_high,
                other_x=b,
                other_low=b_low,
                other_high=b_high,
            )
        )
    step = max(round((high - low) / 10), 1)
    ticks = [low + step * number for number in range(int((high - low) / step) + 1)]
    return Lines(
        rows=tuple(drawn),
        ticks=tuple((x(tick) or 0.0, f"{tick:g}") for tick in ticks),
        height=len(rows) * ROW + 26,
    )


def importance_square(points: Sequence[tuple[float, float, float, float]]) -> Square | None:
    """(importance, its low, its high, performance) of each dimension; importance in 0..1. None below two."""
    if len(points) < 2:
        return None
    right = max(high for _, _, high, _ in points)
    shown = [performance for _, _, _, performance in points]
    bottom, top = min(shown), max(shown)
    pad = max((top - bottom) * 0.15, 0.05)
    bottom, top = bottom - pad, top + pad

    def x(value: float) -> float:
        return round(EDGE + value / right * (SQUARE - EDGE - 12), 1)

    def y(value: float) -> float:
        return round(SQUARE - EDGE - (value - bottom) / (top - bottom) * (SQUARE - EDGE - 12), 1)

    return Square(
        points=tuple(
            Point(number=number, x=x(share), y=y(got), low_x=x(max(low, 0.0)), high_x=x(high))
            for number, (share, low, high, got) in enumerate(points, start=1)
        ),
        mean_x=x(sum(share for share, _, _, _ in points) / len(points)),
        mean_y=y(sum(shown) / len(shown)),
        right=right,
        bottom=bottom,
        top=top,
    )
