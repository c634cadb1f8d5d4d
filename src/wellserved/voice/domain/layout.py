"""The figures of a response as one row: which column is which part of which item.

The layout follows from a version's definition alone, so whoever counts a million responses reads rows of equal length
and asks for the names of the columns once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .definition import Choice, Choices, Definition, Item, Matrix, Scaled, Words

__all__ = ["UNSURE", "Column", "figures", "items_of", "layout", "scale_of", "words_of"]

UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Column:
    """`part` is 'expected', 'perceived', 'minimum', 'desired', 'functional', 'dysfunctional', a matrix's row, an option
    of a choice of several (1 chosen, 0 not), or empty.
    """

    item: str
    part: str
    kind: str
    dimension: str
    low: int
    high: int


def items_of(definition: Definition) -> Iterator[Item]:
    for page in definition.pages:
        yield from page.items


def scale_of(item: Item) -> Scaled | None:
    return getattr(item, "scale", None)


def layout(definition: Definition) -> tuple[Column, ...]:
    return tuple(column for item in items_of(definition) for column in _columns(item))


def figures(definition: Definition, *, answers: Mapping[str, object]) -> list[int | None]:
    """The answers as the row that `layout` describes; what is no number or was not said is None."""
    return [figure for item in items_of(definition) for figure in _figures(item, answers.get(item.key))]


def words_of(definition: Definition) -> Iterator[tuple[str, Words]]:
    """Every text with its place, as a translator goes through them."""
    for name in ("title", "welcome", "thanks"):
        yield name, getattr(definition, name)
    for dimension in definition.dimensions:
        yield f"dimensions.{dimension.key}", dimension.title
    for page in definition.pages:
        yield f"{page.key}.title", page.title
        yield f"{page.key}.lead", page.lead
        for item in page.items:
            yield from _words_of_item(item)


def _words_of_item(item: Item) -> Iterator[tuple[str, Words]]:
    for name in ("text", "help", "expected", "perceived", "functional", "dysfunctional"):
        words = getattr(item, name, None)
        if isinstance(words, dict):
            yield f"{item.key}.{name}", words
    for option in (*getattr(item, "options", ()), *getattr(item, "rows", ())):
        yield f"{item.key}.{option.key}", option.words
    scale = scale_of(item)
    if scale is not None:
        yield f"{item.key}.low", scale.low_words
        yield f"{item.key}.high", scale.high_words
        for number, words in scale.labels.items():
            yield f"{item.key}.{number}", words


def _columns(item: Item) -> Iterator[Column]:
    kind = str(item.__struct_config__.tag)
    scale = scale_of(item)
    if isinstance(item, Choice):
        codes = _codes(item)
        yield Column(item.key, "", kind, item.dimension, min(codes.values()), max(codes.values()))
    elif isinstance(item, Choices):
        for option in item.options:
            yield Column(item.key, option.key, kind, item.dimension, 0, 1)
    elif scale is not None:
        for part in _parts(item):
            yield Column(item.key, part, kind, item.dimension, scale.low, scale.high)


def _figures(item: Item, answer: object) -> list[int | None]:
    if isinstance(item, Choice):
        return [_codes(item).get(answer) if isinstance(answer, str) else None]
    if isinstance(item, Choices):
        if not isinstance(answer, list | tuple):
            return [None] * len(item.options)
        return [int(option.key in answer) for option in item.options]
    if scale_of(item) is None:
        return []
    parts = _parts(item)
    if parts == ("",):
        return [_whole(answer)]
    said = answer if isinstance(answer, Mapping) else {}
    return [_whole(said.get(part)) for part in parts]


def _parts(item: Item) -> tuple[str, ...]:
    return tuple(row.key for row in item.rows) if isinstance(item, Matrix) else item.parts


def _codes(item: Choice) -> dict[str, int]:
    """An option's own code, or its place from 1 on."""
    return {
        option.key: n if option.code is None else option.code
        for n, option in enumerate(item.options, start=1)
    }


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
