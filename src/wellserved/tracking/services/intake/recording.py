"""One batch of scans, one transaction: what is new of it is kept, and what it comes to is derived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from wellserved.tracking.contracts import ScanIn
from wellserved.tracking.domain.keys import is_plain, number_key, scan_digest
from wellserved.tracking.domain.reasons import REASONS
from wellserved.tracking.domain.statuses import MAY_SAY
from wellserved.tracking.services.following import follow_after_commit

from .copying import Row, in_columns, in_order, keep_new, set_aside
from .deriving import derive
from .naming import named_anew
from .numbers import Followed, followed

AHEAD = timedelta(hours=26)
BEHIND = timedelta(days=730)
_FIRST = datetime(1990, 1, 1, tzinfo=UTC)
_LAST = date(2200, 1, 1)


class Result(StrEnum):
    RECORDED = "recorded"
    ALREADY_THERE = "already_there"
    SET_ASIDE = "set_aside"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one scan; `place`, `said` and `mend` speak of one that was refused or set aside."""

    result: Result
    place: str = ""
    said: str = ""
    mend: str = ""


RECORDED = Outcome(Result.RECORDED)
ALREADY_THERE = Outcome(Result.ALREADY_THERE)
SEVERAL = Outcome(
    Result.REFUSED, "carrier", "Several carriers have a consignment of this number.", "Name the carrier."
)
NO_NUMBER = Outcome(
    Result.REFUSED,
    "number",
    "This is no consignment's number.",
    "Give 3 to 50 letters A to Z and digits; blanks and hyphens between them are ignored.",
)
NO_REASON = Outcome(
    Result.REFUSED,
    "reason",
    "This is no reason.",
    "Leave it away, or give one of those that docs/reference/tracking.md lists.",
)
NO_DAY = Outcome(
    Result.REFUSED,
    "expected_on",
    "This day lies outside of 1990 to 2200.",
    "Check the year; leave the day away where it is not known.",
)
NO_STATUS = Outcome(
    Result.REFUSED,
    "status",
    "A scan without a status must take another back.",
    "Name the status, or the scan that it corrects.",
)


def record_scans(
    *, scans: Sequence[ScanIn], now: datetime, staff_id: int | None = None, history: bool = False
) -> list[Outcome]:
    """Record scans of any number of consignments, known or not; tells of each, in order, what became of it.

    All of it in the caller's transaction or one of its own, and durable once that has ended. Scans that were
    sent before change nothing, but that a day which a carrier names anew is taken over. One whose clock is more than 26 hours ahead or two years behind is set aside,
    but `history` lets old ones in. At most some 50,000 at once; `take_in` cuts longer ones.
    """
    outcomes: list[Outcome] = [RECORDED] * len(scans)
    with transaction.atomic():
        found = followed(scans, now=now)
        rows, strange = _sorted_out(scans, found, outcomes, now=now, history=history)
        set_aside(strange, now=now)
        sent = in_columns(rows, now=now, staff_id=staff_id)
        new = keep_new(sent)
        if new.num_rows < sent.num_rows:
            resent = sent.filter(pc.invert(pc.is_in(sent["at"], new["at"])))
            new = in_order(pa.concat_tables([new, keep_new(in_order(named_anew(resent)))]))
            for at in set(sent["at"].to_pylist()) - set(new["at"].to_pylist()):
                outcomes[at] = ALREADY_THERE
        if derive(new, now=now):
            follow_after_commit()
    return outcomes


def _sorted_out(
    scans: Sequence[ScanIn],
    found: Sequence[Followed | None],
    outcomes: list[Outcome],
    *,
    now: datetime,
    history: bool,
) -> tuple[list[Row], list[Row]]:
    """The rows to be kept, each once, and those whose clock is wrong; what is refused is told in `outcomes`."""
    latest, earliest = now + AHEAD, _FIRST if history else now - BEHIND
    seen: set[tuple[int, int]] = set()
    rows, strange = [], []
    for at, (scan, consignment) in enumerate(zip(scans, found, strict=True)):
        if (
            consignment is None
            or scan.reason
            or scan.expected_on
            or scan.status not in MAY_SAY[consignment.kind]
        ):
            refused = _refusal(scan, consignment)
            if refused is not None or consignment is None:
                outcomes[at] = refused or ALREADY_THERE
                continue
        id_, digest = consignment.id, scan_digest(scan)
        if (id_, digest) in seen:
            outcomes[at] = ALREADY_THERE
            continue
        seen.add((id_, digest))
        row = Row(at, id_, consignment.kind, digest, scan)
        if earliest <= scan.occurred_at <= latest:
            rows.append(row)
        else:
            outcomes[at] = _strange(scan, ahead=scan.occurred_at > latest)
            strange.append(row)
    return rows, strange


def _refusal(scan: ScanIn, consignment: Followed | None) -> Outcome | None:
    if consignment is None:
        return SEVERAL if is_plain(number_key(scan.number)) else NO_NUMBER
    if scan.reason and scan.reason not in REASONS:
        return NO_REASON
    if scan.expected_on and not _FIRST.date() <= scan.expected_on < _LAST:
        return NO_DAY
    status = scan.status
    if status is None:
        return None if scan.corrects else NO_STATUS
    if status in MAY_SAY[consignment.kind]:
        return None
    may = ", ".join(sorted(MAY_SAY[consignment.kind]))
    return Outcome(
        Result.REFUSED, "status", f"A {consignment.kind} cannot be '{status}'.", f"Give one of: {may}."
    )


def _strange(scan: ScanIn, *, ahead: bool) -> Outcome:
    said = "lies in the future" if ahead else "lies more than two years back"
    return Outcome(
        Result.SET_ASIDE,
        "occurred_at",
        f"{scan.occurred_at:%Y-%m-%d} {said}: the scan is kept apart and changes nothing.",
        "Set the scanner's clock and send it again, or settle it on the page of scans set aside.",
    )
