"""Drawing with us by a link: a holder, a holder of a closed one, and nobody."""

import logging
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from wellserved.journey.contracts import JourneyPlan, StagePlan, TouchpointPlan
from wellserved.journey.contracts.inviting import Adoption, InvitationMade
from wellserved.journey.queries.inviting import Looked, together_for
from wellserved.journey.services import ensure_journey
from wellserved.journey.services.inviting import adopt, close_invitation, make_invitation, renew_link
from wellserved.people.contracts import OPERATOR
from wellserved.platform.logged_addresses import WithoutSecrets

pytestmark = pytest.mark.django_db
PLAN = JourneyPlan(
    slug="parcel",
    title="Parcel delivery",
    goal="Have it when I need it",
    stages=(
        StagePlan(
            slug="receive",
            title="Receive",
            goal="It is here, all of it",
            touchpoints=(TouchpointPlan(slug="door", title="Handed over", channel="courier", measures=()),),
        ),
        StagePlan(slug="help", title="Get help", touchpoints=()),
    ),
)


@pytest.fixture
def link() -> InvitationMade:
    now = timezone.now()
    ensure_journey(by=OPERATOR, plan=PLAN, now=now)
    return make_invitation(
        by=OPERATOR,
        journey="parcel",
        title="Your last parcel",
        welcome="Min of the depot asks\n\nWe <read> all",
        audience="customers",
        closes_at=now + timedelta(days=14),
        now=now,
    )


def stage_of(link: InvitationMade) -> str:
    return f"/with-us/{link.secret}/receive/"


def door(link: InvitationMade, holder: Client) -> str:
    found = re.search(r'name="touchpoint" value="(\d+)"', holder.get(stage_of(link)).content.decode())
    assert found
    return found[1]


def say(holder: Client, link: InvitationMade, text: str = "Nobody rang", **more: str) -> str:
    """What the page says after a note."""
    sent = {"do": "say", "kind": "note", "touchpoint": door(link, holder), "text": text, **more}
    return holder.post(stage_of(link), sent, follow=True).content.decode()


def close(link: InvitationMade) -> None:
    close_invitation(by=OPERATOR, journey="parcel", invitation=link.id, now=timezone.now())


def test_the_page_says_who_asks_and_why_and_shows_the_journey(link: InvitationMade) -> None:
    page = Client().get(f"/with-us/{link.secret}/").content.decode()
    for words in (
        "Your last parcel",
        "Min of the depot asks",
        "We &lt;read&gt; all",
        "Have it when I need it",
    ):
        assert words in page
    assert "Receive" in page
    assert "no names" in page
    assert "<script" not in page


def test_nothing_is_kept_in_the_browser_before_somebody_says_something(link: InvitationMade) -> None:
    holder = Client()
    holder.get(f"/with-us/{link.secret}/")
    assert [name for name in holder.cookies if name.startswith("with_us")] == []


def test_the_key_is_out_of_a_script_s_reach_and_of_other_sites(link: InvitationMade) -> None:
    holder = Client()
    say(holder, link)
    (key,) = (cookie for name, cookie in holder.cookies.items() if name.startswith("with_us"))
    assert key["httponly"]
    assert (key["samesite"], key["path"]) == ("Lax", "/with-us/")
    assert link.secret not in key.value


def test_a_feeling_a_note_and_a_missing_step(link: InvitationMade) -> None:
    holder = Client()
    at = door(link, holder)
    holder.post(stage_of(link), {"do": "feel", "touchpoint": at, "feeling": "-2"})
    say(holder, link)
    page = say(holder, link, "Somebody should call", kind="missing_step")
    assert "Thank you, that is noted." in page
    assert re.search(r'value="-2" aria-pressed="true"', page)
    assert "Nobody rang" in page
    assert "Missing after this" in page
    assert "you said 3 things" in holder.get(f"/with-us/{link.secret}/").content.decode()


def test_others_do_not_see_it(link: InvitationMade) -> None:
    say(Client(), link)
    other = Client()
    assert "Nobody rang" not in other.get(stage_of(link)).content.decode()
    assert "Nobody rang" not in other.get(f"/with-us/{link.secret}/").content.decode()


def test_it_is_changed_and_taken_back(link: InvitationMade) -> None:
    holder = Client()
    found = re.search(r'id="c-(\d+)"', say(holder, link))
    assert found
    change = {"do": "change", "contribution": found[1], "text": "The bell is broken"}
    assert "The bell is broken" in holder.post(stage_of(link), change, follow=True).content.decode()
    back = {"do": "take-back", "contribution": found[1], "touchpoint": door(link, holder)}
    page = holder.post(stage_of(link), back, follow=True).content.decode()
    assert "The bell is broken" not in page
    # Once more, as from another window: nothing is there, and nothing breaks.
    assert holder.post(stage_of(link), back, follow=True).status_code == 200


@pytest.mark.parametrize(
    ("text", "words"), [(" ", "There are no words yet"), ("x" * 601, "Please shorten it")]
)
def test_what_cannot_be_kept_is_told_kindly_and_not_lost(link: InvitationMade, text: str, words: str) -> None:
    holder = Client()
    sent = {"do": "say", "kind": "note", "touchpoint": door(link, holder), "text": text}
    answer = holder.post(stage_of(link), sent)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert text in answer.content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"do": "say"},
        {"do": "feel", "touchpoint": "x", "feeling": "9"},
        {"do": "adopt"},
        {"do": "change", "contribution": "\x00", "text": "\x00"},
        {"do": "say", "kind": "note", "touchpoint": "9" * 30, "text": "Hm"},
    ],
)
def test_what_no_button_sends_does_nothing(link: InvitationMade, sent: dict[str, str]) -> None:
    assert Client().post(stage_of(link), sent).status_code == 400
    assert together_for(OPERATOR, journey="parcel", looked=Looked(), now=timezone.now()).found == 0


def test_a_closed_link_says_so_and_shows_one_s_own(link: InvitationMade) -> None:
    holder = Client()
    say(holder, link)
    at = door(link, holder)
    close(link)
    page = holder.get(f"/with-us/{link.secret}/").content.decode()
    assert "This invitation is closed" in page
    assert "Nobody rang" in page
    sent = {"do": "say", "kind": "note", "touchpoint": at, "text": "Late"}
    page = holder.post(stage_of(link), sent, follow=True).content.decode()
    assert "This invitation is closed" in page
    assert "Late" not in page


def test_unknown_and_replaced_links_are_answered_alike(link: InvitationMade) -> None:
    renew_link(
        by=OPERATOR,
        journey="parcel",
        invitation=link.id,
        closes_at=timezone.now() + timedelta(days=1),
        now=timezone.now(),
    )
    replaced, unknown = Client().get(f"/with-us/{link.secret}/"), Client().get("/with-us/nothing/")
    assert replaced.status_code == unknown.status_code == 404
    csrf = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|value="/with-us/[^"]+"')
    assert csrf.sub("", replaced.content.decode()) == csrf.sub("", unknown.content.decode())


def test_the_address_goes_to_nobody_else(link: InvitationMade) -> None:
    for address in (f"/with-us/{link.secret}/", stage_of(link), "/with-us/nothing/"):
        answer = Client().get(address)
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert "no-store" in answer.headers["Cache-Control"]
        assert "noindex" in answer.headers["X-Robots-Tag"]


def test_a_forged_form_is_refused(link: InvitationMade) -> None:
    strict = Client(enforce_csrf_checks=True)
    sent = {"do": "say", "kind": "note", "touchpoint": door(link, Client()), "text": "Hm"}
    assert strict.post(stage_of(link), sent).status_code == 403


def test_the_log_holds_no_secret(link: InvitationMade, caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(WithoutSecrets())
    with caplog.at_level(logging.DEBUG):
        Client().get(f"/with-us/{link.secret}/no-such/thing/")
        Client().put(stage_of(link))
        Client(enforce_csrf_checks=True).post(stage_of(link), {})
    assert len(caplog.records) >= 3
    assert link.secret not in caplog.text
    assert "/with-us/…/" in caplog.text


def test_whoever_said_it_reads_that_it_is_on_the_map(link: InvitationMade) -> None:
    holder = Client()
    say(holder, link)
    seen = together_for(OPERATOR, journey="parcel", looked=Looked(), now=timezone.now())
    adopt(
        by=OPERATOR,
        journey="parcel",
        contributions=[one.id for one in seen.contributions],
        adoption=Adoption(
            lane="thinking", text="Did they ring?", touchpoint=seen.stages[0].touchpoints[0].id
        ),
        now=timezone.now(),
    )
    close(link)
    for address in (stage_of(link), f"/with-us/{link.secret}/"):
        page = holder.get(address, follow=True).content.decode()
        assert "This is on the map now. Thank you." in page


def test_a_stage_that_is_not_there_leads_to_the_beginning(link: InvitationMade) -> None:
    answer = Client().get(f"/with-us/{link.secret}/gone/")
    assert answer.headers["Location"] == f"/with-us/{link.secret}/"
