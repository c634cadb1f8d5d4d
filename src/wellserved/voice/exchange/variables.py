"""Answers as a table for statisticians: one variable a column, with its label and the labels of its values.

Several versions of a questionnaire come into one table. A variable is the same where item and kind are the same; an option
has the same figure in all of them, whatever its place was.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.utils.translation import gettext as _

from wellserved.voice.domain.definition import (
    Choice,
    Choices,
    Definition,
    Item,
    Kano,
    Matrix,
    Pair,
    Photo,
    Scaled,
    VoiceNote,
    Words,
)
from wellserved.voice.domain.layout import UNSURE, items_of, scale_of
from wellserved.voice.domain.texts import piped, worded

from .names import Names

__all__ = ["Cell", "Kind", "Variable", "reader_of", "variables_of"]

Cell = int | str | None
_UNSURE = (98, 998, 9998, 29_998, -29_998)


class Kind(StrEnum):
    """What a variable's values are: a choice's figure, 1 or 0 of an option, a step of a scale, words, a file's number."""

    CHOICE = "choice"
    CHOSEN = "chosen"
    STEP = "step"
    WORDS = "words"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """`figures` are those of a choice's options by key; `low` and `high` the ends of all scales it had; `unsure` is the
    figure of 'I can't say', None where nobody could.
    """

    name: str
    item: str
    part: str
    kind: Kind
    label: str
    labels: Mapping[int, str] = field(default_factory=dict)
    figures: Mapping[str, int] = field(default_factory=dict)
    low: int = 0
    high: int = 0
    unsure: int | None = None

    @property
    def is_words(self) -> bool:
        return self.kind in (Kind.WORDS, Kind.FILE)


def variables_of(
    versions: Sequence[tuple[int, Definition]], *, language: str, words: bool, taken: Collection[str] = ()
) -> tuple[Variable, ...]:
    """Of these versions with their numbers, the latest first, as their latest words are in `language`; in the order of the
    latest. Free text and files only with `words`; no name is one of `taken`. To be called with the language in force.
    """
    found: dict[tuple[str, str, Kind], Variable] = {}
    latest: dict[tuple[str, str], Kind] = {}
    names = Names(set(taken))
    for number, definition in versions:
        for item in items_of(definition):
            for one in _variables(item, definition, language):
                if one.is_words and not words:
                    continue
                key = (one.item, one.part, one.kind)
                if key in found:
                    found[key] = _merged(found[key], one)
                    continue
                first = latest.setdefault((one.item, one.part), one.kind) is one.kind
                plain = "_".join(part for part in (one.item, one.part) if part)
                found[key] = replace(one, name=names.of(plain if first else f"{plain}_v{number}"))
    return tuple(replace(one, unsure=_unsure(one)) for one in found.values())


def reader_of(
    definition: Definition, variables: Sequence[Variable]
) -> Callable[[Mapping[str, object]], list[Cell]]:
    """From the answers to one version to the cells of a row; a variable that the version has not is empty."""
    there = {
        (one.item, one.part, one.kind)
        for item in items_of(definition)
        for one in _variables(item, definition, "")
    }
    plan = [(n, one) for n, one in enumerate(variables) if (one.item, one.part, one.kind) in there]
    width = len(variables)

    def row(answers: Mapping[str, object]) -> list[Cell]:
        cells: list[Cell] = [None] * width
        for n, one in plan:
            cells[n] = _cell(one, answers)
        return cells

    return row


def _cell(one: Variable, answers: Mapping[str, object]) -> Cell:
    if one.kind is Kind.WORDS:
        said = answers.get(f"{one.item}.{one.part}" if one.part else one.item)
        return said if isinstance(said, str) else None
    answer = answers.get(one.item)
    if answer is None:
        return None
    if one.kind is Kind.CHOSEN:
        return int(one.part in answer) if isinstance(answer, list | tuple) else None
    if one.kind is Kind.CHOICE:
        return one.figures.get(answer) if isinstance(answer, str) else None
    if one.part:
        answer = answer.get(one.part) if isinstance(answer, Mapping) else None
    if answer == UNSURE:
        return one.unsure
    return answer if isinstance(answer, int) and not isinstance(answer, bool) else None


def _variables(item: Item, definition: Definition, language: str) -> Iterator[Variable]:
    def say(words: Words) -> str:
        text = worded(words, language=language, fallback=definition.language)
        return " ".join(piped(text, of=lambda _kind, name: f"[{name}]").split())

    def made(
        part: str, kind: Kind, label: str, **more: Mapping[int, str] | Mapping[str, int] | int
    ) -> Variable:
        return Variable(name="", item=item.key, part=part, kind=kind, label=label, **more)  # type: ignore[arg-type]  # of each its kind

    text, scale = say(item.text), scale_of(item)
    if isinstance(item, Choice):
        figures = _figures(item)
        labels = {figures[option.key]: say(option.words) for option in item.options}
        yield made("", Kind.CHOICE, text, labels=labels, figures=figures)
    elif isinstance(item, Choices):
        chosen = {0: _("not chosen"), 1: _("chosen")}
        for option in item.options:
            yield made(option.key, Kind.CHOSEN, _beside(text, say(option.words)), labels=chosen)
    elif scale is not None:
        labels = _steps(item, scale, say)
        about = {"low": scale.low, "high": scale.high, **({"unsure": 1} if item.unsure else {})}
        for part, label in _parts(item, text, say):
            yield made(part, Kind.STEP, label, labels=labels, **about)
    elif isinstance(item, Photo | VoiceNote):
        yield made("", Kind.FILE, text)
    else:
        yield made("", Kind.WORDS, text)
    if any(option.words_wanted for option in getattr(item, "options", ())):
        yield made("words", Kind.WORDS, _beside(text, _("what was written in")))


def _parts(item: Item, text: str, say: Callable[[Words], str]) -> Iterator[tuple[str, str]]:
    if isinstance(item, Matrix):
        yield from ((row.key, _beside(text, say(row.words))) for row in item.rows)
    elif isinstance(item, Pair | Kano):
        yield from ((part, say(getattr(item, part))) for part in item.parts)
    else:
        names = {"minimum": _("minimum"), "desired": _("desired"), "perceived": _("perceived")}
        yield from ((part, _beside(text, names[part]) if part else text) for part in item.parts)


def _steps(item: Item, scale: Scaled, say: Callable[[Words], str]) -> dict[int, str]:
    ends = {scale.low: say(scale.low_words), scale.high: say(scale.high_words)}
    found = {number: words for number, words in ends.items() if words}
    if isinstance(item, Kano):
        said = (
            _("I like that"),
            _("I expect that"),
            _("I do not mind either way"),
            _("I can live with that"),
            _("I dislike that"),
        )
        found = dict(enumerate(said, start=1)) | found
    found |= {int(number): say(words) for number, words in scale.labels.items()}
    return dict(sorted(found.items()))


def _figures(item: Choice) -> dict[str, int]:
    """As `layout` has them: an option's own, else its place."""
    return {o.key: n if o.code is None else o.code for n, o in enumerate(item.options, start=1)}


def _merged(one: Variable, older: Variable) -> Variable:
    """With the options and steps that only an older version had; where a figure is taken, an option gets a new one."""
    labels, figures = dict(one.labels), dict(one.figures)
    for key, figure in older.figures.items():
        if key not in figures:
            free = figure if figure not in labels else max(labels, default=0) + 1
            figures[key], labels[free] = free, older.labels.get(figure, "")
    if one.kind is Kind.STEP:
        labels = dict(older.labels) | labels
    return replace(
        one,
        labels=dict(sorted(labels.items())),
        figures=figures,
        low=min(one.low, older.low),
        high=max(one.high, older.high),
        unsure=one.unsure or older.unsure,
    )


def _unsure(one: Variable) -> int | None:
    """A figure that is no step of any scale it had: 98 to most, as is customary."""
    if one.unsure is None:
        return None
    return next(figure for figure in _UNSURE if not one.low <= figure <= one.high)


def _beside(text: str, more: str) -> str:
    return f"{text}: {more}" if text and more else text or more
