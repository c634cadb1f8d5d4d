"""What somebody does to a map, and what comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

Value = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetField:
    """Give one field of one element a value. `kind` is 'journey', 'stage', 'touchpoint' or 'measure'.

    The id of the journey itself is 0. Which fields there are: wellserved.journey.domain.fields.
    """

    kind: str
    id: int
    field: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class AddStage:
    """`before` None is at the end."""

    title: str
    before: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTouchpoint:
    stage: int
    title: str
    before: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddMeasure:
    touchpoint: int
    title: str
    unit: str
    better: str
    scale_low: float | None = None
    scale_high: float | None = None
    satisfied: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Put a stage, or a touchpoint into `stage` (None: the one it stands in), before another one or at the end."""

    kind: str
    id: int
    stage: int | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A copy right behind the original, with all that stands in it; moments and promises are not copied."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    """Take a stage, touchpoint or measure off the map, with all that stands in it. Its moments stay."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """Put on the map again what was removed, with what was removed with it."""

    kind: str
    id: int


Deed = SetField | AddStage | AddTouchpoint | AddMeasure | Move | Copy | Remove | PutBack
"""An id below 0 in a deed means what an earlier deed of the same edit made: -1 the first, -2 the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    kind: str
    id: int
    slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """`number` is the journey's version now; `made` is in the order of the deeds. Nothing changed: the old number."""

    number: int
    deed: str
    made: tuple[Made, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """One field that two people changed, neither having seen the other's.

    `field` is a field's name, 'place' (both moved it) or 'removed' (one removed what the other changed; `theirs`
    then says in words what they did). Values of 'place' and 'removed' are words in the reader's language.
    """

    kind: str
    id: int
    title: str
    field: str
    was: Value
    theirs: Value
    mine: Value
    by: str
    """The name of whose edit it was; empty where they are gone or a program did it."""
    at: datetime


class EditConflict(ValueError):
    """Nothing was changed: somebody else changed the same. Show both; `version` is the map's version now.

    To put one's own, send the deeds again with `seen=version` (after PutBack, where theirs removed the element).
    """

    def __init__(self, *, clashes: Sequence[Clash], version: int) -> None:
        names = ", ".join(dict.fromkeys(f"'{clash.title}' ({clash.field})" for clash in clashes))
        super().__init__(f"Somebody else has changed {names} in the meantime. Choose theirs or yours.")
        self.clashes = tuple(clashes)
        self.version = version


class DeedRefused(ValueError):
    """A deed that cannot be done; the sentence names the place and the mend. Nothing was changed.

    `deed` is its place among the deeds, `field` what is wrong in it.
    """

    def __init__(self, said: str, *, deed: int = 0, field: str = "") -> None:
        super().__init__(said)
        self.deed = deed
        self.field = field


class NothingToUndo(ValueError):
    """There is no edit of this person's to undo, or none to redo."""
