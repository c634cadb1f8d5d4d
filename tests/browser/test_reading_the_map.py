"""A manager reads the map: with the mouse, and with the keyboard alone."""

import re

from playwright.sync_api import Locator, Page, expect

from .conftest import Door

MAP = "**/journeys/parcel/"
CELL = re.compile(r"Handed over, Communication")
WORST = re.compile(r"in 13\.0% of 100 cases less was delivered than the customer had been told")
NORTH = re.compile(r"Handed over, Communication: 25\.0% of 40 cases")


def choose_north(page: Page) -> None:
    page.locator("summary", has_text="Location").click()
    page.get_by_label("North depot").check()
    page.wait_for_url("**/journeys/parcel/?location=north")


def test_from_the_link_to_the_panel_and_back(door: Door) -> None:
    page = door.signed_in("manager")
    page.wait_for_url("**/home/")
    page.get_by_role("link", name="Map", exact=True).click()
    page.get_by_role("link", name="Have it when I need it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Have it when I need it")
    expect(page.locator(".says")).to_contain_text("Handed over")

    choose_north(page)
    expect(page.get_by_label(NORTH)).to_be_visible()
    expect(page.locator("#says-location")).to_have_text("North depot")

    page.get_by_label(NORTH).click()
    panel = page.locator("#panel")
    expect(panel.get_by_role("heading", level=2)).to_be_focused()
    expect(panel).to_contain_text("25.0%")
    assert page.url.endswith("/journeys/parcel/?location=north&cell=door.days.4")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.get_by_label(NORTH)).to_be_focused()
    assert page.url.endswith("/journeys/parcel/?location=north")

    page.get_by_label(NORTH).click()
    expect(panel).to_be_visible()
    page.go_back()
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.get_by_label(NORTH)).to_be_visible()


def test_the_address_of_an_open_panel_opens_it_again(door: Door) -> None:
    page = door.signed_in("manager")
    page.goto("/journeys/parcel/")
    page.get_by_label(CELL).click()
    expect(page.locator("#panel")).to_be_visible()
    page.wait_for_url("**/?cell=door.days.4")
    page.reload()
    expect(page.locator("#panel").get_by_role("heading", level=2)).to_contain_text("Gap 4")
    page.get_by_label("Close and go back to the map").click()
    page.wait_for_url(MAP)
    expect(page.locator("#panel")).to_be_hidden()


def test_a_saved_view_brings_back_the_filter_and_the_open_cell(door: Door) -> None:
    page = door.signed_in("manager")
    page.goto("/journeys/parcel/")
    choose_north(page)
    page.get_by_label(NORTH).click()
    expect(page.locator("#panel")).to_be_visible()
    page.get_by_role("link", name="Save this view").click()
    page.get_by_label("Name of the view").fill("North, late")
    page.get_by_role("button", name="Save").click()
    page.goto("/views/")
    page.get_by_role("link", name="North, late").click()
    expect(page.locator("#says-location")).to_have_text("North depot")
    expect(page.locator("#panel")).to_contain_text("25.0%")


def test_from_a_cell_to_an_improvement_wanted_on_the_map(door: Door) -> None:
    page = door.signed_in("agent")
    page.goto("/journeys/parcel/")
    page.get_by_label(NORTH).click()
    page.locator("#panel").get_by_role("link", name="Start an improvement").click()
    page.get_by_label("What should be better?").fill("A second van on Mondays")
    page.get_by_role("button", name="Start an improvement").click()
    expect(page.locator("#main")).to_contain_text("Seen then: 25.0% of 40 cases short")
    page.goto("/journeys/parcel/")
    expect(page.locator(".wanted-cell").first).to_contain_text("A second van on Mondays")


def test_the_trends_come_after_the_map(door: Door) -> None:
    page = door.signed_in("manager")
    page.goto("/journeys/parcel/")
    trend = page.locator("#trend-door a")
    expect(trend).to_be_visible()
    trend.click()
    expect(page.locator("#panel")).to_contain_text("Over time")


def test_the_back_button_takes_a_filter_away(door: Door) -> None:
    page = door.signed_in("manager")
    page.goto("/journeys/parcel/")
    choose_north(page)
    expect(page.get_by_label(NORTH)).to_be_visible()
    page.go_back()
    expect(page.get_by_label(re.compile("of 100 cases")).first).to_be_visible()
    expect(page.locator("#says-location")).to_have_text("all")


def walk_to(page: Page, target: Locator, *, steps: int = 40) -> None:
    for _ in range(steps):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{target} is not reached with {steps} presses of Tab.")


def test_the_keyboard_alone_suffices(door: Door) -> None:
    page = door.nobody()
    page.goto(door.link_for("manager"))
    walk_to(page, page.get_by_role("button", name="Sign in as"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/home/")
    walk_to(page, page.get_by_role("link", name="Map", exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url("**/journeys/")
    walk_to(page, page.get_by_role("link", name="Have it when I need it"))
    page.keyboard.press("Enter")
    page.wait_for_url(MAP)

    walk_to(page, page.locator("summary", has_text="Location"))
    page.keyboard.press("Enter")
    walk_to(page, page.get_by_label("North depot"))
    page.keyboard.press("Space")
    page.wait_for_url("**/?location=north")
    expect(page.get_by_label(NORTH)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("summary", has_text="Location")).to_be_focused()

    walk_to(page, page.get_by_label(re.compile("Handed over, Delivery")))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label(NORTH)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Close and go back to the map")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label(NORTH)).to_be_focused()


def test_the_first_tab_offers_to_skip_the_header(door: Door) -> None:
    page = door.signed_in("manager")
    page.goto("/journeys/parcel/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_map_is_read_on_a_telephone_without_moving_it_sideways(door: Door) -> None:
    page = door.signed_in("manager", width=390)
    for address in ("/journeys/", "/journeys/parcel/", "/journeys/parcel/door/days/gap-4/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    page.goto("/journeys/parcel/")
    page.get_by_label(CELL).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gap 4")
