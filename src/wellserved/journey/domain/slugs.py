"""Short names, made once from a title and never changed by renaming."""

import re
import unicodedata
from collections.abc import Container

LONGEST = 60
ADDRESS_OF_NEW = "new"
"""Where something new is begun (/journeys/new/): a journey of that name would hide it, or be hidden."""


def slug_of(title: str, *, kind: str, taken: Container[str]) -> str:
    """A short name that is not taken: 'At the door' gives 'at-the-door', a second one 'at-the-door-2'.

    A title without Latin letters or digits (Korean, Chinese) gives the kind and a number: 'touchpoint-3'.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: LONGEST - 6].strip("-")
    # A lone number says nothing: '7일 배송' becomes 'touchpoint-1', not '7'.
    if not re.search(r"[a-z]", words):
        return _numbered(kind, taken=taken, first=1)
    free = words not in taken and words != ADDRESS_OF_NEW
    return words if free else _numbered(words, taken=taken, first=2)


def _numbered(words: str, *, taken: Container[str], first: int) -> str:
    """The first number that is free or, where some were skipped, one that is free behind a taken one.

    Numbers are doubled until one is free, then halved: copying a thousand times would count to a thousand each time.
    """
    low, step = first - 1, 1
    while f"{words}-{low + step}" in taken:
        low, step = low + step, step * 2
    high = low + step
    while high - low > 1:
        middle = (low + high) // 2
        if f"{words}-{middle}" in taken:
            low = middle
        else:
            high = middle
    return f"{words}-{high}"
