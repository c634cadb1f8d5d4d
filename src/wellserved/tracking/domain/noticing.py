"""Of what customers hear, when, and how often."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A scan as it counts for notices; `taken_back` if another corrects it."""

    digest: int
    status: str
    reason: str
    occurred_at: datetime
    taken_back: bool = False


def times_reached(scans: Iterable[Said]) -> tuple[Counter[str], dict[str, str]]:
    """How often each state was reached, scans that repeat it counting once, and the reason given last.

    One that was taken back and then truly reached counts again: the customer was told wrongly before.
    """
    ordered = sorted((s for s in scans if s.status), key=lambda s: (s.occurred_at, s.digest))
    counts: Counter[str] = Counter()
    reasons: dict[str, str] = {}
    for (status, taken_back), those in groupby(ordered, key=lambda s: (s.status, s.taken_back)):
        counts[status] += 1
        if not taken_back:
            reasons[status] = list(those)[-1].reason
    return counts, reasons


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
