"""A map is drawn: with a mouse, by keyboard alone, by two at once, without a connection, on a phone."""

import json
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from .conftest import Door

DRAW = "/journeys/parcel/draw/"


def touchpoints(page: Page, stage: int) -> Locator:
    return page.locator(".stage").nth(stage).locator(".tp h3 .v")


def said(page: Page, words: str) -> None:
    expect(page.locator("#said")).to_contain_text(words)


def lane(page: Page, touchpoint: str, name: str) -> Locator:
    return page.locator(".tp").filter(has_text=touchpoint).locator(f".of-{name} a.text")


def typed(page: Page, place: Locator, words: str) -> None:
    place.click()
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def drag(page: Page, what: Locator, onto: Locator) -> None:
    start, end = what.bounding_box(), onto.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 40, start["y"] + start["height"] - 6)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + start["height"] - 6, steps=3)
    page.mouse.move(end["x"] + end["width"] - 20, end["y"] + end["height"] - 8, steps=12)
    page.wait_for_timeout(150)
    page.mouse.up()


def test_a_map_is_drawn_from_nothing(door: Door, tmp_path: Path) -> None:
    page = door.signed_in("manager")
    page.goto("/journeys/")
    page.get_by_role("link", name="New journey").click()
    page.get_by_label("Name of the journey").fill("Shop visit")
    page.get_by_label("The customer's goal").fill("Be done in ten minutes")
    page.get_by_role("button", name="Draw it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Be done in ten minutes")
    page.locator("#add-stage").click()
    for name in ("Enter", "Find", "Pay"):
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        said(page, f"You added the stage “{name}”")
    page.keyboard.press("Escape")
    expect(page.locator(".stage h2 .v")).to_have_text(["Enter", "Find", "Pay"])
    page.locator(".add-touchpoint").nth(1).click()
    for name in ("Ask somebody", "Look around"):
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        said(page, f"You added “{name}”")
    page.keyboard.press("Escape")
    typed(page, lane(page, "Ask somebody", "doing"), "Waits for somebody who is free")
    said(page, "You changed “Ask somebody”")
    ask = page.locator(".tp").filter(has_text="Ask somebody")
    ask.get_by_role("button", name="annoyed, −1").click()
    look = page.locator(".tp").filter(has_text="Look around")
    look.get_by_role("button", name="pleased, +1").click()
    expect(page.locator("path.felt")).to_have_count(1)

    ask.get_by_role("link", name="Add a measure").click()
    page.get_by_label("What is measured").fill("Minutes until somebody comes")
    page.get_by_label("Unit").fill("minutes")
    page.get_by_role("button", name="Add the measure").click()
    expect(page.locator("#measures")).to_contain_text("Minutes until somebody comes")
    page.get_by_role("link", name="Back to the map").click()
    expect(page.locator(".of-measures").filter(has_text="Minutes until somebody comes")).to_have_count(1)

    drag(page, page.locator(".tp-head").nth(0), page.locator(".tp-head").nth(1))
    said(page, "You moved “Ask somebody”")
    expect(touchpoints(page, 1)).to_have_text(["Look around", "Ask somebody"])
    page.get_by_role("button", name="Undo").click()
    said(page, "Undone: moved “Ask somebody”")
    expect(touchpoints(page, 1)).to_have_text(["Ask somebody", "Look around"])
    page.get_by_role("button", name="Redo").click()
    expect(touchpoints(page, 1)).to_have_text(["Look around", "Ask somebody"])

    page.locator("summary", has_text="Export").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="JSON").click()
    file = tmp_path / "map.json"
    coming.value.save_as(file)
    assert "Waits for somebody who is free" in file.read_text()
    assert json.loads(file.read_text())
    for width in (360, 768, 2560):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_touchpoint_is_dragged_into_another_stage(door: Door) -> None:
    page = door.signed_in("agent")
    page.goto(DRAW)
    drag(page, page.locator(".tp-head").nth(0), page.locator(".tp-head").nth(1))
    said(page, "You moved “Handed over”")
    expect(touchpoints(page, 0)).to_have_count(0)
    expect(touchpoints(page, 1)).to_have_text(["First answer", "Handed over"])


def test_by_keyboard_alone(door: Door) -> None:
    page = door.signed_in("manager")
    page.goto(DRAW)
    page.locator("#board-scroll").focus()
    page.keyboard.press("Tab")
    expect(page.locator(".stage h2 a.text").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("Ring")
    page.keyboard.press("Enter")
    said(page, "You added “Ring”")
    page.keyboard.press("Enter")
    expect(page.locator(".add-touchpoint").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".tp h3 a.text").first).to_be_focused()
    page.keyboard.press("F2")
    page.keyboard.type("At the door")
    page.keyboard.press("Enter")
    said(page, "You changed “At the door”")
    page.keyboard.press("Alt+ArrowRight")
    said(page, "You moved “At the door”")
    expect(touchpoints(page, 0)).to_have_text(["Ring", "At the door"])
    expect(page.locator(".tp h3 a.text").nth(1)).to_be_focused()
    page.keyboard.press("Control+d")
    said(page, "You copied “At the door”")
    expect(page.locator(".tp h3 a.text").nth(2)).to_be_focused()
    page.keyboard.press("Delete")
    said(page, "You removed “At the door”")
    page.keyboard.press("Control+z")
    said(page, "Undone: removed “At the door”")
    expect(touchpoints(page, 0)).to_have_text(["Ring", "At the door", "At the door"])
    page.keyboard.press("Control+Shift+z")
    said(page, "Done again: removed “At the door”")
    page.locator(".tp h3 a.text").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("thrown away")
    page.keyboard.press("Escape")
    expect(page.locator(".tp").first.locator(".of-doing a.text")).to_be_focused()
    expect(page.locator(".tp").first).not_to_contain_text("thrown away")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("menuitem", name="Rename")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    said(page, "You removed “Ring”")


def test_two_at_once_lose_nothing(door: Door) -> None:
    door.watch.may_be_refused.add(f"{DRAW}edit/")
    mina, jun = door.signed_in("manager"), door.signed_in("manager")
    for page in (mina, jun):
        page.goto(DRAW)
    title = ".tp h3 a.text >> nth=0"
    mina.locator(title).click()
    mina.keyboard.type("On the mat")
    typed(jun, jun.locator(title), "At the door")
    said(jun, "You changed “At the door”")
    typed(jun, jun.locator(".stage h2 a.text").nth(1), "Be helped")
    # What the other drew comes by itself, and the field that is being written in stays as it is.
    expect(mina.locator(".stage h2 .v").nth(1)).to_have_text("Be helped")
    said(mina, "Alex Manager changed “Be helped”")
    expect(mina.locator("textarea.writing")).to_have_value("On the mat")
    expect(mina.locator("textarea.writing")).to_be_focused()
    mina.keyboard.press("Enter")
    asked = mina.get_by_role("dialog")
    expect(asked).to_contain_text("At the door")
    expect(asked).to_contain_text("On the mat")
    asked.get_by_role("button", name="Put mine").click()
    expect(mina.locator(".tp h3 .v").first).to_have_text("On the mat")
    expect(jun.locator(".tp h3 .v").first).to_have_text("On the mat")


def test_without_a_connection_what_was_typed_is_kept(door: Door) -> None:
    page = door.signed_in("manager")
    page.goto(DRAW)
    page.context.set_offline(True)
    typed(page, page.locator(".tp h3 a.text").first, "At the door")
    said(page, "No connection")
    expect(page.locator("textarea.writing")).to_have_value("At the door")
    page.context.set_offline(False)
    said(page, "You changed “At the door”")
    expect(page.locator(".tp h3 .v").first).to_have_text("At the door")


def test_on_a_phone_a_tap_opens_the_touchpoint(door: Door) -> None:
    page = door.signed_in("agent", width=390)
    page.goto(DRAW)
    page.locator(".tp h3 a.text").first.click()
    page.get_by_label("Does").fill("Opens the door")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Have it when I need it")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_without_script_the_commands_are_forms(door: Door) -> None:
    page = door.signed_in("manager", script=False)
    page.goto(DRAW)
    page.locator(".tp .more").first.click()
    page.get_by_role("button", name="Move right").click()
    expect(touchpoints(page, 1)).to_have_text(["Handed over", "First answer"])
    page.get_by_role("button", name="Undo").click()
    expect(touchpoints(page, 0)).to_have_text(["Handed over"])
