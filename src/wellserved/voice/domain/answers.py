"""What somebody said to an item: read from a form's fields, and looked at whether it can be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .definition import (
    Choice,
    Choices,
    Definition,
    Item,
    LongText,
    Matrix,
    Photo,
    ShortText,
    VoiceNote,
)
from .layout import UNSURE, items_of, scale_of

__all__ = ["WORDS", "Wrong", "checked", "from_fields", "said_on", "wrong_with"]

Fields = Mapping[str, Sequence[str]]
WORDS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """`why` is 'required', 'number', 'option', 'few', 'many', 'long', 'kind' or 'unknown'; `said` names the mend."""

    item: str
    why: str
    said: str


def from_fields(item: Item, fields: Fields) -> object:
    """The answer as a form sends it, fields named 'item', 'item.part'; None where nothing was said.

    A number that is none stays the text that it is, for `wrong_with` to name.
    """
    if isinstance(item, Photo | VoiceNote):
        return None
    if isinstance(item, Choices):
        return [value for value in fields.get(item.key, ()) if value] or None
    if scale_of(item) is None or isinstance(item, Choice):
        return _last(fields, item.key).replace("\r\n", "\n").strip() or None
    parts = [row.key for row in item.rows] if isinstance(item, Matrix) else list(item.parts)
    if parts == [""]:
        return _number(_last(fields, item.key))
    said = {part: _number(_last(fields, f"{item.key}.{part}")) for part in parts}
    return {part: value for part, value in said.items() if value is not None} or None


def said_on(
    items: Sequence[Item], *, fields: Fields, files: Mapping[str, int], kept: Mapping[str, object]
) -> tuple[dict[str, object], list[Wrong]]:
    """What a form says to the items of a screen, and what is wrong with it."""
    said: dict[str, object] = {}
    wrongs = []
    for item in items:
        is_file = isinstance(item, Photo | VoiceNote)
        # A file that was sent before stays where no other one takes its place.
        value = files.get(item.key, kept.get(item.key)) if is_file else from_fields(item, fields)
        if value is not None:
            wrong = wrong_with(item, value)
            if wrong is None:
                said[item.key] = value
            else:
                wrongs.append(wrong)
        words = _last(fields, f"{item.key}.words").strip().replace("\0", "")
        if words and any(option.words_wanted for option in getattr(item, "options", ())):
            said[f"{item.key}.words"] = words[:WORDS]
    return said, wrongs


def wrong_with(item: Item, answer: object) -> Wrong | None:
    """What is wrong with an answer that was given; whether one had to be given is for `walking.missing`."""
    if isinstance(item, Photo | VoiceNote):
        return None if isinstance(answer, int) else _wrong(item, "kind", "Send the file with the form.")
    if isinstance(item, ShortText | LongText):
        return _wrong_text(item, answer, most=item.most)
    if isinstance(item, Choice | Choices):
        return _wrong_choice(item, answer)
    return _wrong_figures(item, answer)


def checked(definition: Definition, answers: Mapping[str, object]) -> list[Wrong]:
    """Everything that is wrong with a whole response's answers, as a program sends them."""
    items = {item.key: item for item in items_of(definition)}
    found: list[Wrong] = []
    for name, answer in answers.items():
        key, _dot, part = name.partition(".")
        item = items.get(key)
        if item is None or part not in ("", "words"):
            known = ", ".join(list(items)[:12])
            said = f"There is no item '{name[:80]}'; this version has {known}."
            found.append(Wrong(item=name[:80], why="unknown", said=said))
        elif part:
            if not isinstance(answer, str) or len(answer) > 1000 or "\0" in answer:
                found.append(_wrong(item, "long", "These words may have 1,000 characters; shorten them."))
        elif wrong := wrong_with(item, answer):
            found.append(wrong)
    return found


def _wrong_text(item: Item, answer: object, *, most: int) -> Wrong | None:
    if not isinstance(answer, str) or "\0" in answer:
        return _wrong(item, "kind", "Answer in words.")
    if len(answer) > most:
        return _wrong(item, "long", f"This may have {most} characters; shorten it.")
    return None


def _wrong_choice(item: Choice | Choices, answer: object) -> Wrong | None:
    known = [option.key for option in item.options]
    several = isinstance(answer, list | tuple)
    chosen = list(answer) if isinstance(answer, list | tuple) else [answer]
    if several != isinstance(item, Choices) or not all(one in known for one in chosen):
        return _wrong(item, "option", f"Choose among {', '.join(known)}.")
    if isinstance(item, Choices) and len(set(chosen)) < item.least:
        return _wrong(item, "few", f"Choose at least {item.least}.")
    if isinstance(item, Choices) and item.most and len(set(chosen)) > item.most:
        return _wrong(item, "many", f"Choose at most {item.most}.")
    return None


def _wrong_figures(item: Item, answer: object) -> Wrong | None:
    parts = [row.key for row in item.rows] if isinstance(item, Matrix) else [p for p in item.parts if p]
    if not parts:
        return _wrong_number(item, answer)
    if not isinstance(answer, Mapping) or not set(answer) <= set(parts):
        return _wrong(item, "kind", f"Answer with {', '.join(parts)}.")
    return next((wrong for one in answer.values() if (wrong := _wrong_number(item, one))), None)


def _wrong_number(item: Item, value: object) -> Wrong | None:
    scale = scale_of(item)
    if value == UNSURE and item.unsure:
        return None
    whole = isinstance(value, int) and not isinstance(value, bool)
    if scale is None or not whole or not scale.low <= value <= scale.high:  # type: ignore[operator]  # whole by then
        ends = f"from {scale.low} to {scale.high}" if scale else ""
        return _wrong(item, "number", f"Choose a whole number {ends}.")
    return None


def _wrong(item: Item, why: str, said: str) -> Wrong:
    return Wrong(item=item.key, why=why, said=said)


def _last(fields: Fields, name: str) -> str:
    values = fields.get(name, ())
    return values[-1] if values else ""


def _number(text: str) -> int | str | None:
    text = text.strip()
    if not text:
        return None
    short = text.isascii() and len(text) < 7 and text.removeprefix("-").isdigit()
    return int(text) if short else text
