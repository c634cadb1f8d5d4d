"""Drawing a journey from a plan makes what is missing and changes nothing that stands."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from wellserved.journey.contracts import (
    DeedRefused,
    JourneyPlan,
    MeasureKey,
    MeasurePlan,
    PutBack,
    Remove,
    StagePlan,
    TouchpointPlan,
)
from wellserved.journey.exchange.json_form import written
from wellserved.journey.models import Journey, Measure, Stage, Touchpoint
from wellserved.journey.queries import drawing_for, journey_for, journeys_for
from wellserved.journey.services import (
    ImportRefused,
    JourneyContradicts,
    edit_map,
    ensure_journey,
    import_map,
    remove_journey,
)
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound, Person

from .conftest import NOW, PLAN

Measures = dict[str, MeasureKey]


def with_measure(plan: JourneyPlan, **changes: object) -> JourneyPlan:
    (stage,) = plan.stages
    (touchpoint,) = stage.touchpoints
    days, score = touchpoint.measures
    changed = replace(touchpoint, measures=(replace(days, **changes), score))
    return replace(plan, stages=(replace(stage, touchpoints=(changed,)),))


def test_drawing_the_same_plan_again_changes_nothing(measures: Measures) -> None:
    again = ensure_journey(by=OPERATOR, plan=PLAN, now=NOW)
    assert {key.measure: key for key in again} == measures
    assert Measure.objects.count() == 2


def test_titles_that_people_edited_stay(measures: Measures) -> None:
    Journey.objects.update(title="Have my parcel")
    ensure_journey(by=OPERATOR, plan=PLAN, now=NOW)
    assert journey_for(OPERATOR, journey="parcel").title == "Have my parcel"


def test_a_measure_with_another_unit_is_refused_and_nothing_is_made(measures: Measures) -> None:
    plan = with_measure(PLAN, unit="hours")
    extra = replace(plan.stages[0], slug="extra", title="Extra", touchpoints=())
    with pytest.raises(JourneyContradicts, match="unit 'days'"):
        ensure_journey(by=OPERATOR, plan=replace(plan, stages=(extra, *plan.stages)), now=NOW)
    assert [s.slug for s in journey_for(OPERATOR, journey="parcel").stages] == ["receive"]


def test_a_touchpoint_of_another_stage_is_refused(measures: Measures) -> None:
    moved = replace(PLAN, stages=(replace(PLAN.stages[0], slug="elsewhere"),))
    with pytest.raises(JourneyContradicts, match="'door' stands in another stage"):
        ensure_journey(by=OPERATOR, plan=moved, now=NOW)
    assert Touchpoint.objects.get().stage.slug == "receive"


def test_a_journey_is_not_found_by_who_may_not_see_it(measures: Measures) -> None:
    assert journeys_for(NOBODY) == ()
    with pytest.raises(NotFound):
        journey_for(NOBODY, journey="parcel")


def test_no_journey_takes_the_address_at_which_new_ones_are_begun(measures: Measures) -> None:
    with pytest.raises(JourneyContradicts, match="short name 'new'"):
        ensure_journey(by=OPERATOR, plan=JourneyPlan(slug="new", title="New"), now=NOW)


@pytest.mark.parametrize("who", [NOBODY, Person(scopes=frozenset({"map:read"}))])
def test_who_may_not_draw_draws_no_plan(db: None, who: Person) -> None:
    with pytest.raises(PermissionDenied, match="journeys:write"):
        ensure_journey(by=who, plan=PLAN, now=NOW)
    assert not Journey.objects.exists()


def with_touchpoint(**changes: object) -> JourneyPlan:
    (stage,) = PLAN.stages
    touchpoint = TouchpointPlan(**({"slug": "ring", "title": "Ring"} | changes))  # type: ignore[arg-type]  # a test's own
    return replace(PLAN, stages=(replace(stage, touchpoints=(*stage.touchpoints, touchpoint)),))


SCALE = MeasurePlan(slug="m", title="M", unit="points", better="higher", scale_low=7, scale_high=1)


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (with_touchpoint(title="  "), "'title' is empty"),
        (with_touchpoint(title="a\x07b"), "cannot be printed"),
        (with_touchpoint(channel="x" * 41), "Shorten it to 40"),
        (with_touchpoint(side="left"), "one of: frontstage, backstage"),
        (with_touchpoint(slug="a b"), "short name 'a b'"),
        (with_touchpoint(slug="door"), "stands at"),
        (with_touchpoint(measures=(SCALE,)), "low end is not below"),
        (replace(PLAN, goal="x" * 301), "Shorten it to 300"),
    ],
)
def test_a_plan_is_held_to_the_rules_of_drawing(measures: Measures, plan: JourneyPlan, said: str) -> None:
    with pytest.raises(ImportRefused, match=said):
        ensure_journey(by=OPERATOR, plan=plan, now=NOW)
    assert Touchpoint.objects.count() == 1


def test_words_of_a_plan_are_tidied_as_those_of_a_deed(measures: Measures) -> None:
    ensure_journey(by=OPERATOR, plan=with_touchpoint(title=" Ring  twice "), now=NOW)
    assert Touchpoint.objects.get(slug="ring").title == "Ring twice"


def test_plans_together_draw_no_more_than_a_map_takes(measures: Measures) -> None:
    def stages(name: str) -> tuple[StagePlan, ...]:
        return tuple(StagePlan(slug=f"{name}-{n}", title=f"{name} {n}") for n in range(60))

    ensure_journey(by=OPERATOR, plan=replace(PLAN, stages=stages("early")), now=NOW)
    with pytest.raises(JourneyContradicts, match="100 stages already"):
        ensure_journey(by=OPERATOR, plan=replace(PLAN, stages=stages("late")), now=NOW)
    assert Stage.objects.count() == 61


def drawn(slug: str, *, opens_into: str | None = None) -> None:
    inner = () if opens_into is None else (TouchpointPlan(slug="in", title="In", inner=opens_into),)
    stage = StagePlan(slug="stage", title="Stage", touchpoints=inner)
    ensure_journey(by=OPERATOR, plan=JourneyPlan(slug=slug, title=slug, stages=(stage,)), now=NOW)


@pytest.mark.parametrize("kind", ["stage", "touchpoint"])
def test_what_a_plan_puts_back_never_makes_a_journey_open_into_itself(db: None, kind: str) -> None:
    drawn("inner")
    drawn("outer", opens_into="inner")
    stage = drawing_for(OPERATOR, journey="outer", now=NOW).stages[0]
    number = stage.id if kind == "stage" else stage.touchpoints[0].id
    edit_map(by=OPERATOR, journey="outer", seen=0, deeds=[Remove(kind=kind, id=number)], now=NOW)
    drawn("inner", opens_into="outer")
    with pytest.raises(JourneyContradicts, match="leads back into this one"):
        drawn("outer", opens_into="inner")
    with pytest.raises(DeedRefused, match="leads back into this one"):
        edit_map(by=OPERATOR, journey="outer", seen=1, deeds=[PutBack(kind=kind, id=number)], now=NOW)
    assert Touchpoint.objects.filter(removed_at__isnull=True).count() == 1


def test_a_journey_put_back_never_closes_a_circle(db: None) -> None:
    drawn("third")
    drawn("second", opens_into="third")
    drawn("first", opens_into="second")
    remove_journey(by=OPERATOR, journey="second", now=NOW)
    drawn("third", opens_into="first")
    with pytest.raises(JourneyContradicts, match="leads back into this one"):
        drawn("second", opens_into="third")
    assert {journey.slug for journey in journeys_for(OPERATOR)} == {"first", "third"}


def test_a_new_plan_never_opens_into_itself(db: None) -> None:
    with pytest.raises(JourneyContradicts, match="leads back into this one"):
        drawn("hall", opens_into="hall")
    stage = StagePlan(slug="s", title="S", touchpoints=(TouchpointPlan(slug="in", title="In", inner="hall"),))
    file = written(JourneyPlan(slug="any", title="Hall", stages=(stage,)))
    with pytest.raises(ImportRefused, match="leads back into this one"):
        import_map(by=OPERATOR, data=file, form="json", now=NOW)
    assert not Journey.objects.exists()
