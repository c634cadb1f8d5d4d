"""Pages on which cases are joined, tied, told of and let in: as owner, colleague, stranger, customer and nobody."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from wellserved.cases.contracts import Channel, MessageIn
from wellserved.cases.models import Case, CaseLink, Message
from wellserved.cases.queries import number_of
from wellserved.cases.services import add_message, set_aside
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Location

from .conftest import Visitors
from .test_cases_pages import case_at, case_id, north, text

__all__ = ["case_id", "north"]
pytestmark = pytest.mark.django_db


def wrote(case_id: int, words: str, *, quarantine: str = "") -> int:
    message = MessageIn(
        source="test", source_id=words, channel=Channel.EMAIL, text=words, quarantine=quarantine
    )
    now = timezone.now() - timedelta(hours=1)
    found = add_message(by=OPERATOR, case_id=case_id, message=message, now=now).message_id
    assert found is not None
    return found


def test_a_merge_says_first_what_will_happen_and_then_leads_to_the_case_that_stays(
    case_id: int, visitors: Visitors
) -> None:
    other = case_at("north", text="Where is my money?", source_id="2")
    client, path = visitors.staff(), f"/cases/{case_id}/merge/"
    assert "Number of the case that stays" in text(client, path)
    shown = text(client, f"{path}?into={number_of(other).lower()}")
    for words in ("Where is my money?", "1 message of", "is done and leads to", "Merge them"):
        assert words in shown, words
    itself = text(client, f"{path}?into={number_of(case_id)}")
    assert "not merged into itself" in itself
    assert "Merge them" not in itself
    for nonsense in ("7", "ZZZZ-ZZZZ", "\x00", ""):
        answer = client.get(path, {"into": nonsense})
        assert answer.status_code == 422
    done = client.post(path, {"into": number_of(other)}, follow=True)
    assert done.redirect_chain == [(f"/cases/{other}/", 302)]
    assert "is now part of this case." in done.content.decode()
    assert "merged into" in text(client, f"/cases/{case_id}/")
    assert client.post(path, {"into": number_of(other)}).status_code == 422


def test_a_message_is_made_a_case_of_its_own_from_its_place_on_the_page(
    case_id: int, visitors: Visitors
) -> None:
    client = visitors.staff()
    assert "split/?message" not in text(client, f"/cases/{case_id}/")
    second = wrote(case_id, "And my money?")
    assert f"/cases/{case_id}/split/?message={second}" in text(client, f"/cases/{case_id}/")
    page = text(client, f"/cases/{case_id}/split/?message={second}")
    assert page.count(" checked") == 1
    everything = list(Message.objects.values_list("pk", flat=True))
    assert (
        "One message has to stay"
        in client.post(f"/cases/{case_id}/split/", {"messages": everything}).content.decode()
    )
    done = client.post(f"/cases/{case_id}/split/", {"messages": [second], "title": "Money"}, follow=True)
    assert "This is a case of its own now" in done.content.decode()
    assert Case.objects.get(split_from=case_id).title == "Money"


def test_what_it_is_about_is_found_by_number_linked_and_taken_away(case_id: int, visitors: Visitors) -> None:
    other = case_at("north", text="The same box", source_id="2")
    client, path = visitors.staff(), f"/cases/{case_id}/about/"
    assert client.post(path, {"is": "parcel:7\x00"}).status_code == 302
    assert "Nothing goes by" in text(client, f"{path}?q=nowhere")
    page = text(client, f"{path}?q={number_of(other)}")
    assert f'value="case:{other}"' in page
    shown = client.post(path, {"is": f"case:{other}"}, follow=True).content.decode()
    assert "The same box" in shown
    refused = client.post(path, {"is": "lot:1"}, follow=True).content.decode()
    assert "nothing of that kind" in refused
    client.post(path, {"is": f"case:{other}", "deed": "unlink"})
    assert Case.objects.get(pk=case_id).subject_kind == ""
    assert not CaseLink.objects.exists()


def test_told_and_helped_are_noted_once(case_id: int, visitors: Visitors) -> None:
    client = visitors.staff()
    assert "Did it help?" not in text(client, f"/cases/{case_id}/")
    client.post(f"/cases/{case_id}/told/", {"way": "pigeon"})
    assert Case.objects.get().told_at is None
    page = client.post(
        f"/cases/{case_id}/told/", {"way": "phone", "words": "A new box."}, follow=True
    ).content.decode()
    assert "The customer was told:" in page
    assert "by telephone" in page
    assert "A new box." in page
    client.post(f"/cases/{case_id}/helped/", {"helped": "perhaps"})
    for said in ("yes", "no"):
        page = client.post(f"/cases/{case_id}/helped/", {"helped": said}, follow=True).content.decode()
    assert "asked once" in page
    assert Case.objects.get().helped is True


def test_the_quarantine_lists_cases_and_messages_lets_them_in_and_keeps_what_is_spam(
    case_id: int, north: Location, visitors: Visitors
) -> None:
    aside = case_at("north", text="Cheap pills", source_id="2")
    set_aside(by=OPERATOR, case_id=aside, now=timezone.now())
    kept, pills = (wrote(case_id, words, quarantine="links") for words in ("Look https://x.test", "Pills"))
    south = Location.objects.create(code="south", name="South depot")
    client, other = visitors.staff("agent", location=north), visitors.staff("agent", location=south)
    page = text(client, "/cases/?tab=quarantine")
    for words in ("Cheap pills", "Look https://x.test", "Set aside by a colleague", "Mostly links", "mina@"):
        assert words in page, words
    assert "Cheap pills" not in text(other, "/cases/quarantine/")
    one = [f"case:{aside}", f"message:{pills}"]
    other.post("/cases/quarantine/act/", {"deed": "release", "one": one})
    assert Message.objects.exclude(quarantine="").count() == 2
    said = client.post("/cases/quarantine/act/", {"deed": "spam", "one": one}, follow=True).content.decode()
    assert "2 marked as spam; they are kept." in said
    assert "Cheap pills" not in said
    assert "Cheap pills" in text(client, "/cases/quarantine/?spam=1")
    back = client.post(
        "/cases/quarantine/act/", {"deed": "release", "one": f"message:{kept}", "back": case_id}, follow=True
    )
    assert back.redirect_chain == [(f"/cases/{case_id}/", 302)]
    client.post("/cases/quarantine/act/", {"deed": "release", "one": one, "back": "spam"})
    assert not Case.objects.exclude(quarantine="").exists()
    assert not Message.objects.exclude(quarantine="").exists()
    assert (
        "somebody else"
        in client.post(
            "/cases/quarantine/act/", {"deed": "release", "one": f"message:{kept}"}, follow=True
        ).content.decode()
    )
    for nonsense in ("after=x", "after=2026-01-01T00:00:00%2B00:00|case|x", "spam=7"):
        assert text(client, f"/cases/quarantine/?{nonsense}")


def test_a_flood_of_one_instant_is_walked_page_by_page_without_a_gap(
    case_id: int, visitors: Visitors, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    now = timezone.now()
    for n in range(2, 62):
        set_aside(by=OPERATOR, case_id=case_at("north", text=f"Pills {n}", source_id=str(n)), now=now)
    client = visitors.staff()
    first = text(client, "/cases/quarantine/")
    after = first.split("?after=")[1].split('"')[0]
    with django_assert_max_num_queries(7):
        second = text(client, f"/cases/quarantine/?after={after}")
    boxes = first.count('name="one"'), second.count('name="one"')
    assert boxes == (50, 10)
    assert 'rel="next"' not in second


def test_strangers_find_nothing_of_it_and_customers_and_nobody_neither(
    case_id: int, visitors: Visitors
) -> None:
    south = Location.objects.create(code="south", name="South depot")
    other, customer, nobody = visitors.staff("agent", location=south), visitors.customer(), Client()
    second = wrote(case_id, "More")
    given = {"into": number_of(case_id), "messages": second, "is": "case:1", "way": "phone", "helped": "yes"}
    pages = ("merge/", "split/", "about/")
    for path in (f"/cases/{case_id}/{one}" for one in (*pages, "told/", "helped/")):
        if path.removeprefix(f"/cases/{case_id}/") in pages:
            assert other.get(path).status_code == 404, path
            assert customer.get(path).status_code == 403, path
            assert "/accounts/login" in nobody.get(path).headers["Location"], path
        assert other.post(path, given).status_code == 404, path
        assert customer.post(path, given).status_code == 403, path
        assert "/accounts/login" in nobody.post(path, given).headers["Location"], path
    assert customer.get("/cases/quarantine/").status_code == 404
    assert customer.post("/cases/quarantine/act/", {"one": "case:1"}).status_code == 403
    assert "/accounts/login" in nobody.get("/cases/quarantine/").headers["Location"]
    row = Case.objects.get()
    assert (row.told_at, row.helped, row.merged_into_id, row.subject_kind) == (None, None, None, "")
