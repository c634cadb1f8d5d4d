"""Twenty cases by keyboard alone: taken, given a cause, answered, taken back, closed; and everybody can read the pages."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from wellserved.cases.contracts import CaseIn, Channel, ContactIn, Kind, MessageIn
from wellserved.cases.models import Case, Message
from wellserved.cases.services import add_message, set_aside, set_cause, set_template, take_in
from wellserved.people.contracts import OPERATOR

from .conftest import Door
from .test_everybody_can_read import findings


def write(n: int, *, text: str = "The box was wet.") -> list[int]:
    """Complaints, the last one first in the list; every fifth is a question."""
    now = timezone.now()
    for slug in ("packing", "routes"):
        set_cause(by=OPERATOR, slug=slug, titles={"en": slug.title()}, now=now)
    set_template(
        by=OPERATOR, slug="sorry", language="en", title="Sorry", body="Dear {name}, {what}.", now=now
    )
    return [
        take_in(
            by=OPERATOR,
            case=CaseIn(
                source="test",
                source_id=str(one),
                kind=Kind.COMPLAINT if one % 5 else Kind.QUESTION,
                channel=Channel.EMAIL,
                text=f"{text} {one}",
                contact=ContactIn(name="Kim Mina", email="mina@example.test"),
            ),
            now=now - timedelta(minutes=one),
        ).case_id
        for one in range(n)
    ]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_twenty_cases_are_worked_through_by_keyboard_alone(door: Door) -> None:
    ids = write(20)
    page = door.signed_in("agent")
    page.goto("/cases/")
    expect(page.locator("tr[data-case]")).to_have_count(20)
    mark_and_take_ten(page)
    close_in_the_list(page)
    answer_on_their_pages(page)
    close_on_their_pages(page)
    close_what_is_left(page)
    assert Case.objects.filter(state="done").count() == 16
    assert Case.objects.filter(state="waiting").count() == 4
    assert Message.objects.filter(direction="out", sending="held").count() == 4
    assert not Case.objects.filter(pk__in=ids, state="done", kind="complaint", cause=None).exists()


def mark_and_take_ten(page: Page) -> None:
    """Their cause is chosen once for all."""
    line = page.locator("tr[data-case]")
    for _ in range(10):
        press(page, "j", "s")
    press(page, "c")
    expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    page.keyboard.type("pack")
    press(page, "Enter")
    expect(line.nth(0)).to_contain_text("Packing")
    expect(line.nth(9)).to_contain_text("Packing")
    press(page, "e")
    expect(line.nth(9)).to_contain_text("you")
    expect(page.locator("input[name=case]:checked")).to_have_count(0)
    expect(line.nth(9).locator("th a")).to_be_focused()


def close_in_the_list(page: Page) -> None:
    """One by one: those without a cause are asked for it, and a question needs none."""
    line = page.locator("tr[data-case]")
    press(page, "x")
    expect(line.nth(9)).to_have_class("gone")
    press(page, "j", "x")
    expect(line.nth(10)).to_have_class("gone")
    press(page, "j", "x")
    expect(page.get_by_role("dialog", name="Choose the cause")).to_be_visible()
    press(page, "ArrowDown", "Enter")
    expect(line.nth(11)).to_have_class("gone")
    expect(line.nth(11)).to_contain_text("Routes")
    expect(line.nth(11).locator("th a")).to_be_focused()


def answer_on_their_pages(page: Page) -> None:
    """From one to the next, with a text to begin with; the first answer is taken back and sent again."""
    press(page, *"k" * 11)
    expect(page.locator("tr[data-case] th a").first).to_be_focused()
    press(page, "r")
    box, undo = (
        page.get_by_role("textbox", name="Your answer"),
        page.get_by_role("button", name="Take it back"),
    )
    text = page.get_by_role("dialog").get_by_role("option", name="Sorry")
    expect(box).to_be_focused()
    press(page, "Alt+t")
    expect(text).to_be_visible()
    press(page, "Enter")
    expect(box).to_have_value("Dear Kim Mina, {what}.")
    page.keyboard.type("a new box is on its way")
    press(page, "Control+Enter")
    expect(undo).to_be_visible()
    press(page, "z")
    expect(box).to_have_value("Dear Kim Mina, a new box is on its way.")
    expect(undo).to_have_count(0)
    press(page, "r", "Control+Enter")
    expect(undo).to_be_visible()
    for number in (1, 2, 3):
        on_to(page, number)
        press(page, "t")
        expect(text).to_be_visible()
        press(page, "Escape")
        expect(text).to_be_hidden()
        press(page, "r")
        expect(box).to_be_focused()
        page.keyboard.type("We are sorry.")
        press(page, "Control+Enter")
        expect(undo).to_be_visible()


def close_on_their_pages(page: Page) -> None:
    for number in range(4, 9):
        on_to(page, number)
        press(page, "x")
        expect(page.get_by_role("button", name="Open again")).to_be_visible()
    for number in (9, 10, 11, 12):
        on_to(page, number)
    press(page, "x")
    expect(page.get_by_role("dialog").get_by_role("option", name="Packing")).to_be_visible()
    press(page, "Enter")
    expect(page.get_by_role("button", name="Open again")).to_be_visible()


def close_what_is_left(page: Page) -> None:
    press(page, "u")
    line = page.locator("tr[data-case]")
    expect(line).to_have_count(7)
    press(page, "?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    press(page, "Escape")
    for _ in range(7):
        press(page, "j", "s")
    press(page, "x")
    expect(page.get_by_role("dialog", name="Choose the cause")).to_be_visible()
    page.keyboard.type("rout")
    press(page, "Enter")
    expect(page.locator("tr.gone")).to_have_count(7)


def on_to(page: Page, number: int) -> None:
    press(page, "j")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"The box was wet. {number}")


def test_everybody_can_read_the_desk_and_nothing_has_to_be_moved_sideways(door: Door) -> None:
    first, second, aside, *_rest = write(4, text="A box that was wet through and through, and nobody rang")
    words = MessageIn(source="test", source_id="more", channel=Channel.EMAIL, text="And my money?")
    add_message(by=OPERATOR, case_id=first, message=words, now=timezone.now())
    set_aside(by=OPERATOR, case_id=aside, now=timezone.now())
    page, found = door.signed_in("manager"), []
    number = Case.objects.get(pk=second).pk
    for address in (
        "/cases/",
        f"/cases/{first}/",
        f"/cases/{first}/facts/",
        f"/cases/{first}/merge/",
        f"/cases/{first}/split/?message={Message.objects.latest('pk').pk}",
        f"/cases/{first}/about/?q={number}",
        "/cases/quarantine/",
        "/cases/texts/",
        "/cases/texts/sorry/ko/",
        "/cases/hours/",
        "/cases/hours/all/",
        "/cases/topics/",
    ):
        page.goto(address)
        found += findings(page, address)
        for width in (320, 390):
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth")
            found += [f"{address} is {wide} px wide in {width}"] if wide > width else []
        page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"/cases/{first}/")
    for key, name in (("c", "Choose the cause"), ("t", "Texts to begin with"), ("?", "Keys")):
        press(page, key)
        expect(page.get_by_role("dialog", name=name)).to_be_visible()
        if key != "?":
            expect(page.get_by_role("dialog").get_by_role("option").first).to_be_visible()
        found += findings(page, name, widths=(1440,))
        press(page, "Escape")
    assert found == []
