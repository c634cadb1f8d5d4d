"""Of what customers hear, when, and how often."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo

from .statuses import Kind, Status


class Trouble(StrEnum):
    """What we see coming before a scan says it."""

    LATE = "late"
    SILENT = "silent"
    WINDOW = "window"


_ALONE = frozenset({Status.INFO_RECEIVED, Status.IN_TRANSIT})
_ON_THE_WAY = frozenset(list(Status)[:12]) - _ALONE
TOLD: Mapping[Kind, frozenset[Status]] = {
    Kind.PARCEL: _ON_THE_WAY,
    # On its way to us, a return's or a repair's van at our own door is nobody's news.
    Kind.RETURN: _ON_THE_WAY - {Status.OUT_FOR_DELIVERY, Status.READY_FOR_PICKUP}
    | {Status.RECEIVED, Status.REFUNDED, Status.EXCHANGED, Status.RETURN_REFUSED},
    Kind.REPAIR: _ON_THE_WAY
    | {Status.RECEIVED, Status.QUOTED, Status.APPROVED, Status.DECLINED, Status.REPAIRED, Status.SENT_BACK},
}
"""The statuses that a person is told of. A program that is told by webhook hears of every one."""

OCCASIONS: tuple[str, ...] = (
    *(status.value for status in Status if any(status in told for told in TOLD.values())),
    *(trouble.value for trouble in Trouble),
)
"""What staff can word."""


def is_told(kind: Kind, occasion: str, *, to_program: bool) -> bool:
    return to_program or occasion in TOLD[kind] or occasion in set(Trouble)


def due_at(*, now: datetime, zone: ZoneInfo, quiet_from: time | None, quiet_until: time | None) -> datetime:
    """When somebody with these quiet hours may be told: now, or when the hours are over on their own clock."""
    if quiet_from is None or quiet_until is None or quiet_from == quiet_until:
        return now
    local = now.astimezone(zone)
    clock = local.time()
    if quiet_from < quiet_until:
        quiet, ends = quiet_from <= clock < quiet_until, local.date()
    else:
        quiet = clock >= quiet_from or clock < quiet_until
        ends = local.date() + timedelta(days=clock >= quiet_until)
    if not quiet:
        return now
    over = datetime.combine(ends, quiet_until, tzinfo=zone).replace(fold=local.fold)
    return max(now, over.astimezone(now.tzinfo))


def due_by(
    channel: str, *, now: datetime, zone: ZoneInfo, quiet_from: time | None, quiet_until: time | None
) -> datetime:
    """A program is told at once, a person outside of their quiet hours."""
    if channel == "webhook":
        return now
    return due_at(now=now, zone=zone, quiet_from=quiet_from, quiet_until=quiet_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A scan as it counts for notices; `taken_back` if another corrects it."""

    digest: int
    status: str
    reason: str
    occurred_at: datetime
    recorded_at: datetime
    taken_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A state that was reached the nth time; `reason` and `occurred_at` are of the last scan that says so,
    `recorded_at` is when we first heard of it.
    """

    status: str
    nth: int
    reason: str
    occurred_at: datetime
    recorded_at: datetime
    taken_back: bool = False


def reached(scans: Iterable[Said]) -> tuple[Reached, ...]:
    """The states that were reached, in their order, scans that repeat one counting once.

    One that was taken back and then truly reached counts again: the customer was told wrongly before.
    """
    ordered = sorted((s for s in scans if s.status), key=lambda s: (s.occurred_at, s.digest))
    counts: Counter[str] = Counter()
    found = []
    for (status, taken_back), group in groupby(ordered, key=lambda s: (s.status, s.taken_back)):
        those = list(group)
        counts[status] += 1
        one = Reached(
            status=status,
            nth=counts[status],
            reason=those[-1].reason,
            occurred_at=those[-1].occurred_at,
            recorded_at=min(s.recorded_at for s in those),
            taken_back=taken_back,
        )
        found.append(one)
    return tuple(found)


TOLD_FOR = timedelta(days=2)
"""How long a state is news. Who brings in last year's scans writes to nobody."""


def news(
    history: Sequence[Reached], *, kind: Kind, status: str, since: datetime, now: datetime, to_program: bool
) -> list[Reached]:
    """Of what to tell when a consignment has come to be in `status`, by scans recorded `since` then.

    A program hears of every state on the way there. A person hears of the one that stands, or, where that is none
    of which people are told, of the last before it: one who was not at home wants to know, though the parcel is on
    its way again by the time that we ask its carrier.
    """
    standing = _standing(history, status, since)
    fresh = [one for one in history if not one.taken_back and one.recorded_at >= since]
    if to_program:
        told = [*fresh, standing]
    elif is_told(kind, status, to_program=False):
        told = [standing]
    else:
        before = [
            one for one in history if not one.taken_back and is_told(kind, one.status, to_program=False)
        ]
        told = [one for one in before[-1:] if one.recorded_at >= since]
    return [one for one in dict.fromkeys(told) if one.occurred_at >= now - TOLD_FOR]


def _standing(history: Sequence[Reached], status: str, since: datetime) -> Reached:
    those = [one for one in history if one.status == status]
    for one in reversed(those):
        if not one.taken_back:
            return replace(one, nth=those[-1].nth)
    return Reached(status=status, nth=1, reason="", occurred_at=since, recorded_at=since)


_PAUSES = tuple(
    timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600, 2 * 3600, 4 * 3600, 6 * 3600, 8 * 3600)
)


def try_again_after(attempts: int, *, chance: float) -> timedelta | None:
    """How long to wait after the nth attempt failed, None when it was the last, about a day after the first.

    `chance` in [0, 1) spreads what failed together over a quarter to either side.
    """
    if attempts > len(_PAUSES):
        return None
    return _PAUSES[max(attempts, 1) - 1] * (0.75 + chance / 2)
