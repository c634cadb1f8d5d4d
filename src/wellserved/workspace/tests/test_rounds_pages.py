"""Belief rounds through the front door: as manager, another manager, agent, customer and nobody."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries

from wellserved.insight.queries.asking import always_fresh
from wellserved.journey.contracts import MomentIn
from wellserved.journey.queries import beliefs_for, rounds_for
from wellserved.journey.services import QuestionWanted, create_round, record_moment, reveal_round, set_belief
from wellserved.people.contracts import OPERATOR
from wellserved.voice.domain.definition import Becomes, Definition, Dimension, Page, Pair
from wellserved.voice.services import add_questionnaire, publish

from .conftest import Visitors

PLACE = {"journey": "parcel", "touchpoint": "door"}
HTMX = {"HX-Request": "true"}


def text(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode()))


@pytest.fixture
def key(parcel: str) -> int:
    """A round about days and wholeness, open since yesterday; 40 customers expect 1 day, 10 expect 4."""
    now = timezone.now()
    for i in range(50):
        moment = MomentIn(
            source="survey",
            source_id=str(i),
            **PLACE,
            measure="days",
            occurred_at=now - timedelta(days=2),
            expected=1.0 if i < 40 else 4.0,
        )
        record_moment(moment=moment, now=now)
    always_fresh()
    return create_round(
        by=OPERATOR,
        title="Autumn round",
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=5),
        questions=[QuestionWanted(**PLACE, measure="days"), QuestionWanted(**PLACE, measure="whole")],
        now=now,
    )


def questions(key: int) -> list[int]:
    (seen,) = rounds_for(OPERATOR, now=timezone.now())
    return [question.id for question in seen.questions]


def test_a_manager_answers_one_by_one_and_each_answer_is_saved(key: int, visitors: Visitors) -> None:
    manager, (days, whole) = visitors.staff(), questions(key)
    saved = manager.post(f"/rounds/{key}/{days}/", {"believed": "3"}, headers=HTMX)
    assert "saved: 3" in text(saved.content)
    assert "You have answered 1 of 2." in text(saved.content)
    assert b"<html" not in saved.content
    plain = manager.post(f"/rounds/{key}/{whole}/", {"believed": "6.5"})
    assert plain.headers["Location"] == f"/rounds/{key}/#question-{whole}"
    page = manager.get(f"/rounds/{key}/").content.decode()
    assert re.findall(r'name="believed" value="([\d.]*)"', page) == ["3", "6.5"]


def test_what_is_no_answer_is_told_and_not_saved(key: int, visitors: Visitors) -> None:
    manager, (days, _) = visitors.staff(), questions(key)
    answer = manager.post(f"/rounds/{key}/{days}/", {"believed": "three"}, headers=HTMX)
    assert answer.status_code == 422
    assert "This is no number" in text(answer.content)
    assert "You have answered 0 of 2." in text(manager.get(f"/rounds/{key}/").content)


def test_before_the_reveal_no_page_shows_customers_or_others_answers(key: int, visitors: Visitors) -> None:
    ada, max_, (days, whole) = visitors.staff(), visitors.staff(), questions(key)
    ada.post(f"/rounds/{key}/{days}/", {"believed": "3.125"})
    ada.post(f"/rounds/{key}/{whole}/", {"believed": "6"})
    for address in (f"/rounds/{key}/", "/rounds/", f"/api/v1/rounds/{key}", "/api/v1/rounds"):
        answer = max_.get(address)
        assert answer.status_code == 200
        said = answer.content.decode()
        assert "3.125" not in said
        assert "expect better" not in said
        assert "80.0" not in said
    assert max_.get(f"/api/v1/rounds/{key}/gaps").status_code == 409
    refused = max_.post(f"/rounds/{key}/reveal/", follow=True)
    assert "somebody has not answered yet" in text(refused.content)


def test_the_reveal_shows_gap_1_of_each_manager_and_of_all(key: int, visitors: Visitors) -> None:
    ada, max_, (days, whole) = visitors.staff(), visitors.staff(), questions(key)
    for client, belief in ((ada, "3"), (max_, "0.5")):
        client.post(f"/rounds/{key}/{days}/", {"believed": belief})
        client.post(f"/rounds/{key}/{whole}/", {"believed": "6"})
    assert "Reveal it to all managers" in text(max_.get(f"/rounds/{key}/").content)
    shown = max_.post(f"/rounds/{key}/reveal/", follow=True)
    said = text(shown.content)
    assert "We believe 1.75 days; customers expect 1 day. In 80.0% of 50 cases (67.0 to 88.8)" in said
    assert "by 0.75 days on average" in said
    assert "<svg" in shown.content.decode()
    rows = [text(row.encode()) for row in re.findall(r"<tr.*?</tr>", shown.content.decode(), flags=re.DOTALL)]
    assert any("Alex Staff 3 days 80.0%" in row and "2 days" in row for row in rows)
    assert any("Alex Staff 0.5 days 0.0%" in row for row in rows)
    assert "In 80.0%" in text(ada.get(f"/rounds/{key}/").content), "whoever answered sees it too"


def test_the_median_is_set_as_our_belief(key: int, visitors: Visitors) -> None:
    manager, (days, _) = visitors.staff(), questions(key)
    manager.post(f"/rounds/{key}/{days}/", {"believed": "3"})
    early = manager.post(f"/rounds/{key}/{days}/median/", follow=True)
    assert "not revealed yet" in text(early.content)
    assert beliefs_for(OPERATOR) == ()
    reveal_round(by=OPERATOR, round_id=key, now=timezone.now() + timedelta(days=6))
    done = manager.post(f"/rounds/{key}/{days}/median/", follow=True)
    assert "From now on we believe 3" in text(done.content)
    (belief,) = beliefs_for(OPERATOR)
    assert "Autumn round" in belief.why


@pytest.mark.parametrize(
    ("begins", "lasts", "said"),
    [(30, None, "A belief that begins later stands in the way."), (-30, 60, "A belief is in force through")],
)
def test_what_stands_in_the_way_of_the_median_is_named(
    key: int, visitors: Visitors, begins: int, lasts: int | None, said: str
) -> None:
    manager, (days, _) = visitors.staff(), questions(key)
    manager.post(f"/rounds/{key}/{days}/", {"believed": "3"})
    now = timezone.now()
    reveal_round(by=OPERATOR, round_id=key, now=now + timedelta(days=6))
    begin = now + timedelta(days=begins)
    set_belief(
        by=OPERATOR,
        **PLACE,
        measure="days",
        segment=None,
        believed=4,
        valid_from=begin,
        valid_to=None if lasts is None else begin + timedelta(days=lasts),
        now=now,
    )
    answer = manager.post(f"/rounds/{key}/{days}/median/", follow=True)
    assert said in text(answer.content)


def test_a_round_is_planned_and_the_same_again(key: int, visitors: Visitors) -> None:
    manager = visitors.staff()
    offered = manager.get("/rounds/new/").content.decode()
    (checked,) = re.findall(r'value="(parcel/door/\w+)"[^>]*checked', offered)[:1]
    assert checked == "parcel/door/days", "customers told their expectations of days"
    again = manager.get(f"/rounds/new/?from={key}").content.decode()
    assert 'value="Autumn round"' in again
    given = {
        "title": "Winter",
        "opens": "2030-01-07",
        "closes": "2030-01-18",
        "segments": ["-"],
        "measures": ["parcel/door/days"],
    }
    wrong = manager.post("/rounds/new/", given | {"closes": "2030-01-01"})
    assert wrong.status_code == 422
    assert "It would close before it opens" in text(wrong.content)
    made = manager.post("/rounds/new/", given, follow=True)
    assert "opens on 7 Jan 2030, open through 18 Jan 2030" in text(made.content)
    jobs = ProcrastinateJob.objects.filter(task_name="journey.invite_to_round")
    assert datetime(2030, 1, 7, tzinfo=UTC) in jobs.values_list("scheduled_at", flat=True)
    assert mail.outbox == []


def test_of_a_questionnaire_its_dimensions_are_chosen_already_and_not_their_items(
    key: int, visitors: Visitors
) -> None:
    words = {"en": "Soon"}
    item = Pair(
        key="soon",
        dimension="speed",
        text=words,
        expected=words,
        perceived=words,
        becomes=Becomes(measure="days"),
    )
    speed = Dimension(key="speed", title=words, becomes=Becomes(measure="whole"))
    survey = Definition(title=words, **PLACE, dimensions=(speed,), pages=(Page(key="only", items=(item,)),))
    add_questionnaire(by=OPERATOR, slug="survey", definition=survey, now=timezone.now())
    publish(by=OPERATOR, questionnaire="survey", now=timezone.now())
    offered = visitors.staff().get("/rounds/new/").content.decode()
    assert 'value="parcel/door/days"' in offered
    assert re.findall(r'value="(parcel/door/\w+)"[^>]*checked', offered) == ["parcel/door/whole"]


@pytest.mark.parametrize("who", ["agent", "team_lead", "customer"])
def test_who_takes_no_part_finds_no_round(key: int, visitors: Visitors, who: str) -> None:
    visitor = visitors.customer() if who == "customer" else visitors.staff(who)
    (days, _) = questions(key)
    for address in ("/rounds/", "/rounds/new/", f"/rounds/{key}/"):
        assert visitor.get(address).status_code == 404, address
    for address in (f"/rounds/{key}/{days}/", f"/rounds/{key}/reveal/", f"/rounds/{key}/{days}/median/"):
        assert visitor.post(address, {"believed": "1"}).status_code == 404, address
    assert visitor.post("/rounds/new/", {"title": "Mine"}).status_code == 404
    assert visitor.get(f"/api/v1/rounds/{key}").status_code == 403


def test_nobody_is_asked_to_sign_in(key: int) -> None:
    for address in ("/rounds/", "/rounds/new/", f"/rounds/{key}/"):
        assert Client().get(address).headers["Location"].startswith("/accounts/login/")
    assert Client().post(f"/rounds/{key}/reveal/").headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("revealed", [False, True])
def test_a_round_s_page_has_a_budget_of_queries(
    key: int, visitors: Visitors, django_assert_max_num_queries: DjangoAssertNumQueries, *, revealed: bool
) -> None:
    manager = visitors.staff()
    if revealed:
        reveal_round(by=OPERATOR, round_id=key, now=timezone.now() + timedelta(days=6))
    manager.get(f"/rounds/{key}/")
    with django_assert_max_num_queries(24):
        manager.get(f"/rounds/{key}/")


@pytest.mark.parametrize(("opens", "closes"), [("0001-01-01", "2030-01-01"), ("2030-01-01", "9999-12-31")])
def test_a_day_that_no_calendar_reaches_is_refused(
    parcel: str, visitors: Visitors, opens: str, closes: str
) -> None:
    given = {"title": "T", "opens": opens, "closes": closes, "segments": "-", "measures": "parcel/door/days"}
    assert visitors.staff().post("/rounds/new/", given).status_code == 422


def test_an_earlier_round_with_an_endless_number_is_not_found(parcel: str, visitors: Visitors) -> None:
    assert visitors.staff().get("/rounds/new/", {"from": "9" * 5000}).status_code in {200, 404}
