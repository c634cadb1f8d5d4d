"""Answers that wait to be looked at, made ready: why, from where, and what was said, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from wellserved.platform.lists import listed
from wellserved.voice.contracts import AttachmentSeen, Definition, Flag, ResponseSeen, piped, worded
from wellserved.workspace.asking.page import CHANNELS
from wellserved.workspace.wording import Words, minute

__all__ = ["AnswerView", "draw_answer"]

_WHY: Mapping[str, Words] = {
    "expired": gettext_lazy("came after the end"),
    "twice": gettext_lazy("came a second time"),
    "flood": gettext_lazy("came in a flood"),
    "stranger": gettext_lazy("came from another customer's account"),
}
_FLAGS: Mapping[Flag, Words] = {
    Flag.STRAIGHT: gettext_lazy("all answers alike"),
    Flag.SPEED: gettext_lazy("faster than one can read"),
    Flag.DOUBLE: gettext_lazy("the same as another one"),
}
_PARTS: Mapping[str, Words] = {
    "expected": gettext_lazy("expected"),
    "perceived": gettext_lazy("perceived"),
    "minimum": gettext_lazy("the least"),
    "desired": gettext_lazy("desired"),
    "functional": gettext_lazy("with it"),
    "dysfunctional": gettext_lazy("without it"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """`lines` are what was asked and what was said; `files` the id of each attachment and what it is."""

    id: int
    why: str
    when: str
    where: str
    lines: tuple[tuple[str, str], ...]
    files: tuple[tuple[int, str], ...]


def draw_answer(
    seen: ResponseSeen, *, definition: Definition, files: Sequence[AttachmentSeen], places: Mapping[str, str]
) -> AnswerView:
    channel = CHANNELS.get(seen.channel)
    where = [places.get(seen.location or "", ""), str(channel or seen.channel), seen.language]
    return AnswerView(
        id=seen.id,
        why=_why(seen),
        when=minute(seen.finished_at or seen.started_at),
        where=" · ".join(one for one in where if one),
        lines=tuple(_lines(seen, definition)),
        files=tuple(
            (one.id, _("photo") if one.media_type.startswith("image/") else _("recording")) for one in files
        ),
    )


def _why(seen: ResponseSeen) -> str:
    if seen.aside:
        return str(_WHY[seen.aside])
    return listed([str(words) for flag, words in _FLAGS.items() if flag in seen.flags])


def _lines(seen: ResponseSeen, definition: Definition) -> list[tuple[str, str]]:
    """What was said to every item, in the reader's language where it was written in it; files stand by themselves."""
    answers = seen.answers

    def put_in(kind: str, name: str) -> str:
        value = (seen.facts if kind == "fact" else answers).get(name)
        return str(value) if isinstance(value, str | int | float) else ""

    def say(words: Mapping[str, str]) -> str:
        text = worded(dict(words), language=get_language() or "en", fallback=definition.language)
        return piped(text, of=put_in)

    found = []
    for page in definition.pages:
        for item in page.items:
            options = {
                one.key: say(one.words) for one in (*getattr(item, "options", ()), *getattr(item, "rows", ()))
            }
            if item.key in answers and type(item).__name__ not in ("Photo", "VoiceNote"):
                said = _said(answers[item.key], options)
                words = answers.get(f"{item.key}.words")
                found.append((say(item.text) or item.key, f"{said}: {words}" if words else said))
    return found


def _said(answer: object, options: Mapping[str, str]) -> str:
    if isinstance(answer, Mapping):
        parts = [
            f"{options.get(part) or _PARTS.get(part, part)}: {_said(one, {})}" for part, one in answer.items()
        ]
        return ", ".join(parts)
    if isinstance(answer, list | tuple):
        return listed([options.get(str(one), str(one)) for one in answer])
    return _("can't say") if answer == "unsure" else options.get(str(answer), str(answer))
