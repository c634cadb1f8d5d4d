"""Announcing: facts, what was told, and scans that came first."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from wellserved.people.contracts import NOBODY, OPERATOR, Person
from wellserved.people.models import Location
from wellserved.tracking.contracts import ConsignmentIn, Kind, RecipientIn, Status, ToldIn
from wellserved.tracking.models import Change, Consignment, Progress, Recipient, Told
from wellserved.tracking.services import ConsignmentRefused, announce, record_scans

from .conftest import NOW, Scan
from .test_board import staff

pytestmark = pytest.mark.django_db


def tell(days: int, **more: Any) -> ToldIn:
    return ToldIn(latest=NOW + timedelta(days=days), **more)


def announced(**given: Any) -> Any:
    (done,) = announce(by=OPERATOR, consignments=[ConsignmentIn(**{"number": "KR100", **given})], now=NOW)
    return done


def test_scans_that_came_first_are_found_again(scan: Scan) -> None:
    record_scans(scans=[scan(Status.IN_TRANSIT, number="kr-100")], now=NOW)
    done = announced(carrier="epost", origin_country="KR", destination_country="TW")
    consignment = Consignment.objects.get()
    assert (done.consignment_id, done.before) == (consignment.pk, False)
    assert (consignment.carrier, consignment.lane, consignment.announced_at) == ("epost", "KR>TW", NOW)
    assert Progress.objects.get().status == "in_transit"
    assert record_scans(scans=[scan(Status.DELIVERED, hour=5)], now=NOW)[0].result == "recorded"
    assert Consignment.objects.count() == 1


def test_what_was_told_stays_told_when_something_else_is_told_later() -> None:
    announced(told=tell(2))
    announced(told=tell(2))
    again = announced(told=tell(5, channel="notice"))
    assert again.before
    assert [t.latest for t in Told.objects.order_by("pk")] == [NOW + timedelta(days=n) for n in (2, 5)]


def test_another_kind_reads_the_scans_anew(scan: Scan) -> None:
    record_scans(scans=[scan(Status.DELIVERED)], now=NOW)
    assert Progress.objects.get().closed
    announced(kind=Kind.REPAIR)
    assert not Progress.objects.get().closed
    assert Change.objects.exists()


def test_a_recipient_is_kept_apart_and_a_postcode_as_it_is_compared() -> None:
    announced(recipient=RecipientIn(name="Kim", address="Somewhere 1", postcode="sw1a 1aa"))
    assert Recipient.objects.get().postcode_key == "SW1A1AA"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"number": "--"}, "number"),
        ({"value": Decimal("NaN")}, "value"),
        ({"value": Decimal("999999999999.995")}, "value"),
        ({"segment": "nobody"}, "segment"),
        ({"location": "nowhere"}, "location"),
        ({"about": "UNKNOWN1"}, "about"),
        ({"told": ToldIn(latest=datetime(9999, 12, 31, tzinfo=UTC))}, "told.latest"),
        ({"told": ToldIn(latest=NOW, earliest=NOW + timedelta(1))}, "told.latest"),
    ],
)
def test_what_cannot_be_announced_is_named_and_nothing_is(given: dict[str, Any], field: str) -> None:
    good = ConsignmentIn(number="GOOD1")
    with pytest.raises(ConsignmentRefused) as refused:
        announce(by=OPERATOR, consignments=[good, ConsignmentIn(**{"number": "KR100", **given})], now=NOW)
    assert (refused.value.field, refused.value.row) == (field, 1)


def test_nobody_announces() -> None:
    with pytest.raises(PermissionDenied):
        announce(by=NOBODY, consignments=[ConsignmentIn(number="KR100")], now=NOW)


def test_staff_announce_for_locations_that_they_see_and_change_nothing_of_others() -> None:
    north = Location.objects.create(code="north", name="North depot")
    Location.objects.create(code="south", name="South depot")
    agent = staff("agent", north)

    def refused(by: Person, **given: Any) -> tuple[str, int] | None:
        good = ConsignmentIn(number="GOOD1", location="north")
        try:
            announce(by=by, consignments=[good, ConsignmentIn(**given)], now=NOW)
        except ConsignmentRefused as no:
            return no.field, no.row
        return None

    announced(number="THEIRS", location="south", destination="Busan")
    assert refused(agent, number="THEIRS", location="north") == ("number", 1)
    assert refused(agent, number="OURS1", location="south") == ("location", 1)
    assert refused(agent, number="OURS1") == ("location", 1)
    assert refused(staff("agent"), number="OURS1", location="north") == ("location", 0)
    assert list(Consignment.objects.values_list("number", "destination")) == [("THEIRS", "Busan")]
    assert refused(agent, number="OURS1", location="north") is None
    assert refused(staff("manager"), number="THEIRS", location="north") is None


def test_a_scanned_parcel_that_nobody_announced_is_anybodys_to_announce(scan: Scan) -> None:
    north = Location.objects.create(code="north", name="North depot")
    record_scans(scans=[scan()], now=NOW)
    announce(
        by=staff("agent", north), consignments=[ConsignmentIn(number="KR100", location="north")], now=NOW
    )
    assert Consignment.objects.get().location_id == north.pk


def post(client: Client, token: str, body: Any) -> Any:
    return client.post(
        "/api/v1/tracking/consignments",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )


def test_over_http_all_or_none_and_a_fault_names_its_place(client: Client, token: str) -> None:
    good = {"number": "kr 100", "carrier": "epost", "told": {"latest": "2026-03-05T00:00:00Z"}}
    answer = post(client, token, {"consignments": [good]})
    assert answer.status_code == 200
    assert answer.json()["consignments"][0]["number"] == "KR100"
    wrong = post(client, token, {"consignments": [good, {"number": "X12", "items": 0}]})
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["place"] == "consignments[1].items"
    late = post(client, token, {"consignments": [{"number": "X123", "about": "NONE99"}]})
    assert late.json()["errors"][0]["place"] == "consignments[0].about"
    assert Consignment.objects.count() == 1
    assert (
        client.post("/api/v1/tracking/consignments", "{}", content_type="application/json").status_code == 401
    )


def test_what_is_told_later_is_no_earlier_promise_whatever_the_senders_clock_says() -> None:
    announced(told=tell(2))
    announced(told=tell(9, told_at=NOW - timedelta(hours=1)))
    first = Told.objects.order_by("told_at", "pk").first()
    assert first is not None
    assert first.latest == NOW + timedelta(days=2)


def test_two_of_one_number_in_a_call_are_two(scan: Scan) -> None:
    record_scans(scans=[scan()], now=NOW)
    given = [ConsignmentIn(number="KR100"), ConsignmentIn(number="KR100", carrier="dhl")]
    announce(by=OPERATOR, consignments=given, now=NOW)
    assert set(Consignment.objects.values_list("carrier", flat=True)) == {"", "dhl"}
    assert record_scans(scans=[scan(hour=5)], now=NOW)[0].result == "recorded"


def test_a_long_list_and_a_hidden_character_over_http(client: Client, token: str) -> None:
    many = [
        {"number": f"LONG{n}", "destination": "Somewhere far away in a city with a long name"}
        for n in range(999)
    ]
    assert post(client, token, {"consignments": many}).status_code == 200
    assert post(client, token, {"consignments": [{"number": "X123", "order_ref": "a\0b"}]}).status_code == 422
