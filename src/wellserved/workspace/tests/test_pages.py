"""The map and what stands behind its cells, through the front door."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from wellserved.people.models import Location

from .conftest import Visitors

MAP = "/journeys/parcel/"
CELL = "/journeys/parcel/door/days/gap-4/"
PAGES = pytest.mark.parametrize("address", ["/journeys/", MAP, CELL])
HTMX = {"HX-Request": "true"}


def text(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.decode()))


def test_the_map_says_in_a_sentence_where_customers_are_left_short(parcel: str, visitors: Visitors) -> None:
    said = text(visitors.staff().get(MAP).content)
    assert "Have it when I need it" in said
    assert "in 25.0% of 100 cases less was delivered than the customer had been told" in said


def test_a_cell_has_its_share_its_interval_and_its_cases(parcel: str, visitors: Visitors) -> None:
    page = visitors.staff().get(MAP).content.decode()
    assert 'aria-label="Handed over, Communication: 25.0% of 100 cases, 17.5 to 34.3"' in page
    assert "17.5–34.3" in page or "18–34" in page
    assert "n 100" in page


def test_too_few_cases_are_hatched_and_never_coloured(parcel: str, visitors: Visitors) -> None:
    page = visitors.staff().get(MAP).content.decode()
    (few,) = re.findall(r'<a class="cell (\w+)" href="/journeys/parcel/door/whole/gap-5/', page)
    assert few == "few"
    assert "too few cases, 12" in page


def test_the_cell_opens_as_a_page_and_as_a_panel_with_the_same_words(parcel: str, visitors: Visitors) -> None:
    staff = visitors.staff()
    page, panel = staff.get(CELL), staff.get(CELL, headers=HTMX)
    for answer in (page, panel):
        assert "of 100 cases: less was delivered than the customer had been told" in text(answer.content)
    assert b"<html" in page.content
    assert b"<html" not in panel.content
    assert panel.headers["HX-Push-Url"] == f"{MAP}?cell=door.days.4"
    assert "HX-Request" in page.headers["Vary"]


def test_filters_stay_in_every_link(parcel: str, visitors: Visitors) -> None:
    page = visitors.staff().get(MAP, {"period": "quarter", "location": "north"}).content.decode()
    assert f"{CELL}?period=quarter&amp;location=north" in page


@pytest.mark.parametrize("bad", ["location=nowhere", "since=2026-02-31", "since=2026-02-02&until=2026-01-01"])
def test_a_choice_that_cannot_be_is_told_and_not_guessed(parcel: str, visitors: Visitors, bad: str) -> None:
    answer = visitors.staff().get(f"{MAP}?{bad}")
    assert answer.status_code == 400
    assert b"This choice cannot be shown" in answer.content


def test_a_period_without_cases_says_so(parcel: str, visitors: Visitors) -> None:
    answer = visitors.staff().get(MAP, {"since": "1999-01-01", "until": "1999-02-01"})
    assert answer.status_code == 200
    assert b"No cases in this choice" in answer.content


@PAGES
def test_nobody_is_asked_to_sign_in(db: None, address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("address", [MAP, CELL])
def test_a_customer_finds_no_map(parcel: str, visitors: Visitors, address: str) -> None:
    assert visitors.customer().get(address).status_code == 404


def test_a_colleague_elsewhere_sees_none_of_this_place_s_cases(parcel: str, visitors: Visitors) -> None:
    elsewhere = Location.objects.create(code="south", name="South depot")
    said = text(visitors.staff("agent", location=elsewhere).get(MAP).content)
    assert "25.0% of 100 cases" not in said


def test_a_colleague_of_the_place_sees_its_cases(parcel: str, visitors: Visitors) -> None:
    north = Location.objects.get(code="north")
    said = text(visitors.staff("agent", location=north).get(MAP).content)
    assert "25.0% of 100 cases" in said


@pytest.mark.parametrize("address", ["/journeys/other/", "/journeys/parcel/door/days/gap-9/"])
def test_what_there_is_not_is_not_found(parcel: str, visitors: Visitors, address: str) -> None:
    answer = visitors.staff().get(address)
    assert answer.status_code == 404
    assert b"There is nothing here" in answer.content


@PAGES
def test_a_page_has_a_budget_of_queries(
    parcel: str,
    visitors: Visitors,
    address: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    staff = visitors.staff()
    staff.get(address)
    with django_assert_max_num_queries(20):
        staff.get(address)
