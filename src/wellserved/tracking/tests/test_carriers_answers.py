"""The carriers' raw answers become scans: every event, at its true time, with its true status."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from wellserved.tracking.carriers import CARRIERS, CarrierAnswer, Proof, carrier_named
from wellserved.tracking.contracts import ScanIn
from wellserved.tracking.domain.statuses import Status

TRACKED = [
    ("australiapost", "TrackingResponse.json", "ParsedTrackingResponse.json"),
    ("canadapost", "TrackingResponseXml.xml", "ParsedTrackingResponse.json"),
    ("dhl_express", "IntransitTrackingResponseXML.xml", "ParsedInTransitTrackingResponse.json"),
    ("dhl_express", "TrackingResponseXML.xml", "ParsedTrackingResponse.json"),
    ("fedex", "DuplicateTrackingResponse.json", "ParsedDuplicateTrackingResponse.json"),
    ("fedex", "InconsistentDateTimeResponse.json", "ParsedInconsistentDateTimeResponse.json"),
    ("fedex", "TrackingResponse.json", "ParsedTrackingResponse.json"),
    ("laposte", "TrackingResponse.json", "ParsedTrackingResponse.json"),
    ("ups", "TrackingResponseJSON.json", "ParsedTrackingResponse.json"),
    ("usps", "TrackingResponse.json", "ParsedTrackingResponse.json"),
]
REFUSED = [
    ("australiapost", "ErrorResponse.json", "51101"),
    ("australiapost", "TrackingErrorResponse.json", "ESB-10001"),
    ("canadapost", "AuthError.xml", "E002"),
    ("canadapost", "UnknownTrackingNumberResponse.xml", "004"),
    ("dhl_express", "AuthError.xml", "111"),
    ("dhl_express", "TrackingSingleNotFound.xml", "103"),
    ("fedex", "ErrorResponse.json", "TRACKING.TRACKINGNUMBER.EMPTY"),
    ("laposte", "ErrorResponse.json", "400"),
    ("ups", "AuthError.json", "250003"),
    ("ups", "InvalidTrackingNumberResponseJSON.json", "TV1002"),
    ("ups", "TrackingNumberNotFoundResponseJSON.json", "TW0001"),
    ("usps", "AuthErrorResponse.json", "invalid_client"),
    ("usps", "ErrorResponse.json", "string"),
]
PEERS_STATUS = {
    "pending": Status.INFO_RECEIVED,
    "picked_up": Status.IN_TRANSIT,
    "in_transit": Status.IN_TRANSIT,
    "out_for_delivery": Status.OUT_FOR_DELIVERY,
    "delivered": Status.DELIVERED,
    "delivery_failed": Status.ATTEMPT_FAILED,
    "on_hold": Status.ON_HOLD,
}
WE_DIFFER = {
    # The peer gives every event of a delivered parcel the parcel's own status.
    ("australiapost", "delivered", Status.OUT_FOR_DELIVERY),
    ("australiapost", "delivered", Status.IN_TRANSIT),
    ("australiapost", "delivered", Status.INFO_RECEIVED),
    # ET1 is travel between platforms, not the delivery round: the peer told of it nineteen days too early.
    ("laposte", "out_for_delivery", Status.IN_TRANSIT),
    # 'Released by the customs agency' is the end of a hold, not one.
    ("ups", "on_hold", Status.IN_TRANSIT),
    # 'Redirected to a nearby FedEx location' goes on to the pick-up point.
    ("fedex", "delivery_failed", Status.IN_TRANSIT),
}


def _read(test_data: Path, carrier: str, name: str) -> CarrierAnswer:
    payload = (test_data / "parcel_payloads" / carrier / name).read_bytes()
    return carrier_named(carrier).scans_of(payload)


def _parsed(test_data: Path, carrier: str, name: str) -> Iterable[tuple[str, dict[str, str]]]:
    found = json.loads((test_data / "parcel_payloads" / carrier / name).read_text())[0]
    return [(one["tracking_number"], event) for one in found for event in one.get("events", [])]


def _clock(scan: ScanIn) -> str:
    return scan.occurred_at.strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(("carrier", "raw", "parsed"), TRACKED)
def test_every_event_that_a_peer_reads_is_read_here(
    test_data: Path, carrier: str, raw: str, parsed: str
) -> None:
    """The peer writes local clock times as UTC: the clocks agree, and for USPS, whose UTC is given, ours is the instant."""
    scans = _read(test_data, carrier, raw).scans
    for number, event in _parsed(test_data, carrier, parsed):
        if event.get("code") == "20":
            continue  # Canada Post's '20' says that a signature can be seen: proof, not a movement
        local = f"{event['date']} {event['time'][:5]}"
        near = [scan for scan in scans if scan.number == number.upper()]
        if carrier == "usps":
            assert any(s.carrier_status == event["code"] and s.occurred_at.tzinfo == UTC for s in near)
            continue
        same = [
            scan
            for scan in near
            if _clock(scan) == local and event.get("code", "") in {scan.carrier_status, ""}
        ]
        assert same, (number, event)
        theirs = event.get("status")
        if theirs and not any(scan.status is PEERS_STATUS[theirs] for scan in same):
            assert any((carrier, theirs, scan.status) in WE_DIFFER for scan in same), (number, event, same)


@pytest.mark.parametrize(("carrier", "raw", "code"), REFUSED)
def test_what_the_carrier_refuses_is_told_with_its_code(
    test_data: Path, carrier: str, raw: str, code: str
) -> None:
    answer = _read(test_data, carrier, raw)
    assert answer.scans == ()
    (fault,) = answer.faults
    assert f"(code {code})" in fault.why
    assert fault.place
    assert fault.mend


@pytest.mark.parametrize(("carrier", "raw", "parsed"), TRACKED)
def test_nobodys_name_leaves_the_reader(test_data: Path, carrier: str, raw: str, parsed: str) -> None:
    said = repr(_read(test_data, carrier, raw))
    people = (
        "Reciever",
        "John Taylor",
        "Sammy Smith",
        "HERRERA",
        "CREILLY",
        "HETU",
        "GREGOIRE",
        "CAMPAGNA",
        "SPENCE",
    )
    streets = ("Easy Street", "BLACKSTONE", "100 Main St", "98101", "07470")
    assert [word for word in (*people, *streets, "Base64") if word in said] == []


def test_a_password_in_a_carriers_complaint_is_not_repeated(test_data: Path) -> None:
    assert "testPwd" not in repr(_read(test_data, "dhl_express", "AuthError.xml"))


def test_usps_gives_the_instant_and_not_the_clock_on_the_wall(test_data: Path) -> None:
    delivered = _read(test_data, "usps", "TrackingResponse.json").scans[0]
    assert delivered.occurred_at == datetime(2024, 11, 22, 18, 58, 40, tzinfo=UTC)
    assert (delivered.status, delivered.place, delivered.country) == (Status.DELIVERED, "HERNANDO, FL", "US")


def test_dhls_local_times_are_read_in_the_hours_of_the_place_and_doubt_is_noted(test_data: Path) -> None:
    answer = _read(test_data, "dhl_express", "TrackingResponseXML.xml")
    picked_up = next(scan for scan in answer.scans if scan.number == "7740842550")
    assert picked_up.occurred_at.isoformat() == "2009-08-26T10:00:00+08:00"
    (note,) = [fault for fault in answer.faults if fault.is_note]
    assert "Europe/Madrid" in note.why


def test_fedex_says_why_a_delivery_failed(test_data: Path) -> None:
    scans = _read(test_data, "fedex", "DuplicateTrackingResponse.json").scans
    failed = [scan for scan in scans if scan.status is Status.ATTEMPT_FAILED]
    assert [scan.reason for scan in failed] == ["consignee.not_available"]
    assert Status.READY_FOR_PICKUP in {scan.status for scan in scans}


def test_a_midnight_without_a_zone_is_a_day_where_it_happened(test_data: Path) -> None:
    scans = _read(test_data, "fedex", "InconsistentDateTimeResponse.json").scans
    picked_up = next(scan for scan in scans if scan.carrier_status == "PU")
    assert picked_up.occurred_at.isoformat() == "2024-08-15T00:00:00-05:00"


def test_the_day_that_the_carrier_now_names_stands_on_the_latest_scan(test_data: Path) -> None:
    (scan,) = _read(test_data, "dhl_express", "IntransitTrackingResponseXML.xml").scans
    assert str(scan.expected_on) == "2021-05-07"
    # FedEx names a window of two weeks; its end is what is promised, while the peer takes its beginning.
    (scan,) = _read(test_data, "fedex", "TrackingResponse.json").scans
    assert str(scan.expected_on) == "2021-10-15"


def test_an_arrived_parcel_is_no_longer_expected(test_data: Path) -> None:
    assert all(
        scan.expected_on is None for scan in _read(test_data, "laposte", "TrackingResponse.json").scans
    )


def test_proof_of_delivery_is_only_whether_there_is_one(test_data: Path) -> None:
    ups = _read(test_data, "ups", "TrackingResponseJSON.json")
    assert ups.proofs == (Proof(number="STRING", signed=True, photo=True),)
    canada = _read(test_data, "canadapost", "TrackingResponseXml.xml")
    assert canada.proofs == (Proof(number="7023210039414604", signed=True, photo=False),)
    assert _read(test_data, "fedex", "ProofOfDeliveryResponse.json").scans == ()


def test_seven_carriers_are_read() -> None:
    assert len(CARRIERS) == 7
    with pytest.raises(LookupError, match="No reader knows the answers of the carrier 'acme'"):
        carrier_named("acme")


@pytest.mark.parametrize(("carrier", "raw", "parsed"), TRACKED)
def test_every_scan_keeps_the_limits_of_intake(test_data: Path, carrier: str, raw: str, parsed: str) -> None:
    for scan in _read(test_data, carrier, raw).scans:
        assert msgspec.json.decode(msgspec.json.encode(scan), type=ScanIn) == scan
