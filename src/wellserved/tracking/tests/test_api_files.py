"""Scans as others write them, over HTTP."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from wellserved.tracking.models import Progress

pytestmark = pytest.mark.django_db
DATA = Path(os.environ.get("WELLSERVED_TEST_DATA", Path(__file__).parents[4].parent / "shared/data"))


def post(client: Client, token: str, address: str, body: str | bytes, kind: str) -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return client.post(
        f"/api/v1/tracking/scans/{address}?history=true", body, content_type=kind, headers=headers
    )


def told(response: Any) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.content
    return [json.loads(line) for line in response.content.splitlines()]


def test_a_csv_file_comes_in_line_by_line(client: Client, token: str) -> None:
    sheet = (
        "status;number;occurred_at;place\n"
        "in_transit;KR100;2026-03-01T09:00:00+09:00;Busan\n"
        "lost;KR100;2026-03-01T10:00:00+09:00;Busan\n"
        "delivered;KR100;2026-03-01T11:00:00+09:00;Seoul\n"
    )
    answer = told(post(client, token, "csv", sheet, "text/csv"))
    assert [(each["line"], each["result"]) for each in answer] == [
        (2, "recorded"),
        (3, "refused"),
        (4, "recorded"),
    ]
    assert Progress.objects.get().status == "delivered"


def test_an_epcis_event_of_a_logistic_unit_is_a_scan(client: Client, token: str) -> None:
    event = {
        "type": "ObjectEvent",
        "eventTime": "2026-03-01T09:00:00.000+09:00",
        "eventTimeZoneOffset": "+09:00",
        "epcList": ["urn:epc:id:sscc:0614141.1234567890"],
        "action": "OBSERVE",
        "bizStep": "departing",
        "disposition": "in_transit",
    }
    answer = told(post(client, token, "epcis", json.dumps(event), "application/ld+json"))
    assert [each["result"] for each in answer] == ["recorded"]
    assert Progress.objects.get().status == "in_transit"


def test_the_same_event_in_xml_is_a_scan_and_what_is_no_document_is_a_problem(
    client: Client, token: str
) -> None:
    event = (
        "<ObjectEvent><eventTime>2026-03-01T09:00:00+09:00</eventTime><bizStep>departing</bizStep>"
        "<epcList><epc>urn:epc:id:sscc:0614141.1234567890</epc></epcList></ObjectEvent>"
    )
    whole = f"<EPCISDocument><EPCISBody><EventList>{event}</EventList></EPCISBody></EPCISDocument>"
    answer = told(post(client, token, "epcis", whole, "application/xml"))
    assert [each["result"] for each in answer] == ["recorded"]
    assert post(client, token, "epcis", "<html/>", "application/xml").status_code == 422
    assert post(client, token, "epcis", "<a>" + "b" * (5 << 20), "application/xml").status_code == 413
    assert post(client, token, "epcis", whole, "text/plain").status_code == 415


def test_a_carriers_raw_answer_comes_in_as_it_is(client: Client, token: str) -> None:
    if not DATA.is_dir():
        pytest.skip(f"The carriers' answers are not at {DATA}; WELLSERVED_TEST_DATA says where they are.")
    raw = (DATA / "parcel_payloads/ups/TrackingResponseJSON.json").read_bytes()
    answer = told(post(client, token, "carriers/ups", raw, "application/json"))
    scans = [each["result"] for each in answer if each["result"] != "refused"]
    assert set(scans) == {"recorded"}
    assert all(each["mend"] for each in answer if each["result"] == "refused")
    again = told(post(client, token, "carriers/ups", raw, "application/json"))
    assert [each["result"] for each in again if each["result"] != "refused"] == ["already_there"] * len(scans)


def test_an_unknown_carrier_and_what_is_no_answer_are_told(client: Client, token: str) -> None:
    assert post(client, token, "carriers/nobody", "{}", "application/json").status_code == 404
    refused = post(client, token, "carriers/ups", "[" * 500 + "]" * 500, "application/json")
    assert refused.status_code == 422
    assert post(client, token, "carriers/dhl_express", "<a>", "application/xml").status_code == 422
    assert post(client, token, "csv", "x", "text/plain").status_code == 415


@pytest.mark.parametrize("address", ["csv", "epcis", "carriers/ups"])
def test_nobody_sends_files(client: Client, db: None, address: str) -> None:
    kind = {"csv": "text/csv", "epcis": "application/ld+json"}.get(address, "application/json")
    assert post(client, "", address, "{}", kind).status_code == 401
