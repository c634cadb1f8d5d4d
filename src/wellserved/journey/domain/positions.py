"""Positions are fractions: who moves one element changes that one alone, until there is no room left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

CLOSEST = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """`shifted` are the new positions of the siblings where room had to be made."""

    position: float
    shifted: Mapping[int, float] = field(default_factory=dict)


def placed(siblings: Sequence[tuple[int, float]], *, before: int | None) -> Placed:
    """The position before the sibling `before`, or at the end, among siblings in their order."""
    numbers = [number for number, _ in siblings]
    at = numbers.index(before) if before in numbers else len(numbers)
    left = siblings[at - 1][1] if at else None
    right = siblings[at][1] if at < len(siblings) else None
    if left is None or right is None:
        return Placed(position=0.0 if left is right else left + 1 if left is not None else (right or 0.0) - 1)
    if right - left > CLOSEST:
        return Placed(position=(left + right) / 2)
    shifted = {number: float(i if i < at else i + 1) for i, number in enumerate(numbers)}
    return Placed(position=float(at), shifted=shifted)
