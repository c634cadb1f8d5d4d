"""Long streams of scans, in transactions of bearable size."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from wellserved.people.contracts import Person
from wellserved.people.services import require
from wellserved.tracking.contracts import ScanIn

from .recording import Outcome, record_scans

BATCH = 20_000


def take_in(
    *, by: Person, scans: Sequence[ScanIn], now: datetime, history: bool = False
) -> Iterator[Outcome]:
    """Record scans on somebody's behalf, 20,000 to a transaction; what became of one is told when it is durable.

    Of whichever location: a parcel that went astray is scanned where it should not be, and that is what its own
    location wants to hear. The answer is the same as for a number that nobody knows.
    """
    require(by, "parcels:write")
    for start in range(0, len(scans), BATCH):
        batch = scans[start : start + BATCH]
        yield from record_scans(scans=batch, now=now, staff_id=by.staff_id, history=history)
