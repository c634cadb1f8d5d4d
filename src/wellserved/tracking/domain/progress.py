"""What the scans of a consignment come to: a pure function of the set of scans, in whatever order they came.

Every part of a progress is a maximum, a minimum or a sum over the scans, so `merged` of two progresses is the
progress of both sets of scans together, and intake need not read what came before.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

import msgspec
from msgspec.structs import replace

from .statuses import Kind, Status

_NEVER = datetime.min.replace(tzinfo=UTC)


class ScanFact(msgspec.Struct, frozen=True, kw_only=True):
    """One scan as it counts; `digest` tells it from others, `corrects` is the digest of the one it takes back.

    One without a status that takes none back names a day, and nothing else.
    """

    digest: int
    status: Status | None
    occurred_at: datetime
    reason: str = ""
    place: str = ""
    country: str = ""
    corrects: int | None = None
    expected_on: date | None = None


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """`reached` has the bit of each status that a scan has said."""

    status: Status | None = None
    reason: str = ""
    status_at: datetime | None = None
    place: str = ""
    country: str = ""
    place_at: datetime | None = None
    expected_on: date | None = None
    expected_at: datetime | None = None
    first_scan_at: datetime | None = None
    last_scan_at: datetime | None = None
    scans: int = 0
    attempts: int = 0
    reached: int = 0


# Of two statuses the one of the higher tier stands, whenever it was scanned: a parcel handed over is not on its
# way because a depot's scan came late, and one sent back is not delivered because its sender has it again. What
# is of one tier goes by time.
_ENDS = {
    Kind.PARCEL: {
        Status.DELIVERED: 1,
        Status.CANCELLED: 1,
        Status.EXPIRED: 1,
        Status.RETURNED_TO_SENDER: 2,
    },
    Kind.RETURN: {
        Status.CANCELLED: 1,
        Status.EXPIRED: 1,
        Status.DELIVERED: 1,
        Status.RECEIVED: 1,
        Status.INSPECTED: 2,
        Status.REFUNDED: 3,
        Status.EXCHANGED: 3,
        Status.RETURN_REFUSED: 3,
    },
    # A repair travels twice, so time alone orders it.
    Kind.REPAIR: {Status.CANCELLED: 1, Status.EXPIRED: 1},
}
RANK = {status: place for place, status in enumerate(Status)}
TIER = {(kind, status): _ENDS[kind].get(status, 0) for kind in Kind for status in Status}
BIT = {status: 1 << place for status, place in RANK.items()}
_OVER = frozenset({Status.CANCELLED, Status.EXPIRED})
CLOSING: Mapping[Kind, tuple[tuple[frozenset[Status], int], ...]] = {
    Kind.PARCEL: (
        (_OVER | {Status.DELIVERED}, 0),
        # Its sender has it again.
        (frozenset({Status.RETURNED_TO_SENDER}), BIT[Status.DELIVERED]),
    ),
    Kind.RETURN: ((_OVER | {Status.REFUNDED, Status.EXCHANGED, Status.RETURN_REFUSED}, 0),),
    # The first delivery of a repair is the one to the workshop.
    Kind.REPAIR: ((_OVER, 0), (frozenset({Status.DELIVERED}), BIT[Status.SENT_BACK])),
}
"""A consignment is over in one of these statuses, if it also has reached what the bits say."""


def progress_of(kind: Kind, scans: Iterable[ScanFact]) -> Progress:
    """The progress of a set of scans; the same scan twice counts once, and one that was taken back not at all."""
    each = {scan.digest: scan for scan in scans}
    taken_back = {scan.corrects for scan in each.values()}
    done = Progress()
    for scan in each.values():
        if scan.digest not in taken_back:
            done = merged(kind, done, progress_of_one(scan))
    return done


def progress_of_one(scan: ScanFact) -> Progress:
    """A scan alone. One without a status takes another back and comes to nothing, or names a day and no more."""
    status, at = scan.status, scan.occurred_at
    if status is None:
        if scan.corrects is not None or scan.expected_on is None:
            return Progress()
        return Progress(expected_on=scan.expected_on, expected_at=at)
    somewhere = bool(scan.place or scan.country)
    return Progress(
        status=status,
        reason=scan.reason,
        status_at=at,
        place=scan.place,
        country=scan.country,
        place_at=at if somewhere else None,
        expected_on=scan.expected_on,
        expected_at=at if scan.expected_on else None,
        first_scan_at=at,
        last_scan_at=at,
        scans=1,
        attempts=int(status is Status.ATTEMPT_FAILED),
        reached=BIT[status],
    )


def merged(kind: Kind, one: Progress, other: Progress) -> Progress:
    """The progress of two sets of scans that have none in common."""
    state = max(one, other, key=lambda p: _state_key(kind, p))
    where = max(one, other, key=lambda p: (p.place_at or _NEVER, p.place, p.country))
    named = max(one, other, key=lambda p: (p.expected_at or _NEVER, p.expected_on or date.min))
    first = [p.first_scan_at for p in (one, other) if p.first_scan_at]
    last = [p.last_scan_at for p in (one, other) if p.last_scan_at]
    return replace(
        state,
        place=where.place,
        country=where.country,
        place_at=where.place_at,
        expected_on=named.expected_on,
        expected_at=named.expected_at,
        first_scan_at=min(first, default=None),
        last_scan_at=max(last, default=None),
        scans=one.scans + other.scans,
        attempts=one.attempts + other.attempts,
        reached=one.reached | other.reached,
    )


def _state_key(kind: Kind, progress: Progress) -> tuple[int, datetime, int, str]:
    status = progress.status
    if status is None:
        return (-1, _NEVER, -1, "")
    return (TIER[kind, status], progress.status_at or _NEVER, RANK[status], progress.reason)


def is_closed(kind: Kind, progress: Progress) -> bool:
    """Whether nothing more is expected."""
    status = progress.status
    return status is not None and any(
        status in ends and progress.reached & needed == needed for ends, needed in CLOSING[kind]
    )


def milestones(scans: Iterable[ScanFact]) -> dict[Status, datetime]:
    """When each status was first said, by the scans that were not taken back."""
    each = {scan.digest: scan for scan in scans}
    taken_back = {scan.corrects for scan in each.values()}
    first: dict[Status, datetime] = {}
    for scan in each.values():
        if scan.digest not in taken_back and scan.status is not None:
            first[scan.status] = min(scan.occurred_at, first.get(scan.status, scan.occurred_at))
    return first
