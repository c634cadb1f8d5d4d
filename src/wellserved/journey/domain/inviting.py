"""Rules of drawing together: what a link's secret is kept as, how many may say how much, how it felt on the whole."""

import hashlib
from collections.abc import Sequence

FEELINGS = (-2, -1, 0, 1, 2)
MOST_OF_ONE_KEY = 200
MOST_OF_AN_INVITATION = 5000


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def lower_median(counts: Sequence[int]) -> int:
    """Of so many -2, -1, 0, 1 and 2: the middle one, of two middle ones the worse, so that nothing is painted over.

    There has to be at least one.
    """
    middle, passed = (sum(counts) + 1) // 2, 0
    for feeling, n in zip(FEELINGS, counts, strict=True):
        passed += n
        if passed >= middle > 0:
            return feeling
    raise ValueError("There is no middle of nothing: count at least one feeling.")


def added(present: str, text: str) -> str:
    """A lane's words with some more behind them."""
    return f"{present} · {text}" if present else text
