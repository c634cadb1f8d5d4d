"""Editing a map: deeds, what is refused, who may."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wellserved.journey.contracts import (
    AddMeasure,
    AddStage,
    AddTouchpoint,
    Copy,
    Deed,
    DeedRefused,
    Drawing,
    DrawnTouchpoint,
    Edited,
    MeasureKey,
    MomentIn,
    Move,
    PutBack,
    Remove,
    SetField,
)
from wellserved.journey.models import Edit
from wellserved.journey.queries import drawing_for, edits_for, journey_for, measure_keys
from wellserved.journey.services import (
    edit_map,
    ensure_journey,
    new_journey,
    record_moment,
    remove_journey,
    set_promise,
)
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound, Person
from wellserved.people.models import Account, AuditLine, Staff
from wellserved.people.queries import person_of

from .conftest import NOW, PLAN

Measures = dict[str, MeasureKey]


def member(role: str, name: str = "Ada") -> Person:
    account = Account.objects.create_user(f"{name}.{role}@staff.test")
    Staff.objects.create(account=account, name=name, role=role)
    return person_of(account_id=account.pk)


@pytest.fixture
def agent(measures: Measures) -> Person:
    return member("agent")


def look(person: Person = OPERATOR, journey: str = "parcel") -> Drawing:
    return drawing_for(person, journey=journey, now=NOW)


def do(person: Person, *deeds: Deed, seen: int | None = None, journey: str = "parcel") -> Edited:
    version = look(journey=journey).version if seen is None else seen
    return edit_map(by=person, journey=journey, seen=version, deeds=deeds, now=NOW)


def titles(journey: str = "parcel") -> list[tuple[str, list[str]]]:
    return [(s.title, [t.title for t in s.touchpoints]) for s in look(journey=journey).stages]


def door() -> DrawnTouchpoint:
    return next(t for s in look().stages for t in s.touchpoints if t.slug == "door")


def test_stages_and_touchpoints_are_added_in_their_place(agent: Person) -> None:
    receive = look().stages[0].id
    made = do(
        agent,
        AddStage(title="Order", before=receive),
        AddTouchpoint(stage=-1, title="Pay"),
        AddTouchpoint(stage=-1, title="Choose a day", before=-2),
        AddTouchpoint(stage=receive, title="Ring", before=door().id),
    ).made
    assert titles() == [("Order", ["Choose a day", "Pay"]), ("Receive", ["Ring", "Handed over at the door"])]
    assert [one.slug for one in made] == ["order", "pay", "choose-a-day", "ring"]


def test_every_lane_takes_its_value(agent: Person) -> None:
    owner = agent.staff_id
    lanes = {
        "title": "At the door",
        "channel": "courier, locker",
        "side": "backstage",
        "owner": owner,
        "owner_team": "Last mile",
        "doing": "Opens",
        "thinking": "At last",
        "feeling": -2,
        "frontstage": "Rings",
        "backstage": "Loads",
        "support": "Scanner",
    }
    number = door().id
    do(agent, *(SetField(kind="touchpoint", id=number, field=f, value=v) for f, v in lanes.items()))
    drawn = door()
    assert drawn.owner is not None
    assert drawn.owner.name == "Ada"
    assert {f: getattr(drawn, f) for f in lanes if f != "owner"} == {
        f: v for f, v in lanes.items() if f != "owner"
    }
    assert drawn.slug == "door"


def test_a_touchpoint_moves_to_another_stage_and_a_stage_among_stages(agent: Person) -> None:
    before = do(agent, AddStage(title="Order"), AddTouchpoint(stage=-1, title="Pay")).made
    order, pay = before[0].id, before[1].id
    do(agent, Move(kind="touchpoint", id=door().id, stage=order, before=pay))
    do(agent, Move(kind="stage", id=order, before=look().stages[0].id))
    assert titles() == [("Order", ["Handed over at the door", "Pay"]), ("Receive", [])]


def test_hundreds_of_moves_to_the_same_place_keep_their_order(agent: Person) -> None:
    stage = look().stages[0].id
    made = [m.id for m in do(agent, *(AddTouchpoint(stage=stage, title=f"T{i}") for i in range(4))).made]
    for _round in range(30):
        for number in made[1:]:
            do(agent, Move(kind="touchpoint", id=number, before=made[0]))
    assert [t.title for t in look().stages[0].touchpoints][1:] == ["T1", "T2", "T3", "T0"]


def test_a_copy_stands_behind_the_original_with_all_that_it_holds(agent: Person) -> None:
    do(agent, Copy(kind="stage", id=look().stages[0].id))
    first, second = look().stages
    assert [m.slug for m in second.touchpoints[0].measures] == ["days", "score"]
    assert (second.slug, second.touchpoints[0].slug) == ("receive-2", "handed-over-at-the-door")
    assert first.touchpoints[0].id != second.touchpoints[0].id


def test_what_is_removed_is_on_no_map_but_its_records_are_kept(agent: Person, measures: Measures) -> None:
    do(agent, Remove(kind="touchpoint", id=door().id))
    assert titles() == [("Receive", [])]
    assert journey_for(OPERATOR, journey="parcel").stages[0].touchpoints == ()
    assert measure_keys(journey="parcel") == ()
    moment = MomentIn(
        source="s",
        source_id="1",
        journey="parcel",
        touchpoint="door",
        measure="days",
        occurred_at=NOW,
        delivered=3,
    )
    assert not record_moment(moment=moment, now=NOW).already_there


def test_what_was_removed_is_put_back_with_what_stood_in_it(agent: Person) -> None:
    stage, number = look().stages[0].id, door().id
    do(agent, Remove(kind="stage", id=stage))
    assert titles() == []
    with pytest.raises(DeedRefused, match="has been removed"):
        do(agent, SetField(kind="touchpoint", id=number, field="title", value="X"))
    do(agent, PutBack(kind="touchpoint", id=number))
    assert titles() == [("Receive", ["Handed over at the door"])]
    assert len(door().measures) == 2


def test_a_plan_that_names_what_was_removed_puts_it_back_and_the_editor_notices(agent: Person) -> None:
    do(agent, Remove(kind="stage", id=look().stages[0].id))
    version = look().version
    ensure_journey(by=OPERATOR, plan=PLAN, now=NOW)
    assert titles() == [("Receive", ["Handed over at the door"])]
    assert look().version == version + 1
    ensure_journey(by=OPERATOR, plan=PLAN, now=NOW)
    assert look().version == version + 1


REFUSED = [
    (SetField(kind="touchpoint", id=0, field="feeling", value=3), "whole number from -2 to 2"),
    (SetField(kind="touchpoint", id=0, field="feeling", value=True), "whole number from -2 to 2"),
    (SetField(kind="touchpoint", id=0, field="title", value="  "), "'title' is empty"),
    (SetField(kind="touchpoint", id=0, field="title", value="x" * 121), "Shorten it to 120"),
    (SetField(kind="touchpoint", id=0, field="doing", value="a\x00b"), "cannot be printed"),
    (SetField(kind="touchpoint", id=0, field="slug", value="other"), "no such field"),
    (SetField(kind="touchpoint", id=0, field="removed_at", value=None), "no such field"),
    (SetField(kind="touchpoint", id=0, field="side", value="left"), "one of: frontstage, backstage"),
    (SetField(kind="touchpoint", id=0, field="owner", value=987654), "no such member of staff"),
    (SetField(kind="touchpoint", id=0, field="inner", value="nowhere"), "no journey 'nowhere'"),
    (SetField(kind="touchpoint", id=0, field="inner", value="parcel"), "leads back into this one"),
    (SetField(kind="door", id=0, field="title", value="x"), "no such element"),
    (AddTouchpoint(stage=-1, title="Pay"), "no such element"),
    (Move(kind="measure", id=0), "kind 'measure'"),
    (Copy(kind="measure", id=0), "kind 'measure'"),
    (Remove(kind="journey", id=0), "kind 'journey'"),
    (Move(kind="touchpoint", id=987654), "no such element"),
]


@pytest.mark.parametrize(("deed", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_a_deed_that_cannot_be_done_is_refused_with_its_place_and_nothing_changes(
    agent: Person, deed: Deed, said: str
) -> None:
    before = look()
    aimed = deed
    if getattr(deed, "id", None) == 0 and getattr(deed, "kind", "") in {"touchpoint", "measure"}:
        number = door().id if deed.kind == "touchpoint" else door().measures[0].id  # type: ignore[union-attr]
        aimed = type(deed)(**{f: getattr(deed, f) for f in deed.__slots__} | {"id": number})  # type: ignore[assignment]
    with pytest.raises(DeedRefused, match=said) as refused:
        do(agent, AddStage(title="First") if not isinstance(deed, AddTouchpoint) else aimed, aimed)
    assert refused.value.deed == (0 if isinstance(deed, AddTouchpoint) else 1)
    assert look() == before


def test_facts_of_a_measure_are_fixed_once_moments_are_counted_by_it(agent: Person) -> None:
    days = door().measures[0]
    do(agent, SetField(kind="measure", id=days.id, field="unit", value="hours"))
    assert door().measures[0].unit == "hours"
    record_moment(
        moment=MomentIn(
            source="s",
            source_id="1",
            journey="parcel",
            touchpoint="door",
            measure="days",
            occurred_at=NOW,
            delivered=3,
        ),
        now=NOW,
    )
    assert [m.recorded for m in door().measures] == [True, False]
    with pytest.raises(DeedRefused, match="Moments are already counted by 'Days to deliver'"):
        do(agent, SetField(kind="measure", id=days.id, field="better", value="higher"))
    do(agent, SetField(kind="measure", id=days.id, field="title", value="Days until it came"))
    assert door().measures[0].title == "Days until it came"


def test_a_scale_is_a_range_in_whichever_order_its_ends_are_set(agent: Person) -> None:
    made = do(
        agent,
        AddMeasure(
            touchpoint=door().id, title="Care", unit="points", better="higher", scale_low=1, scale_high=7
        ),
    )
    number = made.made[0].id
    ends = [
        SetField(kind="measure", id=number, field="scale_low", value=10),
        SetField(kind="measure", id=number, field="scale_high", value=20),
    ]
    do(agent, *ends)
    with pytest.raises(DeedRefused, match="low end is not below"):
        do(agent, SetField(kind="measure", id=number, field="scale_high", value=5))


def test_titles_without_latin_letters_get_a_short_name_with_a_number(agent: Person) -> None:
    stage = look().stages[0].id
    made = do(
        agent,
        AddTouchpoint(stage=stage, title="문 앞에서 받기"),
        AddTouchpoint(stage=stage, title="送到門口"),
        AddTouchpoint(stage=stage, title="Café"),
    ).made
    assert [one.slug for one in made] == ["touchpoint-1", "touchpoint-2", "cafe"]


def test_journeys_nest_but_never_in_a_circle(agent: Person) -> None:
    inner = new_journey(by=agent, title="Hand over", now=NOW)
    do(agent, SetField(kind="touchpoint", id=door().id, field="inner", value=inner))
    drawn = door().inner
    assert drawn is not None
    assert drawn.title == "Hand over"
    assert [j.slug for j in look(journey=inner).inner_of] == ["parcel"]
    made = do(agent, AddStage(title="S"), AddTouchpoint(stage=-1, title="T"), journey=inner).made
    with pytest.raises(DeedRefused, match="leads back"):
        do(agent, SetField(kind="touchpoint", id=made[1].id, field="inner", value="parcel"), journey=inner)


def test_the_drawing_costs_the_same_queries_whatever_stands_on_it(agent: Person) -> None:
    with CaptureQueriesContext(connection) as small:
        look(agent)
    stage = look().stages[0].id
    do(agent, *(AddTouchpoint(stage=stage, title=f"T{i}") for i in range(40)))
    set_promise(
        by=OPERATOR,
        journey="parcel",
        touchpoint="door",
        measure="days",
        segment=None,
        standard=2,
        valid_from=NOW - timedelta(days=1),
        now=NOW,
    )
    with CaptureQueriesContext(connection) as large:
        drawing = look(agent)
    assert len(large) <= len(small) + 2
    assert drawing.stages[0].touchpoints[0].measures[0].promises[0].level == 2
    assert len(large) <= 16


def test_a_copy_costs_few_queries_however_much_it_holds(agent: Person) -> None:
    inner = new_journey(by=agent, title="Hand over", now=NOW)
    stage = look().stages[0].id
    made = do(agent, *(AddTouchpoint(stage=stage, title=f"T{i}") for i in range(60))).made
    do(agent, *(SetField(kind="touchpoint", id=one.id, field="inner", value=inner) for one in made))
    version = look().version
    with CaptureQueriesContext(connection) as asked:
        do(agent, Copy(kind="stage", id=stage), seen=version)
    assert len(look().stages[1].touchpoints) == 61
    assert len(asked) <= 40


def test_an_edit_leaves_a_line_in_the_history_and_one_in_the_audit(agent: Person) -> None:
    do(agent, SetField(kind="touchpoint", id=door().id, field="title", value="At the door"))
    (line,) = edits_for(OPERATOR, journey="parcel", since=0)
    assert (line.deed, line.by, line.titles) == ("set_field", "Ada", ("At the door",))
    audited = AuditLine.objects.get(deed="map.set_field")
    assert audited.account_id == agent.account_id
    assert audited.facts == {"number": 1}


def test_an_edit_that_changes_nothing_leaves_no_trace(agent: Person) -> None:
    edited = do(agent, SetField(kind="touchpoint", id=door().id, field="title", value=door().title + " "))
    assert edited.number == 0
    assert not Edit.objects.exists()


@pytest.mark.parametrize(
    "who", [NOBODY, Person(account_id=None, customer_key=None, scopes=frozenset({"map:read"}))]
)
def test_who_may_not_draw_draws_nothing(measures: Measures, who: Person) -> None:
    with pytest.raises(PermissionDenied, match="journeys:write"):
        do(who, AddStage(title="X"))
    assert len(look().stages) == 1


def test_all_staff_draw_but_only_managers_remove_a_journey(measures: Measures) -> None:
    for role in ("agent", "team_lead", "manager", "administrator"):
        do(member(role, name=role), AddStage(title=role))
    with pytest.raises(PermissionDenied, match="journeys:remove"):
        remove_journey(by=member("agent"), journey="parcel", now=NOW)
    remove_journey(by=member("manager"), journey="parcel", now=NOW)
    with pytest.raises(NotFound):
        look()
    assert measure_keys() == ()
    ensure_journey(by=OPERATOR, plan=PLAN, now=NOW)
    assert len(look().stages) == 5
