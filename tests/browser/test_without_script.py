"""Every page works where no script runs."""

import re

from playwright.sync_api import expect

from .conftest import Door


def test_filter_and_drill_down_are_pages(door: Door) -> None:
    page = door.signed_in("manager", script=False)
    page.get_by_role("link", name="Map", exact=True).click()
    page.get_by_role("link", name="Have it when I need it").click()
    page.locator("summary", has_text="Location").click()
    page.get_by_label("North depot").check()
    page.get_by_role("button", name="Show").click()
    assert "location=north" in page.url
    cell = page.get_by_label(re.compile(r"Handed over, Communication: 25\.0% of 40 cases"))
    cell.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gap 4")
    expect(page.locator(".detail")).to_contain_text("25.0%")
    page.locator("summary", has_text="As a table").first.click()
    expect(page.locator(".grid-table").first).to_be_visible()
    page.get_by_label("Where you are").get_by_role("link").last.click()
    expect(cell).to_be_visible()


def test_language_and_leaving_are_forms(door: Door) -> None:
    page = door.signed_in("manager", script=False)
    page.locator(".me summary").click()
    page.get_by_role("button", name="한국어").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    page.locator(".me summary").click()
    page.locator("form[action*=logout] button").click()
    page.goto("/journeys/")
    assert "/accounts/login/" in page.url


def test_on_a_telephone_the_menu_is_one_line_and_more_opens_the_rest(door: Door) -> None:
    page = door.signed_in("manager", script=False, width=390)
    page.goto("/promises/")
    menu = page.get_by_role("navigation", name="Workspace")
    top = {round(one.bounding_box()["y"]) for one in menu.locator("> a:visible, > details > summary").all()}
    assert len(top) == 1
    assert menu.locator("> a[aria-current]").is_visible()
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Hand scanner").click()
    assert page.get_by_role("heading", name="Hand scanner").is_visible()
