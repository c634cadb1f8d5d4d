"""Staff's pages of cases: as owner, as a colleague, as a stranger of another place, as a customer and as nobody."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from wellserved.cases.contracts import AttachmentIn, CaseIn, Channel, ContactIn, Kind
from wellserved.cases.models import Case, Draft, Message
from wellserved.cases.queries import number_of
from wellserved.cases.services import set_cause, set_template, take_in
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Location

from .conftest import Visitors

pytestmark = pytest.mark.django_db


@pytest.fixture
def north() -> Location:
    return Location.objects.create(code="north", name="North depot")


def case_at(place: str, *, text: str = "The box was wet.", source_id: str = "1") -> int:
    given = CaseIn(
        source="test",
        source_id=source_id,
        kind=Kind.COMPLAINT,
        channel=Channel.EMAIL,
        text=text,
        location=place,
        language="ko",
        contact=ContactIn(name="Kim Mina", email="mina@example.test"),
        attachments=(AttachmentIn(name="box.html", content=b"<html><script>alert(1)</script></html>"),),
    )
    return take_in(by=OPERATOR, case=given, now=timezone.now() - timedelta(hours=3)).case_id


@pytest.fixture
def case_id(north: Location) -> int:
    return case_at("north")


def text(client: Client, path: str) -> str:
    answer = client.get(path, follow=True)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_the_list_shows_what_waits_and_finds_by_word_and_number(case_id: int, visitors: Visitors) -> None:
    client = visitors.staff()
    page = text(client, "/cases/")
    for words in ("The box was wet.", number_of(case_id), "한국어", "North depot", "3 hours"):
        assert words in page, words
    assert "The box was wet." in text(client, "/cases/?tab=all&q=boxes")
    assert "No case of this choice" in text(client, "/cases/?tab=all&q=nowhere")
    found = client.get("/cases/", {"q": number_of(case_id).lower()}, follow=True)
    assert found.redirect_chain == [(f"/cases/{case_id}/", 302)]
    for nonsense in (
        "tab=x",
        "after=x",
        "cause=9999999999999",
        "location=-1",
        "kind=%00",
        "q=%00",
        "owner=7x",
    ):
        assert text(client, f"/cases/?{nonsense}"), nonsense


def test_only_those_of_the_place_see_it_and_strangers_do_nothing_to_it(
    case_id: int, north: Location, visitors: Visitors
) -> None:
    south = Location.objects.create(code="south", name="South depot")
    agent, other = visitors.staff("agent", location=north), visitors.staff("agent", location=south)
    customer, nobody = visitors.customer(), Client()
    assert "The box was wet." in text(agent, f"/cases/{case_id}/")
    assert "The box was wet." not in text(other, "/cases/?tab=all")
    pages = ("", "facts/", "texts/", f"attachments/{case_id}/")
    deeds = ("answer/", "note/", "present/")
    for path in (f"/cases/{case_id}/{one}" for one in pages):
        assert other.get(path).status_code == 404, path
        assert customer.get(path).status_code == 404, path
        assert "/accounts/login" in nobody.get(path).headers["Location"], path
    given = {"text": "Sorry", "then": "waiting", "seen": "0", "what": "note"}
    for path in (f"/cases/{case_id}/{one}" for one in deeds):
        assert other.post(path, given).status_code == 404, path
        assert customer.post(path, given).status_code in {403, 404}, path
        assert "/accounts/login" in nobody.post(path, given).headers["Location"], path
    assert other.post("/cases/act/", {"deed": "take", "case": case_id}).status_code == 404
    assert customer.post("/cases/act/", {"deed": "take", "case": case_id}).status_code == 403
    assert Message.objects.count() == 1
    assert Case.objects.get().owner_id is None


def test_an_answer_goes_out_and_one_that_came_too_late_is_shown_again_with_its_words(
    case_id: int, visitors: Visitors
) -> None:
    first, second = visitors.staff(), visitors.staff()
    seen = Message.objects.get().pk
    given = {"text": "We are sorry.", "then": "waiting", "seen": seen}
    sent = first.post(f"/cases/{case_id}/answer/", given, follow=True).content.decode()
    assert "We are sorry." in sent
    assert "Take it back" in sent
    late = second.post(f"/cases/{case_id}/answer/", given | {"text": "So sorry!"})
    assert late.status_code == 409
    assert "So sorry!</textarea>" in late.content.decode()
    assert "A colleague has answered" in late.content.decode()
    out = Message.objects.get(direction="out")
    back = first.post(f"/cases/{case_id}/undo/{out.pk}/", follow=True).content.decode()
    assert "We are sorry.</textarea>" in back
    closing = first.post(f"/cases/{case_id}/answer/", given | {"seen": out.pk, "then": "done"})
    assert closing.status_code == 422
    assert "A complaint needs a cause" in closing.content.decode()


def test_what_came_along_is_saved_and_never_shown_by_the_browser(case_id: int, visitors: Visitors) -> None:
    client = visitors.staff()
    photo = SimpleUploadedFile("damage.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    given = {"text": "See here.", "then": "open", "seen": Message.objects.get().pk, "files": photo}
    assert client.post(f"/cases/{case_id}/answer/", given).status_code == 302
    page = text(client, f"/cases/{case_id}/")
    assert "damage.png" in page
    path = page.split(f"/cases/{case_id}/attachments/")[1].split("/")[0]
    answer = client.get(f"/cases/{case_id}/attachments/{path}/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="box.html"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "<script>alert" not in page


def test_facts_texts_drafts_and_who_else_is_there(case_id: int, visitors: Visitors) -> None:
    cause = set_cause(by=OPERATOR, slug="packing", titles={"en": "Packing", "ko": "포장"}, now=timezone.now())
    body = "Dear {name}, about {number}: {what}"
    set_template(by=OPERATOR, slug="sorry", language="ko", title="Sorry", body=body, now=timezone.now())
    client, colleague = visitors.staff(), visitors.staff()
    assert "Packing" in text(client, f"/cases/{case_id}/facts/")
    given = {"kind": "complaint", "urgency": "high", "cause": cause, "cost": "12.50", "cost_currency": "krw"}
    assert client.post(f"/cases/{case_id}/facts/", given).status_code == 302
    page = text(client, f"/cases/{case_id}/")
    for words in ("Packing", "High", "12.50 KRW"):
        assert words in page, words
    wrong = client.post(f"/cases/{case_id}/facts/", given | {"cost_currency": ""})
    assert "An amount needs its currency." in wrong.content.decode()
    assert "sorry:ko" in text(client, f"/cases/{case_id}/texts/")
    words = text(client, f"/cases/{case_id}/texts/?text=sorry:ko")
    assert words == f"Dear Kim Mina, about {number_of(case_id)}: {{what}}"
    colleague.post(f"/cases/{case_id}/present/", {"writing": "1", "text": "Dear"})
    assert (
        "is writing an answer" in client.post(f"/cases/{case_id}/present/", {"writing": "0"}).content.decode()
    )
    assert Draft.objects.get().text == "Dear"


def test_several_are_taken_given_a_cause_and_closed_and_one_refused_keeps_none_of_the_others(
    north: Location, visitors: Visitors
) -> None:
    ids = [case_at("north", source_id=str(n)) for n in range(3)]
    cause = set_cause(by=OPERATOR, slug="packing", titles={"en": "Packing"}, now=timezone.now())
    client = visitors.staff()
    taken = client.post("/cases/act/", {"deed": "take", "case": [99_999_999, *ids]}, follow=True)
    assert "One of the cases is gone" in taken.content.decode()
    client.post("/cases/act/", {"deed": "cause", "case": ids[:2], "cause": cause})
    answer = client.post("/cases/act/", {"deed": "close", "case": ids, "back": "?tab=done"}, follow=True)
    assert answer.redirect_chain == [("/cases/?tab=done", 302)]
    page = answer.content.decode()
    assert "2 cases changed." in page
    assert "A complaint needs a cause" in page
    assert list(Case.objects.order_by("pk").values_list("state", flat=True)) == ["done", "done", "open"]
    line = client.post("/cases/act/", {"deed": "reopen", "case": ids[0]}, headers={"HX-Request": "true"})
    assert line.content.decode().count("<tr ") == 1


def test_the_pages_ask_the_database_a_set_number_of_times(
    north: Location, visitors: Visitors, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ids = [case_at("north", source_id=str(n)) for n in range(30)]
    client = visitors.staff()
    client.get("/cases/")
    with django_assert_max_num_queries(11):
        client.get("/cases/?tab=all")
    with django_assert_max_num_queries(5):
        client.get(f"/cases/{ids[0]}/")


CALL = {
    "form": "once",
    "kind": "complaint",
    "text": "The egg was broken.",
    "language": "en",
    "name": "Kim Mina",
}


def test_a_call_is_written_down_once_for_a_place_of_ones_own(north: Location, visitors: Visitors) -> None:
    Location.objects.create(code="south", name="South depot")
    agent, path = visitors.staff("agent", location=north), "/cases/new/"
    page = text(agent, path)
    assert "North depot" in page
    assert "South depot" not in page
    made = agent.post(path, CALL | {"location": "north"}, follow=True)
    again = agent.post(path, CALL | {"location": "north"}, follow=True)
    assert made.redirect_chain == again.redirect_chain
    case = Case.objects.get(source="desk")
    assert (case.channel, case.location_id) == ("phone", north.pk)
    assert "Kim Mina" in text(agent, f"/cases/{case.pk}/")
    for wrong in (
        {"location": "south"},
        {"location": "north", "text": ""},
        {"location": "north", "about": "NOBODY1", "form": "twice"},
    ):
        assert agent.post(path, CALL | wrong).status_code == 422, wrong
    assert Case.objects.count() == 1
    assert visitors.customer().get(path).status_code == 403
    assert "/accounts/login" in Client().post(path, CALL).headers["Location"]


def test_whoever_takes_a_case_over_on_its_page_goes_on_with_it(case_id: int, visitors: Visitors) -> None:
    client = visitors.staff()
    given = {"deed": "take", "case": case_id}
    assert client.post("/cases/act/", given).headers["Location"] == f"/cases/{case_id}/"
    assert (
        client.post("/cases/act/", given | {"back": "?tab=all"})
        .headers["Location"]
        .startswith("/cases/?tab=all")
    )
