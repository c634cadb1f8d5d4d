"""A whole questionnaire as one page, for a kiosk that leads through it by itself, with a connection or without."""

import json
from dataclasses import dataclass
from urllib.parse import urlencode

import msgspec
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wellserved.portal.asked.drawing import ItemDrawn, Speaker, draw_item
from wellserved.portal.asked.page import languages_of, last_day_of
from wellserved.voice.domain.definition import Condition, Item, Photo, VoiceNote
from wellserved.voice.queries.answering import Asked

__all__ = ["KioskPage", "draw_kiosk"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskItem:
    """`rule` is what the script must know of it: whether it is needed, and when it is shown."""

    drawn: ItemDrawn
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskScreen:
    page: str
    heading: str
    lead: str
    rule: str
    items: tuple[KioskItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskPage:
    title: str
    lead: str
    thanks: str
    version: int
    language: str
    post: str
    key: str
    screens: tuple[KioskScreen, ...]
    facts: dict[str, object]
    languages: tuple[tuple[str, str, str, bool], ...]
    words: dict[str, str]
    closed: str


def draw_kiosk(asked: Asked, *, slug: str, key: str, closed: bool = False) -> KioskPage:
    """In the language in force. Files cannot be given at a kiosk, so what asks for one is left out. A closed one asks
    nothing, and still sends what waits on the device.
    """
    language = get_language() or asked.definition.language
    speaker = Speaker(asked.definition, language, {}, asked.facts)
    pages = {page.key: page for page in asked.definition.pages}
    items = {item.key: item for page in asked.definition.pages for item in page.items}
    screens = []
    for screen in asked.screens:
        page = pages[screen.page]
        own = [items[key] for key in screen.items if not isinstance(items[key], Photo | VoiceNote)]
        last_of_page = screen is [one for one in asked.screens if one.page == screen.page][-1]
        screens.append(
            KioskScreen(
                page=page.key,
                heading=speaker.say(page.title) if screen.begins else "",
                lead=speaker.say(page.lead) if screen.begins else "",
                rule=_rule(shown=page.show_if, ends=page.ends_if if last_of_page else None),
                items=tuple(_item(item, speaker, seed=asked.seed) for item in own),
            )
        )
    return KioskPage(
        title=speaker.say(asked.definition.title),
        lead=speaker.say(asked.definition.welcome),
        thanks=speaker.say(asked.definition.thanks)
        or _("Your answers are in. They go to the people who can change something."),
        version=asked.version_id,
        language=language,
        post=reverse("kiosk_answers", args=[slug]),
        key=key,
        screens=tuple(screens),
        facts=dict(asked.facts),
        languages=_languages(asked, slug=slug, key=key, chosen=language),
        words={
            "required": _("Please answer this question."),
            "no_store": _("This device keeps no answers: call somebody, please."),
        },
        closed=_("It could be answered until %(day)s. Thank you for looking in.")
        % {"day": last_day_of(asked.ends_at)}
        if closed and asked.ends_at
        else "",
    )


def _item(item: Item, speaker: Speaker, *, seed: int) -> KioskItem:
    drawn = draw_item(item, speaker=speaker, seed=seed, fields={}, wrong="")
    return KioskItem(drawn=drawn, rule=_rule(shown=item.show_if, required=item.required))


def _rule(*, shown: Condition | None, ends: Condition | None = None, required: bool = False) -> str:
    return json.dumps({"shown": _plain(shown), "ends": _plain(ends), "required": required})


def _plain(condition: Condition | None) -> object:
    return None if condition is None else msgspec.to_builtins(condition)


def _languages(asked: Asked, *, slug: str, key: str, chosen: str) -> tuple[tuple[str, str, str, bool], ...]:
    """Code, name, address and whether it is this one; none where there is nothing to choose."""
    address = reverse("kiosk", args=[slug])
    return tuple(
        (
            one.code,
            one.name,
            f"{address}?{urlencode({'lang': one.code} | ({'key': key} if key else {}))}",
            one.chosen,
        )
        for one in languages_of(asked, chosen=chosen)
    )
