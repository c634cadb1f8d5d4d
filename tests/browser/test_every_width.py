"""Nothing has to be moved sideways: from a small telephone to a wall, and at 200% zoom."""

import pytest

from .conftest import Door

# 1440 px at 200% are 720.
WIDTHS = (360, 720, 2560)
STAFF = (
    "/home/",
    "/search/?q=e",
    "/styleguide/",
    "/journeys/",
    "/parcels/",
    "/parcels/bring/",
    "/parcels/windows/",
    "/scan/",
    "/cases/sources/new/",
)
EVERYBODY = ("/", "/find/?q=sign", "/promise/", "/tell-us/", "/you-said/", "/accounts/login/")


def too_wide(door: Door, *, role: str, addresses: tuple[str, ...]) -> list[str]:
    page = door.nobody() if role == "nobody" else door.signed_in(role)
    found = []
    for address in addresses:
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found.append(f"{address} is {wide} px wide in {width}")
    return found


@pytest.mark.parametrize(("role", "addresses"), [("nobody", EVERYBODY), ("manager", STAFF)])
def test_no_page_is_wider_than_its_window(door: Door, role: str, addresses: tuple[str, ...]) -> None:
    assert too_wide(door, role=role, addresses=addresses) == []


def test_parts_are_told_apart_where_the_system_has_its_own_colours(door: Door) -> None:
    page = door.signed_in("manager")
    page.goto("/styleguide/")
    page.emulate_media(forced_colors="active")
    cell = page.locator("#shortfall .cell.h6").first
    assert cell.evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(127, 29, 29)"
    button = page.locator("#button .btn").first
    assert button.evaluate("one => getComputedStyle(one).borderStyle") == "solid"


def test_on_paper_the_frame_is_gone_and_the_data_keeps_its_colour(door: Door) -> None:
    page = door.signed_in("manager")
    page.goto("/home/")
    page.emulate_media(media="print")
    assert not page.locator(".top").is_visible()
    assert page.get_by_role("heading", level=1).is_visible()
    assert (
        page.locator("body").evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(255, 255, 255)"
    )


def test_a_form_on_its_way_is_not_sent_twice(door: Door) -> None:
    page = door.signed_in("manager")
    page.goto("/home/")
    page.evaluate(
        """() => {
            window.sent = 0;
            const form = document.createElement("form");
            form.method = "post";
            form.innerHTML = '<button class="btn" id="once">Save</button>';
            document.querySelector("main").append(form);
            document.addEventListener("submit", (event) => {
                if (!event.defaultPrevented) window.sent += 1;
                event.preventDefault();
            });
        }"""
    )
    button = page.locator("#once")
    button.click()
    button.dispatch_event("click")
    assert button.get_attribute("aria-busy") == "true"
    assert page.evaluate("window.sent") == 1
