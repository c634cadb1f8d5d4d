"""Each sees what is theirs and finds nothing else."""

import re

from playwright.sync_api import expect

from .conftest import Door

MAP = "/journeys/parcel/"
CELL = "/journeys/parcel/door/days/gap-4/"


def test_an_agent_sees_the_figures_of_their_own_depot(door: Door) -> None:
    page = door.signed_in("agent")
    page.goto(MAP)
    expect(page.get_by_label(re.compile(r"Communication: 25\.0% of 40 cases"))).to_be_visible()
    page.goto(CELL)
    expect(page.locator(".big")).to_contain_text("25.0%of 40 cases")
    door.watch.may_be_refused.add(MAP)
    page.goto(f"{MAP}?location=south")
    expect(page.get_by_role("alert")).to_contain_text("This choice cannot be shown")
    assert "60 cases" not in page.content()


def test_a_customer_finds_no_map_but_their_own_things(door: Door) -> None:
    page = door.signed_in("customer")
    page.get_by_role("link", name="Your things").first.click()
    expect(page.locator("main")).to_contain_text("Chris Customer")
    door.watch.may_be_refused |= {"/journeys/", MAP, CELL}
    for address in (MAP, CELL):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404
        assert "Handed over" not in page.content()


def test_nobody_is_asked_to_sign_in_first(door: Door) -> None:
    page = door.nobody()
    for address in ("/journeys/", MAP, CELL, "/me/"):
        page.goto(address)
        assert "/accounts/login/?next=" in page.url
        assert "Handed over" not in page.content()
