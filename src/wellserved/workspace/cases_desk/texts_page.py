"""Replies to begin with, made ready."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellserved.cases.contracts import filled, unknown_places
from wellserved.cases.queries import TemplateSeen
from wellserved.people.contracts import Person

from .words import language_name

PLACES = (
    ("{name}", gettext_lazy("the customer's name")),
    ("{number}", gettext_lazy("the number of the case")),
    ("{agent}", gettext_lazy("the name of whoever answers")),
    ("{subject}", gettext_lazy("the title of the case")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLink:
    code: str
    language: str
    there: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRow:
    slug: str
    title: str
    begins: str
    links: tuple[TextLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPreview:
    """`left` are places that nothing fills in; `language` is that of the words."""

    words: str
    left: tuple[str, ...]
    language: str


def draw_texts(found: Iterable[TemplateSeen], *, language: str) -> tuple[TextRow, ...]:
    """One line for each text, called as in this language where it is written in it."""
    by_slug: dict[str, dict[str, TemplateSeen]] = {}
    for one in found:
        by_slug.setdefault(one.slug, {})[one.language] = one
    rows = []
    for slug, those in by_slug.items():
        shown = those.get(language) or those.get("en") or next(iter(those.values()))
        links = tuple(
            TextLink(code=code, language=language_name(code), there=code in those)
            for code, _name in settings.LANGUAGES
        )
        begins = " ".join(shown.body.split())[:140]
        rows.append(TextRow(slug=slug, title=shown.title, begins=begins, links=links))
    return tuple(sorted(rows, key=lambda row: row.title.casefold()))


def draw_preview(body: str, *, language: str, person: Person) -> TextPreview:
    with translation.override(language):
        sample = {
            "name": _("Kim Mina"),
            "number": "4K7Q-92XD",
            "agent": person.name,
            "subject": _("My parcel came late"),
        }
    return TextPreview(
        words=filled(body, sample),
        left=tuple(f"{{{one}}}" for one in unknown_places(body)),
        language=language,
    )
