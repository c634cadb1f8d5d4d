"""A trend small enough for a table's cell: a line, the band between its control limits, what left the band."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

_INSET = 3.0
_THINNEST = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Sparkline:
    """Coordinates of an SVG picture; a gap in the values ends a line and begins another."""

    width: int
    height: int
    lines: tuple[str, ...]
    band: tuple[float, float] | None
    out: tuple[tuple[float, float], ...]
    label: str


def sparkline(
    values: Sequence[float | None],
    *,
    label: str,
    limits: tuple[float, float] | None = None,
    out: Collection[int] = (),
    width: int = 96,
    height: int = 24,
) -> Sparkline:
    """`limits` are the control limits in the values' unit, `out` the places of the values that left them.

    `label` says in words what the picture shows.
    """
    known = [value for value in values if value is not None] + list(limits or ())
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    room = max(high - low, _THINNEST)
    stride = (width - 2 * _INSET) / max(len(values) - 1, 1)

    def x(place: int) -> float:
        return round(_INSET + place * stride, 1)

    def y(value: float) -> float:
        return round(height - _INSET - (value - low) / room * (height - 2 * _INSET), 1)

    lines: list[list[str]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            lines.append([])
        else:
            lines[-1].append(f"{x(place)},{y(value)}")
    return Sparkline(
        width=width,
        height=height,
        lines=tuple(" ".join(line) for line in lines if line),
        band=(y(limits[1]), round(y(limits[0]) - y(limits[1]), 1)) if limits else None,
        out=tuple((x(p), y(value)) for p in sorted(out) if (value := values[p]) is not None),
        label=label,
    )
