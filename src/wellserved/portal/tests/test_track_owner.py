"""What belongs to the customer alone: after the postcode, for the customer signed in, and for nobody else."""

import json
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from wellserved.cases.models import Case, CaseText, Message
from wellserved.cases.queries import CaseChoice, case_for, cases_for
from wellserved.cases.services import merge
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Account, Customer, CustomerDetails, Location, Staff
from wellserved.people.services import erase_customer, export_customer
from wellserved.tracking.contracts import Status
from wellserved.tracking.domain.guessing import WRONG_POSTCODES_A_DAY
from wellserved.tracking.models import Consignment, GuessCount, Problem, Proof, Recipient, Share, Window, Wish
from wellserved.tracking.services.guesses import memory
from wellserved.tracking.services.wishing import WishRefused, wish

from .conftest import NUMBER, PATH, Announced, scanned

pytestmark = pytest.mark.django_db
PERSONAL = ("박서연", "12 Hidden Street", "/proof/")
PICTURE = b"\x89PNG\r\n\x1a\n not a real picture"


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def opened(postcode: str = "11601", **more: Any) -> Client:
    client = Client(**more)
    client.post(f"{PATH}/open", {"postcode": postcode})
    return client


def tomorrow(days: int = 1) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


@pytest.fixture
def parcel(announced: Announced) -> Consignment:
    """Of a customer with an account, with a photo of where it was left."""
    account = Account.objects.create_user("customer@customer.test")
    customer = Customer.objects.create(created_at=datetime.now(UTC))
    CustomerDetails.objects.create(customer=customer, account=account, name="박서연", email=account.email)
    made = announced(customer_key=customer.pk)
    Proof.objects.create(
        consignment=made,
        what="photo",
        taken_at=datetime.now(UTC),
        consent="May be photographed",
        content_type="image/png",
        content=PICTURE,
    )
    return made


@pytest.fixture
def people(parcel: Consignment) -> dict[str, Client]:
    agent = Account.objects.create_user("agent@staff.test")
    north = Location.objects.create(code="north", name="North depot")
    south = Location.objects.create(code="south", name="South depot")
    Staff.objects.create(account=agent, name="Alex", role="agent", location=north)
    elsewhere = Account.objects.create_user("elsewhere@staff.test")
    Staff.objects.create(account=elsewhere, name="Kim", role="agent", location=south)
    Consignment.objects.filter(pk=parcel.pk).update(location=north)
    other = Account.objects.create_user("other@customer.test")
    customer = Customer.objects.create(created_at=datetime.now(UTC))
    CustomerDetails.objects.create(customer=customer, account=other, name="Else", email=other.email)
    return {
        "nobody": Client(),
        "stranger": signed_in(other),
        "colleague": signed_in(agent),
        "elsewhere": signed_in(elsewhere),
        "owner": signed_in(Account.objects.get(email="customer@customer.test")),
        "postcode": opened(),
    }


@pytest.mark.parametrize(
    ("who", "sees", "may"),
    [
        ("nobody", False, False),
        ("stranger", False, False),
        ("colleague", True, False),
        ("elsewhere", False, False),
        ("owner", True, True),
        ("postcode", True, True),
    ],
)
def test_who_sees_and_who_may(
    people: dict[str, Client], parcel: Consignment, who: str, *, sees: bool, may: bool
) -> None:
    client = people[who]
    page = client.get(PATH).content.decode()
    for personal in PERSONAL:
        assert (personal in page) is sees
    assert "Uijeongbu" in page
    proof = Proof.objects.get()
    assert client.get(f"{PATH}/proof/{proof.pk}").status_code == (200 if sees else 404)
    done = {
        client.post(f"{PATH}/wish", {"what": "hold", "day": tomorrow()}).status_code,
        client.post(f"{PATH}/problem", {"what": "damaged"}).status_code,
    }
    assert done == ({302} if may else {404})
    assert client.post(f"{PATH}/share").status_code == (200 if may else 404)
    assert (Wish.objects.count(), Problem.objects.count(), Share.objects.count()) == (
        (1,) * 3 if may else (0,) * 3
    )


def test_a_proof_of_another_parcel_is_not_found(people: dict[str, Client], announced: Announced) -> None:
    other = announced("KR300")
    theirs = Proof.objects.create(
        consignment=other,
        what="photo",
        taken_at=datetime.now(UTC),
        consent="x",
        content_type="image/png",
        content=b"x",
    )
    assert people["postcode"].get(f"{PATH}/proof/{theirs.pk}").status_code == 404
    assert people["postcode"].get("/track/KR300").content.decode().count("박서연") == 0


def test_a_picture_is_a_picture_and_nothing_that_runs(people: dict[str, Client]) -> None:
    answer = people["postcode"].get(f"{PATH}/proof/{Proof.objects.get().pk}")
    assert answer.content == PICTURE
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("postcode", ["11601", "116-01", " 116 01 "])
def test_the_postcode_opens_it_however_it_is_written(parcel: Consignment, postcode: str) -> None:
    answer = Client().post(f"{PATH}/open", {"postcode": postcode})
    assert (answer.status_code, answer.headers["Location"]) == (302, PATH)
    cookie = answer.cookies["track_open"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (PATH, True, "Lax")
    assert "11601" not in answer.headers["Location"] + cookie.value


def asked(postcode: str = "99999") -> tuple[int, bytes, list[str]]:
    memory.forget()
    with CaptureQueriesContext(connection) as queries:
        answer = Client(REMOTE_ADDR="203.0.113.9").post(f"{PATH}/open", {"postcode": postcode})
    body = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", answer.content)
    return answer.status_code, body, [re.sub(r"'[^']*'|\d+", "?", q["sql"]) for q in queries.captured_queries]


def test_unknown_and_not_yours_are_one_answer_from_the_same_queries(announced: Announced) -> None:
    unknown = asked()
    announced(announced_at=None)
    unannounced = asked()
    Consignment.objects.update(announced_at=datetime.now(UTC))
    not_yours = asked()
    assert unknown == unannounced == not_yours
    assert unknown[0] == 422


def test_a_consignment_without_a_postcode_opens_to_none(announced: Announced) -> None:
    announced()
    connection.cursor().execute("UPDATE tracking_recipient SET postcode_key = ''")
    for postcode in ("", "-", "11601"):
        assert Client().post(f"{PATH}/open", {"postcode": postcode}).status_code == 422


def test_what_a_postcode_opened_is_shut_when_it_goes_to_another_or_to_nobody(parcel: Consignment) -> None:
    device = opened()
    assert "12 Hidden Street" in device.get(PATH).content.decode()
    Recipient.objects.update(address="2 Other Road", postcode_key="54321")
    assert "2 Other Road" not in device.get(PATH).content.decode()
    assert device.get(f"{PATH}/proof/{Proof.objects.get().pk}").status_code == 404
    assert device.post(f"{PATH}/share").status_code == 404
    again = opened("54321")
    assert "2 Other Road" in again.get(PATH).content.decode()
    Recipient.objects.all().delete()
    assert again.post(f"{PATH}/share").status_code == 404


def test_postcodes_are_not_guessed_from_many_networks(parcel: Consignment) -> None:
    for n in range(WRONG_POSTCODES_A_DAY):
        client = Client(REMOTE_ADDR=f"198.51.{n}.9")
        assert client.post(f"{PATH}/open", {"postcode": f"1160{n % 10}9"}).status_code == 422
    last = Client(REMOTE_ADDR="198.18.0.1").post(f"{PATH}/open", {"postcode": "11601"})
    assert last.status_code == 429
    assert "박서연" not in last.content.decode()
    GuessCount.objects.all().delete()
    assert opened().get(PATH).content.decode().count("박서연") == 1


def test_right_postcodes_use_up_no_tries(parcel: Consignment) -> None:
    for _ in range(WRONG_POSTCODES_A_DAY + 3):
        assert Client().post(f"{PATH}/open", {"postcode": "11601"}).status_code == 302


def test_a_forged_or_borrowed_cookie_opens_nothing(parcel: Consignment, announced: Announced) -> None:
    mine = opened().cookies["track_open"].value
    announced("KR300")
    for value in (mine[:-3] + "abc", "7", f"{parcel.pk}", ""):
        client = Client()
        client.cookies["track_open"] = value
        assert "박서연" not in client.get(PATH).content.decode()
    client = Client()
    client.cookies["track_open"] = mine
    assert "박서연" in client.get(PATH).content.decode()
    assert "박서연" not in client.get("/track/KR300").content.decode()


def test_it_can_be_closed_again(parcel: Consignment) -> None:
    client = opened()
    client.post(f"{PATH}/close")
    assert "박서연" not in client.get(PATH).content.decode()


def test_a_wish_stands_on_the_page_until_it_is_taken_back(parcel: Consignment) -> None:
    client = opened()
    client.post(f"{PATH}/wish", {"what": "another_day", "day": tomorrow()})
    client.post(f"{PATH}/wish", {"what": "safe_place", "detail": "<b>behind the shed</b>"})
    page = client.get(PATH).content.decode()
    assert "Leave it in a safe place: &lt;b&gt;behind the shed&lt;/b&gt;" in page
    assert Wish.objects.filter(withdrawn_at__isnull=True).count() == 1
    client.post(f"{PATH}/wish", {"withdraw": "yes"})
    assert not Wish.objects.filter(withdrawn_at__isnull=True).exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"what": "safe_place", "detail": "  "}, "Please say where"),
        ({"what": "another_day", "day": "2020-01-01"}, "Please choose a day"),
        ({"what": "another_day", "day": "soon"}, "Please choose a day"),
        ({"what": "another_day", "day": tomorrow(40)}, "Please choose a day"),
        ({"what": "steal"}, "Please choose one"),
        ({"what": "safe_place", "detail": "x" * 201}, "200 characters"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_with_what_was_typed(
    parcel: Consignment, sent: dict[str, str], words: str
) -> None:
    answer = opened().post(f"{PATH}/wish", sent)
    assert words in answer.content.decode()
    assert not Wish.objects.exists()


def test_a_wishs_days_are_those_of_where_we_are(parcel: Consignment, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Seoul"
    late = datetime(2026, 3, 2, 16, tzinfo=UTC)
    given = {"consignment_id": parcel.pk, "what": "hold", "now": late}
    with pytest.raises(WishRefused):
        wish(**given, day=date(2026, 3, 3))
    assert wish(**given, day=date(2026, 3, 17))


def test_nothing_is_wished_of_what_has_arrived(parcel: Consignment) -> None:
    scanned(status=Status.DELIVERED, ago=1)
    client = opened()
    assert "Change day or place" not in client.get(PATH).content.decode()
    answer = client.post(f"{PATH}/wish", {"what": "hold", "day": tomorrow()})
    assert not Wish.objects.exists()
    assert answer.status_code == 200


def test_a_reported_problem_is_one_case_about_its_parcel(parcel: Consignment) -> None:
    client = opened()
    for _ in range(2):
        client.post(f"{PATH}/problem", {"what": "not_arrived", "words": "I waited all day"})
    (case,) = cases_for(OPERATOR, CaseChoice(), now=datetime.now(UTC)).cases
    seen = case_for(OPERATOR, case_id=case.id, now=datetime.now(UTC))
    assert (seen.title, seen.channel, seen.kind) == ("It has not arrived", "parcel", "complaint")
    assert (seen.subject_kind, seen.subject_id, seen.customer_key) == ("parcel", str(parcel.pk), None)
    assert "I waited all day" in str(seen)
    assert case.number in client.get(PATH).content.decode(), "the customer is told its number"
    assert client.post(f"{PATH}/problem", {"what": "nonsense"}).status_code == 200
    assert len(cases_for(OPERATOR, CaseChoice(), now=datetime.now(UTC)).cases) == 1
    signed_in(Account.objects.get(email="customer@customer.test")).post(
        f"{PATH}/problem", {"what": "damaged"}
    )
    own = {
        case_for(OPERATOR, case_id=one.id, now=datetime.now(UTC)).customer_key
        for one in cases_for(OPERATOR, CaseChoice(), now=datetime.now(UTC)).cases
    }
    assert own == {None, parcel.customer_key}


def test_once_a_report_is_settled_the_same_said_again_is_another_case(parcel: Consignment) -> None:
    parcel.location = Location.objects.create(code="depot", name="Depot")
    parcel.save()
    client, said = opened(), {"what": "other", "words": "The dog barked"}
    client.post(f"{PATH}/problem", said)
    assert "1 is being looked at" in client.get(PATH).content.decode()
    first = Case.objects.get()
    assert first.location == parcel.location
    Case.objects.update(kind="question", state="done", done_at=datetime.now(UTC))
    assert "being looked at" not in client.get(PATH).content.decode()
    client.post(f"{PATH}/problem", said)
    assert list(Case.objects.exclude(pk=first.pk).values_list("state", flat=True)) == ["new"]
    assert Problem.objects.filter(settled_at__isnull=True).count() == 1


def test_a_report_whose_case_was_merged_is_looked_at_until_the_other_is_done(parcel: Consignment) -> None:
    client, said = opened(), {"what": "other", "words": "The dog barked"}
    client.post(f"{PATH}/problem", said)
    client.post(f"{PATH}/problem", {"what": "damaged"})
    first, second = Case.objects.order_by("pk")
    now = datetime.now(UTC)
    merge(by=OPERATOR, case_id=first.pk, into=second.pk, now=now)
    assert "2 are being looked at" in client.get(PATH).content.decode()
    client.post(f"{PATH}/problem", said)
    assert Case.objects.count() == 2
    Case.objects.filter(pk=second.pk).update(kind="question", state="done", done_at=now)
    assert "being looked at" not in client.get(PATH).content.decode()


def test_a_problem_is_kept_once_and_its_words_nowhere_else(
    parcel: Consignment, caplog: pytest.LogCaptureFixture
) -> None:
    client = opened()
    for _ in range(2):
        answer = client.post(f"{PATH}/problem", {"what": "other", "words": "The dog ate it"})
        assert "dog" not in answer.headers["Location"]
    assert list(Problem.objects.values_list("what", "words")) == [("other", "The dog ate it")]
    assert "dog" not in caplog.text
    assert "Please say in a few words" in client.post(f"{PATH}/problem", {"what": "other"}).content.decode()
    for n in range(6):
        last = client.post(f"{PATH}/problem", {"what": "other", "words": f"and {n}"})
    assert "several problems" in last.content.decode()
    assert Problem.objects.count() == 5


def test_what_was_reported_by_the_postcode_is_handed_over_and_erased_with_the_parcels_customer(
    parcel: Consignment,
) -> None:
    """Its case names no customer: only the parcel tells whose it is."""
    opened().post(f"{PATH}/problem", {"what": "other", "words": "Ring at 서연's, second floor"})
    case = Case.objects.get()
    key = parcel.customer_key
    assert (case.customer_key, bool(key)) == (None, True)
    now = datetime.now(UTC)
    with export_customer(person=OPERATOR, key=key, now=now) as file, ZipFile(file) as archive:
        (said,) = json.loads(archive.read("portal/reported.json"))
    assert (said["case_id"], said["text"]) == (case.pk, "Ring at 서연's, second floor")
    erase_customer(person=OPERATOR, key=key, now=now)
    assert list(Message.objects.values_list("case", "text", "title")) == [(case.pk, "", "")]
    assert CaseText.objects.get(pk=case.pk).words == ""
    case.refresh_from_db()
    assert (case.title, case.erased_at is not None, case.subject_kind) == ("", True, "parcel")


def test_a_shared_link_shows_what_strangers_see_and_ends(parcel: Consignment) -> None:
    made = opened().post(f"{PATH}/share").content.decode()
    link = re.search(r'value="http://testserver(/track/shared/[^"]+)"', made)
    assert link is not None
    answer = Client().get(link[1])
    assert f'"{PATH}/live?carrier="' in answer.content.decode(), "another carrier may have its number"
    assert "Uijeongbu" in answer.content.decode()
    for personal in PERSONAL:
        assert personal not in answer.content.decode()
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    secret = link[1].rsplit("/", 1)[1].encode()
    assert secret not in bytes(Share.objects.get().secret_digest)
    Share.objects.update(ends_at=datetime.now(UTC) - timedelta(seconds=1))
    assert Client().get(link[1]).status_code == 404
    assert Client().get("/track/shared/guessed").status_code == 404


def test_a_calendar_entry_keeps_its_name_and_moves(parcel: Consignment) -> None:
    made = opened().post(f"{PATH}/share").content.decode()
    link = re.search(r'href="http://testserver(/track/calendar/[^"]+\.ics)"', made)
    assert link is not None

    def event() -> Any:
        answer = Client().get(link[1])
        assert answer.headers["Content-Type"].startswith("text/calendar")
        (found,) = Calendar.from_ical(answer.content).walk("VEVENT")
        return found

    first = event()
    assert (first["uid"], first["sequence"]) == (event()["uid"], event()["sequence"])
    window = Window.objects.get()
    Window.objects.update(
        earliest=window.earliest + timedelta(days=1),
        latest=window.latest + timedelta(days=1),
        made_at=window.made_at + timedelta(minutes=5),
    )
    moved = event()
    assert moved["uid"] == first["uid"]
    assert moved["sequence"] > first["sequence"]
    assert moved.decoded("dtstart") - first.decoded("dtstart") == timedelta(days=1)
    midnight = datetime.combine(moved.decoded("dtstart").date(), time.min, ZoneInfo("Asia/Seoul"))
    Window.objects.update(earliest=midnight, latest=midnight + timedelta(days=3))
    of_days = event()
    assert of_days.decoded("dtstart") == midnight.date()
    assert of_days.decoded("dtend") == midnight.date() + timedelta(days=3)
    before = moved["sequence"]
    scanned(status=Status.DELIVERED, ago=1)
    assert event()["sequence"] > before
    assert "박서연" not in Client().get(link[1]).content.decode()


def test_a_widget_has_no_script_and_says_who_may_frame_it(parcel: Consignment) -> None:
    answer = Client().get(f"/track/widget/{NUMBER}")
    page = answer.content.decode()
    assert "It comes" in page
    assert "<script" not in page
    assert "X-Frame-Options" not in answer.headers
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "script-src 'none'" in answer.headers["Content-Security-Policy"]
    for personal in PERSONAL:
        assert personal not in page


@pytest.mark.parametrize("deed", ["open", "close", "wish", "problem", "share"])
def test_a_link_alone_does_nothing(parcel: Consignment, deed: str) -> None:
    client = opened()
    assert client.get(f"{PATH}/{deed}").headers["Location"] == PATH
    assert not Share.objects.exists()
    assert Client(enforce_csrf_checks=True).post(f"{PATH}/{deed}", {"postcode": "11601"}).status_code == 403


def test_their_parcels_stand_among_a_customers_own_things_and_in_nobody_elses(
    people: dict[str, Client],
) -> None:
    page = people["owner"].get("/me/").content.decode()
    assert f'href="{PATH}"' in page
    assert "/tell-me/mine/" in page
    assert PATH not in people["stranger"].get("/me/").content.decode()
