"""The emotion curve: a smooth line through what is known, that never rises or falls beyond it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

COLUMN = 100
"""How wide a touchpoint is in the picture, which is 100 high and stretched to fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    width: int
    path: str


def curve(feelings: Sequence[int | None]) -> Curve | None:
    """`feelings` of all columns from left to right, -2 to 2; None where fewer than two are known."""
    known = [(column * COLUMN + COLUMN / 2, height(f)) for column, f in enumerate(feelings) if f is not None]
    if len(known) < 2:
        return None
    slopes = _slopes(known)
    x, y = known[0]
    path = [f"M{x:g} {y:g}"]
    for (here, there), (start, end) in zip(pairwise(known), pairwise(slopes), strict=True):
        third = (there[0] - here[0]) / 3
        first = (here[0] + third, here[1] + start * third)
        second = (there[0] - third, there[1] - end * third)
        path.append(" ".join(["C", *(f"{number:.2f}" for pair in (first, second, there) for number in pair)]))
    return Curve(width=len(feelings) * COLUMN, path=" ".join(path))


def height(feeling: int) -> float:
    """The middle of the feeling's band: five bands, the best on top."""
    return 10.0 + (2 - feeling) * 20


def _slopes(points: Sequence[tuple[float, float]]) -> list[float]:
    """Monotone cubic interpolation: flat at peaks, valleys and ends (Fritsch and Carlson 1980, Steffen 1990)."""
    steps = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in pairwise(points)]
    inner = [_gentler(left, right) for left, right in pairwise(steps)]
    return [0.0, *inner, 0.0]


def _gentler(left: float, right: float) -> float:
    if left * right <= 0:
        return 0.0
    return 2 * left * right / (left + right)
