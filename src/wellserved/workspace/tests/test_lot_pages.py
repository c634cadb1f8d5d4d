"""A lot's page, its cases and complaints by lot: as owner, as a colleague of another place, as a customer and as nobody."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from wellserved.cases.contracts import CaseIn, Channel, Kind
from wellserved.cases.services import take_in
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Location
from wellserved.tracking.contracts import ConsignmentIn, LotIn, ScanIn, Status
from wellserved.tracking.models import Lot
from wellserved.tracking.services import announce, record_scans

from .conftest import Visitors
from .test_parcels_pages import text

pytestmark = pytest.mark.django_db
GTIN = "04012345123456"
PRINTED = f"(01){GTIN}(10)998877"


@pytest.fixture
def parcels() -> list[int]:
    """Sixty at the north depot, the last of them delivered, and one at the south depot; all of one lot."""
    for code in ("north", "south"):
        Location.objects.create(code=code, name=f"{code.title()} depot")
    now = timezone.now()
    given = [
        ConsignmentIn(
            number=f"KR{n}", location="south" if n == 100 else "north", lots=[LotIn(lot="998877", gtin=GTIN)]
        )
        for n in range(100, 161)
    ]
    made = announce(by=OPERATOR, consignments=given, now=now)
    record_scans(scans=[ScanIn(number="KR160", occurred_at=now, status=Status.DELIVERED)], now=now)
    return [one.consignment_id for one in made]


def complaint(
    n: int,
    *,
    about: int | str | None = None,
    kind_of: str = "parcel",
    location: str = "",
    kind: Kind = Kind.COMPLAINT,
) -> int:
    case = CaseIn(
        source="test",
        source_id=str(n),
        kind=kind,
        channel=Channel.PHONE,
        text=f"The milk was sour {n}.",
        location=location,
        subject_kind=kind_of if about else "",
        subject_id=str(about or ""),
    )
    return take_in(by=OPERATOR, case=case, now=timezone.now()).case_id


def lot() -> int:
    return Lot.objects.get(number="998877").pk


def test_a_lot_is_found_from_the_board_and_lists_what_carried_it_page_by_page(
    parcels: list[int], visitors: Visitors
) -> None:
    client = visitors.staff()
    for writing in ("998877", PRINTED, f"https://id.gs1.org/01/{GTIN}/10/998877"):
        found = client.get("/parcels/find/", {"q": writing})
        assert found.headers["Location"] == f"/lots/{lot()}/", writing
    page = text(client, f"/lots/{lot()}/")
    assert f"GTIN {GTIN}" in page
    assert "61 parcels, returns and repairs carried it." in page
    assert ("KR160" in page, "KR111" in page, "KR110" in page) == (True, True, False)
    behind = text(client, f"/lots/{lot()}/?after={parcels[11]}")
    assert ("KR111" in behind, "KR110" in behind, "KR100" in behind) == (False, True, True)
    underway = text(client, f"/lots/{lot()}/?underway=on")
    assert ("KR160" in underway, "60 of this choice" in underway) == (False, True)
    south = Location.objects.get(code="south").pk
    assert "1 of this choice carried it." in text(client, f"/lots/{lot()}/?location={south}")
    for nonsense in ("location=x", "location=999", "after=-1", "after=x", "after=9e99", "underway=%00"):
        assert "KR1" in text(client, f"/lots/{lot()}/?{nonsense}"), nonsense
    assert f'href="/lots/{lot()}/"' in text(client, f"/parcels/{parcels[0]}/")
    assert f'href="/lots/{lot()}/"' in text(client, "/search/?q=998877")


def test_several_that_are_meant_are_listed(parcels: list[int], visitors: Visitors) -> None:
    other = ConsignmentIn(number="998877", lots=[LotIn(lot="998877")])
    announce(by=OPERATOR, consignments=[other], now=timezone.now())
    page = text(visitors.staff(), "/parcels/find/?q=998877")
    assert page.count('href="/lots/') == 2
    assert page.count('href="/parcels/') > 1
    assert "Nothing found" in text(visitors.staff(), "/parcels/find/?q=998878")


def test_a_case_is_linked_to_a_lot_and_a_complaint_about_a_parcel_offers_its_lots(
    parcels: list[int], visitors: Visitors
) -> None:
    client = visitors.staff()
    about, bare = complaint(1, about=parcels[3]), complaint(2)
    page = text(client, f"/cases/{about}/about/")
    assert "It may be about this, too" in page
    assert f'value="lot:{lot()}"' in page
    assert "It may be about this, too" not in text(client, f"/cases/{bare}/about/")
    assert f'value="lot:{lot()}"' in text(client, f"/cases/{bare}/about/?q={PRINTED}")
    for case_id in (about, bare):
        assert client.post(f"/cases/{case_id}/about/", {"is": f"lot:{lot()}"}).status_code == 302
        case = text(client, f"/cases/{case_id}/")
        assert f'href="/lots/{lot()}/"' in case
        assert f"GTIN {GTIN}" in case
    linked = text(client, f"/cases/{about}/about/")
    assert "It may be about this, too" not in linked
    assert "Take the link to 998877 away" in linked


def test_the_cases_of_a_lot_and_complaints_by_lot_count_each_case_once(
    parcels: list[int], visitors: Visitors
) -> None:
    client = visitors.staff()
    assert "No case is about this lot" in text(client, f"/lots/{lot()}/cases/")
    assert "No complaint of the last 91 days leads to a lot." in text(client, "/prevention/lots/")
    first = complaint(1, about=parcels[3])
    client.post(f"/cases/{first}/about/", {"is": f"lot:{lot()}"})
    complaint(2, about=parcels[4])
    client.post(f"/cases/{complaint(3)}/about/", {"is": f"lot:{lot()}"})
    complaint(4, about=parcels[5], kind=Kind.PRAISE)
    complaint(5)
    page = text(client, f"/lots/{lot()}/cases/")
    assert "4 cases are about this lot, or about what carried it. 3 of them are complaints." in page
    assert ("The milk was sour 4." in page, "The milk was sour 5." in page) == (True, False)
    panel = client.get(f"/lots/{lot()}/cases/", headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in panel, "4 cases" in panel) == (False, True)
    assert f'hx-get="/lots/{lot()}/cases/"' in text(client, f"/lots/{lot()}/")
    by_lot = text(client, "/prevention/lots/?days=28")
    assert "3 complaints of the last 28 days lead to a lot. All of them lead to lot 998877." in by_lot
    assert "49.2" in by_lot, "3 of 61 per 1,000"
    other = ConsignmentIn(number="KR900", lots=[LotIn(lot="L9")])
    complaint(6, about=announce(by=OPERATOR, consignments=[other], now=timezone.now())[0].consignment_id)
    assert "4 complaints of the last 91 days lead to a lot. 3 share lot 998877." in text(
        client, "/prevention/lots/"
    )
    assert "/prevention/lots/" in text(client, "/prevention/")
    assert "91 days" in text(client, "/prevention/lots/?days=x")
    for n, (kind, named) in enumerate(
        (("parcel", "9" * 80), ("lot", "9" * 20), ("parcel", "٣"), ("lot", "²"))
    ):
        complaint(10 + n, about=named, kind_of=kind)
    with CaptureQueriesContext(connection) as asked:
        assert "4 complaints" in text(client, "/prevention/lots/"), (
            "what others call their things is none of ours"
        )
    assert not [one for one in asked.captured_queries if "9" * 20 in one["sql"]]


def test_a_colleague_of_another_place_sees_what_is_theirs_and_others_nothing(
    parcels: list[int], visitors: Visitors
) -> None:
    complaint(1, about=parcels[3], location="north")
    south = visitors.staff("agent", location=Location.objects.get(code="south"))
    page = text(south, f"/lots/{lot()}/")
    assert "1 parcel, return or repair carried it." in page
    assert ("KR100" in page, "KR160" in page, "North depot" in page) == (True, False, False)
    assert "No case is about this lot" in text(south, f"/lots/{lot()}/cases/")
    assert "No complaint" in text(south, "/prevention/lots/")
    east = visitors.staff("agent", location=Location.objects.create(code="east", name="East depot"))
    pages = (f"/lots/{lot()}/", f"/lots/{lot()}/cases/")
    for path in pages:
        assert east.get(path).status_code == 404, path
    assert "Nothing found" in text(east, "/parcels/find/?q=998877")
    assert visitors.staff().get("/lots/999999/").status_code == 404
    customer, nobody = visitors.customer(), Client()
    for path in (*pages, "/prevention/lots/"):
        assert customer.get(path).status_code == 404, path
        assert "/accounts/login" in nobody.get(path).headers["Location"], path


def test_the_pages_of_lots_have_a_budget_of_queries(
    parcels: list[int], visitors: Visitors, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(10):
        complaint(n, about=parcels[n])
        extra = ConsignmentIn(number=f"X{n}00", lots=[LotIn(lot=f"X{n}")])
        made = announce(by=OPERATOR, consignments=[extra], now=timezone.now() - timedelta(days=1))
        complaint(100 + n, about=made[0].consignment_id)
    client = visitors.staff()
    panel = client.get(f"/lots/{lot()}/cases/", headers={"HX-Request": "true"}).content.decode()
    assert "These are the 10 that were touched last." not in panel, "there are ten"
    complaint(10, about=parcels[11])
    panel = client.get(f"/lots/{lot()}/cases/", headers={"HX-Request": "true"}).content.decode()
    assert (panel.count("<li>"), "These are the 10 that were touched last." in panel) == (10, True)
    for path, most in ((f"/lots/{lot()}/", 14), (f"/lots/{lot()}/cases/", 11), ("/prevention/lots/", 12)):
        with django_assert_max_num_queries(most):
            client.get(path)
