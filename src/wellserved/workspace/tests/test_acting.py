"""From a cell people act: they want an improvement, watch, save the view, look at cases, compare. Who may, does."""

import re
from datetime import UTC, datetime
from html import unescape

import pyarrow as pa
import pytest
from django.test import Client

from wellserved.insight.models import Alert, SavedView, Watch
from wellserved.journey.models import ImprovementWanted, Measure, Touchpoint
from wellserved.journey.services import record_moments
from wellserved.people.models import AuditLine, Location, Staff

from .conftest import NOW, Visitors
from .parcelled import parcel_in_trouble

CELL = "/journeys/parcel/door/days/gap-4/"
WATCHING = {"every": "week", "chart": "as_fits", "rules": ["1", "4"]}
VIEW = {"name": "Late parcels", "address": "/journeys/parcel/?period=quarter&cell=door.days.4"}
WANTING = {"title": "A second van", "why": "Mondays are full"}
pytestmark = pytest.mark.usefixtures("parcel")
READS = pytest.mark.parametrize(
    "address",
    [
        "/alerts/",
        "/views/",
        "/views/save/",
        "/journeys/parcel/trends/",
        f"{CELL}cases/",
        f"{CELL}compare/",
        f"{CELL}want/",
        f"{CELL}watch/",
    ],
)


def text(answer: object) -> str:
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", unescape(words))


@pytest.fixture
def north() -> Location:
    return Location.objects.get(code="north")


@READS
def test_a_manager_opens_every_page(visitors: Visitors, address: str) -> None:
    assert visitors.staff().get(address).status_code == 200


@READS
def test_a_customer_finds_none_of_them_and_nobody_is_asked_to_sign_in(
    visitors: Visitors, address: str
) -> None:
    assert visitors.customer().get(address).status_code == 404
    assert Client().get(address).headers["Location"].startswith("/accounts/login/")


@READS
def test_an_agent_opens_what_needs_no_more_than_the_map(
    visitors: Visitors, address: str, north: Location
) -> None:
    refused = {f"{CELL}cases/", f"{CELL}watch/"}
    status = visitors.staff("agent", location=north).get(address).status_code
    assert status == (404 if address in refused else 200)


def test_the_cell_offers_to_each_what_they_may(visitors: Visitors, north: Location) -> None:
    manager, agent = visitors.staff().get(CELL), visitors.staff("agent", location=north).get(CELL)
    for words in (
        "Start an improvement",
        "Set a promise",
        "Record what we believe",
        "Watch this cell",
        "single cases",
    ):
        assert words in text(manager)
    assert "Start an improvement" in text(agent)
    for words in ("Set a promise", "Watch this cell", "single cases"):
        assert words not in text(agent)


def test_an_agent_wants_an_improvement_and_the_figures_seen_are_kept(
    visitors: Visitors, north: Location
) -> None:
    agent = visitors.staff("agent", location=north)
    answer = agent.post(f"{CELL}want/?period=quarter", WANTING)
    assert answer.headers["Location"] == "/improvements/of/parcel/"
    row = ImprovementWanted.objects.get()
    assert (row.gap, row.title, row.seen["n"], row.seen["short"]) == (4, "A second van", 100, 25)
    said = text(agent.get("/improvements/of/parcel/"))
    assert "A second van" in said
    assert "Seen then: 25.0% of 100 cases short" in said
    assert "A second van" in text(agent.get("/journeys/parcel/"))
    assert AuditLine.objects.get(deed="improvement.wanted").facts == {"gap": 4}


def test_who_wanted_it_or_a_manager_closes_it_and_nobody_else(visitors: Visitors, north: Location) -> None:
    author, other = visitors.staff("agent", location=north), visitors.staff("agent", location=north)
    author.post(f"{CELL}want/", WANTING)
    close = f"/improvements/{ImprovementWanted.objects.get().pk}/close/"
    assert other.post(close).status_code == 404
    assert visitors.customer().post(close).status_code in {403, 404}
    assert ImprovementWanted.objects.filter(closed_at__isnull=True).exists()
    assert author.post(close).status_code == 302
    assert visitors.staff().post(close).status_code == 404, "it is closed already"
    assert "A second van" in text(author.get("/improvements/?closed=1"))
    assert "A second van" not in text(author.get("/improvements/"))


def test_an_improvement_without_words_is_not_kept(visitors: Visitors) -> None:
    assert visitors.staff().post(f"{CELL}want/", {"title": ""}).status_code == 400
    assert not ImprovementWanted.objects.exists()


def test_a_manager_watches_a_cell_changes_the_watch_and_ends_it(visitors: Visitors) -> None:
    manager = visitors.staff()
    assert manager.post(f"{CELL}watch/", WATCHING).status_code == 302
    assert "Watched, one point a week, rules 1, 4." in text(manager.get(CELL))
    manager.post(f"{CELL}watch/", WATCHING | {"every": "day"})
    (running,) = Watch.objects.filter(ended_at__isnull=True)
    assert running.every == "day"
    assert manager.post(f"/alerts/watches/{running.pk}/end/").status_code == 302
    assert not Watch.objects.filter(ended_at__isnull=True).exists()


def test_a_watch_without_a_rule_is_refused(visitors: Visitors) -> None:
    assert visitors.staff().post(f"{CELL}watch/", {**WATCHING, "rules": []}).status_code == 400
    assert not Watch.objects.exists()


def test_an_alert_stands_on_its_page_until_somebody_has_seen_it(visitors: Visitors, north: Location) -> None:
    manager = visitors.staff()
    manager.post(f"{CELL}watch/", WATCHING)
    at = datetime(2026, 2, 9, tzinfo=UTC)
    alert = Alert.objects.create(
        watch=Watch.objects.get(),
        rule=1,
        start=at,
        end=datetime(2026, 2, 16, tzinfo=UTC),
        value=0.4,
        n=100,
        centre=0.1,
        low=0.01,
        high=0.19,
        worse=True,
        raised_at=at,
    )
    lead = visitors.staff("team_lead", location=north)
    assert "left its control limits" not in text(lead.get("/alerts/")), "they see one location only"
    assert lead.post(f"/alerts/{alert.pk}/seen/").status_code == 404
    said = text(manager.get("/alerts/"))
    assert "In the week from 9 Feb 2026 it left its control limits for the worse." in said
    assert "40.0% of 100 cases" in said
    assert manager.post(f"/alerts/{alert.pk}/seen/").status_code == 302
    assert "Seen" in text(manager.get("/alerts/"))
    Touchpoint.objects.filter(slug="door").update(owner=Staff.objects.get(role="team_lead"))
    assert "left its control limits" in text(lead.get("/alerts/")), "it is theirs now"


def test_a_view_is_its_owner_s_until_it_is_shared(visitors: Visitors, north: Location) -> None:
    owner, colleague = visitors.staff(), visitors.staff("agent", location=north)
    assert owner.post("/views/save/", VIEW).headers["Location"] == VIEW["address"]
    assert "Late parcels" in text(owner.get("/views/"))
    assert "Late parcels" not in text(colleague.get("/views/"))
    owner.post("/views/save/", VIEW | {"name": "Ours", "shared": "on"})
    assert "Ours" in text(colleague.get("/views/"))
    shared = SavedView.objects.get(name="Ours").pk
    assert colleague.post(f"/views/{shared}/delete/").status_code == 404
    assert owner.post(f"/views/{shared}/delete/").status_code == 302
    assert not SavedView.objects.filter(name="Ours").exists()


def test_a_shared_view_leaves_out_the_locations_that_its_reader_may_not_see_and_says_so(
    visitors: Visitors, north: Location
) -> None:
    owner = visitors.staff()
    elsewhere = Location.objects.create(code="south", name="South depot")
    address = "/journeys/parcel/?location=north&period=year"
    owner.post("/views/save/", VIEW | {"name": "Ours", "address": address, "shared": "on"})
    assert f'href="{address}"' in unescape(owner.get("/views/").content.decode())
    assert "may not see" not in text(owner.get("/views/"))
    for place, opened in ((north, address), (elsewhere, "/journeys/parcel/?period=year")):
        reader = visitors.staff("team_lead", location=place)
        page = reader.get("/views/")
        assert f'href="{opened}"' in unescape(page.content.decode())
        assert ("without locations that you may not see" in text(page)) is (place == elsewhere)
        assert reader.get(opened).status_code == 200


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.test/journeys/", "//evil.test/journeys/", "/api/v1/moments", "journeys/", ""]
)
def test_only_a_map_of_this_server_can_be_saved(visitors: Visitors, elsewhere: str) -> None:
    answer = visitors.staff().post("/views/save/", VIEW | {"address": elsewhere})
    assert answer.status_code == 400
    assert not SavedView.objects.exists()


def test_a_second_view_of_the_same_name_is_refused(visitors: Visitors) -> None:
    owner = visitors.staff()
    owner.post("/views/save/", VIEW)
    assert "You have a view of this name" in text(owner.post("/views/save/", VIEW))


def test_the_address_of_a_map_with_a_cell_names_the_panel_to_open(visitors: Visitors) -> None:
    staff = visitors.staff()
    page = staff.get("/journeys/parcel/?period=quarter&cell=door.days.4").content.decode()
    assert f'data-open="{CELL}?period=quarter"' in page
    for nonsense in ("door.days.9", "../..", "door", "<script>"):
        assert "data-open" not in staff.get("/journeys/parcel/", {"cell": nonsense}).content.decode()


def test_single_cases_show_a_pseudonym_and_never_the_key(visitors: Visitors) -> None:
    said = text(visitors.staff().get(f"{CELL}cases/"))
    assert "Cases 1 to 50 of 100." in said
    worst = visitors.staff().get(f"{CELL}cases/?order=worst").content.decode()
    assert worst.count('<b class="worse">1</b>') == 25, "the 25 late ones come first"
    assert "Cases 51 to 100 of 100." in text(visitors.staff().get(f"{CELL}cases/?page=2"))
    assert visitors.staff().get(f"{CELL}cases/?page=x").status_code == 200


def test_a_case_leads_to_the_parcel_that_it_is_about_for_whoever_may_see_that(
    visitors: Visitors, north: Location
) -> None:
    south = Location.objects.create(code="south", name="South")
    here = parcel_in_trouble(NOW, location=north)
    there = parcel_in_trouble(NOW, location=south, number="KR200")
    measure = Measure.objects.get(slug="days")
    table = {
        "source_key": ["here", "there"],
        "measure_id": pa.array([measure.pk] * 2, pa.int32()),
        "told": [2.0, 2.0],
        "delivered": [9.0, 9.0],
        "location_id": pa.array([north.pk] * 2, pa.int32()),
        "occurred_at": pa.array([NOW, NOW], pa.timestamp("us", tz="UTC")),
        "subject_kind": ["parcel"] * 2,
        "subject_id": [str(here.pk), str(there.pk)],
    }
    list(record_moments(source="test", batches=[pa.table(table)], now=NOW))
    page = visitors.staff().get(f"{CELL}cases/?order=worst").content.decode()
    link = '<a href="/parcels/{}/">{}</a><span class="aside">'
    assert link.format(here.pk, "KR100") in page
    assert link.format(there.pk, "KR200") in page
    lead = visitors.staff("team_lead", location=north).get(f"{CELL}cases/?order=worst").content.decode()
    assert "KR100" in lead
    assert "KR200" not in lead
    assert '<th scope="col">About</th>' not in visitors.staff().get(f"{CELL}cases/?page=2").content.decode()


def test_a_lead_sees_the_cases_of_their_own_place_only(visitors: Visitors, north: Location) -> None:
    elsewhere = Location.objects.create(code="south", name="South")
    assert "of 100." in text(visitors.staff("team_lead", location=north).get(f"{CELL}cases/"))
    assert visitors.staff("team_lead", location=elsewhere).get(f"{CELL}cases/").status_code == 404


def test_before_and_after_a_day_stand_side_by_side_with_the_test_of_the_change(visitors: Visitors) -> None:
    said = text(visitors.staff().get(f"{CELL}compare/?by=day&day=2026-01-30"))
    assert "Before" in said
    assert "From that day on" in said
    assert "The difference may be chance" in said
    assert "p = " in said


def test_a_comparison_that_cannot_be_is_told(visitors: Visitors) -> None:
    staff = visitors.staff()
    assert staff.get(f"{CELL}compare/?by=day").status_code == 400
    assert "no records on both sides" in text(staff.get(f"{CELL}compare/?by=day&day=1999-01-01"))
    assert staff.get(f"{CELL}compare/?by=channel&one=courier&other=nowhere").status_code == 400


def test_the_trends_find_their_places_on_the_map(visitors: Visitors) -> None:
    staff = visitors.staff()
    answer = staff.get("/journeys/parcel/trends/").content.decode()
    assert 'id="trend-door" hx-swap-oob="true"' in answer
    assert 'id="trend-door"' in staff.get("/journeys/parcel/").content.decode()
    assert "Communication over time: from" in answer


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.test/", "javascript:alert(1)", "//elsewhere.test/journeys/"]
)
def test_the_way_back_from_saving_a_view_leads_nowhere_else(visitors: Visitors, elsewhere: str) -> None:
    owner = visitors.staff()
    shown = owner.get("/views/save/", {"address": elsewhere})
    refused = owner.post("/views/save/", VIEW | {"address": elsewhere})
    for answer in (shown, refused):
        assert f'href="{elsewhere}"' not in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["until=9999-12-31", "since=0001-01-01&until=0001-01-02", "since=0001-01-01"]
)
@pytest.mark.parametrize("page", ["/journeys/parcel/", CELL, "/journeys/parcel/trends/"])
def test_a_year_that_no_calendar_reaches_is_refused(visitors: Visitors, page: str, query: str) -> None:
    assert visitors.staff().get(f"{page}?{query}").status_code == 400
