"""Search: whatever has a name is found by those who may see it, and by nobody else."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from wellserved.insight.models import SavedView
from wellserved.journey.models import ImprovementWanted, Journey, Measure, Persona, Touchpoint
from wellserved.journey.queries.searching import Found
from wellserved.journey.services import set_promise
from wellserved.people.contracts import OPERATOR, Person
from wellserved.people.models import Account, Staff
from wellserved.platform.matching import Match
from wellserved.workspace.search_page import draw_search

from .conftest import Visitors

PALETTE = {"HX-Request": "true"}


@pytest.fixture
def named(parcel: str) -> None:
    """One of everything that has a name, with the word 'heron' in it."""
    now = timezone.now()
    account = Account.objects.create_user("mina@staff.test")
    Staff.objects.create(account=account, name="Mina Kim", role="manager")
    measure = Measure.objects.get(slug="days")
    Persona.objects.create(slug="heron", name="Heron, the patient")
    ImprovementWanted.objects.create(measure=measure, gap=4, title="A heron at the door", at=now)
    set_promise(
        by=OPERATOR,
        journey="parcel",
        touchpoint="door",
        measure="days",
        segment=None,
        standard=2,
        told="As quick as a heron",
        valid_from=now,
        now=now,
    )
    for name, shared in (("Heron shared", True), ("Heron of Mina alone", False)):
        SavedView.objects.create(
            owner=account, name=name, address="/journeys/parcel/?period=month", shared=shared, created_at=now
        )


def found(client: Client, words: str) -> list[str]:
    page = client.get("/search/", {"q": words}, headers=PALETTE).content.decode()
    return re.findall(r'<span class="called">([^<]+)</span>', page)


def test_everything_with_a_name_is_found_the_best_first(named: None, visitors: Visitors) -> None:
    assert found(visitors.staff(), "heron") == [
        "Heron, the patient",
        "Heron shared",
        "As quick as a heron",
        "A heron at the door",
    ]


def test_a_saved_view_is_its_owner_s_until_it_is_shared(named: None, visitors: Visitors) -> None:
    mina = Client()
    mina.force_login(
        Account.objects.get(email="mina@staff.test"), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert "Heron of Mina alone" in found(mina, "heron")
    assert "Heron of Mina alone" not in found(visitors.staff(), "heron of")


def test_what_was_taken_off_the_map_is_not_found(named: None, visitors: Visitors) -> None:
    staff = visitors.staff()
    assert "Handed over" in found(staff, "handed")
    Touchpoint.objects.update(removed_at=timezone.now())
    assert found(staff, "handed") == []
    assert found(staff, "days to") == []
    Journey.objects.update(removed_at=timezone.now())
    assert found(staff, "parcel delivery") == []


def test_korean_is_found_while_it_is_typed(named: None, visitors: Visitors) -> None:
    Touchpoint.objects.update(title="배송 조회")
    for typed in ("ㅂㅅ", "배소", "배송조"):
        assert "배송 조회" in found(visitors.staff(), typed)


def test_a_customer_and_nobody_find_nothing(named: None, visitors: Visitors) -> None:
    assert visitors.customer().get("/search/", {"q": "heron"}).status_code == 404
    answer = Client().get("/search/", {"q": "heron"}, headers=PALETTE)
    assert answer.status_code == 302
    assert b"heron" not in answer.content.lower()


def test_commands_are_found_by_their_words(named: None, visitors: Visitors) -> None:
    assert "Go to the map" in found(visitors.staff("agent"), "go to")
    assert "Draw “Have it when I need it”" in found(visitors.staff("manager"), "have it")


def test_commands_are_those_that_somebody_may_do() -> None:
    journey = Found(kind="journey", place=("parcel",), called="Parcel", where="", match=Match.START)
    for person, may in ((Person(role="manager"), True), (Person(), False)):
        page = draw_search(person, text="parcel", found=[journey], limit=9)
        assert ("Draw “Parcel”" in [result.called for result in page.results]) is may


def test_without_script_it_is_a_page_with_links(named: None, visitors: Visitors) -> None:
    page = visitors.staff().get("/search/", {"q": "handed"}).content.decode()
    assert "<html" in page
    assert '<a href="/journeys/parcel/#touchpoint-door">Handed over</a>' in page


def test_what_is_typed_is_shown_and_never_run(named: None, visitors: Visitors) -> None:
    page = visitors.staff().get("/search/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page
    assert visitors.staff().get("/search/", {"q": "\x00" + "x" * 5000}).status_code == 200


def test_it_has_a_budget_of_queries(
    named: None, visitors: Visitors, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    staff = visitors.staff()
    with django_assert_max_num_queries(14):
        found(staff, "heron")
