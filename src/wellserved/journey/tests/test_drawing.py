"""Drawing a journey from a plan makes what is missing and changes nothing that stands."""

from dataclasses import replace

import pytest

from wellserved.journey.contracts import JourneyPlan, MeasureKey
from wellserved.journey.models import Journey, Measure, Touchpoint
from wellserved.journey.queries import journey_for, journeys_for
from wellserved.journey.services import JourneyContradicts, ensure_journey
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound

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
