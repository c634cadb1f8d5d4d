"""Hostile and broken answers end in a sentence that names place and mend, whichever carrier they claim to be from."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellserved.tracking.carriers import CARRIERS, AnswerRefused, carrier_named
from wellserved.tracking.carriers.reading import LONGEST_ANSWER
from wellserved.tracking.domain.statuses import Status

XML = ("canadapost", "dhl_express")
JSON = tuple(slug for slug in CARRIERS if slug not in XML)
BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><wrapper>&b;</wrapper>"""
REACHING_OUT = (
    b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><wrapper>&e;</wrapper>"""
)


def _refusal(slug: str, payload: bytes) -> AnswerRefused:
    with pytest.raises(AnswerRefused) as refused:
        carrier_named(slug).scans_of(payload)
    fault = refused.value.fault
    assert fault.place
    assert fault.why.endswith(".")
    assert fault.mend.endswith(".")
    return refused.value


@pytest.mark.parametrize("slug", sorted(CARRIERS))
@pytest.mark.parametrize("payload", [b"", b"\x00\xff\xfe", b"hello", b"<", b"{", b"\xff\xfe<\x00a\x00"])
def test_what_is_no_answer_is_refused(slug: str, payload: bytes) -> None:
    _refusal(slug, payload)


@pytest.mark.parametrize("slug", sorted(CARRIERS))
def test_ten_megabytes_are_refused_before_they_are_read(slug: str) -> None:
    assert f"{LONGEST_ANSWER:,}" in str(_refusal(slug, b'{"output": "' + b"x" * 10_000_000 + b'"}'))


@pytest.mark.parametrize("slug", JSON)
@pytest.mark.parametrize(
    "deep", [b'{"a":' * 500 + b"1" + b"}" * 500, b"[" * 500 + b"]" * 500, b"[" * 5_000_000]
)
def test_json_of_500_levels_is_refused(slug: str, deep: bytes) -> None:
    assert "levels deep" in str(_refusal(slug, deep))


@pytest.mark.parametrize("slug", XML)
@pytest.mark.parametrize("payload", [BOMB, REACHING_OUT])
def test_entities_are_refused(slug: str, payload: bytes) -> None:
    assert "read safely" in str(_refusal(slug, payload))


@pytest.mark.parametrize("slug", XML)
def test_xml_of_500_levels_is_refused(slug: str) -> None:
    assert "levels deep" in str(_refusal(slug, b"<a>" * 500 + b"</a>" * 500))


def test_a_wrong_type_names_its_place() -> None:
    refused = _refusal("fedex", b'{"output": {"completeTrackResults": [{"trackingNumber": 7}]}}')
    assert refused.fault.place == "$.output.completeTrackResults[0].trackingNumber"


def _fedex(*events: object) -> bytes:
    result = {"trackingNumber": "123456789012", "trackResults": [{"scanEvents": list(events)}]}
    return json.dumps({"output": {"completeTrackResults": [result]}}).encode()


GOOD = {
    "date": "2024-08-20T06:47:00-04:00",
    "eventType": "OD",
    "scanLocation": {"city": "Holbrook", "countryCode": "US"},
}


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ({**GOOD, "eventType": 7}, "got `int`"),
        ({**GOOD, "date": "yesterday"}, "no time with a known zone"),
        ({**GOOD, "scanLocation": {"city": "x" * 1_000_000}}, "2,000 characters; 120"),
        ({**GOOD, "eventType": "??"}, "'??' is not known here"),
        ({**GOOD, "scanLocation": {"city": "x" * 121}}, "121 characters; 120"),
        ({**GOOD, "eventType": "x" * 1_000_000}, "more than 200 characters"),
        (["a list"], "got `array`"),
    ],
)
def test_one_bad_event_stays_out_and_the_rest_goes_in(bad: object, why: str) -> None:
    answer = carrier_named("fedex").scans_of(_fedex(GOOD, bad, GOOD))
    assert [scan.status for scan in answer.scans] == [Status.OUT_FOR_DELIVERY] * 2
    (fault,) = [fault for fault in answer.faults if not fault.is_note]
    assert fault.place.startswith("$.output.completeTrackResults[0].trackResults[0].scanEvents[1]")
    assert why in fault.why


def test_a_time_whose_place_is_unknown_is_read_as_utc_and_says_so() -> None:
    answer = carrier_named("fedex").scans_of(_fedex({"date": "2024-08-20T06:47:00", "eventType": "OD"}))
    assert answer.scans[0].occurred_at.isoformat() == "2024-08-20T06:47:00+00:00"
    assert [fault.is_note for fault in answer.faults] == [True]
    assert "read as UTC" in answer.faults[0].why


@pytest.mark.parametrize("slug", sorted(CARRIERS))
@given(payload=st.one_of(st.binary(max_size=60), st.text('{}[]":,<>/a1&;', max_size=60).map(str.encode)))
def test_noise_is_answered_or_refused_and_never_breaks_the_reader(slug: str, payload: bytes) -> None:
    try:
        carrier_named(slug).scans_of(payload)
    except AnswerRefused:
        return


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["output", "completeTrackResults", "trackingNumber", "trackResults", "scanEvents", "date", "eventType",
             "trackResponse", "shipment", "package", "activity", "status", "errors", "tracking_results", "event",
             "trackable_items", "events", "trackingEvents", "error"]
        ),
        inner,
        max_size=4,
    ),
    max_leaves=20,
)  # fmt: skip


@pytest.mark.parametrize("slug", JSON)
@given(answer=_json)
def test_answers_of_any_shape_are_answered_or_refused(slug: str, answer: object) -> None:
    try:
        carrier_named(slug).scans_of(json.dumps(answer).encode())
    except AnswerRefused:
        return


def test_an_older_parcel_with_the_same_number_is_left_out() -> None:
    old, new = ({"scanEvents": [{**GOOD, "date": f"{year}-08-20T06:47:00-04:00"}]} for year in (2022, 2024))
    both = {"trackingNumber": "123456789012", "trackResults": [old, new]}
    payload = json.dumps({"output": {"completeTrackResults": [both]}}).encode()
    answer = carrier_named("fedex").scans_of(payload)
    assert [scan.occurred_at.year for scan in answer.scans] == [2024]
    assert ["same number" in fault.why for fault in answer.faults] == [True]
