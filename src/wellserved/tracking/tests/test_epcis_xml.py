"""EPCIS 2.0 in XML: read as the same events of JSON-LD are, and refused with a sentence where it is anything else."""

from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellserved.tracking.carriers import AnswerRefused, Fault
from wellserved.tracking.carriers.epcis_xml import scans_of_epcis_xml
from wellserved.tracking.contracts import ScanIn
from wellserved.tracking.domain.statuses import Status

SSCC = "urn:epc:id:sscc:0614141.1234567890"
FACTS = {
    "eventTime": "2026-03-09T08:30:00",
    "eventTimeZoneOffset": "+09:00",
    "eventID": "urn:uuid:1",
    "bizStep": "urn:epcglobal:cbv:bizstep:shipping",
}


def document(events: str, *, query: bool = False) -> bytes:
    inner = f"<EventList>{events}</EventList>"
    if query:
        inner = f"<q:QueryResults><resultsBody>{inner}</resultsBody></q:QueryResults>"
    kind = "EPCISQueryDocument" if query else "EPCISDocument"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><e:{kind} xmlns:e="urn:epcglobal:epcis:xsd:2"'
        f' xmlns:q="urn:epcglobal:epcis-query:xsd:2"><EPCISBody>{inner}</EPCISBody></e:{kind}>'
    ).encode()


def event(*units: str, inner: str = "", **changed: str) -> str:
    facts = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in (FACTS | changed).items())
    epcs = "".join(f"<epc>{escape(one)}</epc>" for one in units or (SSCC,))
    point = "<readPoint><id>urn:epc:id:sgln:0614141.07346.1234</id></readPoint>"
    return f"<ObjectEvent>{facts}{inner}<epcList>{epcs}</epcList>{point}</ObjectEvent>"


@pytest.mark.parametrize("query", [False, True])
def test_an_object_event_is_a_scan_with_its_zone_and_place(query: bool) -> None:  # noqa: FBT001  a parameter of the test
    ((number, scan),) = scans_of_epcis_xml(document(event(), query=query))
    assert isinstance(scan, ScanIn)
    assert (number, scan.number, scan.status) == (1, "106141412345678908", Status.IN_TRANSIT)
    assert scan.occurred_at.isoformat() == "2026-03-09T08:30:00+09:00"
    assert (scan.place, scan.source_id) == ("GLN 0614141073467", "urn:uuid:1")


def test_an_error_declaration_takes_the_event_back() -> None:
    declared = "<errorDeclaration><declarationTime>2026-03-10T00:00:00Z</declarationTime></errorDeclaration>"
    ((_, scan),) = scans_of_epcis_xml(document(event(inner=declared)))
    assert isinstance(scan, ScanIn)
    assert (scan.status, scan.corrects) == (None, "urn:uuid:1")


def test_what_is_no_scan_is_refused_by_event_and_the_rest_goes_in() -> None:
    events = (
        "<AggregationEvent/>" + event("urn:epc:id:sgtin:0614141.107346.2017", SSCC) + event(eventTime="soon")
    )
    found = list(scans_of_epcis_xml(document(events)))
    assert [(number, type(one)) for number, one in found] == [(1, Fault), (2, Fault), (2, ScanIn), (3, Fault)]
    assert all(one.place.startswith("event ") and one.mend for _, one in found if isinstance(one, Fault))


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (b"<a/>", "'a', not a document of EPCIS"),
        (b"{}", "not XML"),
        (b"", "not XML"),
        (
            b'<!DOCTYPE a [<!ENTITY b "c">]><EPCISDocument>&b;</EPCISDocument>',
            "not XML that can be read safely",
        ),
        (
            b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><EPCISDocument>&b;</EPCISDocument>',
            "not XML that can be read safely",
        ),
        (b"<a>" * 500 + b"</a>" * 500, "nested more than 64"),
        (b"<EPCISDocument>" + b" " * (9 << 20) + b"</EPCISDocument>", "is the most that is read"),
    ],
)
def test_what_is_no_document_is_refused_as_a_whole(payload: bytes, why: str) -> None:
    with pytest.raises(AnswerRefused) as refused:
        list(scans_of_epcis_xml(payload))
    assert why in refused.value.fault.why
    assert refused.value.fault.mend


def test_a_document_type_elsewhere_is_not_fetched() -> None:
    assert list(scans_of_epcis_xml(b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><EPCISDocument/>')) == []


def test_every_xml_example_of_gs1_is_read_or_refused_by_event(test_data: Path) -> None:
    files = sorted((test_data / "gs1_epcis" / "XML").rglob("*.xml"))
    assert len(files) == 37
    faults: list[Fault] = []
    no_documents: list[str] = []
    for path in files:
        try:
            faults += [one for _, one in scans_of_epcis_xml(path.read_bytes()) if isinstance(one, Fault)]
        except AnswerRefused as no:
            no_documents.append(no.fault.why)
    # The examples follow goods and assets; answers about a capture job, and queries, hold no events at all.
    assert all(fault.place.startswith("event ") and fault.mend for fault in faults)
    assert len(faults) > 60
    assert len(no_documents) <= 10
    assert all("not a document of EPCIS" in why for why in no_documents)


@given(st.binary(max_size=200), st.text(max_size=60))
def test_noise_never_breaks_the_reader(noise: bytes, text: str) -> None:
    for payload in (noise, document(noise.decode("latin-1")), document(event(escape(text), eventID="a"))):
        try:
            found = list(scans_of_epcis_xml(payload))
        except AnswerRefused:
            continue
        assert all(isinstance(one, ScanIn | Fault) for _, one in found)
