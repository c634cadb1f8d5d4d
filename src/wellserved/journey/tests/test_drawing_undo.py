"""Undo and redo, several people at once, and what both of them see when they meet."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from wellserved.journey.contracts import (
    AddStage,
    AddTouchpoint,
    Deed,
    DeedRefused,
    EditConflict,
    Edited,
    MeasureKey,
    Move,
    NothingToUndo,
    PutBack,
    Remove,
    SetField,
)
from wellserved.journey.models import Edit
from wellserved.journey.queries import drawing_for
from wellserved.journey.services import edit_map, ensure_journey, redo, undo
from wellserved.people.contracts import NOBODY, OPERATOR, Person
from wellserved.people.models import Account, Staff
from wellserved.people.queries import person_of

from .conftest import NOW, PLAN


def member(name: str) -> Person:
    account = Account.objects.create_user(f"{name}@staff.test")
    Staff.objects.create(account=account, name=name, role="agent")
    return person_of(account_id=account.pk)


@pytest.fixture
def ada(measures: dict[str, MeasureKey]) -> Person:
    return member("Ada")


@pytest.fixture
def bob(measures: dict[str, MeasureKey]) -> Person:
    return member("Bob")


def shape() -> list[tuple[str, list[str]]]:
    drawing = drawing_for(OPERATOR, journey="parcel", now=NOW)
    return [(s.title, [t.title for t in s.touchpoints]) for s in drawing.stages]


def version() -> int:
    return drawing_for(OPERATOR, journey="parcel", now=NOW).version


def door_id() -> int:
    return drawing_for(OPERATOR, journey="parcel", now=NOW).stages[0].touchpoints[0].id


def do(person: Person, *deeds: Deed, seen: int) -> Edited:
    return edit_map(by=person, journey="parcel", seen=seen, deeds=deeds, now=NOW)


def title(text: str, *, of: int) -> SetField:
    return SetField(kind="touchpoint", id=of, field="title", value=text)


def test_everybody_undoes_their_own_edits_and_nobody_elses(ada: Person, bob: Person) -> None:
    door = door_id()
    do(ada, title("Ada's", of=door), seen=0)
    do(bob, AddStage(title="Bob's"), seen=1)
    undo(by=ada, journey="parcel", now=NOW)
    assert shape() == [("Receive", ["Handed over at the door"]), ("Bob's", [])]
    with pytest.raises(NothingToUndo):
        undo(by=ada, journey="parcel", now=NOW)
    undo(by=bob, journey="parcel", now=NOW)
    assert shape() == [("Receive", ["Handed over at the door"])]


def test_redo_does_again_what_was_undone_until_something_new_is_done(ada: Person) -> None:
    do(ada, AddStage(title="One"), seen=0)
    do(ada, AddStage(title="Two"), seen=1)
    for _ in range(2):
        undo(by=ada, journey="parcel", now=NOW)
    redo(by=ada, journey="parcel", now=NOW)
    assert [s for s, _ in shape()] == ["Receive", "One"]
    redo(by=ada, journey="parcel", now=NOW)
    assert [s for s, _ in shape()] == ["Receive", "One", "Two"]
    undo(by=ada, journey="parcel", now=NOW)
    do(ada, AddStage(title="Three"), seen=version())
    with pytest.raises(NothingToUndo):
        redo(by=ada, journey="parcel", now=NOW)
    drawing = drawing_for(ada, journey="parcel", now=NOW)
    assert (drawing.can_undo, drawing.can_redo) == (True, False)
    assert drawing.edits[1].undoes == 2


def test_undoing_names_what_it_undoes_and_nothing_of_the_log_is_lost(ada: Person) -> None:
    do(ada, title("X", of=door_id()), seen=0)
    undo(by=ada, journey="parcel", now=NOW)
    first, second = Edit.objects.all()
    assert (first.number, second.number) == (1, 2)
    assert second.undoes_id == first.pk


def test_edits_of_different_fields_at_once_are_both_kept(ada: Person, bob: Person) -> None:
    door = door_id()
    do(ada, title("Ada's", of=door), seen=0)
    do(bob, SetField(kind="touchpoint", id=door, field="doing", value="Bob's"), seen=0)
    (stage,) = drawing_for(OPERATOR, journey="parcel", now=NOW).stages
    assert (stage.touchpoints[0].title, stage.touchpoints[0].doing) == ("Ada's", "Bob's")


def test_edits_of_one_field_at_once_show_both_and_the_second_may_still_be_put(
    ada: Person, bob: Person
) -> None:
    door = door_id()
    do(ada, title("Ada's", of=door), seen=0)
    with pytest.raises(EditConflict, match="Ada's") as met:
        do(bob, title("Bob's", of=door), AddStage(title="lost?"), seen=0)
    (clash,) = met.value.clashes
    assert (clash.was, clash.theirs, clash.mine) == ("Handed over at the door", "Ada's", "Bob's")
    assert (clash.by, clash.field, clash.at) == ("Ada", "title", NOW)
    assert shape() == [("Receive", ["Ada's"])]
    do(bob, title("Bob's", of=door), seen=met.value.version)
    assert shape() == [("Receive", ["Bob's"])]


def test_the_same_value_from_two_people_is_no_conflict(ada: Person, bob: Person) -> None:
    door = door_id()
    do(ada, title("The same", of=door), seen=0)
    assert do(bob, title(" The  same ", of=door), seen=0).number == 1


def test_what_was_changed_and_changed_back_is_no_conflict(ada: Person, bob: Person) -> None:
    door = door_id()
    do(ada, title("Ada's", of=door), seen=0)
    undo(by=ada, journey="parcel", now=NOW)
    do(bob, title("Bob's", of=door), seen=0)
    assert shape() == [("Receive", ["Bob's"])]


def test_an_edit_of_what_somebody_removed_shows_it_and_can_put_it_back(ada: Person, bob: Person) -> None:
    door = door_id()
    do(ada, Remove(kind="touchpoint", id=door), seen=0)
    with pytest.raises(EditConflict) as met:
        do(bob, title("Bob's", of=door), seen=0)
    (clash,) = met.value.clashes
    assert (clash.field, clash.theirs, clash.mine) == (
        "removed",
        "removed 'Handed over at the door'",
        "Bob's",
    )
    do(bob, PutBack(kind="touchpoint", id=door), title("Bob's", of=door), seen=met.value.version)
    assert shape() == [("Receive", ["Bob's"])]


def test_removing_what_somebody_else_just_worked_on_is_a_conflict(ada: Person, bob: Person) -> None:
    stage = drawing_for(OPERATOR, journey="parcel", now=NOW).stages[0].id
    do(ada, title("Ada's", of=door_id()), AddTouchpoint(stage=stage, title="Ring"), seen=0)
    with pytest.raises(EditConflict) as met:
        do(bob, Remove(kind="stage", id=stage), seen=0)
    assert met.value.clashes[0].theirs == "'Ada's': title is now 'Ada's'; added 'Ring'"
    do(bob, Remove(kind="stage", id=stage), seen=met.value.version)
    assert shape() == []


def test_two_moves_of_one_thing_are_a_conflict_told_in_words(ada: Person, bob: Person) -> None:
    door = door_id()
    made = do(ada, AddStage(title="A"), AddStage(title="B"), AddTouchpoint(stage=-2, title="T"), seen=0).made
    a, b, t = (one.id for one in made)
    do(ada, Move(kind="touchpoint", id=door, stage=a), seen=1)
    with pytest.raises(EditConflict) as met:
        do(bob, Move(kind="touchpoint", id=door, stage=b, before=t), seen=1)
    (clash,) = met.value.clashes
    assert (clash.was, clash.theirs, clash.mine) == (
        "in 'Receive', at the end",
        "in 'A', at the end",
        "in 'B', before 'T'",
    )
    do(bob, Move(kind="touchpoint", id=door, stage=b, before=t), seen=met.value.version)
    assert shape()[2] == ("B", ["Handed over at the door", "T"])


def test_undo_of_what_somebody_has_changed_since_asks_first(ada: Person, bob: Person) -> None:
    door = door_id()
    both = (title("Ada's", of=door), SetField(kind="touchpoint", id=door, field="doing", value="Ada does"))
    do(ada, *both, seen=0)
    do(bob, title("Bob's", of=door), seen=1)
    with pytest.raises(EditConflict) as met:
        undo(by=ada, journey="parcel", now=NOW)
    (clash,) = met.value.clashes
    assert (clash.theirs, clash.mine, clash.by) == ("Bob's", "Handed over at the door", "Bob")
    undo(by=ada, journey="parcel", now=NOW, clashing="theirs")
    (stage,) = drawing_for(ada, journey="parcel", now=NOW).stages
    assert (stage.touchpoints[0].title, stage.touchpoints[0].doing) == ("Bob's", "")
    redo(by=ada, journey="parcel", now=NOW)
    with pytest.raises(EditConflict):
        undo(by=ada, journey="parcel", now=NOW)
    undo(by=ada, journey="parcel", now=NOW, clashing="mine")
    assert shape() == [("Receive", ["Handed over at the door"])]


def test_undoing_an_addition_in_which_others_have_drawn_asks_first(ada: Person, bob: Person) -> None:
    (made,) = do(ada, AddStage(title="New"), seen=0).made
    do(bob, AddTouchpoint(stage=made.id, title="Bob's"), seen=1)
    with pytest.raises(EditConflict) as met:
        undo(by=ada, journey="parcel", now=NOW)
    assert met.value.clashes[0].theirs == "added 'Bob's'"
    undo(by=ada, journey="parcel", now=NOW, clashing="mine")
    assert [s for s, _ in shape()] == ["Receive"]
    undo(by=bob, journey="parcel", now=NOW + timedelta(seconds=1))
    assert [s for s, _ in shape()] == ["Receive"]


def test_undoing_a_removal_from_a_stage_that_is_gone_asks_first(ada: Person, bob: Person) -> None:
    stage = drawing_for(OPERATOR, journey="parcel", now=NOW).stages[0].id
    do(ada, Remove(kind="touchpoint", id=door_id()), seen=0)
    do(bob, Remove(kind="stage", id=stage), seen=1)
    with pytest.raises(EditConflict) as met:
        undo(by=ada, journey="parcel", now=NOW)
    assert met.value.clashes[0].theirs == "removed 'Receive'"
    undo(by=ada, journey="parcel", now=NOW, clashing="mine")
    assert shape() == [("Receive", ["Handed over at the door"])]


def test_programs_have_nothing_of_their_own_to_undo(ada: Person) -> None:
    program = Person(scopes=frozenset({"journeys:write", "map:read"}), token_id=None)
    do(program, AddStage(title="X"), seen=0)
    with pytest.raises(NothingToUndo):
        undo(by=program, journey="parcel", now=NOW)
    assert NOBODY.account_id is None


def test_a_version_that_never_was_is_refused(ada: Person) -> None:
    with pytest.raises(DeedRefused, match="'seen' says 7"):
        do(ada, AddStage(title="X"), seen=7)


@pytest.mark.django_db(transaction=True)
def test_two_threads_that_edit_at_once_lose_nothing() -> None:
    ensure_journey(by=OPERATOR, plan=PLAN, now=NOW)
    door, people = door_id(), [member("Ada"), member("Bob")]
    start, met = threading.Barrier(2), []

    def work(person: Person, lane: str) -> None:
        try:
            start.wait()
            for i in range(10):
                do(
                    person,
                    SetField(kind="touchpoint", id=door, field=lane, value=f"{lane} {i}"),
                    seen=version(),
                )
                try:
                    do(person, title(f"{person.name} {i}", of=door), seen=0 if i == 0 else version())
                except EditConflict as conflict:
                    met.append(conflict)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=work, args=pair) for pair in zip(people, ("doing", "thinking"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (stage,) = drawing_for(OPERATOR, journey="parcel", now=NOW).stages
    assert (stage.touchpoints[0].doing, stage.touchpoints[0].thinking) == ("doing 9", "thinking 9")
    numbers = list(Edit.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    # Every title that was put is in the log, and every one that was not was answered with both values.
    kept = sum(change["field"] == "title" for edit in Edit.objects.all() for change in edit.changes)
    assert kept + len(met) == 20
    assert len(met) >= 1
