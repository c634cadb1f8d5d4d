"""A screen of a questionnaire as its template sees it: words in one language, and what was chosen before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wellserved.platform.lists import listed
from wellserved.voice.domain.definition import (
    Choice,
    Choices,
    Definition,
    Item,
    Kano,
    LongText,
    Matrix,
    Option,
    Pair,
    Photo,
    Scaled,
    ThreeColumn,
    VoiceNote,
    Words,
)
from wellserved.voice.domain.layout import UNSURE, items_of, scale_of
from wellserved.voice.domain.texts import piped, worded
from wellserved.voice.domain.walking import options_in_order

__all__ = ["ItemDrawn", "Speaker", "draw_item"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDrawn:
    value: str
    label: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDrawn:
    """One row to choose on. `stacked` rows have words at each step, and stand one below the other."""

    name: str
    words: str
    steps: tuple[StepDrawn, ...]
    low: str
    high: str
    unsure: bool
    unsure_chosen: bool
    stacked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionDrawn:
    value: str
    words: str
    chosen: bool
    words_name: str
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDrawn:
    """`shape` is 'rows', 'one', 'several', 'line', 'lines' or 'file'."""

    key: str
    shape: str
    text: str
    help: str
    required: bool
    wrong: str = ""
    rows: tuple[RowDrawn, ...] = ()
    options: tuple[OptionDrawn, ...] = ()
    value: str = ""
    most: int = 0
    accept: str = ""
    sent: bool = False


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says a questionnaire's words in one language, with earlier answers and the occasion's facts put in."""

    definition: Definition
    language: str
    answers: Mapping[str, object]
    facts: Mapping[str, object]

    def say(self, words: Words) -> str:
        text = worded(words, language=self.language, fallback=self.definition.language)
        return piped(text, of=self._put_in)

    def _put_in(self, kind: str, name: str) -> str:
        if kind == "fact":
            value = self.facts.get(f"{name}:{self.language}", self.facts.get(name))
            return "" if value is None else str(value)
        key, _dot, part = name.partition(".")
        item = next((one for one in items_of(self.definition) if one.key == key), None)
        answer = self.answers.get(name if part == "words" else key)
        if isinstance(answer, Mapping):
            answer = answer.get(part)
        return "" if item is None else self._shown(item, answer)

    def _shown(self, item: Item, answer: object) -> str:
        if answer is None or answer == UNSURE:
            return ""
        options = {option.key: option.words for option in getattr(item, "options", ())}
        if isinstance(answer, list | tuple):
            words = [worded(options.get(one, {}), language=self.language, fallback="") for one in answer]
            return listed(words)
        if answer in options:
            return worded(options[str(answer)], language=self.language, fallback=self.definition.language)
        return str(answer)


def draw_item(
    item: Item, *, speaker: Speaker, seed: int, fields: Mapping[str, Sequence[str]] | None, wrong: str
) -> ItemDrawn:
    """`fields` is what was typed, where the screen is shown once more; without it the kept answer is shown."""
    values = fields if fields is not None else _kept(item, speaker.answers)
    shape = _shape(item)
    return ItemDrawn(
        key=item.key,
        shape=shape,
        text=speaker.say(item.text),
        help=speaker.say(item.help),
        required=item.required,
        wrong=wrong,
        rows=_rows(item, speaker, values) if shape == "rows" else (),
        options=_options(item, speaker, values, seed) if shape in ("one", "several") else (),
        value=_first(values, item.key) if shape in ("line", "lines") else "",
        most=getattr(item, "most", 0),
        accept=_ACCEPTED.get(type(item), ""),
        sent=shape == "file" and item.key in speaker.answers,
    )


_ACCEPTED: dict[type, str] = {Photo: "image/jpeg,image/png,image/webp", VoiceNote: "audio/*"}


def _shape(item: Item) -> str:
    if scale_of(item) is not None:
        return "rows"
    if isinstance(item, Choice):
        return "one"
    if isinstance(item, Choices):
        return "several"
    if isinstance(item, Photo | VoiceNote):
        return "file"
    return "lines" if isinstance(item, LongText) else "line"


def _rows(item: Item, speaker: Speaker, values: Mapping[str, Sequence[str]]) -> tuple[RowDrawn, ...]:
    scale = scale_of(item)
    if scale is None:
        return ()
    labels = _labels(item, scale, speaker)
    return tuple(
        RowDrawn(
            name=name,
            words=words,
            steps=tuple(
                StepDrawn(
                    value=str(n),
                    label=str(n),
                    words=labels.get(n, ""),
                    chosen=_first(values, name) == str(n),
                )
                for n in range(scale.low, scale.high + 1)
            ),
            low=speaker.say(scale.low_words),
            high=speaker.say(scale.high_words),
            unsure=item.unsure,
            unsure_chosen=_first(values, name) == UNSURE,
            stacked=len(labels) == scale.high - scale.low + 1,
        )
        for name, words in _named_rows(item, speaker)
    )


def _labels(item: Item, scale: Scaled, speaker: Speaker) -> dict[int, str]:
    if isinstance(item, Kano) and not scale.labels:
        return dict(
            enumerate(
                [
                    _("I like that"),
                    _("I expect that"),
                    _("I do not mind either way"),
                    _("I can live with that"),
                    _("I dislike that"),
                ],
                start=1,
            )
        )
    said = {int(number): speaker.say(words) for number, words in scale.labels.items()}
    return {number: words for number, words in said.items() if words}


def _named_rows(item: Item, speaker: Speaker) -> list[tuple[str, str]]:
    if isinstance(item, Matrix):
        return [(f"{item.key}.{row.key}", speaker.say(row.words)) for row in item.rows]
    if isinstance(item, Pair):
        own = [item.expected, item.perceived]
    elif isinstance(item, Kano):
        own = [item.functional, item.dysfunctional]
    elif isinstance(item, ThreeColumn):
        said = [_("The least I would accept"), _("What I would like"), _("What I get")]
        return [(f"{item.key}.{part}", words) for part, words in zip(item.parts, said, strict=True)]
    else:
        return [(item.key, "")]
    return [(f"{item.key}.{part}", speaker.say(words)) for part, words in zip(item.parts, own, strict=True)]


def _options(
    item: Item, speaker: Speaker, values: Mapping[str, Sequence[str]], seed: int
) -> tuple[OptionDrawn, ...]:
    if not isinstance(item, Choice | Choices):
        return ()
    options: tuple[Option, ...] = item.options
    if item.shuffle:
        options = options_in_order(options, item=item.key, seed=seed)
    written = _first(values, f"{item.key}.words")
    return tuple(
        OptionDrawn(
            value=option.key,
            words=speaker.say(option.words),
            chosen=option.key in values.get(item.key, ()),
            words_name=f"{item.key}.words" if option.words_wanted else "",
            written=written if option.words_wanted else "",
        )
        for option in options
    )


def _kept(item: Item, answers: Mapping[str, object]) -> dict[str, list[str]]:
    """A kept answer as the fields that it came from."""
    answer = answers.get(item.key)
    found: dict[str, list[str]] = {}
    if isinstance(answer, Mapping):
        found = {f"{item.key}.{part}": [str(value)] for part, value in answer.items()}
    elif isinstance(answer, list | tuple):
        found = {item.key: [str(one) for one in answer]}
    elif answer is not None:
        found = {item.key: [str(answer)]}
    words = answers.get(f"{item.key}.words")
    return found | ({f"{item.key}.words": [str(words)]} if words else {})


def _first(values: Mapping[str, Sequence[str]], name: str) -> str:
    said = values.get(name, ())
    return said[-1] if said else ""
