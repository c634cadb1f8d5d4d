"""How long a page waits for its figures, and what it says of those that are still being counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.http import HttpRequest

from wellserved.insight.contracts import Patience

from .wording import minute, with_query

# A page that takes longer to count is shown with what was counted last, or without figures, and asks for itself again.
PATIENCE = timedelta(seconds=0.6)
# Whatever stands between us and the browser cuts off what does not answer within half a minute or so.
INSISTENCE = timedelta(seconds=20)
RECOUNTED = "recounted"
"""In an address: wait until the newest moments are counted too, though not for ever."""


class Figures(Protocol):
    @property
    def as_of(self) -> datetime: ...

    @property
    def counting(self) -> bool: ...

    @property
    def counted(self) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Figures on their way: where to ask for them, and up to when those hold that are shown (empty without any)."""

    href: str
    stands: str


def patience_of(request: HttpRequest) -> Patience:
    """One for the whole page."""
    insists = RECOUNTED in request.GET
    return Patience.of(INSISTENCE if insists else PATIENCE, insists=insists)


def waiting_for(figures: Sequence[Figures], *, address: str) -> Waiting | None:
    """None where all that the page at `address` shows is of now."""
    if not any(one.counting for one in figures):
        return None
    stands = minute(min(one.as_of for one in figures)) if all(one.counted for one in figures) else ""
    return Waiting(href=counted_at(address), stands=stands)


def counted_at(address: str) -> str:
    """Where the page at `address` waits for its figures."""
    return with_query(address, **{RECOUNTED: "1"})
