"""What somebody types into the field: up to thirty numbers, however they are set apart."""

import re
from collections.abc import Iterable

from wellserved.tracking.domain.keys import is_plain, number_key

MOST = 30
_APART = re.compile(r"[,;|\s]+")
_BETWEEN_LINES = re.compile(r"[,;|\n\r\t]+")


def numbers_in(text: str) -> list[str]:
    """The numbers, each once, in their order; one too many is kept so that the caller can say so.

    Blanks stand between numbers and within them ('6892 0417 3356'): where every part set apart by blanks alone
    is short, they are one number's.
    """
    found: list[str] = []
    for line in _BETWEEN_LINES.split(text[:4_000]):
        parts = [part for part in _APART.split(line) if part]
        if len(parts) > 1 and all(len(number_key(part)) <= 5 for part in parts):
            parts = ["".join(parts)]
        found += parts
    return plain(found)[: MOST + 1]


def plain(numbers: Iterable[str]) -> list[str]:
    """As they are kept, each once; what can be no number stays as it was typed, to be told unknown."""
    keys = (number_key(one) for one in numbers if one.strip())
    return list(dict.fromkeys(key if is_plain(key) else key[:50] for key in keys if key))
