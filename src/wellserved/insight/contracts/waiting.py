"""How long an asker waits for figures."""

from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Self


class StillCounting(Exception):
    """Nothing was counted yet, and counting takes longer than the asker has; it goes on in the background."""


@dataclass(frozen=True, slots=True)
class Patience:
    """One stretch of waiting for everything that a page asks; it ends at `until`, in seconds of `monotonic`.

    Who `insists` has all of it counted, even where that will outlast them: it goes on for when they ask again.
    """

    until: float = 0.0
    insists: bool = False

    @classmethod
    def of(cls, span: timedelta, *, insists: bool = False) -> Self:
        return cls(monotonic() + span.total_seconds(), insists)

    @property
    def left(self) -> float:
        """Seconds; 0 when it is over."""
        return max(self.until - monotonic(), 0.0)


NO_PATIENCE = Patience()
