"""axe-core finds nothing wrong: in light and dark, on a telephone and on a desk."""

from itertools import product

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .conftest import Door
from .test_promising_and_believing import ask_about_days

AXE = Axe()
NO_PAGE = "/no/such/page/"
CELL = "/journeys/parcel/door/days/gap-4/"


def findings(page: Page, name: str, *, widths: tuple[int, ...] = (1440, 390)) -> list[str]:
    """Each as one line: which page, how it was looked at, which rule, which element."""
    found = []
    for width, colours in product(widths, ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=colours, reduced_motion="reduce")  # type: ignore[arg-type]  # a literal
        for violation in AXE.run(page).response["violations"]:
            places = ["; ".join(map(str, node["target"])) for node in violation["nodes"][:4]]
            found.append(f"{name} {width} {colours}: {violation['id']} {places}")
    page.set_viewport_size({"width": 1440, "height": 900})
    return found


def test_before_signing_in(door: Door) -> None:
    page, found = door.nobody(), []
    door.watch.may_be_refused.add(NO_PAGE)
    for address in (
        "/",
        "/find/?q=sign",
        "/promise/",
        "/tell-us/",
        "/accounts/login/",
        NO_PAGE,
        door.link_for("manager"),
    ):
        page.goto(address)
        found += findings(page, address)
    assert found == []


def test_what_is_held_on_a_customer(door: Door) -> None:
    page = door.signed_in("customer")
    found = findings(page, "/")
    page.goto("/me/")
    assert found + findings(page, "/me/") == []


def test_the_workspace(door: Door) -> None:
    page, found = door.signed_in("manager"), []
    for address in (
        "/home/",
        "/search/?q=e",
        "/styleguide/",
        "/journeys/",
        "/journeys/parcel/",
        CELL,
        "/cases/sources/new/",
    ):
        page.goto(address)
        found += findings(page, address)
    assert found == []


def test_what_is_promised_and_believed(door: Door) -> None:
    page, found = door.signed_in("manager"), []
    key = ask_about_days()
    for address in (
        "/promises/",
        "/promises/parcel/",
        "/promises/set/parcel/door/days/",
        "/promises/parcel/history/",
        "/beliefs/set/parcel/door/days/",
        "/rounds/",
        "/rounds/new/",
        f"/rounds/{key}/",
    ):
        page.goto(address)
        found += findings(page, address)
    page.get_by_role("spinbutton").fill("3")
    page.get_by_role("spinbutton").press("Tab")
    page.get_by_role("button", name="Reveal it to all managers").click()
    expect(page.get_by_role("table").first).to_be_visible()
    assert found + findings(page, "the reveal") == []


def test_what_is_done_about_a_cell(door: Door) -> None:
    page, found = door.signed_in("manager"), []
    for address in (
        f"{CELL}watch/",
        f"{CELL}cases/",
        f"{CELL}compare/",
        f"{CELL}want/",
        "/alerts/",
        "/improvements/",
        "/views/",
        "/views/save/?address=/journeys/parcel/",
        "/personas/",
        "/journeys/parcel/together/",
        "/journeys/parcel/together/invitations/",
    ):
        page.goto(address)
        found += findings(page, address)
    assert found == []


def test_open_menus_and_the_open_panel(door: Door) -> None:
    page = door.signed_in("manager")
    page.goto("/journeys/parcel/")
    page.locator("a.cell").first.click()
    expect(page.locator("#panel")).to_be_visible()
    found = findings(page, "panel", widths=(1440,))
    page.locator("summary", has_text="Period").click()
    found += findings(page, "filter", widths=(1440,))
    page.locator("#print-menu summary").click()
    found += findings(page, "print menu", widths=(1440,))
    page.locator(".me summary").click()
    found += findings(page, "account menu", widths=(1440,))
    assert found == []


def test_drawing(door: Door) -> None:
    page, found = door.signed_in("manager"), []
    page.goto("/journeys/parcel/draw/")
    page.locator(".tp").first.get_by_role("button", name="annoyed").click()
    expect(page.locator("#said")).to_contain_text("You changed")
    found += findings(page, "drawing")
    touchpoint = page.locator(".tp h3 a.text").first.get_attribute("href") or ""
    page.locator(".tp h3 a.text").first.click()
    found += findings(page, "drawing, a field open", widths=(1440,))
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+F10")
    found += findings(page, "drawing, the menu of a card", widths=(1440,))
    page.keyboard.press("Escape")
    for address in (touchpoint, "/journeys/new/", "/personas/new/", "/journeys/parcel/draw/edits/"):
        page.goto(address)
        found += findings(page, address)
    page.goto("/journeys/parcel/compare/")
    page.get_by_role("button", name="Draw a to-be version").click()
    page.goto("/journeys/parcel/compare/")
    assert found + findings(page, "compare") == []
