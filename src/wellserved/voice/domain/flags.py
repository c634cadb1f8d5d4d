"""Responses that were not answered with care: flagged, kept, and left out until somebody counts them."""

from collections.abc import Mapping
from enum import IntFlag
from hashlib import sha256

from .definition import Definition
from .layout import figures, items_of, layout, scale_of

__all__ = ["Flag", "fingerprint", "flags_of"]

# The longest string of one and the same answer: Meade and Craig (2012), 'Identifying careless responses in survey
# data'. Shorter questionnaires can honestly be answered with one number throughout.
STRAIGHT_FROM = 8
# Two seconds an item is less than reading takes: Huang, Curran, Keeney, Poposki and DeShon (2012), 'Detecting and
# deterring insufficient effort responding to surveys'.
SECONDS_AN_ITEM = 2.0
SPEED_FROM = 4
# So much has to be the same in two responses before chance does not explain it.
DOUBLE_FROM = 10
LONG_TEXT = 40


class Flag(IntFlag):
    STRAIGHT = 1
    SPEED = 2
    DOUBLE = 4


def flags_of(
    definition: Definition, *, answers: Mapping[str, object], seconds: float | None, alike: bool
) -> Flag:
    """`alike` says that the same fingerprint, or the same customer on the same occasion, was there before."""
    found = Flag(0)
    if _is_straight(definition, answers):
        found |= Flag.STRAIGHT
    answered = sum(len(_parts(answer)) for key, answer in answers.items() if "." not in key)
    if seconds is not None and answered >= SPEED_FROM and seconds < answered * SECONDS_AN_ITEM:
        found |= Flag.SPEED
    if alike:
        found |= Flag.DOUBLE
    return found


def fingerprint(definition: Definition, *, answers: Mapping[str, object]) -> int | None:
    """The same for the same answers; None where they are so few that two people give the same by chance."""
    row = figures(definition, answers=answers)
    words = [str(one) for key, one in sorted(answers.items()) if isinstance(one, str)]
    enough = sum(one is not None for one in row) >= DOUBLE_FROM
    if not enough and sum(len(one) for one in words) < LONG_TEXT:
        return None
    digest = sha256(repr((row, words)).encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _is_straight(definition: Definition, answers: Mapping[str, object]) -> bool:
    """The same number everywhere, for each level by itself: who expects 7 of everything may mean it, who also
    perceives 7 throughout has no gap to tell.
    """
    rated = {item.key for item in items_of(definition) if scale_of(item) is not None}
    by_part: dict[str, list[int]] = {}
    for column, figure in zip(layout(definition), figures(definition, answers=answers), strict=True):
        if column.item in rated and figure is not None:
            part = column.part if column.kind != "matrix" else ""
            by_part.setdefault(part, []).append(figure)
    if sum(len(said) for said in by_part.values()) < STRAIGHT_FROM:
        return False
    return all(len(set(said)) == 1 for said in by_part.values())


def _parts(answer: object) -> list[object]:
    return list(answer.values()) if isinstance(answer, Mapping) else [answer]
