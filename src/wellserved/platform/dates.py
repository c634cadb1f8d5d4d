"""Dates that no line tears: in Chinese one may otherwise end after the '11' of '11月', in Korean before its day."""

import re

__all__ = ["unbroken"]

# Between a figure and its sign, and between month and day. After the year a line may end: all of it is too wide.
_SEAMS = re.compile(r"(?<=\d)(?=[年月日년월일])|(?<=月)(?=\d)")
_BLANKS = re.compile(r"(?<=월) (?=\d)")
_JOINER, _HARD_BLANK = "\u2060", "\u00a0"


def unbroken(said: str) -> str:
    """The same date, whose month and day stay together; one without such signs stays as it is."""
    return _BLANKS.sub(_HARD_BLANK, _SEAMS.sub(_JOINER, said))
