"""`domain.progress` for many consignments at once: what the new scans of each come to, a column at a time."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wellserved.tracking.domain.progress import BIT, RANK, TIER
from wellserved.tracking.domain.statuses import Kind, Status

_KINDS = list(Kind)
_TIERS = np.array([[TIER[kind, status] for status in Status] for kind in _KINDS], np.int16)
_BITS = np.array([BIT[status] for status in Status], np.int32)
_INFINITE = np.iinfo(np.int64).max
_FAILED = RANK[Status.ATTEMPT_FAILED]


def folded(scans: pa.Table) -> pa.Table:
    """A row of progress for each consignment, from its scans, which stand together in the table.

    A scan that says nothing and takes nothing back names a day, and no more.

    `again` where one of them takes another back: what then holds is to be read from all scans, and the row says only
    how many are new.
    """
    n = scans.num_rows
    ids = scans["consignment_id"].to_numpy()
    starts = np.flatnonzero(np.r_[True, ids[1:] != ids[:-1]])
    ranks = scans["rank"].to_numpy()
    speaks = ranks >= 0
    tiers = np.where(speaks, _TIERS[scans["kind"].to_numpy(), ranks], np.int16(-1))
    occurred_at = scans["occurred_at"]
    somewhere = pc.or_(pc.not_equal(scans["place"], ""), pc.not_equal(scans["country"], ""))
    scans = (
        scans.append_column("tier", pa.array(tiers))
        .append_column("said_at", pc.if_else(pa.array(speaks), occurred_at, None))
        .append_column("place_at", pc.if_else(somewhere, occurred_at, None))
        .append_column("expected_at", pc.if_else(scans["expected_on"].is_valid(), occurred_at, None))
    )
    counts = np.diff(np.r_[starts, n])
    said = _last(scans, starts, counts, "tier", "said_at", "rank", "reason")
    put = _last(scans, starts, counts, "place_at", "place", "country")
    named = _last(scans, starts, counts, "expected_at", "expected_on")
    times = occurred_at.cast(pa.int64()).to_numpy()
    spoke = np.add.reduceat(speaks.astype(np.int32), starts)
    first = np.minimum.reduceat(np.where(speaks, times, _INFINITE), starts)
    last = np.maximum.reduceat(np.where(speaks, times, -_INFINITE), starts)
    return pa.table(
        {
            "consignment_id": said["consignment_id"],
            "kind": pc.take(pa.array([kind.value for kind in _KINDS]), said["kind"]),
            "status": said["status"],
            "reason": said["reason"],
            "status_at": said["said_at"],
            "tier": said["tier"],
            "rank": said["rank"],
            "place": put["place"],
            "country": put["country"],
            "place_at": put["place_at"],
            "expected_on": named["expected_on"],
            "expected_at": named["expected_at"],
            "first_scan_at": pa.array(first, pa.int64(), mask=spoke == 0).cast(occurred_at.type),
            "last_scan_at": pa.array(last, pa.int64(), mask=spoke == 0).cast(occurred_at.type),
            "scans": spoke,
            "attempts": np.add.reduceat((ranks == _FAILED).astype(np.int32), starts),
            "reached": np.bitwise_or.reduceat(np.where(speaks, _BITS[ranks], 0), starts),
            "version": counts,
            "again": np.logical_or.reduceat(scans["corrects"].is_valid().to_numpy(), starts),
        }
    )


def _last(
    scans: pa.Table, starts: npt.NDArray[np.int64], counts: npt.NDArray[np.int64], *order: str
) -> pa.Table:
    """Of each consignment the scan that comes last in this order. Most have but one, and only the others are sorted."""
    at = np.arange(scans.num_rows)
    several = np.repeat(counts > 1, counts)
    if several.any():
        keys = [(name, "ascending", "at_start") for name in ("consignment_id", *order)]
        those = scans.select(["consignment_id", *order]).filter(pa.array(several))
        at[several] = at[several][pc.sort_indices(those, sort_keys=keys).to_numpy()]
    return scans.take(at[starts + counts - 1])
