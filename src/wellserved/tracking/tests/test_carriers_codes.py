"""Every code of the published maps has its truthful meaning here."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from wellserved.tracking.carriers import codebook, codebooks
from wellserved.tracking.carriers.codebook import TableBroken, _read
from wellserved.tracking.domain.statuses import MAY_SAY, Kind, Status

PEERS_NAMES = {
    "kr.cjlogistics": "cj_logistics",
    "kr.epost": "korea_post",
    "un.upu.ems": "ems",
    "cn.cainiao.global": "cainiao",
}
SAME = {
    "pending": Status.INFO_RECEIVED,
    "picked_up": Status.IN_TRANSIT,
    "in_transit": Status.IN_TRANSIT,
    "out_for_delivery": Status.OUT_FOR_DELIVERY,
    "ready_for_pickup": Status.READY_FOR_PICKUP,
    "delivered": Status.DELIVERED,
    "delivery_failed": Status.ATTEMPT_FAILED,
    "delivery_delayed": Status.DELAYED,
    "on_hold": Status.ON_HOLD,
    "return_to_sender": Status.RETURNED_TO_SENDER,
    "cancelled": Status.CANCELLED,
}
"""The peer's eleven words, and ours where no more is known than the word."""


def _rows(test_data: Path, name: str) -> list[tuple[str, str, str]]:
    with (test_data / "parcel_status_maps" / name).open(encoding="utf-8") as file:
        rows = list(csv.reader(file, delimiter="\t"))[1:]
    return [
        (PEERS_NAMES.get(row[0], row[0]), row[1], row[2].removesuffix(" (contains)"))
        for row in rows
        if len(row) == 3 and row[2]
    ]


@pytest.mark.parametrize(
    ("name", "rows", "carriers"),
    [("status_map.tsv", 749, 26), ("incident_reason_map.tsv", 653, 20), ("kr_cn_ems_status_map.tsv", 44, 4)],
)
def test_every_code_of_the_maps_is_known(test_data: Path, name: str, rows: int, carriers: int) -> None:
    codes = _rows(test_data, name)
    assert len(codes) == rows
    assert len({carrier for carrier, _, _ in codes}) == carriers
    unknown = [(carrier, code) for carrier, _, code in codes if codebook(carrier).meaning_of(code) is None]
    assert unknown == []


def test_every_reason_of_the_map_is_kept_or_bettered(test_data: Path) -> None:
    lost = [
        (carrier, code, theirs)
        for carrier, theirs, code in _rows(test_data, "incident_reason_map.tsv")
        if (meaning := codebook(carrier).meaning_of(code))
        and not meaning.reason
        and meaning.status in {Status.ON_HOLD, Status.ATTEMPT_FAILED, Status.EXCEPTION, Status.DELAYED}
    ]
    assert lost == []


def test_our_status_tells_more_than_the_peers(test_data: Path, record_property: object) -> None:
    told: Counter[str] = Counter()
    for carrier, theirs, code in _rows(test_data, "status_map.tsv"):
        meaning = codebook(carrier).meaning_of(code)
        assert meaning is not None
        if meaning.status is not SAME[theirs]:
            told[f"{theirs} -> {meaning.status}"] += 1
    assert callable(record_property)
    for change, count in sorted(told.items()):
        record_property(change, count)
    # What the peer calls a failed delivery is at least five different things to the one who waits.
    assert {
        "delivery_failed -> cancelled",
        "delivery_failed -> exception",
        "delivery_failed -> returned_to_sender",
        "delivery_failed -> on_hold",
        "on_hold -> attempt_failed",
        "on_hold -> exception",
        "delivery_delayed -> attempt_failed",
        "pending -> cancelled",
        "delivered -> ready_for_pickup",
    } <= set(told)


def test_failed_held_and_returning_parcels_are_never_called_announced(test_data: Path) -> None:
    """A sender's own failure to hand over is the one exception: such a parcel is truly only announced."""
    troubles = {"delivery_failed", "on_hold", "return_to_sender", "delivery_delayed"}
    called = {
        (carrier, code)
        for carrier, theirs, code in _rows(test_data, "status_map.tsv")
        if theirs in troubles
        and (meaning := codebook(carrier).meaning_of(code))
        and meaning.status is Status.INFO_RECEIVED
    }
    assert called == {("gls", "NOTPICKEDUP"), ("sendle", "Pickup Attempted")}


def test_every_table_names_its_source_and_says_only_what_parcels_may_say() -> None:
    from importlib.resources import files  # noqa: PLC0415  this test alone looks at the files

    assert len(codebooks()) == 31
    for slug in codebooks():
        table = files("wellserved.tracking.carriers").joinpath("codes").joinpath(f"{slug}.tsv")
        assert table.read_text(encoding="utf-8").startswith("# Source: "), slug
        assert all(
            meaning.status is None or meaning.status in MAY_SAY[Kind.PARCEL]
            for meaning in codebook(slug).meanings.values()
        )


def test_codes_are_found_whatever_their_capitals_and_within_longer_texts() -> None:
    assert codebook("usps").meaning_of("Out For Delivery") == codebook("usps").meaning_of("out for delivery")
    found = codebook("korea_post").meaning_of("미배달 : 수취인 부재")
    assert found is not None
    assert found.status is Status.ATTEMPT_FAILED
    assert codebook("korea_post").meaning_of("") is None
    assert codebook("fedex").meaning_of("x" * 10_000_000) is None


def test_a_broken_table_says_which_line() -> None:
    with pytest.raises(TableBroken, match="Line 2 of the codes of 'acme': there is no status 'lost'"):
        _read("acme", "code\tstatus\treason\tnote\nX\tlost\n")
    with pytest.raises(LookupError, match="No codes are known for the carrier 'acme'"):
        codebook("acme")
