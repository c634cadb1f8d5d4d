"""Every text of a questionnaire by its place: to go through them, to say them anew, to see what a translation lost."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from .definition import AllOf, AnyOf, Condition, Definition, Item, Not, Option, Page, Scaled, When, Words
from .texts import PIPES, pipes

__all__ = ["Strayed", "Text", "renamed", "reworded", "strayed", "texts_of", "told_in", "told_over"]

OF_ITEMS = ("text", "help", "expected", "perceived", "functional", "dysfunctional")
Change = Callable[[str, Words], Words]
_Told = TypeVar("_Told", bound=Struct)


@dataclass(frozen=True, slots=True)
class Text:
    """`place` is the way to it: 'title', 'pages/one/lead', 'items/q1/options/yes', 'items/q1/scale/low_words'."""

    place: str
    words: Words


@dataclass(frozen=True, slots=True)
class Strayed:
    """What a translation puts in otherwise than the text it is of; `broken` says that a brace leads nowhere."""

    lacking: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    broken: bool = False

    def __bool__(self) -> bool:
        return bool(self.lacking or self.added or self.broken)


def texts_of(definition: Definition) -> tuple[Text, ...]:
    """In the order in which they are met; places without a word in any language too."""
    found: list[Text] = []

    def note(place: str, words: Words) -> Words:
        found.append(Text(place, words))
        return words

    reworded(definition, note)
    return tuple(found)


def strayed(source: str, translation: str) -> Strayed:
    """Whether a translation puts in the same answers and facts as its source, in whatever order."""
    wanted, there = Counter(pipes(source)), Counter(pipes(translation))
    return Strayed(
        lacking=tuple(sorted(f"{{{kind}:{name}}}" for kind, name in wanted - there)),
        added=tuple(sorted(f"{{{kind}:{name}}}" for kind, name in there - wanted)),
        broken=any(brace in PIPES.sub("", translation) for brace in "{}")
        and not any(brace in PIPES.sub("", source) for brace in "{}"),
    )


def reworded(definition: Definition, change: Change) -> Definition:
    """The same questionnaire with every text as `change` says it."""
    return replace(
        definition,
        title=change("title", definition.title),
        welcome=change("welcome", definition.welcome),
        thanks=change("thanks", definition.thanks),
        dimensions=tuple(
            replace(one, title=change(f"dimensions/{one.key}/title", one.title))
            for one in definition.dimensions
        ),
        pages=tuple(_page(page, change) for page in definition.pages),
    )


def told_in(part: _Told, language: str) -> _Told:
    """The part without its other languages: who translates it does not write on what is translated."""

    def only(_place: str, words: Words) -> Words:
        return {language: words[language]} if language in words else {}

    return _each(part, only)


def told_over(mine: _Told, theirs: _Told, language: str) -> _Told:
    """`mine` in one language, and in all others what `theirs` says at the same place."""
    there: dict[str, Words] = {}

    def note(place: str, words: Words) -> Words:
        there[place] = words
        return words

    def over(place: str, words: Words) -> Words:
        others = {code: said for code, said in there.get(place, words).items() if code != language}
        return {**others, language: words[language]} if language in words else others

    _each(theirs, note)
    return _each(mine, over)


def _each(part: _Told, change: Change) -> _Told:
    if isinstance(part, Definition):
        return cast("_Told", reworded(part, change))
    if isinstance(part, Page):
        return cast("_Told", _page(part, change))
    return cast("_Told", _item(cast("Item", part), change))


def renamed(definition: Definition, *, old: str, new: str) -> Definition:
    """An item under another key, and every condition and text that asks for its answer with it."""

    def pipe(text: str) -> str:
        def put(found: re.Match[str]) -> str:
            kind, name, instead = found.groups()
            other = f"|{instead}" if instead is not None else ""
            return f"{{{kind}:{_moved(name, old, new) if kind == 'answer' else name}{other}}}"

        return PIPES.sub(put, text)

    said = reworded(definition, lambda _place, words: {code: pipe(text) for code, text in words.items()})
    return replace(said, pages=tuple(_asking(page, old, new) for page in said.pages))


def _asking(page: Page, old: str, new: str) -> Page:
    items = tuple(
        replace(
            item,
            key=new if item.key == old else item.key,
            show_if=_condition(item.show_if, old, new),
        )
        for item in page.items
    )
    return replace(
        page,
        items=items,
        show_if=_condition(page.show_if, old, new),
        ends_if=_condition(page.ends_if, old, new),
    )


def _condition(condition: Condition | None, old: str, new: str) -> Condition | None:
    match condition:
        case When():
            return replace(condition, item=_moved(condition.item, old, new))
        case AllOf() | AnyOf():
            return replace(condition, of=tuple(_condition(one, old, new) for one in condition.of))
        case Not():
            return replace(condition, of=_condition(condition.of, old, new))
        case None:
            return None


def _moved(place: str, old: str, new: str) -> str:
    key, dot, part = place.partition(".")
    return f"{new}{dot}{part}" if key == old else place


def _page(page: Page, change: Change) -> Page:
    place = f"pages/{page.key}"
    return replace(
        page,
        title=change(f"{place}/title", page.title),
        lead=change(f"{place}/lead", page.lead),
        items=tuple(_item(item, change) for item in page.items),
    )


def _item(item: Item, change: Change) -> Item:
    place = f"items/{item.key}"
    said: dict[str, object] = {
        name: change(f"{place}/{name}", words)
        for name in OF_ITEMS
        if isinstance(words := getattr(item, name, None), dict)
    }
    for name in ("options", "rows"):
        options: tuple[Option, ...] = getattr(item, name, ())
        if options:
            said[name] = tuple(
                replace(one, words=change(f"{place}/{name}/{one.key}", one.words)) for one in options
            )
    scale: Scaled | None = getattr(item, "scale", None)
    if scale is not None:
        said["scale"] = _scale(scale, f"{place}/scale", change)
    return replace(item, **said)


def _scale(scale: Scaled, place: str, change: Change) -> Scaled:
    return replace(
        scale,
        low_words=change(f"{place}/low_words", scale.low_words),
        high_words=change(f"{place}/high_words", scale.high_words),
        labels={number: change(f"{place}/labels/{number}", words) for number, words in scale.labels.items()},
    )
