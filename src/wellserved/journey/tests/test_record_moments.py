"""Recording many moments: once each, in their month, with what was in force."""

import threading
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from django.db import connection, transaction

from wellserved.journey.contracts import BatchRecorded, MeasureKey
from wellserved.journey.models import Moment
from wellserved.journey.services import record_moments, set_belief, set_promise
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Segment

from .conftest import NOW

Measures = dict[str, MeasureKey]
MAY = datetime(2025, 5, 10, tzinfo=UTC)


def batch(measure: MeasureKey, n: int, *, first: int = 0, at: datetime = MAY, **columns: object) -> pa.Table:
    given = {
        "source_key": [f"k{first + i}" for i in range(n)],
        "measure_id": pa.array([measure.measure_id] * n, pa.int32()),
        "delivered": [float(i) for i in range(n)],
        "occurred_at": pa.array([at] * n, pa.timestamp("us", tz="UTC")),
        **columns,
    }
    return pa.table({k: v for k, v in given.items() if v is not None})


def record(*tables: pa.Table, source: str = "test") -> list[BatchRecorded]:
    return list(record_moments(source=source, batches=tables, now=NOW))


def test_every_row_is_recorded_once_however_often_it_is_sent(measures: Measures) -> None:
    rows = batch(measures["days"], 100)
    (first,) = record(rows)
    (second,) = record(rows)
    (overlapping,) = record(batch(measures["days"], 100, first=50))
    assert (first.recorded, first.already_there) == (100, 0)
    assert (second.recorded, second.already_there) == (0, 100)
    assert (overlapping.recorded, overlapping.already_there) == (50, 50)
    assert Moment.objects.count() == 150


def test_the_same_key_at_another_time_is_still_the_same_moment(measures: Measures) -> None:
    record(batch(measures["days"], 1))
    (again,) = record(batch(measures["days"], 1, at=MAY + timedelta(days=90)))
    assert again.already_there == 1
    assert Moment.objects.get().occurred_at == MAY


def test_another_source_may_use_the_same_key(measures: Measures) -> None:
    record(batch(measures["days"], 1))
    (other,) = record(batch(measures["days"], 1), source="other")
    assert other.recorded == 1


def test_a_key_sent_twice_in_one_batch_counts_as_already_there(measures: Measures) -> None:
    rows = batch(measures["days"], 3, source_key=["a", "b", "a"])
    (result,) = record(rows)
    assert (result.read, result.recorded, result.already_there) == (3, 2, 1)
    assert Moment.objects.get(source_key="a").delivered == 0


@pytest.mark.parametrize(
    ("column", "values", "said"),
    [
        ("source_key", ["", "b"], "missing"),
        ("measure_id", pa.array([2_000_000, 1], pa.int32()), "no such measure"),
        ("delivered", [float("nan"), 1.0], "finite"),
        ("delivered", [float("inf"), 1.0], "finite"),
        ("delivered", pa.array([None, 1.0]), "six levels"),
        (
            "occurred_at",
            pa.array([datetime(2096, 1, 1, tzinfo=UTC), MAY], pa.timestamp("us", tz="UTC")),
            "future",
        ),
        (
            "occurred_at",
            pa.array([datetime(1917, 1, 1, tzinfo=UTC), MAY], pa.timestamp("us", tz="UTC")),
            "1970",
        ),
        ("occurred_at", pa.array([None, MAY], pa.timestamp("us", tz="UTC")), "missing"),
        ("money", pa.array([1, None], pa.decimal128(14, 2)), "currency"),
        ("subject_id", ["p1", None], "together"),
        ("customer_key", ["ann@example.org", None], "UUID"),
        ("attributes", ["{bad", None], "JSON"),
        ("attributes", ['{"a": "\\u0000"}', None], "JSON"),
        ("channel", ["a\x00b", None], "NUL"),
    ],
)
def test_a_bad_row_is_told_and_the_others_are_recorded(
    measures: Measures, column: str, values: object, said: str
) -> None:
    known = measures["days"].measure_id
    if column == "measure_id":
        values = pa.array([2_000_000, known], pa.int32())
    rows = batch(measures["days"], 2, **{column: values})
    (result,) = record(rows)
    (fault,) = result.rejected
    assert (fault.row, result.recorded) == (0, 1)
    assert said in fault.reason


def test_a_level_off_the_scale_is_rejected(measures: Measures) -> None:
    rows = batch(measures["score"], 2, delivered=None, perceived=[9.0, 7.0])
    (result,) = record(rows)
    assert [(r.row, r.column) for r in result.rejected] == [(0, "perceived")]


def test_what_was_in_force_when_it_occurred_is_filled_in_and_stays(measures: Measures) -> None:
    here = {"journey": "parcel", "touchpoint": "door", "measure": "days", "now": NOW, "by": OPERATOR}
    Segment.objects.create(slug="gold", name="Gold")
    set_promise(**here, segment=None, standard=4, valid_from=datetime(2025, 1, 1, tzinfo=UTC))
    set_promise(**here, segment=None, standard=3, valid_from=datetime(2025, 6, 1, tzinfo=UTC))
    set_promise(**here, segment="gold", standard=1, valid_from=datetime(2025, 1, 1, tzinfo=UTC))
    set_belief(**here, segment=None, believed=5, valid_from=datetime(2025, 1, 1, tzinfo=UTC))
    gold = Segment.objects.get().pk
    times = [datetime(2024, 12, 31, tzinfo=UTC), MAY, datetime(2025, 6, 1, tzinfo=UTC), MAY, MAY]
    rows = batch(
        measures["days"],
        5,
        occurred_at=pa.array(times, pa.timestamp("us", tz="UTC")),
        segment_id=pa.array([None, None, None, gold, None], pa.int32()),
        standard=pa.array([None, None, None, None, 9.0]),
    )
    record(rows)
    set_promise(**here, segment=None, standard=2, valid_from=datetime(2025, 7, 1, tzinfo=UTC))
    found = Moment.objects.order_by("source_key").values_list("standard", "believed")
    assert list(found) == [(None, None), (4, 5), (3, 5), (1, 5), (9, 5)]


def test_moments_cannot_be_changed_or_deleted(measures: Measures) -> None:
    record(batch(measures["days"], 1))
    for statement in ("UPDATE journey_moment SET delivered = 0", "DELETE FROM journey_moment"):
        with (
            pytest.raises(Exception, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_moment_takes_its_touchpoints_channel_where_it_names_none(measures: Measures) -> None:
    record(batch(measures["days"], 2, channel=[None, "locker"]))
    assert list(Moment.objects.order_by("source_key").values_list("channel", flat=True)) == [
        "courier",
        "locker",
    ]


@pytest.mark.django_db(transaction=True)
def test_two_who_send_the_same_rows_at_once_record_each_row_once(measures: Measures) -> None:
    results: list[BatchRecorded] = []
    tables = [batch(measures["days"], 500, first=100 * i) for i in range(6)]

    def send(order: list[pa.Table]) -> None:
        try:
            results.extend(record(*order))
        finally:
            connection.close()

    senders = [threading.Thread(target=send, args=(order,)) for order in (tables, tables[::-1], tables)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len(results) == 18
    assert sum(r.recorded for r in results) == Moment.objects.count() == 1000
