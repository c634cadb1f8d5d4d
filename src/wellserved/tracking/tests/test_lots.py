"""Lots: how they are read, what carried them as announced and as events say, and who may see it."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from wellserved.journey.queries.subjects import subjects_found_for, subjects_led_to_for
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound, Person
from wellserved.people.models import Location
from wellserved.tracking.contracts import ConsignmentIn, ContentsIn, Kind, LotIn, LotKey
from wellserved.tracking.domain.lots import LotUnreadable, lot_key, lot_of_epc, lots_meant
from wellserved.tracking.models import Carried, Lot
from wellserved.tracking.queries.lots import (
    Which,
    carried_by_for,
    counts_of_lots_for,
    lot_for,
    lots_for,
    parcels_of_lot_for,
)
from wellserved.tracking.services import ConsignmentRefused, announce, take_contents

from .conftest import NOW
from .test_board import staff

GTIN = "04012345123456"
LOT = LotKey("998877", GTIN)
SSCC = "106141412345678908"
SIGNS = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
PACKED = {
    "type": "AggregationEvent",
    "eventID": "urn:uuid:7",
    "eventTime": "2026-03-01T08:30:00+09:00",
    "action": "ADD",
    "bizStep": "packing",
    "parentID": "urn:epc:id:sscc:0614141.1234567890",
    "childQuantityList": [{"epcClass": "urn:epc:class:lgtin:4012345.012345.998877", "quantity": 3}],
}


@pytest.mark.parametrize(
    "text",
    [
        "(01)04012345123456(10)998877",
        "(01) 04012345123456 (10) 998877",
        "(01)04012345123456(17)261231(10)998877(21)5",
        "010401234512345610998877",
        "]C10104012345123456" + "17261231" + "10998877\x1d2112",
        "https://id.gs1.org/01/04012345123456/10/998877?17=261231",
        "urn:epc:class:lgtin:4012345.012345.998877",
        "4012345123456 998877",
        "４０１２３４５１２３４５６　９９８８７７",
        "4012345123456/998877",
    ],
)
def test_a_lot_is_read_as_it_is_printed_scanned_and_typed(text: str) -> None:
    assert lots_meant(text)[0] == LOT


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("998877", [LotKey("998877")]),
        ("(10)a-7", [LotKey("a-7"), LotKey("(10)a-7")]),
        ("(01)04012345123457(10)998877", []),
        ("(01)04012345123456(10)a(b)c", []),
        ("(01)4012345123456(10)998877", []),
        ("999999999999 5", []),
        ("a lot of 7", []),
        ("x" * 21, []),
        ("", []),
        ("\x00", []),
        ("urn:epc:class:lgtin:4012345.12345.998877", []),
        ("urn:epc:class:lgtin:4012345.012345.A%2F7", [LotKey("A/7", GTIN)]),
    ],
)
def test_what_can_be_read_in_several_ways_is_and_what_is_none_is_none(text: str, meant: list[LotKey]) -> None:
    assert list(lots_meant(text)) == meant


@given(st.text(SIGNS.replace("(", "").replace(")", ""), min_size=1, max_size=20))
def test_every_lot_is_read_again_as_it_is_printed(number: str) -> None:
    assert lots_meant(str(lot_key(number, GTIN)))[0] == LotKey(number, GTIN)


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")))
def test_noise_is_read_as_some_lot_or_none(text: str) -> None:
    assert all(lot_key(one.number, one.gtin) == one for one in lots_meant(text))
    lot_of_epc(f"urn:epc:class:lgtin:{text}")


def test_lots_are_what_gs1_s_dictionary_says_they_are(test_data: Path) -> None:
    lines = (test_data / "gs1_syntax_dictionary" / "gs1-syntax-dictionary.txt").read_text().splitlines()
    forms = {
        line.split()[0]: [part.split(",")[0] for part in line.split()[1:]]
        for line in lines
        if line[:1].isdigit()
    }
    assert "N14" in forms["01"]
    assert "X..20" in forms["10"]
    assert len(SIGNS) == 82
    for sign in map(chr, range(0x20, 0x100)):
        try:
            fits = lot_key(f"{sign}{'1' * 19}").number == f"{sign}{'1' * 19}"
        except LotUnreadable:
            fits = False
        assert fits == (sign in SIGNS), sign


@pytest.mark.parametrize(
    ("lot", "gtin", "field"),
    [
        ("a b", "", "lot"),
        ("로트7", "", "lot"),
        ("1" * 21, "", "lot"),
        ("7", "401234512345", "gtin"),
        ("7", "x", "gtin"),
    ],
)
def test_what_is_no_lot_refuses_the_announcement_and_says_where(
    db: None, lot: str, gtin: str, field: str
) -> None:
    given = ConsignmentIn(number="KR100", lots=[LotIn(lot="ok"), LotIn(lot=lot, gtin=gtin)])
    with pytest.raises(ConsignmentRefused) as refused:
        announce(by=OPERATOR, consignments=[given], now=NOW)
    assert refused.value.field == f"lots[1].{field}"
    assert not Lot.objects.exists()


def announced(number: str, *lots: str, location: str = "", kind: Kind = Kind.PARCEL, about: str = "") -> int:
    one = ConsignmentIn(
        number=number,
        location=location,
        kind=kind,
        about=about,
        lots=[LotIn(lot=lot, gtin=GTIN) for lot in lots],
    )
    return announce(by=OPERATOR, consignments=[one], now=NOW)[0].consignment_id


def carriers(lot: LotKey, *, person: Person = OPERATOR) -> list[str]:
    (found,) = lots_for(person, text=str(lot))
    return [one.number for one in parcels_of_lot_for(person, lot_id=found.id).consignments]


def sent(token: str, *events: dict[str, Any]) -> list[str]:
    answer = Client().post(
        "/api/v1/tracking/scans/epcis",
        "\n".join(map(json.dumps, events)),
        content_type="application/ld+json",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 200, answer.content
    return [json.loads(line)["result"] for line in answer.content.splitlines()]


@pytest.mark.django_db
def test_announcing_again_changes_the_lots_and_without_any_leaves_them() -> None:
    announced("KR100", "998877", "A1")
    announced("KR200", "998877")
    assert carriers(LOT) == ["KR200", "KR100"]
    announce(by=OPERATOR, consignments=[ConsignmentIn(number="KR100")], now=NOW)
    assert carriers(LOT) == ["KR200", "KR100"]
    announced("KR100", "A1", "A1")
    assert carriers(LOT) == ["KR200"]
    assert carriers(LotKey("A1", GTIN)) == ["KR100"]
    announced("KR100")
    assert not Carried.objects.filter(consignment__number="KR100").exists()


@pytest.mark.django_db
def test_announcing_many_again_takes_as_many_queries_as_a_few(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    def announced_all(*lots: str, since: int = 100) -> None:
        carried = [LotIn(lot=lot) for lot in lots]
        numbers = range(since, 200)
        given = [ConsignmentIn(number=f"KR{n}", lots=carried) for n in numbers]
        announce(by=OPERATOR, consignments=given, now=NOW)

    announced_all("L1", "L2")
    with CaptureQueriesContext(connection) as few:
        announced_all("L2", "L3", since=198)
    with django_assert_max_num_queries(len(few)):
        announced_all("L4")
    assert Carried.objects.count() == 100
    with CaptureQueriesContext(connection) as moved:
        announced_all("L4")
    assert not [
        one for one in moved.captured_queries if one["sql"].lstrip().startswith("UPDATE tracking_carried")
    ]


def test_events_that_pack_say_it_once_before_the_announcement_and_can_be_taken_back(token: str) -> None:
    assert sent(token, PACKED, PACKED) == ["recorded", "already_there"]
    assert sent(token, PACKED) == ["already_there"]
    assert carriers(LOT) == [SSCC]
    north = Location.objects.create(code="north", name="North depot")
    agent = staff("agent", north)
    assert lots_for(agent, text="998877") == (), "nobody said yet that it is theirs"
    announced(SSCC, location="north")
    assert carriers(LOT, person=agent) == [SSCC]
    wrong = {**PACKED, "errorDeclaration": {"declarationTime": "2026-03-02T00:00:00Z"}}
    assert sent(token, wrong, wrong) == ["recorded", "already_there"]
    assert carriers(LOT) == []
    assert sent(token, PACKED) == ["already_there"], "what was taken back stays so"
    later = {**PACKED, "eventID": "urn:uuid:8", "parentID": "urn:epc:id:sscc:0614141.1234567891"}
    assert sent(token, {**later, "errorDeclaration": {}}, later) == ["recorded", "already_there"]
    assert carriers(LOT) == []
    assert sent(token, {**PACKED, "eventID": None}) == ["recorded"]
    assert sent(token, {**PACKED, "parentID": "urn:epc:id:sscc:0614141.12"}) == ["refused"]
    assert carriers(LOT) == [SSCC]


@pytest.mark.django_db
def test_a_lot_is_found_in_any_writing_whatever_the_capitals_and_of_the_article_that_was_meant() -> None:
    announced("KR100", "ab7")
    announce(by=OPERATOR, consignments=[ConsignmentIn(number="KR200", lots=[LotIn(lot="AB7")])], now=NOW)
    other = LotIn(lot="AB7", gtin="70614141123451")
    announce(by=OPERATOR, consignments=[ConsignmentIn(number="KR300", lots=[other])], now=NOW)

    def found(text: str) -> list[str]:
        return [str(one.key) for one in lots_for(OPERATOR, text=text)]

    assert found("Ab7") == ["(01)70614141123451(10)AB7", "(10)AB7", f"(01){GTIN}(10)ab7"]
    assert found(f"(01){GTIN}(10)AB7") == ["(10)AB7", f"(01){GTIN}(10)ab7"]
    assert found("nothing") == found("%") == found("") == []


@pytest.mark.django_db
def test_who_sees_one_place_sees_its_lots_and_parcels_and_no_others() -> None:
    north, south = (Location.objects.create(code=code, name=code.title()) for code in ("north", "south"))
    one, other = (
        announced("KR100", "998877", location="north"),
        announced("KR200", "998877", location="south"),
    )
    announced("KR300", "S1", location="south")
    owner, agent = staff(), staff("agent", north)
    assert carriers(LOT, person=owner) == ["KR200", "KR100"]
    assert carriers(LOT, person=agent) == ["KR100"]
    lot = Lot.objects.get(number="998877")
    assert counts_of_lots_for(owner, lot_ids=[lot.pk])[lot.pk].n == 2
    assert counts_of_lots_for(owner, lot_ids=[lot.pk], which=Which(location_id=south.pk))[lot.pk].n == 1
    assert counts_of_lots_for(agent, lot_ids=[lot.pk], which=Which(location_id=south.pk))[lot.pk].n == 0
    with pytest.raises(NotFound):
        lot_for(agent, lot_id=Lot.objects.get(number="S1").pk)
    for nobody in (NOBODY, Person(customer_key=None)):
        with pytest.raises(NotFound):
            lots_for(nobody, text="998877")
        assert subjects_found_for(nobody, text="998877") == ()
    assert carried_by_for(agent, consignment_ids=[other]) == ()
    announced("KR200", "998877", location="north")
    assert carriers(LOT, person=agent) == ["KR200", "KR100"], (
        "a parcel that changes its location takes its lots along"
    )
    assert one


@pytest.mark.django_db
def test_a_case_about_a_parcel_or_its_return_is_led_to_the_lots_that_it_carried() -> None:
    parcel = announced("KR100", "998877", "A1")
    back = announced("RT100", "R1", kind=Kind.RETURN, about="KR100")
    owner = staff()

    def led(kind: str, id_: int) -> list[str]:
        return [
            one.seen.title for one in subjects_led_to_for(owner, subjects=[(kind, str(id_)), ("case", "7")])
        ]

    assert sorted(led("parcel", parcel)) == ["998877", "A1"]
    assert sorted(led("return", back)) == ["998877", "A1", "R1"]
    (found,) = subjects_found_for(owner, text=f"(01){GTIN}(10)A1")
    assert (found.kind, found.seen.title, found.seen.excerpt) == ("lot", "A1", f"GTIN {GTIN}")
    assert subjects_led_to_for(NOBODY, subjects=[("parcel", str(parcel))]) == ()


@pytest.mark.django_db
def test_a_lot_is_paged_in_a_few_queries_however_many_carried_it(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    given = [ConsignmentIn(number=f"KR{n}", lots=[LotIn(lot="L1"), LotIn(lot="L2")]) for n in range(100, 107)]
    announce(by=OPERATOR, consignments=given, now=NOW)
    lot = Lot.objects.get(number="L1").pk
    seen, after = [], None
    while True:
        with django_assert_num_queries(4):
            page = parcels_of_lot_for(OPERATOR, lot_id=lot, after=after, limit=3)
        seen.append([one.number for one in page.consignments])
        after = page.after
        if after is None:
            break
    assert seen == [["KR106", "KR105", "KR104"], ["KR103", "KR102", "KR101"], ["KR100"]]


def test_programs_find_a_lot_and_read_what_carried_it(token: str) -> None:
    body = {
        "consignments": [
            {"number": f"KR{n}", "lots": [{"lot": "998877", "gtin": GTIN[1:]}]} for n in (100, 200)
        ]
    }
    client = Client(headers={"Authorization": f"Bearer {token}"})
    announced_ = client.post(
        "/api/v1/tracking/consignments", json.dumps(body), content_type="application/json"
    )
    assert announced_.status_code == 200, announced_.content
    (lot,) = client.get("/api/v1/tracking/lots", {"text": f"(01){GTIN}(10)998877"}).json()
    assert (lot["lot"], lot["gtin"]) == ("998877", GTIN)
    first = client.get(f"/api/v1/tracking/lots/{lot['id']}", {"limit": 1}).json()
    second = client.get(f"/api/v1/tracking/lots/{lot['id']}", {"limit": 1, "after": first["next"]}).json()
    assert [page["consignments"][0]["number"] for page in (first, second)] == ["KR200", "KR100"]
    assert second["next"] is None
    body["consignments"][0]["lots"][0]["gtin"] = "123"
    refused = client.post("/api/v1/tracking/consignments", json.dumps(body), content_type="application/json")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["place"] == "consignments[0].lots[0].gtin"


@pytest.mark.django_db(transaction=True)
def test_announcements_and_events_of_the_same_parcels_wait_for_each_other() -> None:
    north, south = (Location.objects.create(code=code, name=code.title()) for code in ("north", "south"))
    numbers = [f"KR{n}" for n in range(100, 120)]

    def write(writer: int) -> None:
        order = numbers[:: 1 if writer % 2 else -1]
        lots = [f"L{(writer + n) % 7}" for n in range(7)]
        try:
            for n in range(8):
                if writer < 2:
                    where, given = ("north", "south")[n % 2], [LotIn(lot=lot) for lot in lots]
                    sent = [ConsignmentIn(number=number, location=where, lots=given) for number in order]
                    announce(by=OPERATOR, consignments=sent, now=NOW)
                else:
                    keys = tuple(LotKey(f"{lot}-{n}") for lot in lots)
                    told = [ContentsIn(number=number, lots=keys, event=f"{writer}-{n}") for number in order]
                    take_contents(by=OPERATOR, contents=told, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as writers:
        list(writers.map(write, range(4)))
    rows = Carried.objects.values_list("consignment__location_id", "location_id")
    assert len(rows) == len(numbers) * 7 * (1 + 2 * 8)
    assert {ours for _theirs, ours in rows} <= {north.pk, south.pk}
    assert all(theirs == ours for theirs, ours in rows), "no lot stays behind at a former location"
