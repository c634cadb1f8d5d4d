"""A draft made ready for its editor: the outline, the chosen part's form, and where its preview is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _

from wellserved.voice.contracts import DraftSeen, Fault
from wellserved.voice.domain.conditions import named
from wellserved.voice.domain.deeds import Remove
from wellserved.voice.domain.definition import Condition, Definition, Item, Kano, Page, Pair, Words
from wellserved.voice.domain.editing import item_of, page_of
from wellserved.voice.domain.layout import words_of
from wellserved.voice.domain.texts import languages_of, worded
from wellserved.workspace.wording import Words as Said

from .words import KIND_GROUPS, KINDS, fault_words, language_name

__all__ = ["Editor", "Removed", "draw_editor", "removed_of"]

WHOLE_PLACES = ("title", "welcome", "thanks", "pages", "dimensions")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    key: str
    kind: Said
    text: str
    required: bool
    condition: str
    chosen: bool
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    key: str
    title: str
    mixed: bool
    condition: str
    chosen: bool
    faults: tuple[str, ...]
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """What was just removed, so that it can be put back: the fields of a form."""

    said: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """`part` is what stands open: 'whole', 'page:KEY' or 'item:KEY'. `refused` says why nothing was changed."""

    slug: str
    title: str
    part: str
    kind: str
    key: str
    heading: str
    pages: tuple[PageView, ...]
    whole_faults: tuple[str, ...]
    faults: tuple[str, ...]
    faulty: int
    preview: str
    languages: tuple[tuple[str, str], ...]
    may_write: bool
    kinds: Sequence[tuple[Said, Sequence[tuple[str, Said]]]] = field(default=KIND_GROUPS)
    removed: Removed | None = None
    refused: str = ""


def draw_editor(
    draft: DraftSeen,
    *,
    part: str,
    may_write: bool,
    removed: Removed | None = None,
    refused: str = "",
) -> Editor:
    definition = draft.definition
    part = _there(definition, part)
    faults = _by_part(draft.faults)
    pages = tuple(_page(page, definition, part, faults) for page in definition.pages)
    kind, _colon, key = part.partition(":")
    languages = languages_of((words for _place, words in words_of(definition)), first=definition.language)
    return Editor(
        slug=draft.slug,
        title=_say(definition.title, definition) or draft.slug,
        part=part,
        kind=kind,
        key=key,
        heading=_heading(definition, kind, key),
        pages=pages,
        whole_faults=tuple(fault for place in WHOLE_PLACES for fault in faults.get(place, ())),
        faults=tuple(
            fault for place in (WHOLE_PLACES if not key else (key,)) for fault in faults.get(place, ())
        ),
        faulty=len(draft.faults),
        preview=_preview(draft, key, definition.language),
        languages=tuple((_preview(draft, key, code), language_name(code)) for code in languages),
        may_write=may_write,
        removed=removed,
        refused=refused,
    )


def removed_of(definition: Definition, deed: Remove) -> Removed:
    """Raises Gone, as the deed itself does."""
    if deed.what == "item":
        part: Item | Page = item_of(definition, deed.key)
        page = next(one for one in definition.pages if deed.key in {item.key for item in one.items})
        keys, inside = [item.key for item in page.items], page.key
        said = _("“%(question)s” is removed.") % {
            "question": _item_words(item_of(definition, deed.key), definition)
        }
    else:
        page_of(definition, deed.key)
        keys, inside = [page.key for page in definition.pages], ""
        part = next(one for one in definition.pages if one.key == deed.key)
        said = _("The page “%(page)s” is removed, with its questions.") % {
            "page": _say(part.title, definition) or deed.key
        }
    after = keys[keys.index(deed.key) + 1 :]
    fields = (
        ("do", f"back:{deed.what}"),
        ("part", msgspec.json.encode(part).decode()),
        ("page", inside),
        ("before", after[0] if after else ""),
    )
    return Removed(said=said, fields=fields)


def _preview(draft: DraftSeen, key: str, language: str) -> str:
    """Another address after each edit, so that it is loaded anew."""
    asked = {"_lang": language, "edition": draft.edition, **({"at": key} if key else {})}
    return f"{reverse('questionnaire_preview', args=[draft.slug])}?{urlencode(asked)}"


def _there(definition: Definition, part: str) -> str:
    """The part that was asked for, if there is one; else the first question, else the whole."""
    known = [f"{kind}:{one.key}" for page in definition.pages for kind, one in _with_items(page)]
    if part == "whole" or part in known:
        return part
    return next((one for one in known if one.startswith("item:")), "whole") if not part else "whole"


def _with_items(page: Page) -> list[tuple[str, Page | Item]]:
    return [("page", page), *(("item", item) for item in page.items)]


def _heading(definition: Definition, kind: str, key: str) -> str:
    if kind == "item":
        return str(KINDS[str(item_of(definition, key).__struct_config__.tag)])
    if kind == "page":
        at = next(n for n, page in enumerate(definition.pages, start=1) if page.key == key)
        return _("Page %(n)s") % {"n": at}
    return _("The whole questionnaire")


def _page(page: Page, definition: Definition, part: str, faults: Mapping[str, list[str]]) -> PageView:
    return PageView(
        key=page.key,
        title=_say(page.title, definition),
        mixed=page.shuffle,
        condition=_asked_if(page.show_if),
        chosen=part == f"page:{page.key}",
        faults=tuple(faults.get(page.key, ())),
        items=tuple(
            ItemView(
                key=item.key,
                kind=KINDS[str(item.__struct_config__.tag)],
                text=_item_words(item, definition),
                required=item.required,
                condition=_asked_if(item.show_if),
                chosen=part == f"item:{item.key}",
                faults=tuple(faults.get(item.key, ())),
            )
            for item in page.items
        ),
    )


def _item_words(item: Item, definition: Definition) -> str:
    halves = item.perceived if isinstance(item, Pair) else item.functional if isinstance(item, Kano) else {}
    return _say(item.text, definition) or _say(halves, definition) or item.key


def _asked_if(condition: Condition | None) -> str:
    """What a condition looks at; the whole of it stands in the form."""
    subjects = dict.fromkeys(when.item or when.fact for when in named(condition))
    return _("depends on %(what)s") % {"what": ", ".join(subjects)} if subjects else ""


def _by_part(faults: Sequence[Fault]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for fault in faults:
        found[fault.place.partition(".")[0]].append(fault_words(fault))
    return found


def _say(words: Words, definition: Definition) -> str:
    return worded(words, language=definition.language, fallback=definition.language)
