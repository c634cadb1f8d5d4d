"""A low answer of a questionnaire becomes a case about that answer, once; a good one does not."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from wellserved.cases.models import Case
from wellserved.cases.queries import case_for
from wellserved.cases.services import open_for_low_answers, set_low_answers
from wellserved.journey.contracts import JourneyPlan, MeasurePlan, MomentIn, StagePlan, TouchpointPlan
from wellserved.journey.models import Moment, Touchpoint
from wellserved.journey.queries.moments import seen_by_rooms
from wellserved.journey.services import ensure_journey, record_moment
from wellserved.people.contracts import OPERATOR

from .conftest import NOW, Desk

MEASURE = MeasurePlan(
    slug="kind", title="Kindness", unit="of 7", better="higher", scale_low=1, scale_high=7, satisfied=5.5
)
DOOR = TouchpointPlan(slug="door", title="At the door", measures=(MEASURE,))
PLAN = JourneyPlan(
    slug="parcel", title="Parcel", stages=(StagePlan(slug="get", title="Get", touchpoints=(DOOR,)),)
)


def answered(desk: Desk, answer: str, score: float) -> None:
    moment = MomentIn(
        source="voice",
        source_id=f"{answer}:kind",
        journey="parcel",
        touchpoint="door",
        measure="kind",
        occurred_at=NOW,
        perceived=score,
        location=desk.here.code,
        language="ko",
        subject_kind="answer",
        subject_id=answer,
    )
    record_moment(moment=moment, now=NOW)


def heard(now: datetime = NOW) -> int:
    return open_for_low_answers(moments=seen_by_rooms(list(Moment.objects.all())), now=now)


def test_each_low_answer_opens_one_case_about_itself_at_its_touchpoint(desk: Desk) -> None:
    ensure_journey(by=OPERATOR, plan=PLAN, now=NOW)
    for answer, score in (("1", 2.0), ("2", 6.0), ("3", 4.5)):
        answered(desk, answer, score)
    assert heard(NOW + timedelta(days=15)) == 0, "brought in weeks later it rings nobody"
    assert [heard(), heard()] == [1, 0]
    seen = case_for(desk.owner, case_id=Case.objects.get().pk, now=NOW)
    assert (seen.subject_kind, seen.subject_id, seen.channel) == ("answer", "1", "answer")
    assert (seen.touchpoint, seen.location, seen.language) == ("At the door", "Seoul", "ko")
    set_low_answers(by=desk.manager, margin=0.1, now=NOW)
    assert heard() == 1
    set_low_answers(by=desk.manager, margin=0, off=True, now=NOW)
    answered(desk, "4", 1.0)
    assert heard() == 0
    set_low_answers(by=desk.manager, margin=0.1, now=NOW)
    answered(desk, "5", 1.0)
    Touchpoint.objects.filter(slug="door").update(removed_at=NOW)
    assert heard() == 2, "of a place that is off the map, too"
    assert set(Case.objects.filter(subject_id__in=["4", "5"]).values_list("touchpoint", flat=True)) == {None}
    with pytest.raises(PermissionDenied):
        set_low_answers(by=desk.owner, margin=0.1, now=NOW)
