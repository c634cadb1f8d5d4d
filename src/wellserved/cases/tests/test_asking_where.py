"""'Where is my order': the cause that is there from the first day, suggested, and counted by week."""

from datetime import timedelta

import pytest

from wellserved.cases.contracts import Channel
from wellserved.cases.models import Case, Cause, TriageModel
from wellserved.cases.queries import case_for, causes
from wellserved.cases.queries.asking_where import (
    AskedInWeek,
    asked_where_for,
    first_asked_at,
    times_asked,
    undecided_for,
)
from wellserved.cases.queries.triage import suggestions_for
from wellserved.cases.services import (
    FactsSet,
    ensure_causes,
    merge,
    retire_cause,
    retrain,
    set_aside,
    set_cause,
    set_facts,
    suggest_new,
)
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound

from .conftest import NOW, Desk

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)
LATER = NOW + timedelta(hours=1)
ROOT, BELOW = "where-is-my-order", "no-news-of-it"


@pytest.fixture
def ids() -> dict[str, int]:
    ensure_causes(now=NOW)
    return dict(Cause.objects.values_list("slug", "pk"))


def test_the_cause_is_added_once_and_staff_may_do_with_it_what_they_like(ids: dict[str, int]) -> None:
    assert {one.slug for one in causes() if one.depth and one.path[0] == "Where is my order?"} == {
        BELOW,
        "later-than-told",
        "not-where-said",
    }
    set_cause(by=OPERATOR, slug=ROOT, titles={"en": "WISMO"}, now=NOW)
    retire_cause(by=OPERATOR, slug=BELOW, now=NOW)
    ensure_causes(now=NOW)
    assert [one.title for one in causes() if one.slug in {ROOT, BELOW}] == ["WISMO"]


def test_it_is_suggested_from_the_first_day_until_staff_say_that_it_is_wrong(
    desk: Desk, ids: dict[str, int]
) -> None:
    asks, other = desk.case("Where is my parcel?"), desk.case("The bread was wet.")
    suggest_new(now=LATER)
    found = {}
    for one in (asks, other):
        seen = case_for(desk.owner, case_id=one, now=LATER)
        found[one] = {each.target.value: each for each in suggestions_for(desk.owner, case=seen)}
    said = found[asks]["cause"]
    assert (said.label, said.confidence, said.rule) == (str(ids[ROOT]), 0.85, "asks_where")
    assert "cause" not in found[other]
    wrong = desk.cause("lost")
    for place in range(3):
        one = desk.case(f"Where is my parcel number {place}?")
        suggest_new(now=LATER)
        cause = ids[BELOW] if place == 0 else wrong
        set_facts(by=desk.owner, case_id=one, facts=FactsSet(cause=cause), now=LATER)
    retrain(now=LATER)
    assert TriageModel.objects.get(target="cause").figures["rules"] == {"asks_where": [1, 3]}
    late = desk.case("Where is my parcel, please?")
    suggest_new(now=LATER)
    seen = case_for(desk.owner, case_id=late, now=LATER)
    assert "cause" not in {one.target.value for one in suggestions_for(desk.owner, case=seen)}


def test_contacts_are_counted_by_week_for_those_who_see_them(desk: Desk, ids: dict[str, int]) -> None:
    assert first_asked_at() is None

    def asked(weeks: int, *, cause: str = ROOT, **facts: object) -> int:
        given = {"made_at": NOW - weeks * WEEK, "subject_kind": "parcel", "subject_id": "7"} | facts
        case_id = desk.case("Where is it?", **given)
        Case.objects.filter(pk=case_id).update(cause=ids[cause])
        return case_id

    first = asked(1)
    asked(1, cause=BELOW, subject_kind="", subject_id="")
    asked(0, channel=Channel.PHONE, subject_id="8")
    asked(0, channel=Channel.ANSWER)
    desk.case("Where can I buy it?")
    twice = desk.case("Where is it still?", made_at=NOW - WEEK)
    merge(by=desk.owner, case_id=twice, into=first, now=LATER)
    set_aside(by=desk.owner, case_id=asked(1), now=LATER)
    desk.case("Where is my order?")
    suggest_new(now=LATER)
    this = NOW.date()
    since, until = NOW - 3 * WEEK, NOW + WEEK
    expected = {
        this - WEEK: AskedInWeek(contacts=3, about=1),
        this: AskedInWeek(contacts=1, about=1),
    }
    assert asked_where_for(desk.owner, since=since, until=until) == expected
    assert asked_where_for(desk.stranger, since=since, until=until) == {}
    assert undecided_for(desk.owner, since=since, until=until) == 1
    assert undecided_for(desk.stranger, since=since, until=until) == 0
    assert times_asked(kind="parcel", ids=["7", "8", "9"]) == {"7": 1, "8": 1}
    assert first_asked_at() == NOW - WEEK
    with pytest.raises(NotFound):
        asked_where_for(NOBODY, since=since, until=until)
