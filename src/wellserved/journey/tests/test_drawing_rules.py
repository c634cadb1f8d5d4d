"""Rules of drawing: whatever is done, as many undos give the first map back and redos the last."""

from collections.abc import ItemsView
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from wellserved.journey.domain.clashing import Logged, touched
from wellserved.journey.domain.doing import do_all
from wellserved.journey.domain.fields import FIELDS, Broken
from wellserved.journey.domain.positions import placed
from wellserved.journey.domain.sheet import ITSELF, KINDS, Sheet
from wellserved.journey.domain.slugs import slug_of
from wellserved.journey.domain.undoing import Own, against, take_back, to_redo, to_undo

PEOPLE = settings(max_examples=80, deadline=None)
kinds = st.sampled_from(["stage", "touchpoint", "measure"])
numbers = st.integers(1, 12)
words = st.text("abc 한", min_size=1, max_size=5)
deeds = st.one_of(
    st.builds(AddStage, title=words, before=st.none() | numbers),
    st.builds(AddTouchpoint, stage=numbers, title=words, before=st.none() | numbers),
    st.builds(
        AddMeasure, touchpoint=numbers, title=words, unit=words, better=st.sampled_from(["higher", "lower"])
    ),
    st.builds(
        Move,
        kind=st.sampled_from(["stage", "touchpoint"]),
        id=numbers,
        stage=st.none() | numbers,
        before=st.none() | numbers,
    ),
    st.builds(Copy, kind=kinds, id=numbers),
    st.builds(Remove, kind=kinds, id=numbers),
    st.builds(PutBack, kind=kinds, id=numbers),
    st.builds(SetField, kind=kinds, id=numbers, field=st.just("title"), value=words),
    st.builds(
        SetField, kind=st.just("touchpoint"), id=numbers, field=st.just("feeling"), value=st.integers(-2, 2)
    ),
)
edits = st.lists(st.lists(deeds, min_size=1, max_size=4), max_size=12)


class Map:
    """A map in memory with one log: what the tables and the services do, without them."""

    def __init__(self) -> None:
        itself = {"title": "J", "goal": "", "removed_at": None}
        self.ids = {kind: count(1) for kind in KINDS}
        self.elements: dict = {ITSELF: itself}
        self.log: list[Logged] = []
        self.own: list[Own] = []

    def sheet(self) -> Sheet:
        copied = {key: dict(element) for key, element in self.elements.items()}
        return Sheet(elements=copied, new_id=lambda kind: next(self.ids[kind]))

    def at(self) -> str:
        return f"2026-01-01T00:00:{len(self.log):02}"

    def edit(self, *what: Deed) -> bool:
        sheet = self.sheet()
        try:
            do_all(sheet, what, at=self.at())
        except Broken:
            return False
        return self.keep(sheet, undoes=None)

    def keep(self, sheet: Sheet, *, undoes: int | None) -> bool:
        if not sheet.changes and undoes is None:
            return False
        self.elements = sheet.elements
        self.log.append(Logged(number=len(self.log) + 1, changes=sheet.changes))
        self.own.append(Own(number=len(self.log), undoes=undoes))
        return True

    def take_back(self, number: int | None) -> None:
        assert number is not None
        sheet = self.sheet()
        target = self.log[number - 1]
        assert against(target, sheet=sheet, since=[]) == []
        take_back(target, sheet=sheet, at=self.at(), but=frozenset())
        self.keep(sheet, undoes=number)

    def drawn(self) -> list:
        """What is on the map, in its order."""
        sheet = self.sheet()

        def show(kind: str, parent: int | None) -> list:
            return [
                (number, {f: sheet.elements[kind, number][f] for f in FIELDS[kind]}, inner(kind, number))
                for number in sheet.order(kind, parent)
                if sheet.lives((kind, number))
            ]

        def inner(kind: str, number: int) -> list:
            child = {"stage": "touchpoint", "touchpoint": "measure"}.get(kind)
            return show(child, number) if child else []

        return show("stage", None)


def begun() -> Map:
    drawing = Map()
    for title in ("A", "B"):
        drawing.edit(
            AddStage(title=title), AddTouchpoint(stage=-1, title="t"), AddTouchpoint(stage=-1, title="u")
        )
    drawing.own.clear()
    return drawing


@PEOPLE
@given(edits)
def test_as_many_undos_give_the_first_map_back_and_as_many_redos_the_last(what: list[list[Deed]]) -> None:
    drawing = begun()
    states = [drawing.drawn()]
    states += [drawing.drawn() for batch in what if drawing.edit(*batch)]
    for state in reversed(states[:-1]):
        drawing.take_back(to_undo(drawing.own))
        assert drawing.drawn() == state
    assert to_undo(drawing.own) is None
    for state in states[1:]:
        drawing.take_back(to_redo(drawing.own))
        assert drawing.drawn() == state
    assert to_redo(drawing.own) is None


@PEOPLE
@given(edits, st.lists(st.booleans(), max_size=30))
def test_undo_and_redo_in_any_turn_walk_along_the_same_states(
    what: list[list[Deed]], turns: list[bool]
) -> None:
    drawing = begun()
    states = [drawing.drawn()]
    states += [drawing.drawn() for batch in what if drawing.edit(*batch)]
    at = len(states) - 1
    for back in turns:
        number = to_undo(drawing.own) if back else to_redo(drawing.own)
        assert (number is None) == (at == (0 if back else len(states) - 1))
        if number is not None:
            drawing.take_back(number)
            at += -1 if back else 1
        assert drawing.drawn() == states[at]


@PEOPLE
@given(edits)
def test_whatever_is_done_nothing_on_the_map_stands_in_what_is_removed(what: list[list[Deed]]) -> None:
    drawing = begun()
    for batch in what:
        drawing.edit(*batch)
    sheet = drawing.sheet()
    for key in sheet.elements:
        if key != ITSELF and sheet.lives(key):
            assert all(sheet.lives(above) for above in sheet.above(key))
    for kind in ("stage", "touchpoint"):
        slugs = [element["slug"] for (k, _), element in sheet.elements.items() if k == kind]
        assert len(slugs) == len(set(slugs))


class Counted(dict):
    """Elements that count how often they are looked at."""

    looks = 0

    def __getitem__(self, key: Any) -> Any:
        self.looks += 1
        return super().__getitem__(key)

    def items(self) -> ItemsView:
        self.looks += len(self)
        return super().items()


def looks_of_a_copy(*, copied_before: int) -> int:
    drawing = Map()
    drawing.edit(AddStage(title="A"), *(AddTouchpoint(stage=-1, title="t") for _ in range(60)))
    for number in range(2, copied_before + 2):
        assert drawing.edit(Copy(kind="stage", id=1))
        assert drawing.edit(Remove(kind="stage", id=number))
    sheet = drawing.sheet()
    sheet.elements = Counted(sheet.elements)
    do_all(sheet, [Copy(kind="stage", id=1)], at=drawing.at())
    return sheet.elements.looks


def test_the_twentieth_copy_of_a_stage_looks_at_no_more_than_the_first() -> None:
    assert looks_of_a_copy(copied_before=20) <= looks_of_a_copy(copied_before=0) * 1.1


def test_what_others_did_to_one_element_is_found_without_reading_all_of_their_edit() -> None:
    drawing = begun()
    copied = drawing.edit(*[Copy(kind="stage", id=1)] * 30)
    assert copied
    looks = 0

    class Change(dict):
        def __getitem__(self, name: str) -> Any:
            nonlocal looks
            looks += 1
            return super().__getitem__(name)

    theirs = Logged(number=9, changes=[Change(change) for change in drawing.log[-1].changes])
    number = len(theirs.changes)
    for change in drawing.log[-1].changes:
        assert list(touched([theirs], (change["kind"], change["id"]), change["field"]))
    assert looks < number * 10


@pytest.mark.parametrize(("taken", "free"), [(0, "t"), (1, "t-2"), (2, "t-3"), (7, "t-8"), (500, "t-501")])
def test_the_next_number_is_the_one_after_the_last(taken: int, free: str) -> None:
    asked = 0

    class Taken(set):
        def __contains__(self, word: object) -> bool:
            nonlocal asked
            asked += 1
            return super().__contains__(word)

    names = Taken(["t", *(f"t-{n}" for n in range(2, taken + 1))][:taken])
    assert slug_of("t", kind="touchpoint", taken=names) == free
    assert asked < 30


@given(st.lists(st.floats(-5, 5), max_size=8), st.integers(0, 8))
def test_there_is_always_room_between_two_neighbours(positions: list[float], at: int) -> None:
    siblings = list(enumerate(sorted(positions)))
    before = at if at < len(siblings) else None
    place = placed(siblings, before=before)
    now = [(place.shifted.get(number, position), number) for number, position in siblings]
    order = [number for _, number in sorted([*now, (place.position, -1)])]
    expected = [number for number, _ in siblings]
    expected.insert(len(siblings) if before is None else before, -1)
    assert order == expected


@given(st.text(max_size=200), st.sets(st.text("abc-1", max_size=5)))
def test_a_short_name_is_free_and_fits_an_address(title: str, taken: set[str]) -> None:
    slug = slug_of(title, kind="touchpoint", taken=taken)
    assert slug not in taken
    assert 0 < len(slug) <= 60
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
