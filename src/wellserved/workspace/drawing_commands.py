"""Commands to a map as short words, the way that its page and its forms without scripts send them."""

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest

from django.http import QueryDict

from wellserved.journey.contracts import (
    AddMeasure,
    AddStage,
    AddTouchpoint,
    Copy,
    Deed,
    Drawing,
    DrawnStage,
    Move,
    PutBack,
    Remove,
    SetField,
    Value,
)

WHOLE_NUMBERS = {"feeling", "owner"}
NUMBERS = {"scale_low", "scale_high", "satisfied"}
MEASURE = ("title", "unit", "better", "scale_low", "scale_high", "satisfied")
NOTHING = {*WHOLE_NUMBERS, *NUMBERS, "inner"}
"""Fields that hold nothing at all, rather than an empty text, where nothing was said."""


Command = Callable[[Sequence[str], str, Drawing], Sequence[Deed]]


class NotUnderstood(ValueError):
    """A command that no page of ours sends."""

    def __init__(self, command: str) -> None:
        super().__init__(f"'{command[:80]}' is no command. Reload the page and try again.")


def deeds_of(sent: QueryDict, *, drawing: Drawing) -> tuple[Deed, ...]:
    """Every `do`, with the `value` at the same place beside it."""
    commands = sent.getlist("do")
    pairs = zip_longest(commands, sent.getlist("value")[: len(commands)], fillvalue="")
    return tuple(deed for do, value in pairs for deed in _deeds(do, value, drawing=drawing))


def seen_of(sent: QueryDict, *, drawing: Drawing) -> int:
    """The version of the map that the sender had before them."""
    text = sent.get("seen", "")
    return int(text) if text.isdecimal() and len(text) < 10 else drawing.version


def words_of(deed: Deed) -> tuple[str, str]:  # noqa: PLR0911  one return a kind of deed
    """The same deed as (do, value) again, for a form that repeats it."""
    match deed:
        case SetField(kind=kind, id=number, field=field, value=value):
            return f"set:{kind}:{number}:{field}", "" if value is None else str(value)
        case AddStage(title=title):
            return "add-stage", title
        case AddTouchpoint(stage=stage, title=title):
            return f"add-touchpoint:{stage}", title
        case AddMeasure(touchpoint=touchpoint):
            return f"add-measure:{touchpoint}", json.dumps({name: getattr(deed, name) for name in MEASURE})
        case Move(kind=kind, id=number, stage=stage, before=before):
            return f"move:{kind}:{number}:{stage or ''}:{before or 'end'}", ""
        case Copy(kind=kind, id=number):
            return f"copy:{kind}:{number}", ""
        case Remove(kind=kind, id=number):
            return f"remove:{kind}:{number}", ""
        case PutBack(kind=kind, id=number):
            return f"put-back:{kind}:{number}", ""


def _deeds(do: str, value: str, *, drawing: Drawing) -> Sequence[Deed]:
    name, *words = do.split(":")
    try:
        return COMMANDS[name](words, value, drawing)
    except (KeyError, ValueError, TypeError, RecursionError) as error:
        raise NotUnderstood(do) from error


def _set(words: Sequence[str], value: str, _drawing: Drawing) -> Sequence[Deed]:
    kind, number, field = words
    return [SetField(kind=kind, id=int(number), field=field, value=typed(field, value))]


def _feel(words: Sequence[str], _value: str, _drawing: Drawing) -> Sequence[Deed]:
    number, feeling = words
    return [SetField(kind="touchpoint", id=int(number), field="feeling", value=typed("feeling", feeling))]


def _add_touchpoint(words: Sequence[str], value: str, _drawing: Drawing) -> Sequence[Deed]:
    (stage,) = words
    return [AddTouchpoint(stage=int(stage), title=value)]


def _add_measure(words: Sequence[str], value: str, _drawing: Drawing) -> Sequence[Deed]:
    (touchpoint,) = words
    return [AddMeasure(touchpoint=int(touchpoint), **json.loads(value))]


def _move(words: Sequence[str], _value: str, drawing: Drawing) -> Sequence[Deed]:
    kind, number, *where = words
    if where in (["left"], ["right"]):
        return _step(drawing, kind=kind, number=int(number), by=-1 if where == ["left"] else 1)
    stage, before = where
    return [
        Move(
            kind=kind,
            id=int(number),
            stage=int(stage) if stage else None,
            before=None if before == "end" else int(before),
        )
    ]


def _whole(deed: type[Copy | Remove | PutBack]) -> Command:
    """The commands that take nothing but an element."""

    def command(words: Sequence[str], _value: str, _drawing: Drawing) -> Sequence[Deed]:
        kind, number = words
        return [deed(kind=kind, id=int(number))]

    return command


COMMANDS: Mapping[str, Command] = {
    "set": _set,
    "feel": _feel,
    "add-stage": lambda _words, value, _drawing: [AddStage(title=value)],
    "add-touchpoint": _add_touchpoint,
    "add-measure": _add_measure,
    "move": _move,
    "copy": _whole(Copy),
    "remove": _whole(Remove),
    "put-back": _whole(PutBack),
}


def typed(field: str, value: str) -> Value:
    if field in NOTHING and not value.strip():
        return None
    if field in WHOLE_NUMBERS:
        return int(value)
    if field in NUMBERS:
        return float(value)
    return value


def _step(drawing: Drawing, *, kind: str, number: int, by: int) -> list[Deed]:
    """One place to the left or right; a touchpoint at the edge of its stage goes over into the next."""
    if kind == "stage":
        return _along([stage.id for stage in drawing.stages], kind=kind, number=number, by=by, stage=None)
    for index, stage in enumerate(drawing.stages):
        ids = [touchpoint.id for touchpoint in stage.touchpoints]
        if number not in ids:
            continue
        if 0 <= ids.index(number) + by < len(ids):
            return _along(ids, kind=kind, number=number, by=by, stage=stage.id)
        return _over(drawing.stages, index + by, number=number, first=by > 0)
    return []


def _along(ids: Sequence[int], *, kind: str, number: int, by: int, stage: int | None) -> list[Deed]:
    at = ids.index(number) + by if number in ids else -1
    if not 0 <= at < len(ids):
        return []
    rest = [other for other in ids if other != number]
    return [Move(kind=kind, id=number, stage=stage, before=rest[at] if at < len(rest) else None)]


def _over(stages: Sequence[DrawnStage], index: int, *, number: int, first: bool) -> list[Deed]:
    if not 0 <= index < len(stages):
        return []
    there = stages[index].touchpoints
    before = there[0].id if first and there else None
    return [Move(kind="touchpoint", id=number, stage=stages[index].id, before=before)]
