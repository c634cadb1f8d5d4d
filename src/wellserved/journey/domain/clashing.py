"""Where two people changed the same without having seen each other's edit."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wellserved.journey.contracts import (
    AddMeasure,
    AddStage,
    AddTouchpoint,
    Copy,
    Deed,
    Move,
    PutBack,
    Remove,
    SetField,
)

from .fields import FIELDS, JOURNEY, STAGE, TOUCHPOINT
from .sheet import Change, Key, Sheet


@dataclass(frozen=True, kw_only=True)
class Logged:
    """An edit of the log, as far as the rules need it."""

    number: int
    changes: Sequence[Change]

    @cached_property
    def by_element(self) -> Mapping[Key, Sequence[Change]]:
        found: dict[Key, list[Change]] = defaultdict(list)
        for change in self.changes:
            found[change["kind"], change["id"]].append(change)
        return dict(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """Two edits that met at one field of one element; `edit` is the other one's number.

    Of 'place' the values are {parent, position}, of 'removed' `theirs` holds the changes that they made.
    """

    key: Key
    field: str
    was: Any
    theirs: Any
    mine: Any
    edit: int


def clashes(deeds: Iterable[Deed], *, sheet: Sheet, unseen: Sequence[Logged]) -> list[Met]:
    """What `deeds` would overwrite of the edits that their author had not seen."""
    return [met for deed in deeds for met in _of(deed, sheet, unseen)] if unseen else []


def touched(unseen: Sequence[Logged], key: Key, *names: str) -> Iterator[tuple[Change, int]]:
    """The changes of an element, or of some of its fields, with the numbers of their edits."""
    for edit in unseen:
        for change in edit.by_element.get(key, ()):
            if not names or change["field"] in names:
                yield change, edit.number


def _of(deed: Deed, sheet: Sheet, unseen: Sequence[Logged]) -> Iterator[Met]:
    match deed:
        case SetField(kind=kind, id=number, field=field, value=value):
            key = (kind, 0 if kind == JOURNEY else number)
            gone = list(_gone(key, sheet, unseen, mine=value))
            yield from gone or _same_field(key, field, value, sheet, unseen)
        case AddTouchpoint(stage=stage, title=title):
            yield from _gone((STAGE, stage), sheet, unseen, mine=title)
        case AddMeasure(touchpoint=touchpoint, title=title):
            yield from _gone((TOUCHPOINT, touchpoint), sheet, unseen, mine=title)
        case Move(kind=kind, id=number, stage=stage):
            gone = list(_gone((kind, number), sheet, unseen, mine=None))
            if stage is not None and kind == TOUCHPOINT:
                gone += _gone((STAGE, stage), sheet, unseen, mine=None)
            yield from gone or _same_place(deed, unseen)
        case Copy(kind=kind, id=number):
            yield from _gone((kind, number), sheet, unseen, mine=None)
        case Remove(kind=kind, id=number):
            yield from edited_below((kind, number), sheet, unseen)
        case AddStage() | PutBack():
            return


def _gone(key: Key, sheet: Sheet, unseen: Sequence[Logged], *, mine: Any) -> Iterator[Met]:
    if key not in sheet.elements or sheet.lives(key):
        return
    found = list(touched(unseen, key, "removed_at"))
    if found:
        yield Met(key=key, field="removed", was=None, theirs=[found[-1][0]], mine=mine, edit=found[-1][1])


def _same_field(key: Key, field: str, value: Any, sheet: Sheet, unseen: Sequence[Logged]) -> Iterator[Met]:
    found = list(touched(unseen, key, field)) if field in FIELDS.get(key[0], ()) else []
    if not found:
        return
    was, now = found[0][0]["was"], sheet.elements[key][field]
    mine = " ".join(value.split()) if isinstance(value, str) else value
    if now not in (was, mine):
        yield Met(key=key, field=field, was=was, theirs=now, mine=mine, edit=found[-1][1])


def _same_place(deed: Move, unseen: Sequence[Logged]) -> Iterator[Met]:
    key = (deed.kind, deed.id)
    found = list(touched(unseen, key, "place"))
    if found:
        theirs = found[-1][0]["is"]
        mine = {"parent": theirs["parent"] if deed.stage is None else deed.stage, "next": deed.before}
        yield Met(key=key, field="place", was=found[0][0]["was"], theirs=theirs, mine=mine, edit=found[-1][1])


def edited_below(key: Key, sheet: Sheet, unseen: Sequence[Logged]) -> Iterator[Met]:
    """What others did to an element, or to what stands in it, that is about to be removed."""
    if key not in sheet.elements or not sheet.lives(key):
        return
    found = [
        (change, edit)
        for below in sheet.below(key)
        for change, edit in touched(unseen, below)
        # What they removed themselves is not lost by removing more; making room is no edit of anything.
        if sheet.lives(below) and change["field"] != "position"
    ]
    if found:
        found.sort(key=lambda one: one[1])
        changes = [change for change, _ in found]
        yield Met(key=key, field="removed", was=None, theirs=changes, mine=None, edit=found[-1][1])
