"""Causes in their order, mending one, and telling those who complained; leads may, agents look, others find nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wellserved.cases.contracts import CaseIn, Channel, ContactIn, Kind
from wellserved.cases.models import Case, Cause, Mending, Message, OpenCause, Telling, Vote
from wellserved.cases.services import FactsSet, set_cause, set_facts, take_in
from wellserved.cases.services.looping import tell_some
from wellserved.people.contracts import OPERATOR

from .conftest import Visitors

pytestmark = pytest.mark.django_db
WORDS = {
    "said_en": "Boxes arrive wet",
    "did_en": "New boxes keep the rain out.",
    "did_ko": "새 상자를 씁니다.",
}


def complaint(number: int, text: str = "The box was wet.", cause: str = "packing") -> int:
    now = timezone.now()
    set_cause(by=OPERATOR, slug=cause, titles={"en": cause.title()}, now=now)
    case = CaseIn(
        source="test",
        source_id=str(number),
        kind=Kind.COMPLAINT,
        channel=Channel.EMAIL,
        text=text,
        made_at=now - timedelta(hours=1),
        contact=ContactIn(email=f"c{number}@example.test"),
    )
    case_id = take_in(by=OPERATOR, case=case, now=now).case_id
    set_facts(by=OPERATOR, case_id=case_id, facts=FactsSet(cause=slug_id(cause)), now=now)
    return case_id


def slug_id(slug: str) -> int:
    return set_cause(by=OPERATOR, slug=slug, titles={"en": slug.title()}, now=timezone.now())


def test_a_cause_is_mended_everyone_is_told_and_it_stands_on_the_public_page(visitors: Visitors) -> None:
    complaint(1)
    complaint(2)
    complaint(3, cause="driver")
    lead = visitors.staff("team_lead")
    page = lead.get("/prevention/").content.decode()
    assert page.index("Packing") < page.index("Driver")
    assert "3 complaints with a cause came in the last 91 days." in page
    answer = lead.post("/prevention/mend/packing/", WORDS)
    mending = Mending.objects.get()
    assert answer.headers["Location"] == f"/prevention/mended/{mending.pk}/"
    assert "2 people had complained of it." in lead.get(answer.headers["Location"]).content.decode()
    lead.post(f"/prevention/mended/{mending.pk}/tell/")
    assert tell_some(mending_id=mending.pk, now=timezone.now()) == 2
    assert "2 of 2" in lead.get(f"/prevention/mended/{mending.pk}/").content.decode()
    nobody = Client()
    assert "Boxes arrive wet" not in nobody.get("/you-said/").content.decode()
    lead.post(f"/prevention/mended/{mending.pk}/publish/", WORDS)
    assert "New boxes keep the rain out." in nobody.get("/you-said/").content.decode()
    assert "새 상자를 씁니다." in nobody.get("/you-said/", headers={"Accept-Language": "ko"}).content.decode()
    lead.post(f"/prevention/mended/{mending.pk}/take-down/")
    assert "New boxes" not in nobody.get("/you-said/").content.decode()


def test_opening_the_link_answers_nothing_and_one_tap_answers_once(visitors: Visitors) -> None:
    complaint(1)
    lead = visitors.staff("team_lead")
    lead.post("/prevention/mend/packing/", WORDS)
    mending = Mending.objects.get()
    lead.post(f"/prevention/mended/{mending.pk}/tell/")
    tell_some(mending_id=mending.pk, now=timezone.now())
    link = "/helped/" + Message.objects.get(direction="out").text.rpartition("/helped/")[2].strip()
    customer = Client()
    assert "Has it helped you?" in customer.get(link).content.decode()
    assert "Has it helped you?" in customer.get(link).content.decode(), "looking twice answered nothing"
    assert "noted that it helped" in customer.post(link, {"helped": "yes"}).content.decode()
    assert "answered this before" in customer.post(link, {"helped": "no"}).content.decode()
    assert customer.get("/helped/nothing-of-ours").status_code == 404
    assert "1 of 1" in lead.get("/prevention/mended/").content.decode()


def test_words_are_wanted_in_english_and_what_was_typed_stays(visitors: Visitors) -> None:
    complaint(1)
    lead = visitors.staff("team_lead")
    page = lead.post("/prevention/mend/packing/", {"did_ko": "새 상자를 씁니다."})
    assert page.status_code == 400
    assert "새 상자를 씁니다." in page.content.decode()
    assert not Mending.objects.exists()


def test_agents_look_and_mend_nothing_customers_and_nobody_find_nothing(visitors: Visitors) -> None:
    complaint(1)
    lead = visitors.staff("team_lead")
    lead.post("/prevention/mend/packing/", WORDS)
    mending = Mending.objects.get().pk
    agent, customer, nobody = visitors.staff("agent"), visitors.customer(), Client()
    looks = ("/prevention/", "/prevention/words/", "/prevention/mended/", f"/prevention/mended/{mending}/")
    assert [agent.get(path).status_code for path in looks] == [200] * 4
    assert "Mark as mended" not in agent.get("/prevention/").content.decode()
    assert agent.get("/prevention/mend/packing/").status_code == 404
    deeds = [f"/prevention/mended/{mending}/{deed}/" for deed in ("list", "tell", "take-down")]
    assert [agent.post(path).status_code for path in deeds] == [403] * 3
    assert agent.post(f"/prevention/mended/{mending}/publish/", WORDS).status_code == 403
    for path in looks:
        assert customer.get(path).status_code == 404
        assert nobody.get(path).status_code == 302
    assert {customer.post(path).status_code for path in deeds} == {403}


def test_a_hundred_complaints_cost_as_many_queries_as_one(visitors: Visitors) -> None:
    complaint(1)
    lead = visitors.staff("team_lead")
    with CaptureQueriesContext(connection) as few:
        lead.get("/prevention/")
    for number in range(2, 30):
        complaint(number, cause=f"cause-{number % 5}")
    with CaptureQueriesContext(connection) as many:
        lead.get("/prevention/")
    assert len(many) == len(few)


def test_nonsense_in_the_address_is_as_if_it_was_not_asked(visitors: Visitors) -> None:
    complaint(1)
    lead = visitors.staff("team_lead")
    for query in ("by=<script>", "days=0", "cause=x", "week=9999-99-99", "week=1000-01-01"):
        assert lead.get(f"/prevention/?{query}").status_code == 200
        assert lead.get(f"/prevention/words/?{query}").status_code == 200
    assert lead.get("/prevention/?cause=999999").status_code == 404


def test_customers_words_stand_as_text(visitors: Visitors) -> None:
    complaint(1, text="<script>alert(1)</script>")
    lead = visitors.staff("team_lead")
    lead.post("/prevention/mend/packing/", WORDS)
    page = lead.get(f"/prevention/mended/{Mending.objects.get().pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_leads_draw_the_tree_of_causes_agents_see_it_and_others_find_nothing(visitors: Visitors) -> None:
    lead, agent = visitors.staff("team_lead"), visitors.staff("agent")
    lead.post("/prevention/tree/new/", {"title_en": "Lost on the way", "title_ko": "분실"})
    lead.post("/prevention/tree/new/", {"title_en": "Wrong label", "parent": "lost-on-the-way"})
    page = lead.get("/prevention/tree/").content.decode()
    assert page.index("Lost on the way") < page.index("Wrong label")
    again = lead.post("/prevention/tree/new/", {"title_en": "Wrong label"})
    assert (again.status_code, "of this name already" in again.content.decode()) == (422, True)
    loop = lead.post("/prevention/tree/lost-on-the-way/", {"title_en": "Lost", "parent": "wrong-label"})
    assert loop.status_code == 422
    lead.post("/prevention/tree/lost-on-the-way/retire/")
    assert not Cause.objects.filter(retired_at__isnull=False).exists(), "what is below it goes first"
    lead.post("/prevention/tree/wrong-label/retire/")
    lead.post("/prevention/tree/lost-on-the-way/", {"title_en": "Lost"})
    kept = Cause.objects.get(slug="lost-on-the-way")
    assert kept.titles == {"en": "Lost"}
    assert "Wrong label" in lead.get("/prevention/tree/").content.decode(), "among those offered no more"
    seen = agent.get("/prevention/tree/")
    assert (seen.status_code, "/prevention/tree/lost-on-the-way/" in seen.content.decode()) == (200, False)
    for who in (agent, visitors.customer()):
        assert who.post("/prevention/tree/new/", {"title_en": "Mine"}).status_code == 404
        assert who.post("/prevention/tree/lost-on-the-way/retire/").status_code == 404
    assert visitors.customer().get("/prevention/tree/").status_code == 404
    assert Client().get("/prevention/tree/").status_code == 302
    with CaptureQueriesContext(connection) as queries:
        lead.get("/prevention/tree/")
    assert len(queries) <= 8


def test_leads_show_an_open_cause_agents_look_and_others_find_nothing(visitors: Visitors) -> None:
    complaint(1, text="Never to be shown")
    lead, agent, customer, nobody = (
        visitors.staff("team_lead"),
        visitors.staff("agent"),
        visitors.customer(),
        Client(),
    )
    given = {"said_en": "Boxes <b>arrive</b> wet", "said_ko": "상자가 젖어요", "progress": "mending"}
    assert "Packing" in lead.get("/prevention/open/packing/").content.decode(), (
        "the title is there to begin with"
    )
    wrong = lead.post("/prevention/open/packing/", given | {"said_en": ""})
    assert (wrong.status_code, "상자가 젖어요" in wrong.content.decode()) == (422, True)
    assert lead.post("/prevention/open/packing/", given | {"progress": "done"}).status_code == 422
    assert lead.post("/prevention/open/packing/", given).headers["Location"] == "/prevention/open/"
    public = nobody.get("/you-said/").content.decode()
    assert ("Boxes &lt;b&gt;arrive&lt;/b&gt; wet" in public, "Never to be shown" in public) == (True, False)
    Vote.objects.create(
        open_cause=OpenCause.objects.get(),
        email="kim@example.test",
        cast_at=timezone.now(),
        confirmed_at=timezone.now() - timedelta(minutes=1),
    )
    page = lead.get("/prevention/").content.decode()
    assert ("Also said by" in page, "they are in no other figure" in page) == (True, True)
    for who, links in ((lead, True), (agent, False)):
        page = who.get("/prevention/open/").content.decode()
        assert ("1 customer says" in page, "/prevention/open/packing/" in page) == (True, links)
        assert "kim@example.test" not in page
    for who in (agent, customer):
        assert who.get("/prevention/open/packing/").status_code == 404
        assert who.post("/prevention/open/packing/", given).status_code == 404
        assert who.post("/prevention/open/packing/take-down/").status_code == 403
    assert (customer.get("/prevention/open/").status_code, nobody.get("/prevention/open/").status_code) == (
        404,
        302,
    )
    assert lead.get("/prevention/open/none/").status_code == 404
    with CaptureQueriesContext(connection) as queries:
        lead.get("/prevention/open/")
    assert len(queries) <= 8
    assert "arrive" in lead.get("/prevention/mend/packing/").content.decode()
    lead.post("/prevention/mend/packing/", WORDS)
    page = lead.get(f"/prevention/mended/{Mending.objects.get().pk}/").content.decode()
    assert "1 person had complained of it. 1 more said that it happened to them too." in page
    assert "1 customer who said that it happened to them too" in page
    assert "0 of 1 told" in page
    assert lead.post("/prevention/open/packing/take-down/").status_code == 404, "mended, it is open no more"


def test_what_somebody_wrote_outside_is_posted_by_a_person_who_says_so(visitors: Visitors) -> None:
    case_id = complaint(1)
    Case.objects.filter(pk=case_id).update(
        channel="mention", link="https://social.example/1", title="<script>alert(1)</script>"
    )
    lead, agent = visitors.staff("team_lead"), visitors.staff("agent")
    lead.post("/prevention/mend/packing/", WORDS | {"did_en": "New <b>boxes</b>"})
    address = f"/prevention/mended/{Mending.objects.get().pk}/"
    page = agent.get(address).content.decode()
    assert "to post by hand" in page
    assert 'href="https://social.example/1" rel="noopener noreferrer nofollow"' in page
    assert "We have mended it: New &lt;b&gt;boxes&lt;/b&gt;" in page
    assert "<script>alert" not in page
    telling = Telling.objects.get().pk
    assert visitors.customer().post(f"/prevention/told/{telling}/").status_code == 403
    assert agent.post(f"/prevention/told/{telling}/").status_code == 302
    assert "to post by hand" not in agent.get(address).content.decode()
