"""axe-core finds nothing wrong: in light and dark, on a telephone and on a desk."""

from itertools import product

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .conftest import Door

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
    for address in ("/", "/accounts/login/", NO_PAGE, door.link_for("manager")):
        page.goto(address)
        found += findings(page, address)
    assert found == []


def test_what_is_held_on_a_customer(door: Door) -> None:
    page = door.signed_in("customer")
    page.wait_for_url("**/me/")
    assert findings(page, "/me/") == []


def test_the_workspace(door: Door) -> None:
    page, found = door.signed_in("manager"), []
    for address in ("/journeys/", "/journeys/parcel/", CELL):
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
    page.locator(".me summary").click()
    found += findings(page, "account menu", widths=(1440,))
    assert found == []
