"""A customer says on a telephone what is wrong, without an account or a script; a team lead puts it on the map."""

import re

from playwright.sync_api import Page, expect

from .conftest import Door
from .test_everybody_can_read import findings

TOGETHER = "/journeys/parcel/together/"


def invite(lead: Page) -> str:
    """The link, as the team lead reads it off the page."""
    lead.goto(TOGETHER)
    lead.get_by_role("link", name="Invite people").first.click()
    lead.get_by_label("What do you ask?").fill("How was your last parcel?")
    lead.get_by_label("Who asks, and why?").fill("Min of the north depot wants to know.")
    lead.get_by_role("button", name="Make the link").click()
    expect(lead.get_by_text("This link is shown once.")).to_be_visible()
    return lead.get_by_label("The link", exact=True).input_value()


def say_it_all(page: Page, link: str) -> list[str]:
    """A feeling, a note and a missing step at the door; gives what axe finds on the way."""
    page.goto(link)
    found = findings(page, "welcome", widths=(390,))
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("link", name="Begin").click()
    door = page.locator("section", has=page.get_by_role("heading", name="Handed over"))
    door.get_by_role("button", name="Bad", exact=True).click()
    expect(door.get_by_role("button", name="Bad", exact=True)).to_have_attribute("aria-pressed", "true")
    door.locator("summary", has_text="Say something").click()
    door.get_by_label("What happened, what did you think?").fill("Nobody rang the bell")
    door.get_by_role("button", name="Send").first.click()
    expect(door.get_by_text("Nobody rang the bell").first).to_be_visible()
    door.locator("summary", has_text="Something is missing").click()
    door.get_by_label("Which step is missing?").fill("A call ten minutes before")
    door.get_by_role("button", name="Send").last.click()
    expect(door.get_by_text("Thank you, that is noted.")).to_be_visible()
    found += findings(page, "stage", widths=(390,))
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    return found


def test_from_a_customer_s_telephone_onto_the_map(door: Door) -> None:
    lead = door.signed_in("team_lead")
    link = invite(lead)
    found = findings(lead, "link")
    customer = door.nobody(width=390)
    asked: list[str] = []
    customer.on("request", lambda request: asked.append(request.all_headers().get("referer", "")))
    found += say_it_all(customer, link)
    assert any(asked), "a browser says from which site it comes"
    assert not [one for one in asked if "with-us" in one], "the secret stays out of it"

    lead.goto(TOGETHER)
    expect(lead.get_by_text("One person has taken part.")).to_be_visible()
    found += findings(lead, "together")
    lead.get_by_role("button", name="Adopt “annoyed, −1”").click()
    expect(lead.get_by_text(re.compile("Adopted by Alex Team_Lead"))).to_be_visible()

    lead.get_by_role("checkbox", name="Nobody rang the bell").press("Space")
    expect(lead.get_by_text("1 chosen:")).to_be_visible()
    lead.get_by_label("Name of the new cluster").fill("The bell")
    lead.get_by_role("button", name="Put together").click()
    lead.get_by_role("link", name="Put on the map (The bell)").click()
    lead.get_by_label("In these words").fill("Did they ring?")
    found += findings(lead, "adopt")
    lead.get_by_role("button", name="Put on the map").click()
    lead.get_by_role("link", name="Put on the map (A call ten minutes before)").click()
    lead.get_by_role("button", name="Put on the map").click()

    lead.goto("/journeys/parcel/draw/")
    expect(lead.get_by_text("Did they ring?")).to_be_visible()
    expect(lead.get_by_role("heading", name="A call ten minutes before")).to_be_visible()
    expect(lead.locator('.feel[aria-pressed="true"]').first).to_have_text("annoyed, −1")

    customer.reload()
    expect(customer.get_by_text("This is on the map now. Thank you.")).to_have_count(3)
    lead.goto(f"{TOGETHER}invitations/")
    found += findings(lead, "invitations")
    lead.get_by_role("button", name="Close (How was your last parcel?)").click()
    customer.reload()
    expect(customer.get_by_role("heading", name="This invitation is closed")).to_be_visible()
    found += findings(customer, "closed", widths=(390,))
    assert found == []


def test_without_a_script(door: Door) -> None:
    link = invite(door.signed_in("team_lead"))
    page = door.nobody(script=False, width=360)
    page.goto(link)
    page.get_by_role("link", name="Begin").click()
    page.get_by_role("button", name="Great").first.click()
    expect(page.get_by_text("Thank you, that is noted.")).to_be_visible()
    page.locator("summary", has_text="Say something").first.click()
    page.get_by_label("What happened, what did you think?").first.fill("Kind people")
    page.get_by_role("button", name="Send").first.click()
    page.locator("summary", has_text="Change it or take it back").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Kind people")).to_have_count(0)
    door.watch.may_be_refused.add("/with-us/nothing/")
    page.goto("/with-us/nothing/")
    expect(page.get_by_role("heading", name="This link leads nowhere")).to_be_visible()
