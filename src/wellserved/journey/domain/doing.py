"""Deeds, done to a sheet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import singledispatch

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
    Value,
)

from .fields import FACTS, FIELDS, JOURNEY, MEASURE, STAGE, TOUCHPOINT, Broken, check_scale, checked
from .sheet import ITSELF, KINDS, Key, Sheet, parent_of
from .slugs import slug_of

EMPTY: dict[str, Value] = {
    "channel": "",
    "side": "frontstage",
    "owner": None,
    "owner_team": "",
    "doing": "",
    "thinking": "",
    "feeling": None,
    "frontstage": "",
    "backstage": "",
    "support": "",
    "inner": None,
}
"""A touchpoint of which nothing is known yet."""
MOST = {STAGE: 100, TOUCHPOINT: 1000, MEASURE: 30}
"""On a map: stages and touchpoints; at a touchpoint: measures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the rules ask of the world outside the map."""

    is_staff: Callable[[int], bool]
    is_recorded: Callable[[int], bool]
    """Whether moments are counted by this measure."""
    leads_back: Callable[[str], bool | None]
    """Whether one gets from this journey to the one being drawn; None where there is no such journey."""


def do_all(sheet: Sheet, deeds: Sequence[Deed], *, at: str) -> None:
    """Do one after the other; Broken, with the deed's place in `facts`, at the first that cannot be done."""
    for sheet.deed, deed in enumerate(deeds):
        try:
            do(deed, sheet, at)
        except Broken as broken:
            broken.facts["deed"] = sheet.deed
            raise


def hold(sheet: Sheet, *, around: Around) -> None:
    """What has to be true of the map whatever was done to it; Broken otherwise."""
    changed: dict[Key, dict[str, int]] = {}
    for change, cause in zip(sheet.changes, sheet.causes, strict=True):
        changed.setdefault((change["kind"], change["id"]), {})[change["field"]] = cause
    for key, causes in changed.items():
        names = set(causes)
        try:
            if key[0] == MEASURE:
                _hold_measure(sheet.elements[key], key, names, around=around)
            if key[0] == TOUCHPOINT and sheet.lives(key):
                _hold_touchpoint(sheet.elements[key], names, around=around)
        except Broken as broken:
            broken.facts["deed"] = causes.get(broken.field, 0)
            raise


def _hold_measure(element: dict[str, Value], key: Key, names: set[str], *, around: Around) -> None:
    check_scale(element)
    locked = sorted(names & set(FACTS))
    if locked and around.is_recorded(key[1]):
        raise Broken("facts_are_fixed", field=locked[0], title=element["title"])


def _hold_touchpoint(element: dict[str, Value], names: set[str], *, around: Around) -> None:
    owner, inner = element["owner"], element["inner"]
    if "owner" in names and isinstance(owner, int) and not around.is_staff(owner):
        raise Broken("owner_unknown", field="owner")
    if names & {"inner", "removed_at"} and isinstance(inner, str):
        back = around.leads_back(inner)
        if back is None:
            raise Broken("inner_unknown", field="inner", inner=inner)
        if back:
            raise Broken("inner_goes_round", field="inner", inner=inner, title=element["title"])


@singledispatch
def do(deed: Deed, sheet: Sheet, at: str) -> None:  # noqa: ARG001  what the kinds of deed below take
    raise TypeError(f"{deed!r} is no deed that can be done to a map.")


@do.register
def _(deed: SetField, sheet: Sheet, at: str) -> None:  # noqa: ARG001  as above
    value = checked(deed.kind, deed.field, deed.value)
    number = 0 if deed.kind == JOURNEY else sheet.real_id(deed.kind, deed.id)
    sheet.standing(deed.kind, number)
    sheet.rename((deed.kind, number), deed.field, value)


@do.register
def _(deed: AddStage, sheet: Sheet, at: str) -> None:
    title = str(checked(STAGE, "title", deed.title))
    _not_too_many(sheet, STAGE, None)
    fields: dict[str, Value] = {"slug": _slug(sheet, STAGE, title), "title": title, "goal": ""}
    before = None if deed.before is None else sheet.real_id(STAGE, deed.before)
    sheet.add(STAGE, fields, parent=None, before=before, at=at)


@do.register
def _(deed: AddTouchpoint, sheet: Sheet, at: str) -> None:
    title = str(checked(TOUCHPOINT, "title", deed.title))
    stage = sheet.real_id(STAGE, deed.stage)
    sheet.standing(STAGE, stage)
    _not_too_many(sheet, TOUCHPOINT, None)
    fields = EMPTY | {"slug": _slug(sheet, TOUCHPOINT, title), "title": title}
    before = None if deed.before is None else sheet.real_id(TOUCHPOINT, deed.before)
    sheet.add(TOUCHPOINT, fields, parent=stage, before=before, at=at)


@do.register
def _(deed: AddMeasure, sheet: Sheet, at: str) -> None:
    fields = {name: checked(MEASURE, name, getattr(deed, name)) for name in FIELDS[MEASURE]}
    check_scale(fields)
    touchpoint = sheet.real_id(TOUCHPOINT, deed.touchpoint)
    sheet.standing(TOUCHPOINT, touchpoint)
    _not_too_many(sheet, MEASURE, touchpoint)
    here = {str(sheet.elements[key]["slug"]) for key in sheet.children((TOUCHPOINT, touchpoint))}
    slug = slug_of(str(fields["title"]), kind=MEASURE, taken=here)
    sheet.add(MEASURE, fields | {"slug": slug}, parent=touchpoint, before=None, at=at)


@do.register
def _(deed: Move, sheet: Sheet, at: str) -> None:  # noqa: ARG001  as above
    if deed.kind not in {STAGE, TOUCHPOINT}:
        raise Broken("kind_stays", field="kind", kind=deed.kind)
    number = sheet.real_id(deed.kind, deed.id)
    element = sheet.standing(deed.kind, number)
    parent = parent_of(deed.kind, element)
    if deed.kind == TOUCHPOINT and deed.stage is not None:
        parent = sheet.real_id(STAGE, deed.stage)
        sheet.standing(STAGE, parent)
    before = None if deed.before is None else sheet.real_id(deed.kind, deed.before)
    sheet.put((deed.kind, number), parent=parent, before=before)


@do.register
def _(deed: Copy, sheet: Sheet, at: str) -> None:
    if deed.kind not in {STAGE, TOUCHPOINT}:
        raise Broken("kind_stays", field="kind", kind=deed.kind)
    number = sheet.real_id(deed.kind, deed.id)
    parent = parent_of(deed.kind, sheet.standing(deed.kind, number))
    order = sheet.order(deed.kind, parent)
    at_place = order.index(number) + 1
    before = order[at_place] if at_place < len(order) else None
    _copy((deed.kind, number), sheet, parent=parent, before=before, at=at)


def _copy(key: Key, sheet: Sheet, *, parent: Value, before: int | None, at: str) -> None:
    kind, original = key[0], sheet.elements[key]
    _not_too_many(sheet, kind, parent if kind == MEASURE else None)
    fields = {name: original[name] for name in FIELDS[kind]}
    # A measure keeps its short name: at another touchpoint it is the same question.
    slug = original["slug"] if kind == MEASURE else _slug(sheet, kind, str(original["title"]))
    made = sheet.add(kind, fields | {"slug": slug}, parent=parent, before=before, at=at)
    for child in sheet.children(key):
        if sheet.lives(child):
            _copy(child, sheet, parent=made.id, before=None, at=at)


@do.register
def _(deed: Remove, sheet: Sheet, at: str) -> None:
    key = _element(sheet, deed.kind, deed.id)
    take_off(sheet, key, at=at)


@do.register
def _(deed: PutBack, sheet: Sheet, at: str) -> None:  # noqa: ARG001  as above
    key = _element(sheet, deed.kind, deed.id)
    since = sheet.elements[key]["removed_at"]
    if since is None:
        return
    for above in reversed(sheet.above(key)):
        sheet.rename(above, "removed_at", None)
    for below in sheet.below(key):
        if sheet.elements[below]["removed_at"] == since:
            sheet.rename(below, "removed_at", None)


def take_off(sheet: Sheet, key: Key, *, at: str) -> None:
    """Remove an element with all that stands in it."""
    for below in sheet.below(key):
        if sheet.lives(below):
            sheet.rename(below, "removed_at", at)


def _element(sheet: Sheet, kind: str, number: int) -> Key:
    if kind not in KINDS:
        raise Broken("kind_stays", field="kind", kind=kind)
    number = sheet.real_id(kind, number)
    sheet.get(kind, number)
    return kind, number


def _slug(sheet: Sheet, kind: str, title: str) -> str:
    return slug_of(title, kind=kind, taken=sheet.slugs(kind))


def _not_too_many(sheet: Sheet, kind: str, parent: Value) -> None:
    here = sheet.order(kind, parent) if kind == MEASURE else ()
    standing = sum(sheet.lives((kind, n)) for n in here) if kind == MEASURE else sheet.standing_of(kind)
    if standing >= MOST[kind]:
        raise Broken(f"too_many_{kind}s", most=MOST[kind])


def aimed_at(deed: Deed) -> SetField | Move | Copy | Remove | PutBack | None:
    """The deed, where it is about an element that stood before this edit."""
    if isinstance(deed, (AddStage, AddTouchpoint, AddMeasure)) or deed.id < 0:
        return None
    return replace(deed, id=0) if deed.kind == JOURNEY else deed


__all__ = ["EMPTY", "ITSELF", "Around", "aimed_at", "do_all", "hold", "take_off"]
