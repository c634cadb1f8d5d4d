"""Files that staff bring: as a lead, as an agent, as a customer and as nobody."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from wellserved.tracking.models import Progress, Scan, SetAside

from .conftest import Visitors

pytestmark = pytest.mark.django_db
PAGE = "/parcels/bring/"


def brought(client: Client, content: bytes, **said: Any) -> tuple[int, str]:
    file = BytesIO(content)
    file.name = "file"
    answer = client.post(PAGE, {"form": "csv", "file": file} | said)
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
    assert lead.post(PAGE, {"form": "csv"}).status_code == 422
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
