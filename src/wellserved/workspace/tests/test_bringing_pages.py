"""Files that staff bring: as a lead, as an agent, as a customer and as nobody."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from wellserved.people.models import Account, CustomerDetails, Location
from wellserved.tracking.models import Consignment, Progress, Scan, SetAside, Told

from .conftest import Visitors

pytestmark = pytest.mark.django_db
PAGE = "/parcels/bring/"


def brought(client: Client, content: bytes, **said: Any) -> tuple[int, str]:
    file = BytesIO(content)
    file.name = "file"
    answer = client.post(PAGE, {"deed": "scans", "form": "csv", "file": file} | said)
    return answer.status_code, answer.content.decode()


def scans(*lines: str) -> bytes:
    now = f"{timezone.now():%Y-%m-%dT%H:%M}+00:00"
    rows = [line.replace("NOW", now) for line in lines]
    return "\n".join(["number;status;occurred_at;place", *rows]).encode()


def test_scans_of_a_csv_file_go_in_and_each_wrong_line_is_named(visitors: Visitors) -> None:
    lead = visitors.staff("team_lead")
    sheet = scans(
        "KR100;in_transit;NOW;Busan",
        "KR100;<b>lost</b>;NOW;Busan",
        "KR200;delivered;1999-01-01T10:00+09:00;Seoul",
        "KR300;delivered;yesterday;Seoul",
    )
    status, page = brought(lead, sheet)
    assert status == 200
    for words in ("1 scan was taken in.", "2 lines were refused.", "1 scan was set aside", "line 5, column"):
        assert words in page, words
    assert ("&lt;b&gt;lost" in page, "<b>lost" in page) == (True, False)
    assert (Progress.objects.get(consignment__number="KR100").status, SetAside.objects.count()) == (
        "in_transit",
        1,
    )
    again = brought(lead, sheet)[1]
    assert "0 scans were taken in. 1 was known already. 2 lines were refused." in again
    assert (Scan.objects.count(), SetAside.objects.count()) == (1, 1)
    old = brought(lead, scans("KR400;delivered;1999-01-01T10:00+09:00;Seoul"), history="on")[1]
    assert ("1 scan was taken in." in old, "set aside, because" in old) == (True, False)


def test_epcis_as_json_and_as_xml_and_a_carriers_answer_go_in(visitors: Visitors) -> None:
    agent = visitors.staff("agent")
    at = f"{timezone.now():%Y-%m-%dT%H:%M:%S}+00:00"
    event = {
        "type": "ObjectEvent",
        "eventTime": at,
        "eventTimeZoneOffset": "+00:00",
        "epcList": ["urn:epc:id:sscc:0614141.1234567890"],
        "action": "OBSERVE",
        "bizStep": "departing",
    }
    assert "1 scan was taken in." in brought(agent, json.dumps(event).encode(), form="epcis")[1]
    xml = (
        f"<EPCISDocument><EPCISBody><EventList><ObjectEvent><eventTime>{at}</eventTime><bizStep>arriving</bizStep>"
        "<epcList><epc>urn:epc:id:sscc:0614141.1234567890</epc></epcList></ObjectEvent></EventList></EPCISBody>"
        "</EPCISDocument>"
    )
    assert "1 scan was taken in." in brought(agent, b"\xef\xbb\xbf\n" + xml.encode(), form="epcis")[1]
    answer = {"trackResponse": {"shipment": [{"package": [{"trackingNumber": "1Z", "activity": [{}]}]}]}}
    status, page = brought(agent, json.dumps(answer).encode(), form="ups")
    assert (status, "was refused." in page or "were refused." in page) == (200, True)
    assert Scan.objects.count() == 2


def test_what_is_no_file_of_its_kind_or_too_large_is_refused_and_leaves_nothing(visitors: Visitors) -> None:
    lead = visitors.staff("team_lead")
    for content, form, words in (
        (b"<html/>", "epcis", "EPCIS"),
        (b"<a>" + b"b" * (4 << 20), "epcis", "larger than 4.0"),
        (b"{" + b" " * (1 << 20), "ups", "larger than 1.0"),
        (b"not json", "ups", "not"),
        (b"x", "pigeon", "pigeon"),
        (b"number;status;occurred_at\n" + b"KR1;in_transit;x\n" * 100_001, "csv", "more than 100,000"),
    ):
        status, page = brought(lead, content, form=form)
        assert (status, words in page) == (422, True), words
    assert lead.post(PAGE, {"deed": "scans", "form": "csv"}).status_code == 422
    status, page = brought(lead, b"\x00\xff\xfe")
    assert (status, "1 line was refused." in page or "2 lines were refused." in page) == (200, True)
    assert not Scan.objects.exists()


def test_who_may_bring_files(visitors: Visitors) -> None:
    for role in ("agent", "team_lead", "manager", "administrator"):
        assert visitors.staff(role).get(PAGE).status_code == 200, role
    assert PAGE in visitors.staff("manager").get("/parcels/").content.decode()
    for client, status in ((visitors.customer(), 404), (Client(), 302)):
        assert client.get(PAGE).status_code == status
        assert brought(client, scans("KR100;in_transit;NOW;Busan"))[0] == status
    assert not Scan.objects.exists()


def test_the_page_has_a_budget_of_queries(
    visitors: Visitors, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lead = visitors.staff("team_lead")
    with django_assert_max_num_queries(8):
        assert lead.get(PAGE).status_code == 200
    many = scans(*(f"KR{n};in_transit;NOW;Busan" for n in range(100, 200)))
    with django_assert_max_num_queries(45):
        assert brought(lead, many)[0] == 200


def announced(client: Client, sheet: str) -> tuple[int, str]:
    file = BytesIO(sheet.encode())
    file.name = "parcels.csv"
    answer = client.post(PAGE, {"deed": "parcels", "parcels": file})
    return answer.status_code, answer.content.decode()


def test_parcels_of_a_csv_file_are_announced_and_each_wrong_line_is_named(visitors: Visitors) -> None:
    customer = visitors.customer()
    account = Account.objects.get(pk=customer.session["_auth_user_id"])
    key = CustomerDetails.objects.get(account=account).customer_id
    lead = visitors.staff()
    sheet = (
        "Number;kind;order;email;postcode;city;country;earliest;latest;lot;gtin;items\n"
        f"KR100;return;A-1;{account.email.upper()};04524;Seoul;kr;2026-03-11;2026-03-12;998877;4012345123456;2\n"
        "KR200;;;;;;;;;;;\n"
        "KR300;pigeon;;;;;;;;;;\n"
        "KR400;;;nobody@else.test;;;;;;;;\n"
        "KR100;;;;;;;;;;;\n"
        "KR500;;;;;;;;<i>soon</i>;;;\n"
        "KR600;;;;;;;2026-03-13;2026-03-12;;;\n"
        "K;;;;;;;;;;;\n"
        "KR700;;;;;;;;;L1;;many\n"
        "KR800;;;;;;;;;L1;7;\n"
    )
    status, page = announced(lead, sheet)
    assert status == 200
    for words in (
        "2 were announced. 8 lines were refused.",
        "Write parcel, return or repair.",
        "No customer signs in with this address.",
        "It stands in line 2 already.",
        "“&lt;i&gt;soon&lt;/i&gt;” is no day.",
        "line 8, column latest",
        "line 9, column number",
        "line 10, column items",
        "line 11, column gtin",
    ):
        assert words in page, words
    one = Consignment.objects.get(number="KR100")
    assert (one.kind, one.order_ref, one.customer_key, one.items) == ("return", "A-1", key, 2)
    told = Told.objects.get()
    assert (f"{told.earliest:%d %H}", f"{told.latest:%d %H}") == ("10 15", "12 15"), "days end in Seoul"
    assert (
        "0 were announced. 2 were known already, and are now as the file says. 8 lines"
        in announced(lead, sheet)[1]
    )
    assert (Consignment.objects.count(), Told.objects.count()) == (2, 1)


def test_of_a_parcel_announced_before_an_empty_cell_changes_nothing(visitors: Visitors) -> None:
    lead = visitors.staff()
    Location.objects.create(code="north", name="North depot")
    key = CustomerDetails.objects.get(account=visitors.customer().session["_auth_user_id"]).customer_id
    first = (
        "number,kind,order,customer,location,origin_country,country,city,items,value,currency\n"
        f"KR100,return,A-1,{key},north,KR,KR,Seoul,2,12.50,KRW\n"
    )
    assert "1 was announced." in announced(lead, first)[1]
    before = Consignment.objects.values().get()
    page = announced(lead, "number,kind,order,latest\nKR100,,,2026-03-12\nKR200\n")[1]
    assert "1 was announced. 1 was known already" in page
    assert Consignment.objects.values().get(number="KR100") == before
    assert f"{Told.objects.get().latest:%d %H}" == "12 15", "the day ends where it goes"
    announced(lead, "number,kind,items,city\nKR100,parcel,1,Busan\n")
    after = Consignment.objects.values().get(number="KR100")
    assert after == {**before, "kind": "parcel", "items": 1, "destination": "Busan"}


def test_an_empty_file_of_parcels_is_given_and_a_broken_one_refused(visitors: Visitors) -> None:
    lead = visitors.staff()
    answer = lead.get(f"{PAGE}parcels.csv")
    header = answer.content.decode()
    assert ("number,carrier,kind" in header, "attachment" in answer.headers["Content-Disposition"]) == (
        True,
        True,
    )
    assert "There is no parcel in this file." in announced(lead, header)[1]
    assert "1 was announced." in announced(lead, header + "KR100,ups\r\n")[1]
    assert "There is no column number." in announced(lead, "\x00\x01\n")[1]
    status, page = announced(lead, "number\n" + "KR1\n" * 2_001)
    assert (status, "more than 2,000" in page) == (422, True)
    status, page = announced(lead, "number\n" + " " * (4 << 20))
    assert (status, "larger than 4.0" in page) == (422, True)
    assert [lead.post(PAGE, {"deed": deed}).status_code for deed in ("parcels", "fly", "")] == [422] * 3
    assert Consignment.objects.count() == 1


def test_whoever_works_at_a_place_announces_for_it_alone(visitors: Visitors) -> None:
    north = Location.objects.create(code="north", name="North depot")
    Location.objects.create(code="south", name="South depot")
    agent = visitors.staff("agent", location=north)
    page = announced(agent, "number,location\nKR100,north\nKR200,south\nKR300,east\n")[1]
    for words in (
        "1 was announced. 2 lines were refused.",
        "no location of yours",
        "line 4, column location",
    ):
        assert words in page, words
    for client, status in ((visitors.customer(), 404), (Client(), 302)):
        assert announced(client, "number\nKR900\n")[0] == status
        assert client.get(f"{PAGE}parcels.csv").status_code == status
    assert Consignment.objects.get().number == "KR100"
