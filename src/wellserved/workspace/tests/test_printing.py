"""The lit map on paper: the figures of the page, for whoever may see the page."""

import re

import pytest
from django.test import Client

from wellserved.journey.queries import drawing_for
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Location

from .conftest import NOW, Visitors

SVG = "/journeys/parcel/print/map.svg"


def words(svg: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", svg.decode()))


def test_a_printed_map_has_every_cell_with_its_number_and_says_what_it_is_of(
    parcel: str, visitors: Visitors
) -> None:
    answer = visitors.staff().get(SVG)
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert 'filename="parcel.svg"' in answer.headers["Content-Disposition"]
    said = words(answer.content)
    assert "25%" in said
    assert re.search(r"18–34 · n 100", said)
    assert "n 12" in said
    assert answer.content.count(b'fill="url(#few)"') == 1
    assert "112 cases, 31 Dec 2025 to 28 Feb 2026." in said
    assert re.search(r"Counted up to \d+ \w+ \d{4} \d\d:\d\d\.", said)
    assert "Communication" in said


def test_the_filter_of_the_page_is_that_of_the_paper(parcel: str, visitors: Visitors) -> None:
    staff = visitors.staff()
    said = words(staff.get(SVG, {"since": "2026-02-01", "until": "2026-02-28"}).content)
    assert "68 cases, 1 Feb 2026 to 28 Feb 2026." in said
    assert "n 100" not in said
    page = staff.get("/journeys/parcel/", {"period": "quarter"}).content.decode()
    for kind in ("pdf", "png", "svg"):
        assert f'href="/journeys/parcel/print/map.{kind}?period=quarter"' in page
    part = staff.get("/journeys/parcel/", {"period": "month"}, headers={"HX-Request": "true"}).content
    assert b'href="/journeys/parcel/print/map.pdf?period=month"' in part


@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF-"), ("png", b"\x89PNG")])
def test_it_is_set_as_pdf_and_as_picture(parcel: str, visitors: Visitors, kind: str, begins: bytes) -> None:
    answer = visitors.staff().get(f"/journeys/parcel/print/map.{kind}")
    assert answer.content.startswith(begins)


def test_an_agent_prints_the_figures_of_their_own_location_and_the_paper_says_so(
    parcel: str, visitors: Visitors
) -> None:
    here = visitors.staff("agent", location=Location.objects.get(code="north"))
    said = words(here.get(SVG).content)
    assert "25%" in said
    assert "Location: North depot." in said
    south = Location.objects.create(code="south", name="South depot")
    elsewhere = words(visitors.staff("agent", location=south).get(SVG).content)
    assert "25%" not in elsewhere
    assert "No cases in this choice" in elsewhere
    assert "Location:" not in words(visitors.staff().get(SVG).content)


def test_a_customer_finds_nothing_and_nobody_is_asked_to_sign_in(parcel: str, visitors: Visitors) -> None:
    assert visitors.customer().get(SVG).status_code == 404
    assert Client().get(SVG).headers["Location"].startswith("/accounts/login/")


def test_what_cannot_be_printed_is_said(parcel: str, visitors: Visitors) -> None:
    staff = visitors.staff()
    assert staff.get("/journeys/parcel/print/map.doc").status_code == 404
    assert staff.get("/journeys/other/print/map.svg").status_code == 404
    wrong = staff.get(SVG, {"location": "nowhere"})
    assert wrong.status_code == 400
    assert b"This choice cannot be shown" in wrong.content
    assert b"print-menu" not in wrong.content


def test_every_touchpoint_and_stage_can_be_named_in_an_address(parcel: str, visitors: Visitors) -> None:
    page = visitors.staff().get("/journeys/parcel/").content.decode()
    for stage in drawing_for(OPERATOR, journey=parcel, now=NOW).stages:
        assert f'id="stage-{stage.slug}"' in page
        for touchpoint in stage.touchpoints:
            assert f'id="touchpoint-{touchpoint.slug}"' in page
