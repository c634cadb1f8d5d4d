"""Scans set aside, settled: dropped, or taken in with the time that they ought to have had."""

from datetime import datetime

import msgspec
from django.db import transaction

from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require
from wellserved.platform.refusals import Refused
from wellserved.tracking.contracts import ScanIn
from wellserved.tracking.models import SetAside

from .intake import Outcome, Result, record_scans


class StillWrong(Refused):
    """The mended scan cannot be taken in either; the message says why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(f"{outcome.said} {outcome.mend}")
        self.outcome = outcome


@transaction.atomic
def drop_aside(*, by: Person, aside: int, now: datetime) -> None:
    """It stays in the consignment's timeline as set aside, and counts for nothing."""
    row = _claimed(by, aside, now=now)
    audit(by=by, deed="scan.dropped", kind="consignment", object_id=row.consignment_id, now=now, aside=row.pk)


@transaction.atomic
def take_in_mended(*, by: Person, aside: int, occurred_at: datetime, now: datetime) -> None:
    """Record it as of `occurred_at`. Raises StillWrong where that cannot be either, and changes nothing then.

    With an id of its source it is the same scan as before: should it be sent again, it is there already.
    """
    row = _claimed(by, aside, now=now)
    said = msgspec.convert(row.scan, ScanIn)
    mended = msgspec.structs.replace(said, occurred_at=occurred_at)
    (outcome,) = record_scans(scans=[mended], now=now, staff_id=by.staff_id)
    if outcome.result not in {Result.RECORDED, Result.ALREADY_THERE}:
        raise StillWrong(outcome)
    audit(by=by, deed="scan.mended", kind="consignment", object_id=row.consignment_id, now=now, aside=row.pk)


def _claimed(by: Person, aside: int, *, now: datetime) -> SetAside:
    """Settled by this person from now on. NotFound where somebody was faster, or it is of another location."""
    require(by, "parcels:write")
    rows = SetAside.objects.filter(pk=aside)
    if by.location_ids is not None:
        rows = rows.filter(consignment__location_id__in=by.location_ids)
    row = rows.first()
    won = SetAside.objects.filter(pk=aside, settled_at__isnull=True).update(
        settled_at=now, settled_by_id=by.account_id
    )
    if row is None or not won:
        # What was claimed before it was known to be another's is undone with the transaction.
        raise NotFound("There is no such scan to settle any more.")
    return row
