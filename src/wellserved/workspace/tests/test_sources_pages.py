"""Staff's pages of where customers speak elsewhere, and of answers that a person posts there."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from wellserved.cases.models import Case, MentionSource, Message
from wellserved.cases.services.mentions import fetch_due
from wellserved.cases.tests.elsewhere import Elsewhere, atom, elsewhere, entry

from .conftest import Visitors

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(settings: Settings) -> Iterator[Elsewhere]:
    with elsewhere(settings) as place:
        place.pages["/feed"] = atom(entry("1", "It came wet.", stars=2))
        yield place


def given(there: Elsewhere, **more: Any) -> dict[str, Any]:
    return {
        "name": "Shop reviews",
        "slug": "shop",
        "kind": "feed",
        "address": f"{there.url}/feed",
        "case_kind": "question",
        "every_minutes": "30",
        "deed": "save",
    } | more


def saved(client: Client, there: Elsewhere, **more: Any) -> Any:
    return client.post("/cases/sources/new/", given(there, **more), follow=True)


def test_a_source_is_tried_saved_changed_looked_at_and_ended(visitors: Visitors, there: Elsewhere) -> None:
    lead = visitors.staff("team_lead")
    tried = lead.post("/cases/sources/new/", given(there, deed="try")).content.decode()
    for words in (
        "It would bring 1 mention",
        "It came wet.",
        "★ 2/5",
        "김미나",
        "Nothing was saved",
        "Shop reviews",
    ):
        assert words in tried, words
    assert not MentionSource.objects.exists()
    assert "Saved." in saved(lead, there).content.decode()
    page = lead.post("/cases/sources/shop/fetch/", follow=True).content.decode()
    assert "1 new case." in page
    assert "Shop reviews" in lead.get("/cases/sources/").content.decode()
    there.pages["/feed"] = (500, {}, b"")
    assert "error of its own" in lead.post("/cases/sources/shop/fetch/", follow=True).content.decode()
    assert "error of its own" in lead.get("/cases/sources/").content.decode()
    lead.post("/cases/sources/shop/", given(there, name="Reviews", every_minutes="60"))
    assert MentionSource.objects.values_list("name", "every_minutes").get() == ("Reviews", 60)
    lead.post("/cases/sources/shop/end/")
    assert "No source is set up" in lead.get("/cases/sources/").content.decode()
    assert lead.get("/cases/sources/shop/").status_code == 404


def test_a_mapping_is_tried_on_a_sample_and_what_is_wrong_stands_at_its_field(
    visitors: Visitors, there: Elsewhere
) -> None:
    lead = visitors.staff("team_lead")
    mapped = {
        "kind": "json",
        "at_items": "r",
        "at_text": "t",
        "sample": '{"r": [{"t": "<i>Late</i>"}, {}]}',
        "deed": "try",
    }
    there.pages["/astray"] = (302, {"Location": "https://[astray"}, b"")
    tried = lead.post("/cases/sources/new/", given(there, **mapped)).content.decode()
    assert ("Late" in tried, "neither words" in tried, "item 2" in tried) == (True, True, True)
    for change, words in (
        ({"at_text": "a..b"}, "This is no path"),
        ({"sample": "{"}, "no JSON"),
        ({"sample": "", "address": f"{there.url}/none"}, "nothing at this address"),
        ({"sample": "", "address": f"{there.url}/astray"}, "does not answer as a web server"),
        ({"kind": "mastodon"}, "which hashtag"),
        ({"address": "http:x"}, "whole address"),
        ({"slug": "new"}, "Small letters"),
        ({"kind": "csv"}, "by bringing it in"),
    ):
        answer = lead.post("/cases/sources/new/", given(there, **(mapped | {"watch": "hashtag"} | change)))
        assert (answer.status_code, words in answer.content.decode()) == (422, True), change
        assert "Shop reviews" in answer.content.decode()
    saved(lead, there)
    assert "of this short name" in saved(lead, there).content.decode()


def test_a_file_is_brought_in_and_its_wrong_lines_are_named(visitors: Visitors, there: Elsewhere) -> None:
    lead = visitors.staff("team_lead")
    saved(lead, there, kind="csv", address="")

    def brought(content: bytes) -> Any:
        file = BytesIO(content)
        file.name = "reviews.csv"
        return lead.post("/cases/sources/shop/file/", {"file": file})

    page = brought(b"text,rating\n<script>alert(1)</script>Late,1\nGood,9\n").content.decode()
    assert ("1 new case." in page, "no rating up to 5" in page, "<script>alert" in page) == (
        True,
        True,
        False,
    )
    assert "0 new cases. 1 was known." in brought(b"text,rating\nLate,1\n").content.decode()
    refused = brought(b"\x00\x01")
    assert (refused.status_code, "first line names" in refused.content.decode()) == (422, True)
    assert lead.post("/cases/sources/shop/file/").status_code == 422


def test_an_answer_is_copied_posted_by_hand_and_noted(visitors: Visitors, there: Elsewhere) -> None:
    lead, agent = visitors.staff("team_lead"), visitors.staff("agent")
    saved(lead, there)
    fetch_due(clock=timezone.now)
    row = Case.objects.get()
    page = agent.get(f"/cases/{row.pk}/").content.decode()
    assert ("https://reviews.test/1" in page, "Prepare" in page, "20 seconds" in page) == (True, True, False)
    seen = Message.objects.latest("pk").pk
    agent.post(f"/cases/{row.pk}/answer/", {"text": "We are sorry.", "then": "open", "seen": seen})
    message = Message.objects.get(direction="out")
    page = agent.get(f"/cases/{row.pk}/").content.decode()
    assert ("Open the post" in page, "I have posted it" in page) == (True, True)
    path = f"/cases/{row.pk}/posted/{message.pk}/"
    assert [client.post(path).status_code for client in (visitors.customer(), Client())] == [403, 302]
    assert "customer was told" in agent.post(path, {"then": "waiting"}, follow=True).content.decode()
    assert "before, or taken back" in agent.post(path, follow=True).content.decode()
    row.refresh_from_db()
    assert (row.state, row.told_at is not None) == ("waiting", True)
    assert "I have posted it" not in agent.get(f"/cases/{row.pk}/").content.decode()


def test_who_sees_and_who_sets_up(visitors: Visitors, there: Elsewhere) -> None:
    lead, agent = visitors.staff("team_lead"), visitors.staff("agent")
    saved(lead, there)
    page = agent.get("/cases/sources/").content.decode()
    assert ("Shop reviews" in page, "/cases/sources/shop/" in page) == (True, False)
    for path in ("new/", "shop/", "shop/file/", "shop/fetch/", "shop/end/"):
        for client, status in ((agent, 404), (visitors.customer(), 404), (Client(), 302)):
            assert client.post(f"/cases/sources/{path}", given(there)).status_code == status, path
    assert visitors.customer().get("/cases/sources/").status_code == 404
    assert MentionSource.objects.filter(ended_at=None).count() == 1


def test_the_pages_have_a_budget_of_queries(
    visitors: Visitors, there: Elsewhere, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lead = visitors.staff("team_lead")
    for slug in ("one", "two", "three"):
        saved(lead, there, slug=slug)
    for path in ("", "one/", "one/file/", "new/"):
        with django_assert_max_num_queries(12):
            assert lead.get(f"/cases/sources/{path}").status_code == 200
