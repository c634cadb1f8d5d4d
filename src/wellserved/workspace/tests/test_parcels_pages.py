"""Staff's pages on parcels: as owner, as a colleague of another place, as a customer and as nobody."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from wellserved.cases.contracts import CaseIn, Channel, Kind
from wellserved.cases.models import Case, Cause
from wellserved.cases.services import ensure_causes, take_in
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import AuditLine, Location
from wellserved.tracking.models import (
    Consignment,
    Progress,
    Scan,
    SetAside,
    Told,
    Trouble,
    Visit,
    Window,
    WindowModel,
)
from wellserved.tracking.services import ensure_journeys

from .conftest import Visitors
from .parcelled import PNG, parcel_in_trouble

pytestmark = pytest.mark.django_db


@pytest.fixture
def north() -> Location:
    return Location.objects.create(code="north", name="North depot")


@pytest.fixture
def in_trouble(north: Location) -> Consignment:
    return parcel_in_trouble(timezone.now(), location=north)


def pages(parcel: Consignment) -> list[str]:
    return ["/parcels/", "/parcels/find/?q=KR100", f"/parcels/{parcel.pk}/", "/parcels/set-aside/"]


def text(client: Client, path: str) -> str:
    answer = client.get(path, follow=True)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_the_board_says_what_is_wrong_and_whom_to_call(in_trouble: Consignment, visitors: Visitors) -> None:
    page = text(visitors.staff(), "/parcels/")
    for words in ("KR100", "120 KRW", "for 3 hours", "Kim Mina", "Nobody at home", "UPS · Seoul"):
        assert words in page, words
    assert re.search(r'aria-current="page" *>Late <span class="count">1</span>', page)


def test_the_board_says_the_day_that_the_customer_was_told_where_the_parcel_goes(
    in_trouble: Consignment, visitors: Visitors
) -> None:
    """Half past three in the afternoon in Greenwich is the day after in Seoul; midnight there ends the day before."""
    for hour, minute, said in ((15, 30, "2 Mar 2026"), (15, 0, "1 Mar 2026")):
        Told.objects.update(latest=datetime(2026, 3, 1, hour, minute, tzinfo=UTC))
        assert said in text(visitors.staff(), "/parcels/").replace("\u2060", "")


def test_each_currency_has_a_list_of_its_own_where_there_are_several(
    in_trouble: Consignment, visitors: Visitors
) -> None:
    client = visitors.staff()
    assert "several currencies" not in text(client, "/parcels/")
    other = parcel_in_trouble(timezone.now(), number="KR200")
    Consignment.objects.filter(pk=other.pk).update(currency="EUR")
    Trouble.objects.filter(consignment=other).update(currency="EUR")
    won, euro = text(client, "/parcels/?currency=KRW"), text(client, "/parcels/?currency=EUR")
    assert "several currencies" in won
    assert ("KR100" in won, "KR200" in won) == (True, False)
    assert ("KR100" in euro, "KR200" in euro) == (False, True)
    assert '<input type="hidden" name="currency" value="EUR">' in euro
    assert "No trouble of this kind" in text(client, "/parcels/?currency=EUR&carrier=fedex")


def test_nonsense_in_the_address_shows_the_board_all_the_same(
    in_trouble: Consignment, visitors: Visitors
) -> None:
    client = visitors.staff()
    for query in (
        "trouble=x",
        "after=1e9-x",
        "location=99",
        "older=-1",
        "after=99999999999999-1",
        "kind=%00",
    ):
        assert "KR100" in text(client, f"/parcels/?{query}"), query
    assert "No trouble of this kind" in text(client, "/parcels/?carrier=fedex")
    assert "KR100" in text(client, "/parcels/?carrier=UPS"), "a carrier is found by its name as well"
    assert '<details class="board-more"><summary>' in text(client, "/parcels/?trouble=late")
    assert '<details class="board-more" open><summary>' in text(client, "/parcels/?trouble=late&carrier=ups")
    chosen = text(client, f"/parcels/?kind=parcel&older=24&location={in_trouble.location_id}")
    assert re.findall(r'<option value="(\w*)" selected', chosen) == [
        "parcel",
        str(in_trouble.location_id),
        "24",
    ]


def test_only_those_of_the_place_see_it(in_trouble: Consignment, north: Location, visitors: Visitors) -> None:
    south = Location.objects.create(code="south", name="South depot")
    agent, other = visitors.staff("agent", location=north), visitors.staff("agent", location=south)
    for path in pages(in_trouble):
        assert "KR100" in text(agent, path), path
    for path in ("/parcels/", "/parcels/set-aside/"):
        assert "KR100" not in text(other, path), path
    assert "Nothing found" in text(other, "/parcels/find/?q=KR100")
    assert other.get(f"/parcels/{in_trouble.pk}/").status_code == 404
    assert other.get(f"/parcels/{in_trouble.pk}/proof/1/").status_code == 404


def test_customers_and_nobody_see_no_page_and_do_no_deed(in_trouble: Consignment, visitors: Visitors) -> None:
    aside = SetAside.objects.get().pk
    deeds = ["/parcels/act/", f"/parcels/set-aside/{aside}/drop/", f"/parcels/set-aside/{aside}/mend/"]
    given = {"deed": "called", "trouble": Trouble.objects.get().pk, "occurred_at": "2026-01-01T10:00"}
    customer, nobody = visitors.customer(), Client()
    for path in (*pages(in_trouble), "/scan/", "/scan/recognise/?number=1"):
        assert customer.get(path).status_code == 404, path
        assert "/accounts/login" in nobody.get(path).headers["Location"], path
    for path in deeds:
        assert customer.post(path, given).status_code in {403, 404}, path
        assert "/accounts/login" in nobody.post(path, given).headers["Location"], path
    assert Trouble.objects.get().called_at is None
    assert SetAside.objects.get().settled_at is None


def test_the_chosen_are_taken_called_about_and_released(in_trouble: Consignment, visitors: Visitors) -> None:
    client, one = visitors.staff(), Trouble.objects.get()
    for deed in ("own", "called", "release"):
        given = {"deed": deed, "trouble": [one.pk], "back": "?trouble=late&carrier=ups"}
        answer = client.post("/parcels/act/", given, follow=True)
        assert answer.redirect_chain == [("/parcels/?trouble=late&carrier=ups", 302)]
        assert "1 line changed." in answer.content.decode()
    assert AuditLine.objects.filter(object_kind="trouble").count() == 3
    page = text(client, "/parcels/")
    assert "called " in page
    assert "call-first" not in page
    answer = client.post("/parcels/act/", {"deed": "own", "back": "//elsewhere.test"}, follow=True)
    assert answer.redirect_chain == [("/parcels/", 302)]
    assert "Choose at least one line" in answer.content.decode()


def test_the_timeline_strikes_what_was_taken_back_and_says_by_what(
    in_trouble: Consignment, visitors: Visitors
) -> None:
    page = text(visitors.staff(), f"/parcels/{in_trouble.pk}/")
    assert "<del>Delivered</del>" in page
    for words in ("Taken back by ups · c", "code D9", "set aside", "The customer was told: by", "1 Sea Road"):
        assert words in page, words
    assert f'href="/track/{in_trouble.number}?carrier={in_trouble.carrier}"' in page


def test_the_window_is_said_in_the_days_that_the_customer_reads(
    in_trouble: Consignment, visitors: Visitors
) -> None:
    Consignment.objects.filter(pk=in_trouble.pk).update(destination_country="KR")
    model = WindowModel.objects.create(trained_at=timezone.now(), deliveries=0, content=b"")
    first = datetime(2026, 3, 3, tzinfo=ZoneInfo("Asia/Seoul"))
    for days, said in ((1, "Expected on 3 Mar 2026"), (3, "Expected between 3 Mar 2026 and 5 Mar 2026")):
        Window.objects.update_or_create(
            consignment=in_trouble,
            defaults={
                "earliest": first,
                "latest": first + timedelta(days=days),
                "made_at": first,
                "model": model,
            },
        )
        page = text(visitors.staff(), f"/parcels/{in_trouble.pk}/").replace("\xa0", " ")
        assert said in page


def test_a_proof_is_shown_and_never_run(in_trouble: Consignment, visitors: Visitors) -> None:
    client = visitors.staff()
    answer = client.get(
        client.get(f"/parcels/{in_trouble.pk}/")
        .content.decode()
        .split('class="proof" src="')[1]
        .split('"')[0]
    )
    assert (answer.content, answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        PNG,
        "image/png",
        "nosniff",
    )
    assert client.get(f"/parcels/{in_trouble.pk}/proof/999999/").status_code == 404


def test_what_only_scans_spoke_of_has_no_public_page(in_trouble: Consignment, visitors: Visitors) -> None:
    Consignment.objects.update(announced_at=None)
    assert "/track/KR100" not in text(visitors.staff(), f"/parcels/{in_trouble.pk}/")


def test_a_number_leads_straight_to_it_and_an_order_of_two_to_both(
    in_trouble: Consignment, visitors: Visitors
) -> None:
    client = visitors.staff()
    answer = client.get("/parcels/find/?q=kr-100")
    assert answer.headers["Location"] == f"/parcels/{in_trouble.pk}/"
    parcel_in_trouble(timezone.now(), number="KR200")
    page = text(client, "/parcels/find/?q=O-77")
    assert "KR100" in page
    assert "KR200" in page
    assert "Nothing found" in text(client, "/parcels/find/?q=<script>alert(1)</script>")


def test_the_palette_finds_it_by_its_number(
    in_trouble: Consignment, visitors: Visitors, north: Location
) -> None:
    palette = {"HX-Request": "true"}
    agent = visitors.staff("agent", location=north)
    for client, there in ((visitors.staff(), True), (agent, True), (visitors.staff("agent"), False)):
        page = client.get("/search/?q=KR100", headers=palette).content.decode()
        assert (f'href="/parcels/{in_trouble.pk}/"' in page) is there


def test_a_scan_set_aside_is_mended_once(in_trouble: Consignment, visitors: Visitors) -> None:
    client, aside, now = visitors.staff(), SetAside.objects.get(), timezone.now()
    assert "1 Jan 2036" in text(client, "/parcels/set-aside/")
    mend = f"/parcels/set-aside/{aside.pk}/mend/"
    for wrong in ("", "soon", f"{now + timedelta(days=90):%Y-%m-%dT%H:%M}"):
        assert (
            "Nothing was changed" in client.post(mend, {"occurred_at": wrong}, follow=True).content.decode()
        )
    when = f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}"
    assert "Taken in" in client.post(mend, {"occurred_at": when}, follow=True).content.decode()
    assert Scan.objects.filter(consignment_id=in_trouble.pk).count() == 4
    assert Progress.objects.get().status == "delivered"
    assert client.post(mend, {"occurred_at": when}).status_code == 404


def test_a_scan_set_aside_is_dropped(in_trouble: Consignment, visitors: Visitors) -> None:
    client, aside = visitors.staff(), SetAside.objects.get()
    assert "Dropped" in client.post(f"/parcels/set-aside/{aside.pk}/drop/", follow=True).content.decode()
    assert "Nothing is set aside" in text(client, "/parcels/set-aside/")


def test_the_pages_have_a_budget_of_queries(
    in_trouble: Consignment, visitors: Visitors, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(10):
        parcel_in_trouble(timezone.now(), number=f"MORE{n}")
    client = visitors.staff()
    for path, most in ((("/parcels/"), 16), (f"/parcels/{in_trouble.pk}/", 26), ("/parcels/set-aside/", 8)):
        with django_assert_max_num_queries(most):
            client.get(path)


def test_what_self_service_saved_stands_on_the_board_and_on_its_page_for_staff_alone(
    in_trouble: Consignment,
    north: Location,
    visitors: Visitors,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    now = timezone.now()
    ensure_journeys(now=now)
    ensure_causes(now=now)
    cause = Cause.objects.get(slug="no-news-of-it")
    given = {"source": "test", "kind": Kind.QUESTION, "channel": Channel.PHONE, "text": "Where is it?"}
    for n in range(2):
        taken = take_in(by=OPERATOR, case=CaseIn(source_id=str(n), **given), now=now)
        Case.objects.filter(pk=taken.case_id).update(cause=cause, made_at=now - timedelta(days=8 + n))
    Visit.objects.create(day=(now - timedelta(days=8)).date(), views=1234)
    manager, path = visitors.staff(), "/parcels/self-service/"
    assert f'hx-get="{path}"' in text(manager, "/parcels/")
    page = text(manager, path)
    for words in ("No parcel came to its end", "1,234 times", "1,232 looks were followed by no contact"):
        assert words in page, words
    panel = manager.get(path, headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in panel, 'id="self-service"' in panel) == (False, True)
    own = text(visitors.staff("agent", location=north), path)
    assert ("1,234" in own, "counted for all locations together" in own) == (False, True)
    with django_assert_max_num_queries(16):
        text(manager, path)
    assert visitors.customer().get(path).status_code == 404
    assert "/accounts/login" in Client().get(path).headers["Location"]
