"""Recording moments: one, or many through COPY. Nothing else writes them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
from django.db import transaction

from wellserved.journey.contracts import BatchRecorded, MeasureKey, MomentIn
from wellserved.journey.queries.maps import measure_keys
from wellserved.journey.subscriptions import announce

from .batch import conform, faults
from .copying import Copied, copy_new
from .resolving import MomentRefused, resolved
from .sources import ensure_source

__all__ = ["MomentRefused", "Recorded", "record_moment", "record_moments"]

BATCH = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """`already_there` says that this source's id had been recorded before, and nothing was written now."""

    already_there: bool


def record_moment(*, moment: MomentIn, now: datetime) -> Recorded:
    """Record one moment in the caller's transaction, or in one of its own.

    Raises MomentRefused, naming the field, for an unknown place or an impossible value.
    """
    table = resolved([moment])
    (result,) = record_moments(source=moment.source, batches=[table], now=now)
    for fault in result.rejected:
        raise MomentRefused(field=fault.column, said=fault.reason)
    return Recorded(already_there=result.already_there == 1)


def record_moments(
    *,
    source: str,
    batches: Iterable[pa.RecordBatch | pa.Table],
    now: datetime,
    keys: Sequence[MeasureKey] | None = None,
) -> Iterator[BatchRecorded]:
    """Record batches of moments, each in a transaction of its own; yields what became of each as it is done.

    A batch has the columns of `wellserved.journey.services.batch.SCHEMA`, at most some 50,000 rows. What the
    source had sent before is counted as already there; a row that cannot be recorded is told and the others
    are recorded all the same. `keys` is `measure_keys(removed=True)` of whoever has just asked for it. A batch that was yielded is durable, so an import that dies can be run again.
    """
    source_id = ensure_source(slug=source)
    measures = {key.measure_id: key for key in (measure_keys(removed=True) if keys is None else keys)}
    for batch in batches:
        table = conform(batch)
        rejected = faults(table, measures=measures, now=now)
        good = _without(table, [r.row for r in rejected])
        copied = Copied(recorded=0, xid=None)
        if good.num_rows:
            with transaction.atomic():
                copied = copy_new(good, source_id=source_id, measures=measures, now=now)
                if copied.recorded:
                    announce(source=source, measure_ids=copied.measure_ids, xid=copied.xid)
        yield BatchRecorded(
            read=table.num_rows,
            recorded=copied.recorded,
            already_there=good.num_rows - copied.recorded,
            rejected=tuple(rejected),
        )


def _without(table: pa.Table, rows: list[int]) -> pa.Table:
    if not rows:
        return table
    gone = set(rows)
    return table.take(pa.array([i for i in range(table.num_rows) if i not in gone], pa.int64()))
