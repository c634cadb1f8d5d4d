"""What keeps a well-formed definition from being asked, with the place and the mend."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .conditions import COMPARISONS, DEEPEST, depth, named
from .definition import Choice, Choices, Condition, Definition, Item, Matrix, Page
from .layout import items_of, scale_of, words_of
from .texts import pipes

__all__ = ["Fault", "faults"]

MOST_ITEMS = 400
WIDEST = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`place` is the key of the page, item or text at fault. `why` names the rule and `names` what it is about, for who says
    it in another language.
    """

    place: str
    said: str
    mend: str
    why: str
    names: Mapping[str, str | int] = field(default_factory=dict)


def faults(definition: Definition) -> tuple[Fault, ...]:
    """Nothing wrong: an empty tuple, and it can be published."""
    return (
        *_of_whole(definition),
        *_of_keys(definition),
        *_of_items(definition),
        *_of_conditions(definition),
        *_of_texts(definition),
    )


def _of_whole(definition: Definition) -> Iterator[Fault]:
    number = sum(1 for _ in items_of(definition))
    if not number:
        yield Fault(place="pages", said="Nothing is asked.", mend="Add an item.", why="empty")
    if number > MOST_ITEMS:
        yield Fault(
            place="pages",
            said=f"There are {number} items; nobody answers more than {MOST_ITEMS}.",
            mend="Make several questionnaires of it.",
            why="long",
            names={"n": number, "most": MOST_ITEMS},
        )
    if not definition.title.get(definition.language):
        yield Fault(
            place="title",
            said=f"The title is missing in '{definition.language}', the language that it is written in.",
            mend="Write it, or choose another language.",
            why="title",
            names={"language": definition.language},
        )


def _of_keys(definition: Definition) -> Iterator[Fault]:
    for what, keys in (
        ("page", [page.key for page in definition.pages]),
        ("item", [item.key for item in items_of(definition)]),
        ("dimension", [dimension.key for dimension in definition.dimensions]),
    ):
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            yield Fault(
                place=key,
                said=f"Two of them are called '{key}': {what}s.",
                mend=f"Rename one {what}.",
                why=f"twice_{what}",
                names={"key": key},
            )


def _of_items(definition: Definition) -> Iterator[Fault]:
    known = {dimension.key for dimension in definition.dimensions}
    for item in items_of(definition):
        if item.dimension and item.dimension not in known:
            yield Fault(
                place=item.key,
                said=f"There is no dimension '{item.dimension}'.",
                mend=f"Add it, or choose among {', '.join(sorted(known)) or 'none'}.",
                why="dimension",
                names={"key": item.dimension},
            )
        yield from _of_item(item, definition.language)


def _of_item(item: Item, language: str) -> Iterator[Fault]:
    for name in ("expected", "perceived", "functional", "dysfunctional"):
        words = getattr(item, name, None)
        if words is not None and not words.get(language):
            yield Fault(
                place=item.key,
                said=f"It has no words for '{name}' in '{language}'.",
                mend="Write them.",
                why=name,
                names={"language": language},
            )
    if len([part for part in item.parts if part]) != 2 and not item.text.get(language):
        yield Fault(
            place=item.key,
            said=f"It has no text in '{language}'.",
            mend="Write the question.",
            why="text",
            names={"language": language},
        )
    scale = scale_of(item)
    if scale is not None and not 1 <= scale.high - scale.low < WIDEST:
        yield Fault(
            place=item.key,
            said=f"Its scale runs from {scale.low} to {scale.high}.",
            mend=f"Give it two to {WIDEST} steps; a thumb hits no more.",
            why="steps",
            names={"low": scale.low, "high": scale.high, "most": WIDEST},
        )
    if scale is not None:
        for number in scale.labels:
            if not (number.removeprefix("-").isdecimal() and scale.low <= int(number) <= scale.high):
                yield Fault(
                    place=item.key,
                    said=f"'{number}' is no step of its scale.",
                    mend="Remove this label.",
                    why="label",
                    names={"number": number},
                )
    yield from _of_options(item, language)


def _of_options(item: Item, language: str) -> Iterator[Fault]:
    if not isinstance(item, Choice | Choices | Matrix):
        return
    options = item.rows if isinstance(item, Matrix) else item.options
    keys = [option.key for option in options]
    # One option of several is a box to tick.
    if len(keys) < (2 if isinstance(item, Choice) else 1):
        yield Fault(
            place=item.key, said="There is nothing to choose from.", mend="Add options.", why="options"
        )
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield Fault(
            place=item.key,
            said=f"Two options are called '{key}'.",
            mend="Rename one.",
            why="twice_option",
            names={"key": key},
        )
    for option in options:
        if not option.words.get(language):
            yield Fault(
                place=item.key,
                said=f"Option '{option.key}' has no words in '{language}'.",
                mend="Write them.",
                why="option",
                names={"key": option.key, "language": language},
            )
    if isinstance(item, Choices) and item.most and item.least > item.most:
        yield Fault(
            place=item.key,
            said="At least more are wanted than at most.",
            mend="Exchange the two figures.",
            why="least",
        )


def _of_conditions(definition: Definition) -> Iterator[Fault]:
    earlier: set[str] = set()
    for page in definition.pages:
        yield from _of_condition(page.show_if, place=page.key, earlier=earlier)
        here = set() if page.shuffle else set(earlier)
        for item in page.items:
            yield from _of_condition(
                item.show_if, place=item.key, earlier=earlier if page.shuffle else here, page=page
            )
            here.add(item.key)
        earlier |= {item.key for item in page.items}
        yield from _of_condition(page.ends_if, place=page.key, earlier=earlier)


def _of_condition(
    condition: Condition | None, *, place: str, earlier: set[str], page: Page | None = None
) -> Iterator[Fault]:
    if depth(condition) > DEEPEST:
        yield Fault(
            place=place, said="Its condition is nested too deeply.", mend="Take it apart.", why="deep"
        )
        return
    for when in named(condition):
        item = when.item.partition(".")[0]
        if bool(item) == bool(when.fact):
            yield Fault(
                place=place,
                said="Its condition names neither an item nor a fact, or both.",
                mend="Name one of the two.",
                why="subject",
            )
        elif item and item not in earlier:
            mixed = page is not None and page.shuffle and item in {one.key for one in page.items}
            yield Fault(
                place=place,
                said=f"Its condition asks for '{item}', which is not answered before it.",
                mend="Do not mix the order of this page." if mixed else "Name an item that stands earlier.",
                why="mixed" if mixed else "later",
                names={"key": item},
            )
        if when.is_ not in COMPARISONS:
            yield Fault(
                place=place,
                said=f"'{when.is_[:20]}' compares nothing.",
                mend=f"Use one of {', '.join(COMPARISONS)}.",
                why="comparison",
                names={"is": when.is_[:20]},
            )
        elif (when.is_ == "among") != isinstance(when.value, tuple):
            yield Fault(
                place=place,
                said="A list of values and 'among' come together.",
                mend="Write 'among' with a list, or another comparison with one value.",
                why="among",
            )


def _of_texts(definition: Definition) -> Iterator[Fault]:
    """An answer can be put into what comes after it; the order of texts is the order of pages."""
    known = {item.key for item in items_of(definition)}
    for place, words in words_of(definition):
        for text in words.values():
            for kind, name in pipes(text):
                if kind == "answer" and name.partition(".")[0] not in known:
                    yield Fault(
                        place=place,
                        said=f"It puts in the answer to '{name}', which is no item.",
                        mend="Name an item that stands earlier.",
                        why="pipe",
                        names={"key": name},
                    )
