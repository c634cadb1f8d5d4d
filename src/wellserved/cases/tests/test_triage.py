"""Suggestions, what is learnt of staff's decisions, and topics that rise, on real questions to a bank."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from wellserved.analytics.tests.triage_texts import bank_questions
from wellserved.cases.contracts import Urgency
from wellserved.cases.models import Case, CaseTriage, TriageDecision, TriageModel
from wellserved.cases.queries import case_for
from wellserved.cases.queries.triage import (
    SuggestionSeen,
    learnt_for,
    suggestions_for,
    topics_for,
    unseen_topics_for,
)
from wellserved.cases.services import (
    CaseRefused,
    FactsSet,
    decide,
    look_for_topics,
    retrain,
    see_topic,
    set_facts,
    suggest_new,
)
from wellserved.people.contracts import OPERATOR, NotFound
from wellserved.people.services import erase_customer

from .conftest import NOW, Desk

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def questions(folder: Path, *matters: str) -> list[tuple[str, str]]:
    return [pair for pair in zip(*bank_questions(folder), strict=True) if not matters or pair[1] in matters]


def shown(desk: Desk, case_id: int) -> dict[str, SuggestionSeen]:
    seen = case_for(desk.owner, case_id=case_id, now=LATER)
    return {one.target.value: one for one in suggestions_for(desk.owner, case=seen)}


def taught(desk: Desk, pairs: Iterable[tuple[str, str]]) -> None:
    """Cases of two matters, for which staff found the cause, the mood and, in the usual way, the urgency."""
    for text, matter in pairs:
        case_id = desk.case(text)
        cause = desk.cause(matter.replace("_", "-"))
        set_facts(by=desk.owner, case_id=case_id, facts=FactsSet(cause=cause), now=LATER)
        mood = "negative" if matter == "lost_or_stolen_card" else "neutral"
        decide(by=desk.owner, case_id=case_id, target="sentiment", label=mood, now=LATER)


def test_what_staff_decided_is_learnt_and_suggested_and_a_click_makes_it_a_fact(
    desk: Desk, test_data: Path
) -> None:
    matters = ("lost_or_stolen_card", "exchange_rate")
    pairs = [pair for matter in matters for pair in questions(test_data, matter)[:34]]
    taught(desk, [pair for place, pair in enumerate(pairs) if place % 5])
    asked = [(desk.case(text, language=""), matter) for text, matter in pairs[::5]]
    retrain(now=LATER)
    assert suggest_new(now=LATER) == len(pairs)
    assert suggest_new(now=LATER) == 0
    case_id, _matter = next(one for one in asked if "cause" in shown(desk, one[0]))
    right = [shown(desk, one)["cause"].label for one, _ in asked if "cause" in shown(desk, one)]
    assert len(right) >= 4
    found = shown(desk, case_id)
    assert found["language"].label == "en"
    assert found["sentiment"].label in {"negative", ""}
    cause = int(found["cause"].label)
    assert Case.objects.get(pk=case_id).cause_id is None
    decide(by=desk.colleague, case_id=case_id, target="cause", label=str(cause), now=LATER)
    assert Case.objects.get(pk=case_id).cause_id == cause
    assert "cause" not in shown(desk, case_id)
    learnt = {one.target.value: one for one in learnt_for(desk.owner)}
    assert (learnt["cause"].texts, learnt["cause"].labels) == (54, 2)
    assert learnt["cause"].measured is not None
    assert learnt["cause"].measured["accuracy"] > 0.85
    assert learnt["touchpoint"].labels == 0


def test_a_version_is_kept_with_its_figures_and_the_same_lessons_make_no_new_one(
    desk: Desk, test_data: Path
) -> None:
    pairs = [pair for matter in ("atm_support", "age_limit") for pair in questions(test_data, matter)[:21]]
    taught(desk, pairs[:-1])
    retrain(now=LATER)
    retrain(now=LATER + timedelta(days=1))
    versions = TriageModel.objects.filter(target="cause")
    assert versions.count() == 1
    taught(desk, pairs[-1:])
    retrain(now=LATER + timedelta(days=2))
    before, after = versions.order_by("trained_at")
    assert (before.current, before.content, before.figures["texts"]) == (False, None, 41)
    assert (after.current, after.figures["texts"]) == (True, 42)


def test_danger_is_suggested_from_the_first_day_and_never_overwrites_what_somebody_set(desk: Desk) -> None:
    burning = desk.case("The charger caught fire and burned my hand.")
    known = desk.case("The charger caught fire and burned my hand again.", urgency=Urgency.URGENT)
    calm = desk.case("Where can I buy the blue one?")
    suggest_new(now=LATER)
    found = shown(desk, burning)["urgency"]
    assert (found.label, found.rule, found.confidence) == ("urgent", "danger", 0.85)
    assert "urgency" not in shown(desk, known)
    assert set(shown(desk, calm)) == {"sentiment"}
    assert Case.objects.get(pk=burning).urgency == Urgency.NORMAL
    decide(by=desk.owner, case_id=burning, target="urgency", label="low", now=LATER)
    assert "urgency" not in shown(desk, burning)
    retrain(now=LATER)
    figures = TriageModel.objects.get(target="urgency", current=True).figures
    assert figures["rules"]["danger"] == [0, 1]


def test_only_staff_who_see_the_case_decide_and_nonsense_is_refused(desk: Desk) -> None:
    case_id = desk.case()
    with pytest.raises(NotFound):
        decide(by=desk.stranger, case_id=case_id, target="sentiment", label="negative", now=LATER)
    for target, label in (
        ("sentiment", "furious"),
        ("mood", "negative"),
        ("cause", "9" * 30),
        ("cause", "12345"),
        ("urgency", ""),
        ("language", "other"),
    ):
        with pytest.raises(CaseRefused, match=r"no such|Choose another"):
            decide(by=desk.owner, case_id=case_id, target=target, label=label, now=LATER)
    assert not TriageDecision.objects.exists()


def test_a_new_topic_is_raised_once_with_examples_and_goes_on_without_being_raised_anew(
    desk: Desk, test_data: Path
) -> None:
    others = [text for text, matter in questions(test_data) if matter != "apple_pay_or_google_pay"][::97]
    for place, text in enumerate(others[:90]):
        desk.case(text, made_at=NOW - timedelta(days=7 * (place % 9), hours=1), customer=None, contact=None)
    for text, _matter in questions(test_data, "apple_pay_or_google_pay")[:14]:
        desk.case(text, made_at=NOW - timedelta(days=1), contact=None)
    assert look_for_topics(now=NOW) >= 1
    raised = topics_for(desk.owner)
    topic = next(one for one in raised if any("pay" in term for term in one.terms))
    assert topic.people > 3 * topic.expected
    assert 1 <= len(topic.examples) <= 3
    assert {one.examples for one in topics_for(desk.stranger)} == {()}
    unseen = unseen_topics_for(desk.owner)
    assert look_for_topics(now=NOW + timedelta(hours=12)) == 0
    see_topic(by=desk.owner, topic_id=topic.id, now=LATER)
    assert unseen_topics_for(desk.owner) == unseen - 1
    assert next(one for one in topics_for(desk.owner) if one.id == topic.id).seen_by == "Ann Agent"
    with pytest.raises(NotFound):
        see_topic(by=desk.owner, topic_id=0, now=LATER)


def test_who_is_erased_leaves_no_suggestion_and_teaches_no_more(desk: Desk) -> None:
    customer = desk.people.customer().customer.key
    case_id = desk.case("The charger caught fire.", customer=customer)
    suggest_new(now=LATER)
    decide(by=desk.owner, case_id=case_id, target="sentiment", label="negative", now=LATER)
    erase_customer(person=OPERATOR, key=customer, now=LATER)
    assert not CaseTriage.objects.filter(case_id=case_id).exists()
    assert not TriageDecision.objects.exists()
    assert suggest_new(now=LATER) == 0, "nor is anything suggested for it again"
