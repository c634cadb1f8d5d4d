"""What a draft is after a deed."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from .deeds import (
    KINDS,
    AddItem,
    AddPage,
    Clash,
    Copy,
    Deed,
    Gone,
    MoveItem,
    MovePage,
    PutBack,
    PutItem,
    PutPage,
    PutWhole,
    Remove,
    Say,
    Step,
)
from .definition import Choice, Choices, Definition, Dimension, Item, Matrix, Option, Page, Words
from .layout import items_of
from .wording import renamed, reworded, told_in, told_over

__all__ = ["Edited", "edited", "item_of", "keys_given", "open_at", "page_of", "seen_of", "whole_of"]

_Part = TypeVar("_Part", bound=msgspec.Struct)
_Whole = Definition | Page | Item


@dataclass(frozen=True, slots=True)
class Edited:
    """`part` is the key of what was made or put, to go on with; `clashing` are texts that others changed meanwhile."""

    definition: Definition
    part: str = ""
    clashing: tuple[str, ...] = ()


def seen_of(part: _Whole, *, language: str) -> str:
    """What a form says that it was drawn of: the same for the same content in the language that it is written in."""
    return sha256(msgspec.json.encode(told_in(part, language), order="deterministic")).hexdigest()[:16]


def whole_of(definition: Definition) -> Definition:
    return replace(definition, pages=())


def page_of(definition: Definition, key: str) -> Page:
    """Without its items. Raises Gone."""
    return replace(definition.pages[_page(definition, key)], items=())


def item_of(definition: Definition, key: str) -> Item:
    """Raises Gone."""
    page, at = _item(definition, key)
    return definition.pages[page].items[at]


def open_at(definition: Definition, key: str) -> Definition:
    """As `definition`, with nothing in the way of the page or item of this key: to look at it before it is due."""
    return replace(
        definition,
        pages=tuple(
            replace(
                page,
                show_if=None,
                ends_if=None,
                items=tuple(
                    replace(item, show_if=None) if key in (item.key, page.key) else item
                    for item in page.items
                ),
            )
            for page in definition.pages
        ),
    )


def keys_given(definition: Definition) -> frozenset[str]:
    """The keys of its items, 'item.key' of their options and rows, and 'd:key' of dimensions.

    Once answered, they are never another's.
    """
    keys = {item.key for item in items_of(definition)}
    parts = {f"{item.key}.{one.key}" for item in items_of(definition) for one in _offered(item)}
    return frozenset(keys | parts | {f"d:{one.key}" for one in definition.dimensions})


def edited(definition: Definition, deed: Deed, *, taken: AbstractSet[str] = frozenset()) -> Edited:
    """The definition after a deed; what is new gets no key of `taken`, as `keys_given` tells them. Raises Gone, Clash."""
    match deed:
        case PutWhole() | PutPage() | PutItem():
            return _put(definition, deed, taken)
        case AddPage() | AddItem() | Copy():
            return _added(definition, deed, taken)
        case Say():
            return _said(definition, deed)
        case MoveItem() | MovePage() | Step():
            return Edited(_moved(definition, deed))
        case Remove():
            return Edited(_removed(definition, deed))
        case PutBack():
            return Edited(_put_back(definition, deed))


def _put(definition: Definition, deed: PutWhole | PutPage | PutItem, taken: AbstractSet[str]) -> Edited:
    match deed:
        case PutWhole():
            return Edited(_put_whole(definition, deed, taken))
        case PutPage():
            return Edited(_put_page(definition, deed), deed.page.key)
        case PutItem():
            return Edited(_put_item(definition, deed, taken), deed.item.key)


def _added(definition: Definition, deed: AddPage | AddItem | Copy, taken: AbstractSet[str]) -> Edited:
    match deed:
        case AddPage():
            key = _unused("page", {page.key for page in definition.pages})
            return Edited(_with_pages(definition, [*definition.pages, Page(key=key)]), key)
        case AddItem():
            item = KINDS[deed.kind](_unused(deed.kind.replace("_", "-"), _keys(definition) | taken))
            return Edited(_placed(definition, item, page=deed.page), item.key)
        case Copy():
            page, at = _item(definition, deed.key)
            item = definition.pages[page].items[at]
            copied = replace(item, key=_unused(item.key, _keys(definition) | taken))
            return Edited(_inserted(definition, copied, page=page, at=at + 1), copied.key)


def _moved(definition: Definition, deed: MoveItem | MovePage | Step) -> Definition:
    if isinstance(deed, Step):
        return _stepped(definition, deed)
    if deed.before == deed.key:
        return definition
    if isinstance(deed, MoveItem):
        item = item_of(definition, deed.key)
        _page(definition, deed.page)
        return _placed(_without(definition, deed.key), item, page=deed.page, before=deed.before)
    page = definition.pages[_page(definition, deed.key)]
    rest = [one for one in definition.pages if one is not page]
    at = next((n for n, one in enumerate(rest) if one.key == deed.before), len(rest))
    return _with_pages(definition, [*rest[:at], page, *rest[at:]])


def _removed(definition: Definition, deed: Remove) -> Definition:
    if deed.what == "item":
        return _without(definition, deed.key)
    gone = _page(definition, deed.key)
    return _with_pages(definition, [one for n, one in enumerate(definition.pages) if n != gone])


def _put_whole(definition: Definition, deed: PutWhole, taken: AbstractSet[str]) -> Definition:
    theirs, pages = whole_of(definition), definition.pages
    moved = {old: one.key for old, one in deed.dimensions if old}
    # Items still name a dimension that was removed: they are not of the next one that comes.
    named = {f"d:{item.dimension}" for item in items_of(definition)}
    mine = replace(deed.whole, pages=(), dimensions=_newly_named(deed.dimensions, taken | named))
    _unseen(theirs, mine, deed.seen, language=definition.language)
    mine = told_over(mine, theirs, definition.language)
    kept = tuple(
        replace(
            page,
            items=tuple(
                replace(item, dimension=moved.get(item.dimension, item.dimension)) for item in page.items
            ),
        )
        for page in pages
    )
    return replace(mine, pages=kept)


def _put_page(definition: Definition, deed: PutPage) -> Definition:
    at = _page(definition, deed.key)
    theirs, mine = page_of(definition, deed.key), replace(deed.page, items=())
    _unseen(theirs, mine, deed.seen, language=definition.language)
    put = replace(told_over(replace(mine, key=deed.key), theirs, definition.language), key=mine.key)
    return _with_page(definition, at, replace(put, items=definition.pages[at].items))


def _put_item(definition: Definition, deed: PutItem, taken: AbstractSet[str]) -> Definition:
    page, at = _item(definition, deed.key)
    items = definition.pages[page].items
    _unseen(items[at], deed.item, deed.seen, language=definition.language)
    given = _newly_keyed(deed.item, items[at], taken)
    mine = told_over(replace(given, key=deed.key), items[at], definition.language)
    put = (*items[:at], mine, *items[at + 1 :])
    after = _with_page(definition, page, replace(definition.pages[page], items=put))
    return after if deed.item.key == deed.key else renamed(after, old=deed.key, new=deed.item.key)


def _newly_named(
    dimensions: Sequence[tuple[str, Dimension]], taken: AbstractSet[str]
) -> tuple[Dimension, ...]:
    """Dimensions that were not there before get another key where an answer or item to something else may have theirs."""
    used = {one.key for _old, one in dimensions}
    found: list[Dimension] = []
    for old, one in dimensions:
        key = one.key
        if not old and f"d:{key}" in taken:
            key = _unused(key, {*used, *(name.removeprefix("d:") for name in taken)})
            used.add(key)
        found.append(replace(one, key=key))
    return tuple(found)


def _newly_keyed(mine: Item, before: Item, taken: AbstractSet[str]) -> Item:
    """Options that it had not before get another key where an answer to something else may have theirs."""
    offered = _offered(mine)
    there, used = {one.key for one in _offered(before)}, {one.key for one in offered}
    found: list[Option] = []
    for one in offered:
        key = one.key
        if key not in there and f"{mine.key}.{key}" in taken:
            stem = key.rstrip("0123456789")[:34] or "o"
            key = next(
                k for n in count(1) if f"{mine.key}.{(k := f'{stem}{n}')}" not in taken and k not in used
            )
            used.add(key)
        found.append(replace(one, key=key))
    match mine:
        case Choice() | Choices():
            return replace(mine, options=tuple(found))
        case Matrix():
            return replace(mine, rows=tuple(found))
        case _:
            return mine


def _offered(item: Item) -> tuple[Option, ...]:
    match item:
        case Choice() | Choices():
            return item.options
        case Matrix():
            return item.rows
        case _:
            return ()


def _unseen(theirs: _Whole, mine: _Whole, seen: str, *, language: str) -> None:
    if seen_of(theirs, language=language) not in (seen, seen_of(mine, language=language)):
        raise Clash


def _said(definition: Definition, deed: Say) -> Edited:
    clashing: list[str] = []

    def say(place: str, words: Words) -> Words:
        if place not in deed.texts:
            return words
        (seen, text), there = deed.texts[place], words.get(deed.language, "")
        if there not in (seen, text):
            clashing.append(place)
            return words
        others = {code: said for code, said in words.items() if code != deed.language}
        return {**others, deed.language: text} if text else others

    return Edited(reworded(definition, say), clashing=tuple(clashing))


def _stepped(definition: Definition, deed: Step) -> Definition:
    if deed.what == "page":
        at = _page(definition, deed.key)
        return _with_pages(definition, _swapped(definition.pages, at, at - 1 if deed.up else at + 1))
    page, at = _item(definition, deed.key)
    here, to = definition.pages[page], at - 1 if deed.up else at + 1
    if 0 <= to < len(here.items):
        return _with_page(definition, page, replace(here, items=tuple(_swapped(here.items, at, to))))
    other = page - 1 if deed.up else page + 1
    if not 0 <= other < len(definition.pages):
        return definition
    item, rest = here.items[at], _without(definition, deed.key)
    return _inserted(rest, item, page=other, at=len(rest.pages[other].items) if deed.up else 0)


def _put_back(definition: Definition, deed: PutBack) -> Definition:
    part = deed.part
    if isinstance(part, Page):
        taken = _keys(definition) | {one.key for one in definition.pages}
        if part.key in taken or not taken.isdisjoint(item.key for item in part.items):
            return definition
        at = next(
            (n for n, one in enumerate(definition.pages) if one.key == deed.before), len(definition.pages)
        )
        return _with_pages(definition, [*definition.pages[:at], part, *definition.pages[at:]])
    if part.key in _keys(definition):
        return definition
    return _placed(definition, part, page=deed.page, before=deed.before)


def _swapped(parts: tuple[_Part, ...], one: int, other: int) -> list[_Part]:
    found = list(parts)
    if 0 <= other < len(found):
        found[one], found[other] = found[other], found[one]
    return found


def _without(definition: Definition, key: str) -> Definition:
    page, at = _item(definition, key)
    here = definition.pages[page]
    return _with_page(definition, page, replace(here, items=(*here.items[:at], *here.items[at + 1 :])))


def _placed(definition: Definition, item: Item, *, page: str, before: str = "") -> Definition:
    where = _page(definition, page)
    items = definition.pages[where].items
    at = next((n for n, one in enumerate(items) if one.key == before), len(items))
    return _inserted(definition, item, page=where, at=at)


def _inserted(definition: Definition, item: Item, *, page: int, at: int) -> Definition:
    here = definition.pages[page]
    return _with_page(definition, page, replace(here, items=(*here.items[:at], item, *here.items[at:])))


def _with_page(definition: Definition, at: int, page: Page) -> Definition:
    pages = definition.pages
    return replace(definition, pages=(*pages[:at], page, *pages[at + 1 :]))


def _with_pages(definition: Definition, pages: Iterable[Page]) -> Definition:
    return replace(definition, pages=tuple(pages))


def _page(definition: Definition, key: str) -> int:
    found = next((n for n, page in enumerate(definition.pages) if page.key == key), None)
    if found is None:
        raise Gone(f"There is no page '{key}' any more: somebody removed or renamed it meanwhile.")
    return found


def _item(definition: Definition, key: str) -> tuple[int, int]:
    for n, page in enumerate(definition.pages):
        for at, item in enumerate(page.items):
            if item.key == key:
                return n, at
    raise Gone(f"There is no question '{key}' any more: somebody removed or renamed it meanwhile.")


def _keys(definition: Definition) -> set[str]:
    return {item.key for item in items_of(definition)}


def _unused(stem: str, taken: AbstractSet[str]) -> str:
    """The stem itself, or with the first number that is free; a copy of 'q-2' counts on from 'q'."""
    stem = stem.rstrip("0123456789").rstrip("-_")[:34] or "q"
    if stem not in taken:
        return stem
    return next(key for n in range(2, len(taken) + 3) if (key := f"{stem}-{n}") not in taken)
