"""What was read of a file or an answer, taken in line by line."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from wellserved.people.contracts import Person
from wellserved.people.services import require
from wellserved.tracking.carriers import Fault
from wellserved.tracking.contracts import ContentsIn, ScanIn

from .carrying import take_contents
from .intake import Outcome, Result, take_in

__all__ = ["MOST_SCANS", "TooManyScans", "take_read"]

MOST_SCANS = 100_000


class TooManyScans(ValueError):
    """More than are taken at once."""


def take_read(
    *,
    by: Person,
    given: Iterable[tuple[int, ScanIn | ContentsIn | Fault]],
    now: datetime,
    history: bool = False,
) -> Iterator[tuple[int, Outcome]]:
    """Take in what can be; tells of every line in order what became of it, of a scan when it is durable.

    All of it is read before anything is kept, so that what is no file, or too long a one, leaves nothing behind.
    """
    require(by, "parcels:write")
    read = list(islice(given, MOST_SCANS + 1))
    if len(read) > MOST_SCANS:
        raise TooManyScans(f"There are more than {MOST_SCANS:,} scans. Send them in several calls.")
    contents = [each for _, each in read if isinstance(each, ContentsIn)]
    noted = iter(take_contents(by=by, contents=contents, now=now))
    lines = [
        (number, next(noted) if isinstance(each, ContentsIn) else _scan_or_refused(each))
        for number, each in read
    ]
    scans = [each for _, each in lines if isinstance(each, ScanIn)]
    return _told(lines, take_in(by=by, scans=scans, now=now, history=history))


def _told(
    lines: Sequence[tuple[int, ScanIn | Outcome]], taken: Iterator[Outcome]
) -> Iterator[tuple[int, Outcome]]:
    for number, each in lines:
        yield number, each if isinstance(each, Outcome) else next(taken)


def _scan_or_refused(each: ScanIn | Fault) -> ScanIn | Outcome:
    return _with_text(each) if isinstance(each, ScanIn) else _refused(each)


def _with_text(scan: ScanIn) -> ScanIn | Outcome:
    texts = (scan.place, scan.source_id, scan.corrects, scan.carrier_status, scan.source)
    if not any("\0" in text for text in texts):
        return scan
    return Outcome(Result.REFUSED, "text", "It holds the character NUL.", "Take it out and send it again.")


def _refused(fault: Fault) -> Outcome:
    return Outcome(Result.REFUSED, fault.place, fault.why, fault.mend)
