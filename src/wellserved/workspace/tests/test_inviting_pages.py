"""Drawing together as the facilitator sees it: team lead, agent, customer, nobody."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from wellserved.journey.contracts import JourneyPlan, StagePlan, TouchpointPlan
from wellserved.journey.contracts.inviting import Holder, Invited
from wellserved.journey.queries import drawing_for
from wellserved.journey.queries.inviting import invited_by
from wellserved.journey.services import ensure_journey
from wellserved.journey.services.inviting import say_feeling, say_words
from wellserved.people.contracts import OPERATOR

from .conftest import Visitors

pytestmark = pytest.mark.django_db
TOGETHER = "/journeys/parcel/together/"
INVITATIONS = f"{TOGETHER}invitations/"
INVITE = {"title": "Your last parcel", "welcome": "", "audience": "customers"}
PLAN = JourneyPlan(
    slug="parcel",
    title="Parcel delivery",
    goal="Have it when I need it",
    stages=(
        StagePlan(
            slug="receive",
            title="Receive",
            touchpoints=(TouchpointPlan(slug="door", title="Handed over", channel="courier", measures=()),),
        ),
    ),
)


@pytest.fixture
def lead(visitors: Visitors) -> Client:
    ensure_journey(by=OPERATOR, plan=PLAN, now=timezone.now())
    return visitors.staff("team_lead")


@pytest.fixture
def secret(lead: Client) -> str:
    return link_in(lead.post(INVITATIONS, {**INVITE, "closes_on": soon()}).content.decode())


def soon(days: int = 14) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def link_in(page: str) -> str:
    found = re.search(r"http://testserver/with-us/([\w-]+)/", page)
    assert found
    return found[1]


def holder(secret: str) -> Holder:
    return Holder(secret=secret, key=uuid4())


def seen(secret: str) -> Invited:
    return invited_by(secret=secret, key=None, now=timezone.now())


def note(secret: str, text: str = "Nobody rang", kind: str = "note") -> int:
    at = seen(secret).stages[0].touchpoints[0].id
    return say_words(holder=holder(secret), kind=kind, text=text, touchpoint=at, now=timezone.now())


def feel(secret: str, feeling: int) -> int:
    at = seen(secret).stages[0].touchpoints[0].id
    say_feeling(holder=holder(secret), touchpoint=at, feeling=feeling, now=timezone.now())
    return at


def test_the_link_is_shown_once_with_its_code(lead: Client) -> None:
    answer = lead.post(INVITATIONS, {**INVITE, "closes_on": soon()})
    page = answer.content.decode()
    secret = link_in(page)
    assert "qr-code" in page
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    for address in (INVITATIONS, TOGETHER):
        assert secret not in lead.get(address).content.decode()
    assert Client().get(f"/with-us/{secret}/").status_code == 200


def test_it_closes_at_the_end_of_the_day_that_was_named(lead: Client, secret: str) -> None:
    local = timezone.localtime(seen(secret).closes_at - timedelta(microseconds=1))
    assert local.date() == timezone.localdate() + timedelta(days=14)
    assert "Nobody has said anything yet." in lead.get(INVITATIONS).content.decode()


def test_an_invitation_is_open_for_two_weeks_unless_told_otherwise(lead: Client) -> None:
    assert f'value="{soon()}"' in lead.get(INVITATIONS).content.decode()


@pytest.mark.parametrize("wrong", [{"title": ""}, {"closes_on": "2001-01-01"}, {"audience": "everybody"}])
def test_what_cannot_be_is_told(lead: Client, wrong: dict[str, str]) -> None:
    answer = lead.post(INVITATIONS, {**INVITE, "closes_on": soon(), **wrong})
    assert answer.status_code == 400
    assert b"aria-invalid" in answer.content or b"_error" in answer.content


def test_it_is_closed_early_and_opened_by_a_new_link(lead: Client, secret: str) -> None:
    number = seen(secret).id
    lead.post(f"{INVITATIONS}{number}/close/")
    assert not seen(secret).open
    assert lead.post(f"{INVITATIONS}{number}/close/").status_code == 404
    assert b"leads nowhere from then on" in lead.get(f"{INVITATIONS}{number}/link/").content
    renewed = lead.post(f"{INVITATIONS}{number}/link/", {"closes_on": soon(3)}).content.decode()
    assert seen(link_in(renewed)).open
    assert Client().get(f"/with-us/{secret}/").status_code == 404


def test_what_was_said_stands_beside_the_map_s_touchpoints(lead: Client, secret: str) -> None:
    note(secret)
    note(secret, "Somebody should call", "missing_step")
    for feeling in (-2, -1, 2):
        feel(secret, feeling)
    page = lead.get(TOGETHER).content.decode()
    for words in ("Handed over", "Nobody rang", "Somebody should call", "Median: annoyed, −1. n 3"):
        assert words in page
    assert "5 people have taken part" in page


def test_filters(lead: Client, secret: str) -> None:
    note(secret)
    note(secret, "Somebody should call", "missing_step")
    page = lead.get(TOGETHER, {"kind": "missing_step"}).content.decode()
    assert "Nobody rang" not in page
    assert "Somebody should call" in page
    assert "Nobody rang" not in lead.get(TOGETHER, {"state": "adopted"}).content.decode()
    for odd in ({"state": "x", "kind": "y", "invitation": "z"}, {"invitation": "9" * 40}, {"aside": "1,x"}):
        assert lead.get(TOGETHER, odd).status_code == 200


def test_a_median_is_adopted_once(lead: Client, secret: str) -> None:
    at = feel(secret, -1)
    address = f"{TOGETHER}feelings/{at}/"
    lead.post(address, {"feeling": "-1", "seen": "0"})
    drawn = drawing_for(OPERATOR, journey="parcel", now=timezone.now())
    assert drawn.stages[0].touchpoints[0].feeling == -1
    again = lead.post(address, {"feeling": "-1", "seen": "0"}, follow=True)
    assert b"Something changed in the meantime" in again.content
    assert "Adopted by Alex Staff" in lead.get(TOGETHER).content.decode()


def test_cards_are_put_together_and_adopted_as_one(lead: Client, secret: str) -> None:
    said = [note(secret), note(secret, "Did not hear the bell")]
    page = lead.post(
        f"{TOGETHER}sort/", {"c": said, "do": "cluster", "cluster": "new", "title": "The bell"}, follow=True
    ).content.decode()
    found = re.search(r"/together/adopt/\?cluster=(\d+)", page)
    assert found
    adopting = f"{TOGETHER}adopt/?cluster={found[1]}"
    form = lead.get(adopting).content.decode()
    assert "The bell" in form
    place = f"t-{seen(secret).stages[0].touchpoints[0].id}"
    sent = {"lane": "thinking", "place": place, "text": "Was that the bell?", "c": said}
    assert lead.post(adopting, sent).status_code == 302
    drawn = drawing_for(OPERATOR, journey="parcel", now=timezone.now())
    assert drawn.stages[0].touchpoints[0].thinking == "Was that the bell?"
    shown = lead.get(TOGETHER, {"state": "adopted"}).content.decode()
    assert shown.count("Adopted by Alex Staff") == 2
    late = lead.post(adopting, sent)
    assert late.status_code == 409
    assert b"Nothing was changed" in late.content


def test_a_missing_step_is_drawn_where_it_was_missing(lead: Client, secret: str) -> None:
    step = note(secret, "Somebody should call", "missing_step")
    page = lead.get(f"{TOGETHER}adopt/?c={step}").content.decode()
    assert re.search(r'<option value="step" selected', page)
    place = f"t-{seen(secret).stages[0].touchpoints[0].id}"
    long = {"lane": "step", "place": place, "text": "x" * 130, "c": step}
    assert lead.post(f"{TOGETHER}adopt/?c={step}", long).status_code == 400
    lead.post(f"{TOGETHER}adopt/?c={step}", {**long, "text": "Courier calls"})
    drawn = drawing_for(OPERATOR, journey="parcel", now=timezone.now())
    assert [t.title for t in drawn.stages[0].touchpoints] == ["Handed over", "Courier calls"]


def test_a_lane_belongs_to_a_touchpoint(lead: Client, secret: str) -> None:
    said = note(secret)
    place = f"s-{seen(secret).stages[0].id}"
    answer = lead.post(
        f"{TOGETHER}adopt/?c={said}", {"lane": "doing", "place": place, "text": "Hm", "c": said}
    )
    assert answer.status_code == 400
    assert b"A lane belongs to a touchpoint" in answer.content


def test_set_aside_with_undo(lead: Client, secret: str) -> None:
    said = note(secret)
    page = lead.post(f"{TOGETHER}sort/", {"c": said, "do": "aside"}, follow=True).content.decode()
    assert "1 contribution is set aside." in page
    assert "Nobody rang" not in page
    page = lead.post(f"{TOGETHER}sort/", {"c": said, "do": "take-up"}, follow=True).content.decode()
    assert "Nobody rang" in page


@pytest.mark.parametrize("deed", ["cluster", "apart", "aside", "take-up", "adopt", "nothing"])
def test_without_a_card_nothing_is_done(lead: Client, secret: str, deed: str) -> None:
    note(secret)
    answer = lead.post(f"{TOGETHER}sort/", {"do": deed, "c": "x"}, follow=True)
    assert b"Choose one or more cards first" in answer.content


def test_nobody_invited_yet_is_said_with_what_to_do(lead: Client) -> None:
    assert b"Nobody is invited yet" in lead.get(TOGETHER).content


PAGES = pytest.mark.parametrize(
    "address", [TOGETHER, INVITATIONS, f"{INVITATIONS}1/link/", f"{TOGETHER}adopt/?c=1"]
)
DEEDS = pytest.mark.parametrize(
    "address",
    [f"{TOGETHER}sort/", f"{TOGETHER}feelings/1/", f"{TOGETHER}clusters/1/", f"{INVITATIONS}1/close/"],
)
SENT = {"c": "1", "do": "aside", "feeling": "0", "seen": "0", "title": "x", "closes_on": "2099-01-01"}


@PAGES
def test_agents_and_customers_find_no_such_page(lead: Client, visitors: Visitors, address: str) -> None:
    assert visitors.staff("agent").get(address).status_code == 404
    assert visitors.customer().get(address).status_code == 404


@DEEDS
def test_agents_and_customers_may_not(lead: Client, visitors: Visitors, address: str) -> None:
    assert visitors.staff("agent").post(address, SENT).status_code == 403
    assert visitors.customer().post(address, SENT).status_code == 403


@PAGES
@pytest.mark.parametrize("post", [True, False])
def test_nobody_is_asked_to_sign_in(address: str, post: bool) -> None:  # noqa: FBT001  pytest's own way
    answer = Client().post(address, SENT) if post else Client().get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


@DEEDS
def test_nobody_does_anything(address: str) -> None:
    assert Client().post(address, SENT).headers["Location"].startswith("/accounts/login/")


def test_the_page_asks_the_same_number_of_questions_however_much_was_said(
    lead: Client, secret: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(12):
        note(secret, f"Note {n}")
        feel(secret, n % 3)
    lead.get(TOGETHER)
    with django_assert_max_num_queries(24):
        lead.get(TOGETHER)
