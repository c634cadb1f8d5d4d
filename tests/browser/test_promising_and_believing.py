"""A manager sets a promise with its effect in sight, and managers say what they believe before customers' words are shown."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from wellserved.journey.services import QuestionWanted, create_round
from wellserved.people.contracts import OPERATOR

from .conftest import Door


def ask_about_days() -> int:
    """A round that is open; returns its id."""
    now = timezone.now()
    return create_round(
        by=OPERATOR,
        title="What do they expect?",
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=7),
        questions=[QuestionWanted(journey="parcel", touchpoint="door", measure="days")],
        now=now,
    )


def test_a_promise_shows_its_effect_before_it_is_saved_and_its_history_after(door: Door) -> None:
    page = door.signed_in("manager")
    page.goto("/promises/set/parcel/door/days/")
    page.locator("#id_level").fill("2")
    expect(page.locator("#preview .preview-says")).to_contain_text("87")
    page.locator("#id_level").fill("3")
    expect(page.locator("#preview .preview-says")).to_contain_text("100")
    page.locator("#id_told").fill("At your door within three days")
    page.get_by_label("Why").fill("The second van")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/promises/parcel/**")
    expect(page.locator("main")).to_contain_text("At your door within three days")
    page.goto("/promises/parcel/history/")
    expect(page.locator("main")).to_contain_text("The second van")
    expect(page.locator("main")).to_contain_text("Alex Manager")
    stranger = door.signed_in("agent")
    stranger.goto("/promises/parcel/")
    expect(stranger.locator("main")).to_contain_text("At your door within three days")
    expect(stranger.get_by_role("link", name=re.compile("^(Set|Change)"))).to_have_count(0)


def test_a_round_is_answered_in_the_page_and_revealed_to_all(door: Door) -> None:
    key = ask_about_days()
    page, other = door.signed_in("manager"), door.signed_in("manager")
    page.goto("/rounds/")
    page.get_by_role("link", name="What do they expect?").click()
    answer = page.get_by_role("spinbutton")
    answer.fill("3")
    answer.press("Tab")
    expect(page.locator(".saved")).to_contain_text("saved: 3")
    expect(page.get_by_role("button", name="Reveal it to all managers")).to_have_count(0)
    other.goto(f"/rounds/{key}/")
    expect(other.get_by_role("spinbutton")).to_have_value("")
    other.get_by_role("spinbutton").fill("1")
    other.get_by_role("spinbutton").press("Tab")
    other.get_by_role("button", name="Reveal it to all managers").click()
    expect(other.get_by_role("table").first).to_be_visible()
    page.reload()
    # 100 customers expected two days: more than who believes in three days knows, and no more than one day keeps.
    lines = page.get_by_role("region", name="Gap 1 per manager", exact=True).get_by_role("row")
    expect(lines.filter(has_text="Alex Manager")).to_have_count(2)
    expect(lines.filter(has_text="Alex Manager").filter(has_text="100")).to_have_count(2)
    page.get_by_role("button", name=re.compile("Set the median")).click()
    page.goto("/promises/parcel/history/")
    expect(page.locator("main")).to_contain_text("What do they expect?")
    door.watch.may_be_refused.add(f"/rounds/{key}/")
    agent = door.signed_in("agent")
    answered = agent.goto(f"/rounds/{key}/")
    assert answered is not None
    assert answered.status == 404
