"""A kiosk in a real browser: it takes answers without a connection, and each of them is stored once."""

from datetime import timedelta

from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from wellserved.people.contracts import OPERATOR
from wellserved.voice.domain.definition import Choice, Definition, LongText, Nps, Option, When
from wellserved.voice.domain.definition import Page as Asked
from wellserved.voice.models import Response
from wellserved.voice.services import add_questionnaire, open_door, publish

from .conftest import Door


def w(text: str) -> dict[str, str]:
    return {"en": text, "ko": f"{text} (ko)"}


DEFINITION = Definition(
    title=w("How was it?"),
    pages=(
        Asked(key="first", items=(Nps(key="nps", text=w("Would you recommend us?"), required=True),)),
        Asked(
            key="second",
            items=(
                LongText(key="why", text=w("What went wrong?"), show_if=When(item="nps", is_="<", value=7)),
                Choice(
                    key="again",
                    text=w("Will you come again?"),
                    options=(Option(key="yes", words=w("Yes")), Option(key="no", words=w("No"))),
                ),
            ),
        ),
    ),
)


def opened(door: Door) -> Page:
    now = timezone.now() - timedelta(days=1)
    add_questionnaire(by=OPERATOR, slug="kiosk", definition=DEFINITION, now=now)
    publish(by=OPERATOR, questionnaire="kiosk", now=now)
    open_door(by=OPERATOR, slug="counter", questionnaire="kiosk", channel="kiosk", location="north", now=now)
    page = door.nobody(width=1024)
    page.clock.install()
    page.goto("/kiosk/counter/")
    expect(page.locator('html[data-opens-offline="yes"]')).to_be_attached()
    return page


def answer(page: Page, nps: int, *, why: str = "") -> None:
    page.locator(f'input[name="nps"][value="{nps}"]').check(force=True)
    page.get_by_role("button", name="Next").click()
    if why:
        page.get_by_label("What went wrong?").fill(why)
    else:
        expect(page.get_by_text("What went wrong?")).to_be_hidden()
    page.get_by_text("Yes").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    # Back to the start by itself.
    page.clock.run_for(8_000)
    expect(page.get_by_role("button", name="Next")).to_be_visible()
    assert page.locator("input:checked").count() == 0


def waiting(page: Page, n: int) -> None:
    expect(page.locator("#kiosk-waits")).to_have_attribute("data-waiting", str(n))


def test_three_answers_without_a_connection_are_stored_once_when_it_is_back(door: Door) -> None:
    page = opened(door)
    assert Axe().run(page).violations_count == 0
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Please answer this question.")).to_be_visible()
    page.context.set_offline(True)
    answer(page, 9)
    answer(page, 3, why="It was cold")
    # It opens without a connection, and what was answered is still there.
    page.reload()
    answer(page, 10)
    waiting(page, 3)
    # Whoever goes away in the middle leaves nothing behind for the next.
    page.locator('input[name="nps"][value="1"]').check(force=True)
    page.clock.run_for(61_000)
    expect(page.locator("input:checked")).to_have_count(0)
    assert not Response.objects.exists()
    lost = []

    def swallow(route: Route) -> None:
        # The server takes them, and its answer does not arrive.
        if lost:
            route.continue_()
        else:
            route.fetch()
            lost.append(True)
            route.abort()

    page.route("**/kiosk/counter/answers", swallow)
    page.context.set_offline(False)
    page.wait_for_timeout(200)
    page.clock.run_for(31_000)
    waiting(page, 0)
    assert lost
    found = Response.objects.order_by("finished_at").values_list("answers", "channel", "location__code")
    assert list(found) == [
        ({"nps": 9, "again": "yes"}, "kiosk", "north"),
        ({"nps": 3, "why": "It was cold", "again": "yes"}, "kiosk", "north"),
        ({"nps": 10, "again": "yes"}, "kiosk", "north"),
    ]
    door.watch.wrong.clear()
