"""A questionnaire's texts side by side: as written, and in another language.

What is said alike in many places, the ends of twenty scales, is one row, and is translated once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from wellserved.platform.lists import listed
from wellserved.voice.domain.definition import MOST_TEXT, Definition
from wellserved.voice.domain.layout import words_of
from wellserved.voice.domain.texts import languages_of
from wellserved.voice.domain.wording import Strayed, strayed, texts_of
from wellserved.workspace.wording import Words

from .words import language_name

__all__ = ["Row", "Tongue", "WordsPage", "draw_words", "posted_rows", "rows_of", "tongues_of", "wrong_with"]


_FIELDS: Mapping[str, Words] = {
    "title": gettext_lazy("title"),
    "welcome": gettext_lazy("welcome"),
    "thanks": gettext_lazy("thanks"),
    "lead": gettext_lazy("words before its questions"),
    "text": gettext_lazy("question"),
    "help": gettext_lazy("explanation"),
    "expected": gettext_lazy("expected"),
    "perceived": gettext_lazy("perceived"),
    "functional": gettext_lazy("with it"),
    "dysfunctional": gettext_lazy("without it"),
    "options": pgettext_lazy("that can be chosen", "answer"),
    "rows": gettext_lazy("row"),
    "low_words": gettext_lazy("beginning of the scale"),
    "high_words": gettext_lazy("end of the scale"),
    "labels": gettext_lazy("step of the scale"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`name` is of what both sides were like: another one by now, and somebody changed it. `said` is to be shown."""

    name: str
    source: str
    there: str
    places: tuple[str, ...]
    said: str = ""
    wrong: str = ""

    @property
    def field(self) -> str:
        return f"t:{self.name}:{self.places[0]}"

    @property
    def missing(self) -> bool:
        return not self.there

    @property
    def where(self) -> str:
        """Its first place in words: 'csat: explanation'."""
        *way, last = self.places[0].split("/")
        named = _FIELDS.get(last) or _FIELDS.get(way[-1] if way else "", last)
        return f"{way[1]}: {named}" if len(way) > 1 else str(named)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    code: str
    name: str
    done: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsPage:
    slug: str
    title: str
    source: str
    source_name: str
    language: str
    language_name: str
    rows: tuple[Row, ...]
    done: int
    all: int
    only_missing: bool
    tongues: tuple[Tongue, ...]
    may_write: bool

    @property
    def missing(self) -> int:
        return self.all - self.done

    @property
    def percent(self) -> int:
        return 100 * self.done // self.all if self.all else 100


def rows_of(definition: Definition, language: str) -> tuple[Row, ...]:
    """Every text that there is in the language it is written in, each pair of texts once."""
    pairs: dict[tuple[str, str], list[str]] = {}
    for text in texts_of(definition):
        source = text.words.get(definition.language, "")
        if source:
            pairs.setdefault((source, text.words.get(language, "")), []).append(text.place)
    return tuple(
        Row(
            name=_name(source, there),
            source=source,
            there=there,
            places=tuple(places),
            said=there,
            wrong=wrong_with(source, there),
        )
        for (source, there), places in pairs.items()
    )


def draw_words(
    definition: Definition,
    *,
    slug: str,
    language: str,
    rows: Sequence[Row],
    only_missing: bool,
    may_write: bool,
    order: Sequence[str] = (),
) -> WordsPage:
    """What is missing or wrong comes first; after a saving every row stays where it was (`order`: their first places)."""
    every = rows_of(definition, language)
    done = sum(not row.missing for row in every)
    at = {place: n for n, place in enumerate(order)}
    shown = [row for row in rows if row.missing or row.wrong or not only_missing or row.places[0] in at]
    last = len(at)
    ordered = sorted(shown, key=lambda row: min((at.get(place, last) for place in row.places), default=last))
    return WordsPage(
        slug=slug,
        title=definition.title.get(definition.language) or slug,
        source=definition.language,
        source_name=language_name(definition.language),
        language=language,
        language_name=language_name(language),
        rows=tuple(ordered if at else sorted(shown, key=lambda row: not (row.missing or row.wrong))),
        done=done,
        all=len(every),
        only_missing=only_missing,
        tongues=tuple(tongues_of(definition, chosen=language)),
        may_write=may_write,
    )


def tongues_of(definition: Definition, *, chosen: str) -> Iterable[Tongue]:
    """The languages that pages speak and those that the questionnaire has, but for its own."""
    there = languages_of((words for _place, words in words_of(definition)), first=definition.language)
    codes = dict.fromkeys([*(code for code, _name in settings.LANGUAGES), *there])
    for code in codes:
        if code != definition.language:
            rows = rows_of(definition, code)
            done = 100 * sum(not row.missing for row in rows) // len(rows) if rows else 100
            yield Tongue(code=code, name=language_name(code), done=done, chosen=code == chosen)


def wrong_with(source: str, text: str) -> str:
    """What a translation puts in otherwise than its source; empty where all is well."""
    if len(text) > MOST_TEXT:
        return _("It has %(n)s characters, and %(most)s fit. Shorten it.") % {
            "n": len(text),
            "most": MOST_TEXT,
        }
    found = strayed(source, text) if text else Strayed()
    if found.broken:
        return _("A brace leads nowhere. Copy what is in braces as it stands on the left.")
    if found.lacking:
        return _("It lacks %(what)s. Put it where it belongs.") % {"what": listed(found.lacking)}
    if found.added:
        return _("It has %(what)s, which the text does not. Take it out.") % {"what": listed(found.added)}
    return ""


def posted_rows(posted: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """By the row's name and its first place: what was written."""
    found: dict[tuple[str, str], str] = {}
    for field, text in posted.items():
        kind, _colon, rest = field.partition(":")
        name, _colon, place = rest.partition(":")
        if kind == "t" and place:
            found[name, place] = text.replace("\r\n", "\n").replace("\0", "").strip()
    return found


def _name(source: str, there: str) -> str:
    return sha256(f"{source}\0{there}".encode()).hexdigest()[:12]
