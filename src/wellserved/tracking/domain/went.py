"""How a consignment went, once it is over: the figures that its customer would judge by."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from .statuses import Kind, Status

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_SENT = (Status.IN_TRANSIT, Status.RECEIVED, Status.DELIVERED)


@dataclass(frozen=True, slots=True)
class Figure:
    """`delivered` and `told` are in the measure's unit: days, hours, or 1 for yes and 0 for no."""

    touchpoint: str
    measure: str
    at: datetime
    delivered: float
    told: float | None = None


def went(
    kind: Kind,
    *,
    began: datetime,
    told: datetime | None,
    first: Mapping[Status, datetime],
    scans: Sequence[datetime],
    asked: bool = False,
) -> Iterator[Figure]:
    """The figures of one consignment.

    `began` is when it was announced, `told` until when it was said to come, `first` when each status was first
    said, `scans` the times of all scans in order. Days run from the announcement, or from the first scan where
    that is earlier; of a return that was `asked` for on the page from its sending, where that was scanned.
    """
    if kind is Kind.PARCEL:
        yield from _parcel(began, told, first, scans)
    elif kind is Kind.RETURN:
        yield from _return(first, asked=asked)
    else:
        yield from _repair(first)


def _parcel(
    began: datetime, told: datetime | None, first: Mapping[Status, datetime], scans: Sequence[datetime]
) -> Iterator[Figure]:
    done = first.get(Status.DELIVERED)
    if back := first.get(Status.RETURNED_TO_SENDER):
        yield Figure("door", "first-attempt", back, 0.0)
        return
    if done is None:
        return
    since = min([began, *scans[:1]])
    days = (done - since) / _DAY
    # A day that was past when it was told told nothing.
    promised = None if told is None or told < since else (told - since) / _DAY
    yield Figure("delivery", "days", done, days, promised)
    tried = first.get(Status.ATTEMPT_FAILED)
    yield Figure("door", "first-attempt", done, float(tried is None or tried > done))
    gaps = [later - earlier for earlier, later in pairwise(at for at in scans if at <= done)]
    if gaps:
        yield Figure("news", "silence", done, max(gaps) / _HOUR)


def _return(first: Mapping[Status, datetime], *, asked: bool) -> Iterator[Figure]:
    settled = [at for status in (Status.REFUNDED, Status.EXCHANGED) if (at := first.get(status))]
    sent = [at for status in _SENT if (at := first.get(status))]
    told = first.get(Status.INFO_RECEIVED)
    if told and not (asked and sent):
        sent.append(told)
    if settled and sent and min(settled) >= min(sent):
        yield Figure("refund", "days", min(settled), (min(settled) - min(sent)) / _DAY)


def _repair(first: Mapping[Status, datetime]) -> Iterator[Figure]:
    received, back = first.get(Status.RECEIVED), first.get(Status.SENT_BACK)
    if received and back and back >= received:
        yield Figure("turnaround", "days", back, (back - received) / _DAY)
