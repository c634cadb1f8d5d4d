"""Maps as files."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A file to hand over: `filename` is plain ASCII."""

    data: bytes
    media_type: str
    filename: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellPrinted:
    """A cell of the gap map as it is printed: the step of the shortfall scale, 0 to 6, None for too few cases."""

    step: int | None
    figure: str
    small: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What lights a printed map up: `caption` says of what and since when, cells stand by row and touchpoint slug."""

    caption: str
    rows: tuple[tuple[str, Mapping[str, CellPrinted]], ...]
    """(the gap's name, its cells) from top to bottom."""
