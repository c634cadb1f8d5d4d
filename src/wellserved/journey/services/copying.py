"""The way of many rows into PostgreSQL."""

from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc
from django.db import IntegrityError, connection, transaction

from wellserved.journey.contracts import MeasureKey
from wellserved.platform.copying import copy_table

from .batch import TIME
from .in_force import fill, in_force
from .partitions import ensure_months

_COLUMNS = (
    "id",
    "source_id",
    "source_key",
    "touchpoint_id",
    "measure_id",
    "expected",
    "believed",
    "standard",
    "delivered",
    "told",
    "perceived",
    "customer_key",
    "staff_id",
    "location_id",
    "channel",
    "segment_id",
    "language",
    "occurred_at",
    "recorded_at",
    "money",
    "currency",
    "subject_kind",
    "subject_id",
    "attributes",
)


@dataclass(frozen=True, slots=True)
class Copied:
    """How many rows were new; `xid` is the transaction that wrote them, by which they can be found again."""

    recorded: int
    xid: int | None
    measure_ids: frozenset[int] = frozenset()


def copy_new(table: pa.Table, *, source_id: int, measures: dict[int, MeasureKey], now: datetime) -> Copied:
    """Record the rows whose key this source has not sent before; runs in the caller's transaction.

    Hopes first that all keys are new and copies them straight into the ledger, whose primary key says if not;
    then claims them one by one. So a first import pays nothing for being repeatable, and of two imports of the
    same file at once each row is recorded by one of them.
    """
    table = _first_of_each_key(table)
    table = _with_ids(table)
    try:
        with transaction.atomic():
            copy_table("journey_momentkey", _ledger(table, source_id=source_id))
    except IntegrityError:
        table = _claimed(table, source_id=source_id)
    if not table.num_rows:
        return Copied(recorded=0, xid=None)
    ensure_months(_months(table["occurred_at"]))
    copy_table("journey_moment", _rows(table, source_id=source_id, measures=measures, now=now))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (xid,) = cursor.fetchone()
    return Copied(
        recorded=table.num_rows, xid=xid, measure_ids=frozenset(pc.unique(table["measure_id"]).to_pylist())
    )


def _first_of_each_key(table: pa.Table) -> pa.Table:
    keys = table["source_key"]
    if pc.count_distinct(keys).as_py() == len(keys):
        return table
    numbered = pa.table({"key": keys, "row": pa.array(range(len(keys)), pa.int64())})
    firsts = numbered.group_by("key").aggregate([("row", "min")])["row_min"]
    return table.take(pc.take(firsts, pc.sort_indices(firsts)))


def _with_ids(table: pa.Table) -> pa.Table:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('journey_moment_id_seq') FROM generate_series(1, %s)", [table.num_rows]
        )
        ids = [number for (number,) in cursor.fetchall()]
    return table.append_column("id", pa.array(ids, pa.int64()))


def _ledger(table: pa.Table, *, source_id: int) -> pa.Table:
    ledger = pa.table(
        {
            "source_id": _constant(source_id, pa.int32(), table.num_rows),
            "source_key": table["source_key"],
            "moment_id": table["id"],
            "occurred_at": table["occurred_at"],
        }
    )
    # In the order of the key: its index is then written page by page, and two imports cannot deadlock.
    return ledger.take(pc.sort_indices(ledger["source_key"]))


def _claimed(table: pa.Table, *, source_id: int) -> pa.Table:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS moment_claim (LIKE journey_momentkey) ON COMMIT DELETE ROWS"
        )
        cursor.execute("TRUNCATE moment_claim")
    copy_table("moment_claim", _ledger(table, source_id=source_id))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journey_momentkey SELECT * FROM moment_claim ORDER BY source_key"
            " ON CONFLICT DO NOTHING RETURNING moment_id"
        )
        won = [number for (number,) in cursor.fetchall()]
    return table.filter(pc.is_in(table["id"], pa.array(won, pa.int64())))


def _months(times: pa.ChunkedArray) -> list[tuple[int, int]]:
    months = pc.unique(pc.add(pc.multiply(pc.year(times), 12), pc.subtract(pc.month(times), 1)))
    return [(number // 12, number % 12 + 1) for number in months.to_pylist()]


def _rows(table: pa.Table, *, source_id: int, measures: dict[int, MeasureKey], now: datetime) -> pa.Table:
    n = table.num_rows
    at = pc.index_in(table["measure_id"], pa.array(list(measures), pa.int32()))
    touchpoints = pa.array([k.touchpoint_id for k in measures.values()], pa.int32())
    ruling = in_force(measure_ids=pc.unique(table["measure_id"]).to_pylist())
    flat = {name: table[name].combine_chunks() for name in ("measure_id", "segment_id", "occurred_at")}
    filled = {
        "believed": _fill(table, "believed", spells=ruling.beliefs, flat=flat),
        "standard": _fill(table, "standard", spells=ruling.standards, flat=flat),
    }
    columns = {
        **{name: table[name] for name in table.column_names},
        **filled,
        "channel": pc.coalesce(table["channel"], pc.take(_channels(measures), at)),
        "touchpoint_id": pc.take(touchpoints, at),
        "source_id": _constant(source_id, pa.int32(), n),
        "recorded_at": pa.repeat(pa.scalar(now, TIME), n),
        "attributes": pc.fill_null(table["attributes"], "{}"),
    }
    return pa.table({name: columns[name] for name in _COLUMNS})


def _channels(measures: dict[int, MeasureKey]) -> pa.Array:
    return pa.array([k.channel or None for k in measures.values()], pa.string())


def _fill(table: pa.Table, level: str, *, spells: object, flat: dict[str, pa.Array]) -> pa.Array:
    return fill(
        table[level].combine_chunks(),
        spells=spells,  # type: ignore[arg-type]  # handed through
        measure_ids=flat["measure_id"],
        segment_ids=flat["segment_id"],
        occurred_at=flat["occurred_at"],
    )


def _constant(value: int, kind: pa.DataType, n: int) -> pa.Array:
    return pa.repeat(pa.scalar(value, kind), n)
