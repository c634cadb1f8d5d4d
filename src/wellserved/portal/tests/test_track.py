"""The public page: what everybody sees of a number, and what nobody finds out by asking."""

import json
import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from wellserved.people.contracts import OPERATOR
from wellserved.portal.track.asking import numbers_in
from wellserved.tracking.contracts import ConsignmentIn, Kind, Status
from wellserved.tracking.domain.guessing import MISSES_OF_ADDRESS, MISSES_OF_NETWORK
from wellserved.tracking.models import GuessCount, Told, Visit, Window
from wellserved.tracking.services import announce
from wellserved.tracking.services.following import follow
from wellserved.tracking.services.guesses import memory
from wellserved.tracking.services.visiting import Tally

from .conftest import NUMBER, PATH, Announced, scanned

pytestmark = pytest.mark.django_db


def page(address: str = PATH, **more: object) -> str:
    answer = Client().get(address, **more)  # type: ignore[arg-type]  # headers
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode().split("<main")[1].split("</main>")[0]


def test_the_answer_comes_first_then_why_then_an_apology(announced: Announced) -> None:
    announced()
    text = page()
    order = [
        text.index(words)
        for words in ("It comes", "on its way", "We had told you", "The way so far", "Northern centre")
    ]
    assert order == sorted(order)
    assert "That was not kept, and we are sorry." in text
    assert "between 10:00 and 12:00" in text, "01:00 to 03:00 UTC are so in Korea"


def test_a_stranger_sees_no_name_no_address_and_no_postcode(announced: Announced) -> None:
    announced()
    for address in (PATH, f"{PATH}/part", f"/api/v1/track/{NUMBER}", f"/track?numbers={NUMBER},X1Y2Z3"):
        said = Client().get(address).content.decode()
        assert "Uijeongbu" in said or "numbers=" in address
        for hidden in ("박서연", "Hidden Street", "11601"):
            assert hidden not in said


def test_what_is_not_announced_is_as_unknown_as_what_does_not_exist(announced: Announced) -> None:
    unknown = {a: Client().get(a) for a in (PATH, f"/api/v1/track/{NUMBER}", f"/track/widget/{NUMBER}")}
    announced(announced_at=None)
    for address, before in unknown.items():
        after = Client().get(address)
        assert (after.status_code, before.status_code) == (404, 404)
        assert without_token(after.content) == without_token(before.content)
    assert "Uijeongbu" not in Client().get(f"/track?numbers={NUMBER},X1Y2Z3").content.decode()


def without_token(content: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", content)


def test_scans_that_were_taken_back_are_not_shown(announced: Announced) -> None:
    announced()
    scanned(status=Status.DELIVERED, ago=9, source_id="wrong", place="Elsewhere")
    assert "It was delivered" in page()
    scanned(status=None, ago=8, source_id="fix", corrects="wrong")
    text = page()
    assert "Elsewhere" not in text
    assert "It was delivered" not in text
    assert "Elsewhere" not in Client().get(f"/api/v1/track/{NUMBER}").content.decode()


def test_a_script_in_the_name_of_a_place_stays_text(announced: Announced) -> None:
    announced(destination="</script><script>alert(1)</script>")
    scanned(ago=5, place="<script>alert(2)</script>", country="KR")
    text = page()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(2)" in text
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text)[1])  # type: ignore[index]  # it is there
    assert data["@type"] == "ParcelDelivery"
    assert data["deliveryAddress"]["addressLocality"] == "</script><script>alert(1)</script>"


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        ("A1B2, c3-d4;E5F6\nG7H8", ["A1B2", "C3D4", "E5F6", "G7H8"]),
        ("6892 0417 3356", ["689204173356"]),
        ("689204173356 689204173357", ["689204173356", "689204173357"]),
        ("A1B2,a1b2", ["A1B2"]),
        ("", []),
        (" , ;\n", []),
    ],
)
def test_numbers_are_found_however_they_are_set_apart(numbers: str, found: list[str]) -> None:
    assert numbers_in(numbers) == found


def test_of_thirty_one_numbers_thirty_are_shown_and_it_says_so(announced: Announced) -> None:
    announced()
    numbers = [NUMBER, *(f"NONE{n:04}" for n in range(30))]
    answer = Client().get("/track", {"numbers": ",".join(numbers)})
    assert answer.status_code == 422
    assert answer.content.decode().count("We know nothing of this number") == 29
    assert "the first 30 are shown" in answer.content.decode()
    memory.forget()
    assert Client().get("/api/v1/track", {"numbers": ",".join(numbers)}).status_code == 422


def test_several_numbers_are_a_list_and_one_is_its_page(announced: Announced) -> None:
    announced()
    announced("KR200")
    text = page("/track?numbers=KR200,689204173356,NOPE1")
    assert [text.index(x) for x in ("KR200", "6892 0417 3356", "NOPE1")] == sorted(
        text.index(x) for x in ("KR200", "6892 0417 3356", "NOPE1")
    )
    assert text.count("We know nothing of this number") == 1
    assert Client().get("/track?numbers=kr-200").headers["Location"] == "/track/KR200"


def test_a_number_of_two_carriers_lets_choose(announced: Announced) -> None:
    announced(carrier="ups")
    announced(carrier="fedex")
    assert "carrier=ups" in page()
    assert f"{NUMBER[:4]} {NUMBER[4:8]} {NUMBER[8:]} · FedEx" in page()
    assert "The way so far" in page(f"{PATH}?carrier=ups")
    assert Client().get(f"/api/v1/track/{NUMBER}").status_code == 409
    answer = Client().get(f"/api/v1/track/{NUMBER}?carrier=fedex")
    assert (answer.status_code, answer.json()["carrier"]) == (200, "fedex")


def test_a_page_of_a_named_carrier_leads_to_its_own_alone(announced: Announced) -> None:
    announced(carrier="ups")
    announced(carrier="")
    for carrier in ("ups", ""):
        tail = f"?carrier={carrier}"
        text = page(f"{PATH}{tail}")
        for place in (f"{PATH}/part", f"{PATH}/live", f"{PATH}/open", f"/tell-me/of/{NUMBER}/"):
            assert f'"{place}{tail}"' in text
        assert "The way so far" in Client().get(f"{PATH}/part{tail}").content.decode()
        assert f"{PATH}{tail}" in Client().get(f"/track/widget/{NUMBER}{tail}").content.decode()
        assert f'href="{PATH}{tail}"' in page()
        answer = Client().post(f"{PATH}/open{tail}", {"postcode": "99999"})
        assert f'href="{PATH}{tail}"' in answer.content.decode(), "the way back"


@pytest.mark.parametrize(
    "number",
    [
        "..",
        "%00",
        "%2e%2e%2fetc",
        "A" * 5_000,
        "'; DROP TABLE x;--",
        "<script>alert(1)</script>",
        "\u202e12",
        "한글번호",
    ],
)
def test_hostile_numbers_are_unknown_and_not_repeated_raw(number: str, db: None) -> None:
    for address in (f"/track/{number}", f"/api/v1/track/{number}", f"/track/widget/{number}"):
        answer = Client().get(address)
        assert answer.status_code in (404, 301)
        assert b"<script>alert" not in answer.content
    assert b"<script>alert" not in Client().get("/track", {"numbers": f"{number},A1B2"}).content


def test_delivered_later_than_told_is_apologised_for(announced: Announced) -> None:
    announced()
    scanned(status=Status.DELIVERED, ago=5, place="Uijeongbu", country="KR")
    assert "It came later, and we are sorry." in page()


def test_what_is_kept_is_said_too(announced: Announced) -> None:
    made = announced()
    Told.objects.filter(consignment=made).update(latest=datetime.now(UTC) + timedelta(days=5))
    text = page()
    assert "As we told you" in text
    assert "sorry" not in text


def test_without_a_window_the_carriers_day_stands_in_and_without_a_day_it_says_so(
    announced: Announced,
) -> None:
    made = announced()
    Told.objects.all().delete()
    Window.objects.all().delete()
    assert "We do not know yet when it comes" in page()
    day = (datetime.now(UTC) + timedelta(days=4)).date()
    scanned(ago=1, expected_on=day)
    text = page()
    assert "It comes on" in text
    assert "As the carrier says." in text
    Window.objects.create(
        consignment=made,
        earliest=datetime.now(UTC) - timedelta(days=3),
        latest=datetime.now(UTC) - timedelta(days=2),
        made_at=datetime.now(UTC),
    )
    assert "It should be there by now, and it is not" in page()


def test_a_carriers_day_is_over_when_it_is_over_where_the_parcel_goes() -> None:
    now, seoul = datetime.now(UTC), datetime.now(ZoneInfo("Asia/Seoul")).date()
    going = {"number": NUMBER, "destination": "Seoul", "destination_country": "KR"}
    announce(by=OPERATOR, consignments=[ConsignmentIn(**going)], now=now)
    scanned(ago=1, expected_on=seoul + timedelta(days=3))
    follow(now=now)
    last = Window.objects.get().latest
    assert last.astimezone(ZoneInfo("Asia/Seoul")).replace(tzinfo=None) == datetime.combine(
        seoul + timedelta(days=4), time()
    )
    text = page().replace("\u2060", "")
    assert f"and {seoul + timedelta(days=3):%A} {(seoul + timedelta(days=3)).day}" in text
    scanned(ago=0.5, expected_on=seoul)
    follow(now=now)
    assert "It comes today<" in page(), "of a day that is named alone nobody knows the hours"


@pytest.mark.parametrize(
    "status",
    [
        s
        for s in Status
        if s.value
        in (
            "returned_to_sender",
            "cancelled",
            "exception",
            "expired",
            "ready_for_pickup",
            "attempt_failed",
            "on_hold",
        )
    ],
)
def test_no_state_is_told_as_pending(announced: Announced, status: Status) -> None:
    announced()
    scanned(status=status, ago=1, place="Uijeongbu", country="KR")
    text = page()
    assert "ending" not in re.sub(r"<[^>]+>", "", text).replace("Sending", "")
    assert "We know nothing" not in text


@pytest.mark.parametrize(
    ("kind", "status"), [(Kind.REPAIR, Status.DIAGNOSED), (Kind.RETURN, Status.REFUNDED)]
)
def test_repairs_and_returns_have_steps_of_their_own(
    announced: Announced, kind: Kind, status: Status
) -> None:
    announced(kind=kind)
    scanned(status=status, ago=1)
    assert page().count('<li class="') >= 5


def test_the_page_speaks_the_language_that_is_asked_for(announced: Announced) -> None:
    announced()
    first = Client().get(f"{PATH}?lang=ko")
    assert first.headers["Content-Language"] == "ko"
    assert 'lang="ko"' in first.content.decode()
    assert Client().get(PATH, headers={"Accept-Language": "zh-TW"}).headers["Content-Language"] == "zh-hant"
    assert Client().get(f"{PATH}?lang=xx").headers["Content-Language"] == "en"


def test_whoever_chooses_a_language_is_not_led_back_to_the_one_of_the_address(announced: Announced) -> None:
    announced()
    for query, kept in (("lang=ko", ""), ("carrier=&lang=ko", "?carrier=")):
        text = Client().get(f"{PATH}?{query}").content.decode()
        assert f'name="next" value="{PATH}{kept}"' in text


def test_a_page_that_has_not_changed_is_not_sent_again(announced: Announced) -> None:
    announced()
    client = Client()
    first = client.get(PATH)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get(PATH, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    scanned(ago=1, place="Busan", country="KR")
    assert client.get(PATH, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_guessing_is_refused_and_says_how_long(announced: Announced) -> None:
    announced()
    client = Client(REMOTE_ADDR="203.0.113.7")
    for n in range(MISSES_OF_ADDRESS):
        assert client.get(f"/api/v1/track/GUESS{n}").status_code == 404
    last = client.get("/track/GUESSX")
    assert last.status_code == 429
    assert 0 < int(last.headers["Retry-After"]) <= 600
    assert "Please wait a few minutes" in last.content.decode()
    assert client.get(PATH).status_code == 429, "a known number is no way to find out either"
    assert client.get(f"/api/v1/track/{NUMBER}").status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.8").get(PATH).status_code == 200
    memory.forget()
    assert client.get(PATH).status_code == 429, "another process knows it from the database"
    GuessCount.objects.all().delete()
    memory.forget()
    assert client.get(PATH).status_code == 200


@pytest.mark.parametrize("form", ["203.0.113.{}", "2001:db8:7:{}::1"])
def test_a_whole_network_that_guesses_is_refused(announced: Announced, form: str) -> None:
    announced()
    for n in range(MISSES_OF_NETWORK // 20 + 1):
        numbers = ",".join(f"GUESS{n}X{i}" for i in range(20))
        Client(REMOTE_ADDR=form.format(n)).get("/api/v1/track", {"numbers": numbers})
    assert Client(REMOTE_ADDR=form.format(250)).get(PATH).status_code == 429
    assert Client(REMOTE_ADDR="198.51.100.9").get(PATH).status_code == 200
    assert Client(REMOTE_ADDR="2001:db8:8::1").get(PATH).status_code == 200


def test_a_known_number_costs_a_stranger_nothing(announced: Announced) -> None:
    announced()
    for _ in range(3):
        page()
    assert not GuessCount.objects.exists()


def test_the_page_has_a_budget_of_queries(announced: Announced) -> None:
    announced()
    Client().get(PATH)
    with CaptureQueriesContext(connection) as queries:
        Client().get(PATH)
    assert len(queries) <= 2


def test_views_are_counted_and_nothing_else_of_whoever_looks(announced: Announced) -> None:
    announced()
    for address in (PATH, PATH, f"{PATH}/part", f"/api/v1/track/{NUMBER}", "/track/NOBODYS"):
        Client().get(address)
    assert list(Visit.objects.values_list("views", flat=True)) == [2]


def test_many_views_are_one_write() -> None:
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    tally = Tally(every=timedelta(seconds=10))
    due = [tally.add(now=now + timedelta(seconds=n)) for n in range(21)]
    assert [n for n in due if n] == [1, 10, 10]
