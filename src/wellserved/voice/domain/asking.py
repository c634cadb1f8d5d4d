"""Who is asked, and who is left alone: rules without a clock or a database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

__all__ = ["Due", "Ledger", "Left", "Why", "decide", "drawn", "times"]

STALE = timedelta(days=3)
_LOTS = 1 << 64


class Why(StrEnum):
    """Why somebody is not asked, by which staff see what a rule costs them."""

    ENDED = "ended"
    STALE = "stale"
    ERASED = "erased"
    DECLINED = "declined"
    CONSENT = "consent"
    ADDRESS = "address"
    QUIET = "quiet"
    QUOTA = "quota"
    UNDELIVERABLE = "undeliverable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An ask whose time has come. `bar` is what is against it already: an erased customer, a consent that is missing."""

    id: int
    rule: int
    customer: UUID
    due_at: datetime
    bar: Why | None = None


@dataclass(slots=True)
class Left:
    """How many asks a rule may still send just now; None is as many as there are."""

    asks: int | None = None

    def take(self) -> bool:
        """Whether there was one left; it is gone then."""
        if self.asks is None:
            return True
        if self.asks <= 0:
            return False
        self.asks -= 1
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """When each customer was last asked anything, and who wants to be asked no more."""

    asked: Mapping[UUID, datetime] = field(default_factory=dict)
    declined: frozenset[UUID] = frozenset()


def drawn(*, rule: int, moment: int, share: float) -> bool:
    """Whether this rule asks about this moment: by lot, and the same however often the moment is told."""
    lot = int.from_bytes(sha256(f"{rule}:{moment}".encode()).digest()[:8], "big")
    return lot < share * _LOTS


def times(
    occurred_at: datetime, *, delay: timedelta, again: Iterable[timedelta], now: datetime
) -> list[tuple[int, datetime]]:
    """When to ask about it, numbered from 0: after the delay, then again over the life of what it was about.

    What would have been due days ago, as of a moment that came in with an import, is not asked any more.
    """
    spans = [delay, *sorted(set(again))]
    return [(n, occurred_at + span) for n, span in enumerate(spans) if occurred_at + span > now - STALE]


def decide(
    due: Sequence[Due], *, ledger: Ledger, left: Mapping[int, Left], quiet: timedelta, now: datetime
) -> dict[int, Why | None]:
    """For each whether it is sent (None) or why not; the longest due first.

    `left` is counted down. Whoever was asked within `quiet` before now is left alone, whatever it was about.
    """
    asked = dict(ledger.asked)
    found: dict[int, Why | None] = {}
    for one in sorted(due, key=lambda each: (each.due_at, each.id)):
        last = asked.get(one.customer)
        if one.bar is not None:
            found[one.id] = one.bar
        elif one.customer in ledger.declined:
            found[one.id] = Why.DECLINED
        elif last is not None and last > now - quiet:
            found[one.id] = Why.QUIET
        elif not left[one.rule].take():
            found[one.id] = Why.QUOTA
        else:
            found[one.id] = None
            asked[one.customer] = now
    return found
