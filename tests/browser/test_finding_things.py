"""The command palette: opened and used by keyboard, and by whoever has no script."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .conftest import Door

FOCUSED = "document.activeElement.id"


def opened(door: Door) -> Page:
    page = door.signed_in("manager")
    page.wait_for_url("**/home/")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    return page


def test_a_touchpoint_is_found_and_reached_by_keyboard(door: Door) -> None:
    page = opened(door)
    assert page.evaluate(FOCUSED) == "palette-text"
    page.keyboard.type("handed")
    line = page.get_by_role("option", name="Handed over")
    expect(line).to_have_attribute("aria-selected", "true")
    expect(page.locator("#palette-text")).to_have_attribute(
        "aria-activedescendant", line.get_attribute("id") or ""
    )
    expect(page.locator("#palette .status")).to_contain_text("found")
    page.keyboard.press("Enter")
    page.wait_for_url("**/journeys/parcel/#touchpoint-door")


def test_arrows_go_round_and_escape_gives_the_focus_back(door: Door) -> None:
    page = door.signed_in("manager")
    page.locator(".find").focus()
    page.keyboard.press("/")
    options = page.get_by_role("option")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    expect(page.locator(".find")).to_be_focused()


def test_who_types_faster_than_the_server_gets_what_they_typed(door: Door) -> None:
    page = opened(door)
    page.keyboard.type("answer")
    page.keyboard.press("Enter")
    page.wait_for_url("**/journeys/parcel/#touchpoint-answer")


def test_what_was_used_lately_comes_first_and_only_its_address_is_kept(door: Door) -> None:
    page = opened(door)
    page.keyboard.type("go to promises")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/promises/")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("option").first).to_contain_text("Go to promises")
    assert page.evaluate("Object.values(localStorage)") == ['["/promises/"]']


def test_commands_change_colours_and_sign_out_without_leaving_traces(door: Door) -> None:
    page = opened(door)
    page.keyboard.type("dark")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "night")
    page.keyboard.press("Control+k")
    page.keyboard.type("sign out")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/home/" not in address)
    assert page.evaluate("localStorage.length") == 0


def test_axe_finds_nothing_in_the_open_palette(door: Door) -> None:
    page = opened(door)
    page.keyboard.type("e")
    expect(page.get_by_role("option").first).to_be_visible()
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme=colours, reduced_motion="reduce")  # type: ignore[arg-type]  # a literal
        assert [one["id"] for one in Axe().run(page).response["violations"]] == []


def test_without_script_search_is_a_page(door: Door) -> None:
    page = door.signed_in("manager", script=False)
    page.get_by_role("link", name="Search").click()
    page.get_by_label("What are you looking for?").fill("handed")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Handed over").click()
    page.wait_for_url("**/journeys/parcel/#touchpoint-door")
