"""EPCIS 2.0: events about logistic units become scans and contents; everything else is refused with a sentence."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellserved.tracking.carriers import Fault
from wellserved.tracking.carriers.epcis import Read, number_of_unit, scans_of_epcis
from wellserved.tracking.carriers.epcis_xml import scans_of_epcis_xml
from wellserved.tracking.contracts import ContentsIn, LotKey, ScanIn
from wellserved.tracking.domain.numbers import recognise
from wellserved.tracking.domain.statuses import Status

SSCC = "urn:epc:id:sscc:0614141.1234567890"
LGTIN = "urn:epc:class:lgtin:4012345.012345.998877"
LOT = LotKey("998877", "04012345123456")
EVENT = {
    "type": "ObjectEvent",
    "eventID": "urn:uuid:1",
    "eventTime": "2026-03-09T08:30:00+09:00",
    "action": "OBSERVE",
    "bizStep": "shipping",
    "epcList": [SSCC],
    "readPoint": {"id": "urn:epc:id:sgln:0614141.07346.1234"},
}


def _document(*events: object) -> list[bytes]:
    whole = {"type": "EPCISDocument", "schemaVersion": "2.0", "epcisBody": {"eventList": list(events)}}
    return json.dumps(whole, indent=1).encode().splitlines(keepends=True)


def _one(**changed: object) -> Read:
    ((number, found),) = scans_of_epcis(_document({**EVENT, **changed}))
    assert number == 1
    return found


@pytest.mark.parametrize(
    ("identifier", "number"),
    [
        ("urn:epc:id:sscc:0614141.1234567890", "106141412345678908"),
        ("https://id.gs1.org/00/106141412345678908", "106141412345678908"),
        ("https://shop.example/sub/00/106141412345678908?x=1", "106141412345678908"),
        ("urn:epc:id:sgtin:0614141.107346.2017", ""),
        ("https://id.gs1.org/01/70614141123451/21/2018", ""),
        ("urn:epc:id:sscc:0614141.12", ""),
        ("urn:epc:id:ginc:0614141.xyz47%2F11", "0614141XYZ472F11"),
        ("urn:epc:id:gsin:0614141.123456789", "06141411234567890"),
    ],
)
def test_a_unit_is_known_by_its_urn_or_its_digital_link(identifier: str, number: str) -> None:
    assert number_of_unit(identifier) == number


@given(
    st.integers(0, 9), st.from_regex(r"[0-9]{7}", fullmatch=True), st.from_regex(r"[0-9]{9}", fullmatch=True)
)
def test_every_sscc_urn_gives_a_number_with_a_right_check_digit(
    extension: int, prefix: str, serial: str
) -> None:
    number = number_of_unit(f"urn:epc:id:sscc:{prefix}.{extension}{serial}")
    assert number.strip("0") == "" or "sscc" in {one.kind for one in recognise(number)}


def test_a_shipping_event_is_a_scan() -> None:
    scan = _one()
    assert isinstance(scan, ScanIn)
    assert scan.number == "106141412345678908"
    assert scan.occurred_at.isoformat() == "2026-03-09T08:30:00+09:00"
    assert (scan.status, scan.place, scan.source_id) == (Status.IN_TRANSIT, "GLN 0614141073467", "urn:uuid:1")


@pytest.mark.parametrize(
    ("step", "disposition", "status", "reason"),
    [
        ("https://ref.gs1.org/cbv/BizStep-receiving", None, Status.DELIVERED, ""),
        ("receiving", "in_transit", Status.IN_TRANSIT, ""),
        ("urn:epcglobal:cbv:bizstep:holding", None, Status.ON_HOLD, "carrier.held"),
        ("arriving", "https://ref.gs1.org/cbv/Disp-damaged", Status.EXCEPTION, "carrier.damaged"),
        ("shipping", "returned", Status.RETURNED_TO_SENDER, ""),
        ("void_shipping", None, Status.CANCELLED, "sender.cancelled"),
        (None, "in_transit", Status.IN_TRANSIT, ""),
        ("packing", "in_progress", Status.INFO_RECEIVED, ""),
    ],
)
def test_steps_and_dispositions_are_told_in_our_words(
    step: str | None, disposition: str | None, status: Status, reason: str
) -> None:
    scan = _one(bizStep=step, disposition=disposition)
    assert isinstance(scan, ScanIn)
    assert (scan.status, scan.reason) == (status, reason)


def test_a_place_goes_by_the_name_that_is_given_for_it() -> None:
    point = "urn:epc:id:sgln:0614141.07346.1234"
    ((_, scan),) = scans_of_epcis(_document(EVENT), places={point: "Uijeongbu"})
    assert isinstance(scan, ScanIn)
    assert scan.place == "Uijeongbu"


def test_an_error_declaration_takes_the_event_back() -> None:
    scan = _one(errorDeclaration={"declarationTime": "2026-03-10T00:00:00Z"})
    assert isinstance(scan, ScanIn)
    assert (scan.status, scan.corrects) == (None, "urn:uuid:1")


def test_a_time_without_a_zone_takes_the_offset_beside_it_and_nothing_else() -> None:
    scan = _one(eventTime="2026-03-09T08:30:00", eventTimeZoneOffset="-05:00")
    assert isinstance(scan, ScanIn)
    assert scan.occurred_at.isoformat() == "2026-03-09T08:30:00-05:00"
    fault = _one(eventTime="2026-03-09T08:30:00")
    assert isinstance(fault, Fault)
    assert fault.place == "event 1, eventTime"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"type": "AggregationEvent"}, "is no SSCC"),
        ({"type": "AggregationEvent", "parentID": SSCC}, "names no lot"),
        ({"type": "AggregationEvent", "parentID": SSCC, "action": "DELETE"}, "takes goods out"),
        ({"type": "AggregationEvent", "parentID": SSCC, "childEPCs": [1]}, "got `int`"),
        ({"type": "TransformationEvent"}, "It is a TransformationEvent"),
        ({"type": None}, "no event of EPCIS"),
        ({"type": 7}, "got `int`"),
        ({"epcList": []}, "names no unit"),
        ({"epcList": ["urn:epc:id:sgtin:0614141.107346.2017"]}, "names goods"),
        ({"eventTime": 5}, "got `int`"),
        ({"bizStep": "repairing"}, "'repairing'"),
        ({"bizStep": "x" * 10_000}, "says nothing"),
    ],
)
def test_what_is_no_scan_is_refused_with_a_sentence(changed: dict[str, object], why: str) -> None:
    fault = _one(**changed)
    assert isinstance(fault, Fault)
    assert fault.place.startswith("event 1")
    assert why in fault.why
    assert fault.mend


def test_events_a_line_are_read_as_they_come_and_a_bad_one_stays_out() -> None:
    good = json.dumps(EVENT).encode() + b"\n"
    found = list(scans_of_epcis([good, b"\n", b"{nonsense\n", good, b'{"a":' * 500 + b"1" + b"}" * 500]))
    assert [(at, type(one)) for at, one in found] == [(1, ScanIn), (2, Fault), (3, ScanIn), (4, Fault)]


def test_a_document_of_10_mb_is_refused() -> None:
    ((_, fault),) = scans_of_epcis([b"{\n", *[b" " * 99_999 + b"\n"] * 100, b"}\n"])
    assert isinstance(fault, Fault)
    assert fault.mend


def test_every_example_of_gs1_is_read_or_refused_by_event(test_data: Path) -> None:
    read: list[ScanIn] = []
    refused: list[Fault] = []
    packed: list[ContentsIn] = []
    files = sorted((test_data / "gs1_epcis" / "JSON").rglob("*.jsonld"))
    assert len(files) == 47
    for path in files:
        found = [one for _, one in scans_of_epcis(path.read_bytes().splitlines(keepends=True))]
        assert found, path
        read += [one for one in found if isinstance(one, ScanIn)]
        refused += [one for one in found if isinstance(one, Fault)]
        packed += [one for one in found if isinstance(one, ContentsIn)]
    # The examples follow goods and assets; logistic units are theirs only inside aggregations.
    assert all(fault.place.startswith(("event ", "part ")) and fault.mend for fault in refused)
    assert {scan.number for scan in read} <= {"106141412345678908"}
    assert len(refused) > 60
    assert {(one.number, *map(str, one.lots)) for one in packed} == {
        ("106141412345678908", "(01)04012345123456(10)998877"),
        ("040123451111111110", "(01)04012345111118(10)1234"),
    }


def test_what_a_unit_carries_is_the_same_in_xml(test_data: Path) -> None:
    document = (test_data / "gs1_epcis" / "XML" / "Mimasu" / "Example3.xml").read_bytes()
    taking = b"<eventID>e1</eventID><errorDeclaration><declarationTime/></errorDeclaration><parentID>"
    for payload, event in ((document, ""), (document.replace(b"<parentID>", taking), "e1")):
        ((_, found),) = scans_of_epcis_xml(payload)
        assert found == ContentsIn(
            number="106141412345678908", lots=(LOT,), event=event, takes_back=bool(event)
        )


def test_an_event_that_packs_or_ships_one_unit_says_which_lots_are_in_it() -> None:
    def contents(**changed: object) -> list[ContentsIn | Fault]:
        found = [one for _, one in scans_of_epcis(_document({**EVENT, **changed}))]
        return [one for one in found if not isinstance(one, ScanIn)]

    link = "https://id.gs1.org/01/04012345123456/10/998877/21/5"
    quantities = [{"epcClass": LGTIN, "quantity": 12}, {"epcClass": "urn:epc:idpat:sgtin:4012345.098765.*"}]
    said = ContentsIn(number="106141412345678908", lots=(LOT,), event="urn:uuid:1")
    assert contents(quantityList=quantities) == [said]
    assert contents(epcList=[SSCC, link], bizStep="https://ref.gs1.org/cbv/BizStep-packing") == [said]
    assert contents(quantityList=quantities, bizStep="receiving") == []
    two = "urn:epc:id:sscc:0614141.1234567891"
    assert contents(quantityList=quantities, epcList=[SSCC, two]) == [], "which of them has it?"
    (fault,) = contents(epcList=[SSCC, two, link])
    assert isinstance(fault, Fault)
    assert "names goods" in fault.why
    (taken_back,) = contents(
        quantityList=quantities, errorDeclaration={"declarationTime": "2026-03-10T00:00:00Z"}
    )
    assert isinstance(taken_back, ContentsIn)
    assert taken_back.takes_back
    many = [{"epcClass": f"{LGTIN}{n}"} for n in range(1001)]
    (fault,) = contents(quantityList=many)
    assert isinstance(fault, Fault)
    assert "1,001 lots" in fault.why


@given(st.lists(st.binary(max_size=60), max_size=5))
def test_noise_never_breaks_the_reader(lines: list[bytes]) -> None:
    for _, found in scans_of_epcis(lines):
        assert isinstance(found, ScanIn | ContentsIn | Fault)
