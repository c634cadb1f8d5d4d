"""Who decides whom we ask, and what the pages say came of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from msgspec.structs import replace
from pytest_django import Settings

from wellserved.journey.models import Moment
from wellserved.journey.services import ensure_journey
from wellserved.people.contracts import OPERATOR, NotFound, Person
from wellserved.people.models import Location
from wellserved.voice.contracts import RuleIn
from wellserved.voice.models import AskRule, Attachment, Door, Invitation, QuietTime, Response, Version
from wellserved.voice.services import add_questionnaire, invite, open_door, publish
from wellserved.voice.services.asking_rules import RuleRefused, add_rule
from wellserved.voice.tests.questions import draw_counter, short

from .conftest import NOW, PLAN, Visitors

pytestmark = pytest.mark.django_db
FORM = {
    "name": "After the door",
    "questionnaire": "short",
    "measure": "parcel/door/days",
    "level": "delivered",
    "fact": "delivered",
    "compared": ">",
    "value": "2,5",
    "delay": "2",
    "delay_unit": "days",
    "again": "91, 7, 365",
    "percent": "25",
    "quota": "100",
    "quota_days": "1",
    "total": "",
    "expires": "30",
    "remind": "5",
    "subject_ko": "어떠셨나요?",
}


@pytest.fixture
def askable() -> None:
    ensure_journey(by=OPERATOR, plan=PLAN, now=NOW)
    draw_counter(now=NOW)
    (page,) = short().pages
    words = replace(page.items[2], text={"en": "You gave {answer:nps}. Anything else?"})
    asks = replace(short(), pages=(replace(page, items=(*page.items[:2], words)),))
    add_questionnaire(by=OPERATOR, slug="short", definition=asks, now=NOW)
    publish(by=OPERATOR, questionnaire="short", now=NOW)


def test_a_lead_sets_changes_and_ends_a_rule_that_an_agent_may_only_read(
    askable: None, visitors: Visitors
) -> None:
    lead, agent, customer = visitors.staff("team_lead"), visitors.staff("agent"), visitors.customer()
    for who in (agent, customer):
        assert who.post("/asking/new/", FORM).status_code == 404
    assert Client().post("/asking/new/", FORM).status_code == 302
    assert customer.get("/asking/").status_code == 404
    assert not AskRule.objects.exists()
    wrong = lead.post("/asking/new/", {**FORM, "remind": "40", "again": "1", "value": "soon"})
    assert wrong.status_code == 422
    for said in ("Remind before the link expires.", "Ask again later", "compared as a number"):
        assert said in wrong.content.decode()
    for number in ("nan", "inf", "-Infinity", "1e999"):
        assert lead.post("/asking/new/", {**FORM, "value": number}).status_code == 422, number
    assert lead.post("/asking/new/", FORM).status_code == 302
    (rule,) = AskRule.objects.all()
    assert (rule.delay_minutes, rule.sampling, rule.again_after_days) == (2880, 0.25, [7, 91, 365])
    assert rule.when == {"kind": "when", "fact": "delivered", "is": ">", "value": 2.5}
    assert rule.subject == {"ko": "어떠셨나요?"}
    page = f"/asking/{rule.pk}/"
    assert 'value="7, 91, 365"' in lead.get(page).content.decode()
    assert "<form" not in agent.get(page).content.decode().partition("<main")[2].partition("</main>")[0]
    assert agent.post(page, FORM).status_code == 404
    assert lead.post(page, {**FORM, "percent": "50"}).status_code == 302
    rule.refresh_from_db()
    assert rule.sampling == 0.5
    assert agent.post(f"{page}end/").status_code in (403, 404)
    assert lead.post(f"{page}end/").status_code == 302
    assert lead.post(f"{page}end/").status_code == 404
    assert "After the door" not in lead.get("/asking/").content.decode()
    assert "After the door" in lead.get("/asking/?ended=yes").content.decode()


def test_the_rate_stands_with_its_interval_and_n_and_few_asks_give_none(
    askable: None, visitors: Visitors
) -> None:
    lead, now = visitors.staff("team_lead"), timezone.now()
    lead.post("/asking/new/", FORM)
    lead.post("/asking/new/", {**FORM, "name": "Another"})
    first, second = AskRule.objects.order_by("pk")
    asked = [("answered", 12), ("expired", 20), ("sent", 8)]
    rows = [
        Invitation(
            rule=first,
            questionnaire_id=first.questionnaire_id,
            state=state,
            made_at=now,
            due_at=now,
            sent_at=now - timedelta(days=1),
            reminded_at=now if state == "expired" else None,
        )
        for state, n in asked
        for _ in range(n)
    ]
    for state, why, n in (("dropped", "quiet", 3), ("dropped", "consent", 5), ("due", "", 7)):
        rows += [
            Invitation(
                rule=first,
                questionnaire_id=first.questionnaire_id,
                state=state,
                why=why,
                made_at=now,
                due_at=now,
            )
            for _ in range(n)
        ]
    rows.append(
        Invitation(rule=second, questionnaire_id=1, state="sent", made_at=now, due_at=now, sent_at=now)
    )
    rows[-1].questionnaire_id = second.questionnaire_id
    old = now - timedelta(days=100)
    rows.append(
        Invitation(
            rule=first,
            questionnaire_id=first.questionnaire_id,
            state="answered",
            made_at=old,
            due_at=old,
            sent_at=old,
        )
    )
    Invitation.objects.bulk_create(rows)
    with CaptureQueriesContext(connection) as queries:
        page = lead.get("/asking/").content.decode()
    assert len(queries) <= 24
    assert "30.0%" in page
    assert "18–45, n = 40" in page
    assert "n = 1<" in page
    assert "Not asked: 5 no consent, 3 asked lately" in page


def test_the_quiet_time_is_a_number_of_days_that_a_lead_sets(askable: None, visitors: Visitors) -> None:
    lead = visitors.staff("team_lead")
    assert "within 30 days" in lead.get("/asking/").content.decode()
    lead.post("/asking/quiet/", {"days": "-1"})
    assert not QuietTime.objects.exists()
    lead.post("/asking/quiet/", {"days": "45"})
    assert "within 45 days" in lead.get("/asking/").content.decode()
    assert visitors.staff("agent").post("/asking/quiet/", {"days": "1"}).status_code in (403, 404)
    assert QuietTime.objects.get().days == 45


def test_a_door_is_opened_printed_and_closed(askable: None, visitors: Visitors, settings: Settings) -> None:
    settings.WIDGET_HOSTS = ["https://shop.example", "https://news.example"]
    lead, agent = visitors.staff("team_lead"), visitors.staff("agent")
    given = {
        "title": "At the counter",
        "slug": "counter",
        "questionnaire": "short",
        "channel": "qr",
        "touchpoint": "parcel/door",
    }
    assert agent.post("/asking/doors/new/", given).status_code == 404
    assert lead.post("/asking/doors/new/", {**given, "closes": "2026-01-31"}).status_code == 302
    row = Door.objects.get()
    assert row.facts == {"journey": "parcel", "touchpoint": "door"}
    assert row.closes_at == datetime(2026, 2, 1, tzinfo=UTC)
    assert lead.post("/asking/doors/new/", given).status_code == 422
    page = agent.get("/asking/doors/counter/").content.decode()
    assert "closes or closed on 31 Jan 2026" in page.replace("\u2060", "").replace("\xa0", " ")
    assert "It could be answered until Jan. 31, 2026." in Client().get("/ask/counter").content.decode()
    assert "qr-code" in page
    assert "/ask/counter" in page
    for channel, says in (("kiosk", "/kiosk/k-kiosk/"), ("widget", "/ask/k-widget/embed.js")):
        lead.post("/asking/doors/new/", {**given, "slug": f"k-{channel}", "channel": channel})
        assert says in agent.get(f"/asking/doors/k-{channel}/").content.decode()
    limited = {"channel": "widget", "quota": "50", "hosts": "https://news.example"}
    lead.post("/asking/doors/new/", {**given, "slug": "limited", **limited})
    page = agent.get("/asking/doors/limited/").content.decode()
    assert "0 of 50" in page
    assert "https://news.example" in page
    assert "https://shop.example" not in page
    stranger = {**limited, "hosts": "https://stranger.example"}
    assert lead.post("/asking/doors/new/", {**given, "slug": "other", **stranger}).status_code == 422
    assert lead.post("/asking/doors/k-kiosk/close/").status_code == 302
    assert visitors.customer().get("/asking/doors/counter/").status_code == 404


def test_a_lead_opens_and_closes_doors_of_their_own_locations_and_of_none(
    askable: None, visitors: Visitors
) -> None:
    north, _south = (Location.objects.create(code=code, name=code.title()) for code in ("north", "south"))
    lead, manager = visitors.staff("team_lead", location=north), visitors.staff()
    form = {"questionnaire": "short", "channel": "qr", "title": "At the door"}
    offered = lead.get("/asking/doors/new/").content.decode()
    assert ("North" in offered, "South" in offered) == (True, False)
    assert lead.post("/asking/doors/new/", {**form, "slug": "s", "location": "south"}).status_code == 422
    for slug, location in (("n", "north"), ("none", "")):
        assert (
            lead.post("/asking/doors/new/", {**form, "slug": slug, "location": location}).status_code == 302
        )
    assert manager.post("/asking/doors/new/", {**form, "slug": "s", "location": "south"}).status_code == 302
    closes = {slug: lead.post(f"/asking/doors/{slug}/close/").status_code for slug in ("n", "none", "s")}
    assert closes == {"n": 302, "none": 302, "s": 404}
    theirs = lead.get("/asking/doors/s/").content.decode()
    assert ("/close/" in theirs, "Answers so far: –" in theirs) == (False, True)
    assert "Answers so far: 0" in lead.get("/asking/doors/n/").content.decode()
    assert "Answers so far: 0" in manager.get("/asking/doors/s/").content.decode()
    assert Door.objects.get(closes_at=None).slug == "s"
    leads = Person(account_id=None, role="team_lead", location_ids=frozenset({north.pk}))
    given = {"questionnaire": "short", "customer": None, "now": NOW}
    for wrong in ({"location": "south"}, {"location": "nowhere"}, {"segment": "nobody"}):
        with pytest.raises(NotFound, match="There is no"):
            invite(by=leads, **given, **wrong)
    with pytest.raises(NotFound):
        open_door(by=leads, slug="x", questionnaire="short", location="south", now=NOW)


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"level": "hoped"}, "level"),
        ({"when": {"kind": "when", "fact": "late", "is": "~", "value": 1}}, "when"),
        ({"when": {"kind": "when", "item": "nps", "value": 1}}, "when"),
        ({"when": {"kind": "maybe"}}, "when"),
    ],
)
def test_a_rule_that_could_never_be_looked_at_is_refused_with_its_place(
    askable: None, fields: dict[str, Any], place: str
) -> None:
    rule = RuleIn(
        name="x", questionnaire="short", journey="visit", touchpoint="counter", measure="nps", **fields
    )
    with pytest.raises(RuleRefused) as refused:
        add_rule(by=OPERATOR, rule=rule, now=NOW)
    assert refused.value.place == place


def test_answers_that_wait_are_read_and_taken_in_by_leads_of_their_place_alone(
    askable: None, visitors: Visitors
) -> None:
    north, south = (Location.objects.create(code=code, name=code.title()) for code in ("north", "south"))
    version = Version.objects.get()
    common = {"questionnaire": version.questionnaire, "version": version, "location": north, "channel": "qr"}
    answers = {"csat": 2, "nps": 4, "words": "Late <b>but</b> true"}
    late, fast = (
        Response.objects.create(**common, answers=answers, started_at=NOW, finished_at=NOW, **more)
        for more in ({"aside": "expired"}, {"flags": 2})
    )
    file = Attachment.objects.create(
        response=late, item="photo", media_type="image/png", size=4, content=b"\x89PNG", made_at=NOW
    )
    lead, other = (visitors.staff("team_lead", location=place) for place in (north, south))
    download, take = (
        f"/asking/answers/attachments/{late.pk}/{file.pk}/",
        f"/asking/answers/short/{late.pk}/take/",
    )
    count = f"/asking/answers/short/{fast.pk}/count/"
    for who in (visitors.staff("agent"), visitors.customer()):
        for address in ("/asking/answers/", "/asking/answers/short/", download):
            assert who.get(address).status_code == 404
        assert who.post(take).status_code in (403, 404)
    assert Client().get("/asking/answers/").status_code == 302
    assert "/asking/answers/" not in visitors.staff("agent").get("/asking/").content.decode()
    assert "/asking/answers/" in lead.get("/asking/").content.decode()
    assert "One question" in lead.get("/asking/answers/").content.decode()
    assert "No answer waits" in other.get("/asking/answers/").content.decode()
    with CaptureQueriesContext(connection) as queries:
        page = lead.get("/asking/answers/short/").content.decode()
    assert len(queries) <= 24
    for says in (
        "Came after the end",
        "You gave 4. Anything else?",
        "How satisfied are you?",
        "Late &lt;b&gt;but&lt;/b&gt; true",
        "North · QR code",
    ):
        assert says in page
    assert "Faster than one can read" in lead.get("/asking/answers/short/?what=flagged").content.decode()
    sent = lead.get(download)
    assert (sent.content, sent.headers["Content-Disposition"][:10]) == (b"\x89PNG", "attachment")
    assert (other.get(download).status_code, other.post(take).status_code) == (404, 404)
    other.post(count)
    assert not Response.objects.filter(counted_at__isnull=False).exists()
    assert (lead.post(take).status_code, lead.post(take).status_code, lead.post(count).status_code) == (
        302,
        404,
        302,
    )
    assert Response.objects.filter(counted_at__isnull=False, aside="").count() == 2
    assert Moment.objects.filter(perceived=4).count() == 2
    assert "No answer waits" in lead.get("/asking/answers/short/?what=flagged").content.decode()
