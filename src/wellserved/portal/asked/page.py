"""The pages around a screen: the screen itself, the end, and every way in that leads nowhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from wellserved.voice.domain.answers import Wrong
from wellserved.voice.domain.definition import Definition
from wellserved.voice.domain.layout import scale_of, words_of
from wellserved.voice.domain.walking import Screen, before, shown

from .drawing import ItemDrawn, Speaker, draw_item

__all__ = ["Language", "Page", "draw_end", "draw_screen", "draw_words", "html_of", "languages_of"]


class Askable(Protocol):
    """What is drawn: somebody's way through a version, or a draft that is tried out."""

    @property
    def definition(self) -> Definition: ...
    @property
    def screens(self) -> tuple[Screen, ...]: ...
    @property
    def answers(self) -> Mapping[str, object]: ...
    @property
    def facts(self) -> Mapping[str, object]: ...
    @property
    def seed(self) -> int: ...
    @property
    def version_id(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    code: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`items` is empty on a page that only says something; `fields` go hidden with the form."""

    title: str
    heading: str = ""
    lead: str = ""
    items: tuple[ItemDrawn, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    action: str = ""
    percent: int = 0
    back: bool = False
    last: bool = False
    files: bool = False
    wrong: str = ""
    asks: bool = False
    languages: tuple[Language, ...] = ()


def draw_screen(
    asked: Askable,
    *,
    at: int,
    action: str,
    language: str,
    began: int,
    begun: str = "",
    fields: Mapping[str, Sequence[str]] | None = None,
    wrongs: Sequence[Wrong] = (),
) -> Page:
    """One screen with its items. `fields` is what was typed where it is shown once more, or what a letter's link says.

    Its own fields begin with an underscore, as no item's key does.
    """
    definition, cut = asked.definition, asked.screens
    at = min(max(at, 0), len(cut) - 1)
    screen = cut[at]
    seen = shown(definition, answers=asked.answers, facts=asked.facts)
    speaker = Speaker(definition, language, seen.answers, asked.facts)
    told = {wrong.item: wrong for wrong in wrongs}
    here = {item.key: item for item in seen.items if item.key in screen.items}
    items = tuple(
        draw_item(
            here[key],
            speaker=speaker,
            seed=asked.seed,
            fields=fields,
            wrong=said_of(told[key], here[key]) if key in told else "",
        )
        for key in screen.items
        if key in here
    )
    page = next(one for one in definition.pages if one.key == screen.page)
    hidden = [("_s", str(at)), ("_v", str(asked.version_id)), ("_t", str(began)), ("_l", language)]
    return Page(
        title=speaker.say(definition.title),
        heading=speaker.say(page.title) if screen.begins else "",
        lead=_lead(speaker, at=at, lead=speaker.say(page.lead) if screen.begins else ""),
        items=items,
        fields=(*hidden, *([("_r", begun)] if begun else [])),
        action=action,
        percent=round(100 * at / len(cut)),
        back=before(cut, seen=seen, at=at) is not None,
        last=at == len(cut) - 1,
        files=any(item.shape == "file" for item in items),
        wrong=_("Please look at what is marked below.") if wrongs else "",
        asks=True,
        languages=languages_of(asked, chosen=language) if at == 0 else (),
    )


def draw_end(asked: Askable, *, language: str) -> Page:
    """It is finished: the questionnaire's own thanks, or ours."""
    speaker = Speaker(asked.definition, language, asked.answers, asked.facts)
    return Page(
        title=speaker.say(asked.definition.title),
        heading=_("Thank you"),
        lead=speaker.say(asked.definition.thanks)
        or _("Your answers are in. They go to the people who can change something."),
    )


def draw_words(heading: str, lead: str, *, title: str = "") -> Page:
    return Page(title=title or heading, heading=heading, lead=lead)


def html_of(page: Page) -> str:
    return render_to_string("portal/asked/page.html", {"page": page, "language": get_language()})


def day_of(when: datetime) -> str:
    return formats.date_format(timezone.localtime(when), "DATE_FORMAT")


def last_day_of(when: datetime) -> str:
    """Of an end: midnight belongs to the day before."""
    return day_of(when - when.resolution)


def languages_of(asked: Askable, *, chosen: str) -> tuple[Language, ...]:
    """Those that the questionnaire is written in and the pages speak; none where there is nothing to choose."""
    there = {code for _place, words in words_of(asked.definition) for code in words}
    if "zh-hant" in there:
        there.add("zh-hans")
    codes = [code for code, _name in settings.LANGUAGES if code in there]
    if len(codes) < 2:
        return ()
    return tuple(
        Language(code=code, name=get_language_info(code)["name_local"], chosen=code == chosen)
        for code in codes
    )


def said_of(wrong: Wrong, item: object) -> str:
    """In the reader's language, with the mend."""
    scale = scale_of(item)  # type: ignore[arg-type]  # any item
    most = getattr(item, "most", 0)
    words = {
        "required": _("Please answer this question."),
        "number": _("Choose one of the numbers from %(low)s to %(high)s.")
        % {"low": getattr(scale, "low", ""), "high": getattr(scale, "high", "")},
        "option": _("Choose one of the answers below."),
        "few": _("Choose at least %(n)s.") % {"n": getattr(item, "least", "")},
        "many": _("Choose at most %(n)s.") % {"n": most},
        "long": _("This is too long: %(n)s characters fit. It is all still here; please shorten it.")
        % {"n": most},
        "size": _("This file is too large: up to 10 MB fit. Take a smaller one, or go on without it."),
        "type": _(
            "This is no file that we can take. Take a photo as JPEG, PNG or WebP, or a sound recording."
        ),
        "flood": _(
            "Very many files come from where you are just now. Send it again in ten minutes, or go on without it."
        ),
    }
    return words.get(wrong.why) or _("Please look at this answer once more.")


def _lead(speaker: Speaker, *, at: int, lead: str) -> str:
    welcome = speaker.say(speaker.definition.welcome) if at == 0 else ""
    return "\n\n".join(text for text in (welcome, lead) if text)
