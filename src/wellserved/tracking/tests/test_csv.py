"""A CSV of scans goes in whatever its columns' order and delimiter; a bad line stays out with its number."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellserved.tracking.carriers import Fault
from wellserved.tracking.carriers.sheets import scans_of_csv
from wellserved.tracking.contracts import ScanIn
from wellserved.tracking.domain.statuses import Status

SEOUL = ZoneInfo("Asia/Seoul")


def _read(text: str, **given: ZoneInfo) -> list[tuple[int, ScanIn | Fault]]:
    return list(scans_of_csv(text.encode().splitlines(keepends=True), **given))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_columns_are_known_by_their_header(delimiter: str) -> None:
    rows = [
        ["City", "STATUS", "Tracking Number", "anything else", "time", "Country"],
        ["Seoul", "Out for delivery", "6892 0417 3356", "x", "2026-03-09T08:30:00+09:00", "kr"],
    ]
    ((line, scan),) = _read("\n".join(delimiter.join(row) for row in rows))
    assert line == 2
    assert isinstance(scan, ScanIn)
    assert (scan.number, scan.place, scan.country) == ("689204173356", "Seoul", "KR")
    assert scan.status is Status.OUT_FOR_DELIVERY
    assert scan.occurred_at == datetime(2026, 3, 8, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", [b"number,status\rtime", b"\r\xc2\xb6\xc2\x82x5\\)", b'"number\r'])
def test_a_header_that_cannot_be_split_is_named_with_its_line(text: bytes) -> None:
    ((line, fault),) = scans_of_csv(io.BytesIO(text))
    assert line == 1
    assert isinstance(fault, Fault)
    assert fault.place == "line 1"


def test_korean_headers_and_a_byte_order_mark_are_read() -> None:
    text = "\ufeff운송장번호,일시,상태,장소\n6892,2026-03-09 08:30,delivered,서울\n"
    ((_, scan),) = _read(text, zone=SEOUL)
    assert isinstance(scan, ScanIn)
    assert (scan.status, scan.place) == (Status.DELIVERED, "서울")


def test_a_carriers_code_or_a_reason_stands_for_the_status() -> None:
    text = (
        "number,time,carrier,code,reason,corrects,id\n"
        "123,2026-03-09T08:30Z,fedex,DL,,,a\n"
        "123,2026-03-09T08:30Z,,,nature.weather,,b\n"
        "123,2026-03-09T08:30Z,,,,a,c\n"
    )
    scans = [scan for _, scan in _read(text)]
    assert [scan.status for scan in scans if isinstance(scan, ScanIn)] == [
        Status.DELIVERED,
        Status.DELAYED,
        None,
    ]


@pytest.mark.parametrize(
    ("line", "place", "why"),
    [
        ("123,yesterday,delivered,", "line 3, column occurred_at", "no time with a zone"),
        ("123,2026-03-09T08:30,delivered,", "line 3, column occurred_at", "no time with a zone"),
        ("123,2026-03-09T08:30Z,lost,", "line 3, column status", "There is no status 'lost'"),
        ("123,2026-03-09T08:30Z,,", "line 3, column status", "says nothing"),
        ("--,2026-03-09T08:30Z,delivered,", "line 3, column number", "no number"),
        ("123,2026-03-09T08:30Z,delivered,Korea", "line 3, column country", "no country code"),
        ("123,2026-03-09T08:30Z,delivered,KR,and,more", "line 3", "6 cells where the header has 4"),
        ("1" * 70_000 + ",2026-03-09T08:30Z,delivered,KR", "line 3", "70,"),
        ("123,2026-03-09T08:30Z,delivered," + "x" * 300, "line 3, column country", "300 characters"),
    ],
)
def test_a_bad_line_stays_out_with_its_number_and_the_rest_goes_in(line: str, place: str, why: str) -> None:
    good = "123,2026-03-09T08:30Z,delivered,KR"
    found = _read(f"number,time,status,country\n{good}\n{line}\n\n{good}\n")
    assert [type(one) for _, one in found] == [ScanIn, Fault, ScanIn]
    assert [at for at, _ in found] == [2, 3, 5]
    fault = found[1][1]
    assert isinstance(fault, Fault)
    assert fault.place == place
    assert why in fault.why
    assert fault.mend


def test_text_in_another_encoding_is_told_by_line() -> None:
    lines = [b"number,time,status,city\n", "123,2026-03-09T08:30Z,delivered,서울\n".encode("cp949")]
    ((number, fault),) = list(scans_of_csv(lines))
    assert number == 2
    assert isinstance(fault, Fault)
    assert "UTF-8" in fault.mend


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("number,place", "no column occurred_at, status"),
        ("", "no column number, occurred_at, status"),
        ("number,waybill,time,status", "More than one column is a number"),
        ("number,time,status\r123,2026-03-09T08:30Z,delivered\r", "cannot be split into columns"),
    ],
)
def test_a_header_that_lacks_columns_is_refused_at_once(header: str, why: str) -> None:
    ((number, fault),) = list(scans_of_csv(io.BytesIO(f"{header}\n1,2\n".encode())))
    assert number == 1
    assert isinstance(fault, Fault)
    assert why in fault.why


def test_lines_are_read_as_they_come() -> None:
    def endless() -> Iterator[bytes]:
        yield b"number,time,status\n"
        while True:
            yield b"123,2026-03-09T08:30Z,in_transit\n"

    scans = scans_of_csv(endless())
    assert [next(scans)[0] for _ in range(1000)] == list(range(2, 1002))


def test_a_quoted_text_may_hold_the_delimiter_and_a_line_break() -> None:
    ((_, scan), (line, _)) = _read(
        'number,time,status,city\n123,2026-03-09T08:30Z,delivered,"A,\nB"\n123,2026-03-09T08:30Z,delivered,C\n'
    )
    assert isinstance(scan, ScanIn)
    assert scan.place == "A, B"
    assert line == 4


@pytest.mark.parametrize("end", ["Busan", '"Busan"'], ids=["never closed", "closed by a later line's"])
def test_lines_behind_a_quote_that_is_not_closed_are_not_lost_unsaid(end: str) -> None:
    good = "123,2026-03-09T08:30Z,delivered,"
    found = _read(f'number,time,status,city\n{good}Seoul\n{good}"Jeju\n{good}{end}\n')
    assert [(at, type(one)) for at, one in found] == [(2, ScanIn), (3, Fault)]
    fault = found[1][1]
    assert isinstance(fault, Fault)
    assert fault.place == "line 3"
    assert "Up to line 4 nothing was read." in fault.why


def test_a_row_that_ends_before_its_number_is_named() -> None:
    ((at, fault),) = _read("time,status,number\n2026-03-09T08:30Z,delivered\n")
    assert at == 2
    assert isinstance(fault, Fault)
    assert fault.place == "line 2, column number"


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_noise_never_breaks_the_reader(lines: list[bytes]) -> None:
    for number, found in scans_of_csv([b"number,time,status\n", *lines]):
        assert number >= 1
        assert isinstance(found, ScanIn | Fault)
        if isinstance(found, ScanIn):
            assert msgspec.json.decode(msgspec.json.encode(found), type=ScanIn) == found


@given(
    st.text(max_size=90).filter(lambda text: "\x00" not in text),
    st.text(max_size=130),
    st.text(max_size=3),
    st.text(max_size=45),
)
def test_whatever_goes_in_keeps_the_limits_of_intake(
    number: str, city: str, country: str, carrier: str
) -> None:
    sheet = io.StringIO()
    csv.writer(sheet).writerows(
        [["number", "time", "status", "city", "country", "carrier"],
         [number, "2026-03-09T08:30Z", "delivered", city, country, carrier]]
    )  # fmt: skip
    for _, found in scans_of_csv(sheet.getvalue().encode("utf-8", "replace").splitlines(keepends=True)):
        if isinstance(found, ScanIn):
            assert msgspec.json.decode(msgspec.json.encode(found), type=ScanIn) == found
