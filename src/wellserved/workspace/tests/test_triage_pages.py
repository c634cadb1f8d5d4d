"""Suggestions on a case's page and the topics' page: as owner, stranger, customer and nobody."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from wellserved.cases.contracts import CaseIn, Channel, Kind
from wellserved.cases.models import Case, RisingTopic, TriageDecision
from wellserved.cases.services import retrain, suggest_new, take_in
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Location

from .conftest import Visitors

pytestmark = pytest.mark.django_db


@pytest.fixture
def case_id() -> int:
    Location.objects.create(code="north", name="North depot")
    given = CaseIn(
        source="test",
        source_id="1",
        kind=Kind.COMPLAINT,
        channel=Channel.EMAIL,
        text="The charger caught fire and burned my hand.",
        location="north",
    )
    found = take_in(by=OPERATOR, case=given, now=timezone.now()).case_id
    suggest_new(now=timezone.now())
    return found


def test_a_suggestion_is_taken_and_a_mood_told_by_one_click(case_id: int, visitors: Visitors) -> None:
    client = visitors.staff()
    page = client.get(f"/cases/{case_id}/").content.decode()
    for words in ("Suggested", "85% sure", "danger or injury", "English", "Upset", "Pleased"):
        assert words in page, words
    client.post(f"/cases/{case_id}/triage/", {"is": "urgency:urgent"})
    client.post(f"/cases/{case_id}/triage/", {"is": "sentiment:negative"})
    assert Case.objects.get(pk=case_id).urgency == "urgent"
    assert "85% sure" not in client.get(f"/cases/{case_id}/").content.decode()
    refused = client.post(f"/cases/{case_id}/triage/", {"is": "sentiment:furious"}, follow=True)
    assert "no such choice" in refused.content.decode()
    assert TriageDecision.objects.count() == 2


def test_topics_stand_on_their_page_until_somebody_has_seen_them(case_id: int, visitors: Visitors) -> None:
    now = timezone.now()
    topic = RisingTopic.objects.create(
        terms=["charger", "caught fire"],
        examples=[case_id],
        people=12,
        of_people=80,
        expected=1.4,
        chance=1e-6,
        first_at=now - timedelta(days=1),
        last_at=now,
    )
    retrain(now=now)
    client = visitors.staff()
    page = client.get("/cases/topics/").content.decode()
    for words in (
        "“charger”",
        "12 of the 80 customers",
        "; 1.4 was to be expected",
        "The charger caught fire",
        '<th scope="row">Mood</th>',
    ):
        assert words in page, words
    said = "Customers suddenly write of something new: 1 topic"
    assert said in client.get("/home/").content.decode()
    client.post(f"/cases/topics/{topic.pk}/seen/")
    assert said not in client.get("/home/").content.decode()
    topic.refresh_from_db()
    assert topic.seen_at is not None
    assert "I have seen it" not in client.get("/cases/topics/").content.decode()


def test_strangers_customers_and_nobody_find_nothing(case_id: int, visitors: Visitors) -> None:
    for client in (visitors.customer(), Client()):
        for path in ("/home/", "/cases/topics/", f"/cases/{case_id}/"):
            assert client.get(path).status_code in {302, 404}
        assert client.post(f"/cases/{case_id}/triage/", {"is": "urgency:low"}).status_code in {302, 403, 404}
        assert client.post("/cases/topics/1/seen/").status_code in {302, 403, 404}
    assert not TriageDecision.objects.exists()
