"""A questionnaire on a telephone: one thumb, no script, in light and dark."""

from django.utils import timezone
from playwright.sync_api import expect

from wellserved.people.contracts import OPERATOR
from wellserved.voice.beginnings import BEGINNINGS
from wellserved.voice.models import Response
from wellserved.voice.services import add_questionnaire, open_door, publish

from .conftest import Door
from .test_everybody_can_read import findings


def ask(*keys: str) -> None:
    now = timezone.now()
    for key in keys:
        add_questionnaire(by=OPERATOR, slug=key, definition=BEGINNINGS[key], now=now)
        publish(by=OPERATOR, questionnaire=key, now=now)
        open_door(by=OPERATOR, slug=key, questionnaire=key, now=now)


def test_it_is_answered_without_a_script_and_by_the_keyboard(door: Door) -> None:
    ask("nps")
    page = door.nobody(script=False, width=390)
    door.watch.may_be_refused.add("/ask/nps")
    page.goto("/ask/nps")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Please answer this question.")).to_be_visible()
    page.get_by_role("radio", name="7", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Next").press("Enter")
    expect(page.get_by_text("You chose 8. What is the main reason?")).to_be_visible()
    page.get_by_role("textbox").fill("Quick, and kind")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert Response.objects.get().answers == {"nps": 8, "why": "Quick, and kind"}


def test_everybody_can_read_and_hit_it(door: Door) -> None:
    ask("servqual", "kano", "nps")
    page = door.nobody(width=390)
    found = []
    for key in ("servqual", "kano", "nps"):
        for language in ("en", "ko", "zh-hant"):
            page.goto(f"/ask/{key}?_lang={language}")
            if language == "en":
                found += findings(page, key)
            page.set_viewport_size({"width": 320, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") == 320
            low = "[...document.querySelectorAll('label')].map(one => one.getBoundingClientRect())"
            assert page.evaluate(f"Math.min(...{low}.map(one => one.height))") >= 40
            assert page.evaluate(f"Math.min(...{low}.map(one => one.width))") >= 24
    assert found == []
