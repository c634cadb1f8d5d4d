"""Staff word notices and send dead letters again; team leads may, agents, customers and nobody not."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from wellserved.people.models import AuditLine
from wellserved.tracking.contracts import Changed, Status
from wellserved.tracking.services.notices.claiming import claim, give_up
from wellserved.tracking.services.noticing import note_changes
from wellserved.tracking.tests.noticing import listener, parcel

from .conftest import Visitors

pytestmark = pytest.mark.django_db
TEXT = "/notices/texts/delivered/en/"
PAGES = ("/notices/texts/", TEXT, "/notices/dead/")
WORDS = {"subject": "It is there: {number}", "body": "{happened}\n\nYours, the shop"}


def test_every_occasion_stands_with_its_languages(visitors: Visitors) -> None:
    page = visitors.staff("team_lead").get("/notices/texts/").content.decode()
    for link in ("delivered/en", "delivered/ko", "attempt_failed/zh-hant", "late/zh-hans", "quoted/ko"):
        assert f"/notices/texts/{link}/" in page


def test_own_words_stand_until_they_are_taken_back(visitors: Visitors) -> None:
    lead = visitors.staff("team_lead")
    assert "These are the built-in words." in lead.get(TEXT).content.decode()
    assert lead.post(TEXT, WORDS).status_code == 302
    page = lead.get(TEXT).content.decode()
    assert "These are your own words." in page
    assert "It is there: KR123456789" in page, "the preview"
    assert lead.post(f"{TEXT}back/").status_code == 302
    assert "These are the built-in words." in lead.get(TEXT).content.decode()
    deeds = list(AuditLine.objects.order_by("pk").values_list("deed", "object_id"))
    assert deeds == [("notice_text.set", "delivered.en"), ("notice_text.taken_back", "delivered.en")]


def test_a_wrong_place_is_refused_with_its_line_and_character_and_a_mend(visitors: Visitors) -> None:
    lead = visitors.staff("team_lead")
    page = lead.post(TEXT, WORDS | {"body": "Dear\n{name}, {"})
    said = page.content.decode()
    assert page.status_code == 400
    assert "Line 2, character 1: there is nothing called {name}. Use one of {number}," in said
    assert "Line 2, character 9: this brace stands alone." in said
    assert lead.post(TEXT, {"subject": "", "body": " "}).status_code == 400
    assert lead.post(TEXT, WORDS | {"subject": "x" * 161}).status_code == 400
    assert "built-in" in lead.get(TEXT).content.decode()


def test_the_preview_follows_what_is_typed_and_changes_nothing(visitors: Visitors) -> None:
    lead = visitors.staff("team_lead")
    part = lead.post(
        f"{TEXT}preview/", WORDS | {"body": "<script>x</script> {window}"}, headers={"HX-Request": "true"}
    )
    said = part.content.decode()
    assert part.status_code == 200
    assert "<main" not in said
    assert "<script>x" not in said
    assert "It is there: KR123456789" in said
    wrong = lead.post(f"{TEXT}preview/", WORDS | {"body": "{nme}"}, headers={"HX-Request": "true"})
    assert "there is nothing called {nme}" in wrong.content.decode()
    assert lead.post(f"{TEXT}preview/", WORDS).status_code == 400, "without htmx"
    assert "built-in" in lead.get(TEXT).content.decode()


def test_an_example_is_in_the_language_of_its_text(visitors: Visitors) -> None:
    page = visitors.staff("team_lead").get("/notices/texts/delivered/ko/").content.decode()
    assert re.search(r"srcdoc=.*lang=&quot;ko&quot;", page, re.DOTALL)


@pytest.mark.parametrize("address", ["/notices/texts/pigeon/en/", "/notices/texts/delivered/xx/"])
def test_what_is_no_occasion_or_language_is_not_found(visitors: Visitors, address: str) -> None:
    lead = visitors.staff("team_lead")
    assert lead.get(address).status_code == 404
    assert lead.post(address, WORDS).status_code == 404
    assert lead.post(f"{address}preview/", WORDS).status_code == 404
    assert lead.post(f"{address}back/").status_code == 404


def dead_letters(n: int) -> list[int]:
    now = datetime.now(UTC)
    changes = []
    for i in range(n):
        one = parcel(f"KR{i + 100}")
        listener(one, address=f"kim{i}@example.org")
        changes.append(Changed(consignment_id=one.pk, before=None, after=Status.DELIVERED, recorded_at=now))
    note_changes(changes, now=now)
    claimed = claim("email", now=now, at_most=1000)
    give_up(claimed, answer="smtp 550")
    return [one.id for one in claimed]


def test_dead_letters_say_why_and_not_to_whom_and_are_sent_again_singly_and_in_bulk(
    visitors: Visitors,
) -> None:
    ids = dead_letters(3)
    lead = visitors.staff("team_lead")
    page = lead.get("/notices/dead/").content.decode()
    assert "The mail server refused it (550)." in page
    assert "kim0" not in page
    lead.post("/notices/dead/again/", {"one": ids[0], "n": ids[1:]})
    assert len(claim("email", now=datetime.now(UTC), at_most=10)) == 1, "the button's one alone"
    answer = lead.post("/notices/dead/again/", {"n": ids}, follow=True)
    assert "2 letters are sent again." in answer.content.decode()
    assert len(claim("email", now=datetime.now(UTC), at_most=10)) == 2
    assert "Every notice was handed over" in answer.content.decode()
    for given in ({}, {"n": ids}, {"n": ["x", "9" * 30]}):
        assert lead.post("/notices/dead/again/", given).status_code == 302
    assert AuditLine.objects.filter(deed="notices.sent_again").count() == 2


def test_many_dead_letters_come_page_by_page(visitors: Visitors) -> None:
    ids = dead_letters(105)
    lead = visitors.staff("team_lead")
    page = lead.get("/notices/dead/").content.decode()
    before = re.search(r"\?before=(\d+)", page)
    assert before
    older = lead.get(f"/notices/dead/?before={before[1]}").content.decode()
    seen = re.findall(r'name="n" value="(\d+)"', page) + re.findall(r'name="n" value="(\d+)"', older)
    assert sorted(map(int, seen)) == sorted(ids)
    assert lead.get("/notices/dead/?before=x").status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_who_may_see_them(visitors: Visitors, client: Client, address: str) -> None:
    assert visitors.staff("team_lead").get(address).status_code == 200
    assert visitors.staff("agent").get(address).status_code == 404
    assert visitors.customer().get(address).status_code == 404
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("address", [TEXT, f"{TEXT}back/", f"{TEXT}preview/", "/notices/dead/again/"])
def test_who_may_change_them(visitors: Visitors, client: Client, address: str) -> None:
    for stranger in (visitors.staff("agent"), visitors.customer()):
        assert stranger.post(address, WORDS | {"n": "1"}).status_code in {403, 404}
    assert client.post(address, WORDS).status_code == 302
    assert not AuditLine.objects.filter(deed__startswith="notice").exists()
