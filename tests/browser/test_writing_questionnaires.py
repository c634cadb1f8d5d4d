"""A questionnaire is written with the telephone beside it: by mouse and keyboard, and without a script."""

from django.utils import timezone
from playwright.sync_api import FrameLocator, Locator, Page, expect

from wellserved.people.contracts import OPERATOR
from wellserved.voice.beginnings import BEGINNINGS
from wellserved.voice.queries import draft_for
from wellserved.voice.services import add_questionnaire

from .conftest import Door
from .test_everybody_can_read import findings

EDIT = "/questionnaires/csat/edit/"


def begin() -> None:
    add_questionnaire(by=OPERATOR, slug="csat", definition=BEGINNINGS["csat"], now=timezone.now())


def keys() -> list[list[str]]:
    pages = draft_for(OPERATOR, questionnaire="csat").definition.pages
    return [[item.key for item in page.items] for page in pages]


def telephone(page: Page) -> FrameLocator:
    return page.frame_locator("#preview")


def drag(page: Page, what: Locator, onto: Locator) -> None:
    start, end = what.bounding_box(), onto.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 4, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, start["y"] + 16, steps=3)
    page.mouse.move(end["x"] + 8, end["y"] + end["height"] - 3, steps=12)
    page.wait_for_timeout(150)
    page.mouse.up()


def test_what_is_written_and_dragged_stands_on_the_telephone_beside_it(door: Door) -> None:
    begin()
    door.watch.may_be_refused.add(EDIT)
    page = door.signed_in("manager")
    page.goto(EDIT)
    expect(telephone(page).get_by_text("How satisfied are you with our service?")).to_be_visible()
    page.get_by_label("Question", exact=True).fill("How was it?")
    page.get_by_label("Explanation below it").fill("One thumb is enough")
    page.keyboard.press("Tab")
    expect(telephone(page).get_by_text("How was it?")).to_be_visible()
    expect(telephone(page).get_by_text("One thumb is enough")).to_be_visible()
    expect(page.get_by_label("Explanation below it")).to_have_value("One thumb is enough")
    # It asks for an answer that would stand after it: said at its place, and put right by dragging it back.
    drag(page, page.locator("#o-item-csat .q-grip"), page.locator("#o-item-better"))
    expect(page.locator("#o-item-better")).to_contain_text("not answered before it")
    assert keys() == [["better", "csat", "liked"]]
    page.locator("#a-item-csat").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#q-state")).to_contain_text("It can be published as it is.")
    expect(page.locator("#a-item-csat")).to_be_focused()
    assert keys() == [["csat", "better", "liked"]]
    page.locator("#kind-satisfaction").select_option("choice")
    page.get_by_role("button", name="Add a question").click()
    expect(page.locator("#q-part-title")).to_have_text("Choice of one")
    page.get_by_label("Question", exact=True).fill("How did it come?")
    for words in ("By post", "I fetched it"):
        page.get_by_label("Answer", exact=True).nth(0 if words == "By post" else 1).fill(words)
    page.get_by_role("button", name="Save").last.click()
    expect(telephone(page).get_by_label("I fetched it")).to_be_visible()
    expect(page.get_by_label("Answer", exact=True)).to_have_count(4)
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Put it back").click()
    expect(page.locator("#o-item-choice")).to_be_visible()
    found = findings(page, "the editor", widths=(1440, 390))
    page.goto("/questionnaires/csat/words/?language=ko")
    page.get_by_label("How did it come?").fill("어떻게 받으셨나요?")
    page.keyboard.press("Tab")
    expect(page.locator("#q-state")).to_contain_text("7 of 10")
    for address in ("/questionnaires/", "/questionnaires/new/"):
        found += findings(page, "translations", widths=(1440, 390))
        page.goto(address)
    for address in ("/questionnaires/", "/questionnaires/new/", EDIT, "/questionnaires/csat/words/"):
        page.goto(address)
        for width in (360, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{address} is wider than {width}")
    assert found == []


def test_without_a_script_its_buttons_are_forms(door: Door) -> None:
    begin()
    page = door.signed_in("manager", script=False)
    page.goto(EDIT)
    page.get_by_role("button", name="Down: How satisfied").click()
    assert keys() == [["better", "csat", "liked"]]
    page.get_by_label("Title that customers see").or_(page.get_by_label("Question", exact=True)).first.fill(
        "So?"
    )
    page.get_by_role("button", name="Save").last.click()
    assert "So?" in str(draft_for(OPERATOR, questionnaire="csat").definition)
