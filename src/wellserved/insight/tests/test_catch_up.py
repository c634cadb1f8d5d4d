"""No moment is lost or doubled on its way to the lake, whatever commits late."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import connection, transaction
from pytest_django import Settings

from wellserved.analytics.lake import LakeBusyError
from wellserved.insight.services import catch_up, tend_lake, the_lake
from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.models import Moment
from wellserved.journey.services import ensure_journey, record_moments
from wellserved.people.contracts import OPERATOR

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 1, tzinfo=UTC)
PLAN = JourneyPlan(
    slug="j",
    title="J",
    stages=(
        StagePlan(
            slug="s",
            title="S",
            touchpoints=(
                TouchpointPlan(
                    slug="t",
                    title="T",
                    measures=(MeasurePlan(slug="m", title="M", unit="days", better="lower"),),
                ),
            ),
        ),
    ),
)


@pytest.fixture
def measure_id(settings: Settings, tmp_path: Path) -> int:
    settings.LAKE = tmp_path / "lake"
    return ensure_journey(by=OPERATOR, plan=PLAN, now=NOW)[0].measure_id


def batch(measure_id: int, first: int, n: int) -> pa.Table:
    return pa.table(
        {
            "source_key": [f"k{first + i}" for i in range(n)],
            "measure_id": pa.array([measure_id] * n, pa.int32()),
            "delivered": [float(first + i) for i in range(n)],
            "channel": ['a "quoted", name' if i % 2 else None for i in range(n)],
            "attributes": ['{"line": "two\\nlines"}'] * n,
            "occurred_at": pa.array(
                [NOW - timedelta(days=i % 90 + 1) for i in range(n)], pa.timestamp("us", tz="UTC")
            ),
        }
    )


def record(measure_id: int, first: int, n: int) -> None:
    for result in record_moments(source="test", batches=[batch(measure_id, first, n)], now=NOW):
        assert not result.rejected


def in_lake() -> pa.Table:
    lake = the_lake()
    tables = [pq.read_table(lake.address(file), partitioning=None) for file in lake.files()]
    return pa.concat_tables(tables) if tables else pa.table({"id": pa.array([], pa.int64())})


def ids_in_lake() -> list[int]:
    return sorted(in_lake()["id"].to_pylist())


def ids_in_database() -> list[int]:
    return sorted(Moment.objects.values_list("id", flat=True))


def test_every_moment_is_carried_once_and_just_as_it_is(measure_id: int) -> None:
    record(measure_id, 0, 300)
    assert catch_up().rows == 300
    assert catch_up().rows == 0
    record(measure_id, 300, 10)
    assert catch_up().rows == 10
    assert ids_in_lake() == ids_in_database()
    rows = {row["source_key"]: row for row in in_lake().to_pylist()}
    for moment in Moment.objects.all():
        row = rows[moment.source_key]
        assert (row["delivered"], row["channel"], row["occurred_at"]) == (
            moment.delivered,
            moment.channel,
            moment.occurred_at,
        )
        assert (row["expected"], row["attributes"]) == (None, '{"line": "two\\nlines"}')


def test_what_commits_late_is_carried_when_it_has_committed(measure_id: int) -> None:
    record(measure_id, 5000, 90)  # so that source and months exist, and nobody waits for them to be made
    begun, go_on = threading.Event(), threading.Event()

    def slow_writer() -> None:
        try:
            with transaction.atomic():
                record(measure_id, 1000, 5)
                begun.set()
                assert go_on.wait(30)
        finally:
            connection.close()

    writer = threading.Thread(target=slow_writer)
    writer.start()
    assert begun.wait(30)
    record(measure_id, 0, 5)  # begins later and commits earlier
    catch_up()
    carried_early = in_lake()["source_key"].to_pylist()
    go_on.set()
    writer.join()
    assert "k1000" not in carried_early
    catch_up()
    assert ids_in_lake() == ids_in_database()
    assert len(ids_in_lake()) == 100


def test_with_many_writers_and_carriers_at_once_the_lake_ends_equal(measure_id: int) -> None:
    stop = threading.Event()

    def write(first: int) -> None:
        try:
            for step in range(10):
                record(measure_id, first + 7 * step, 7)
        finally:
            connection.close()

    def carry() -> None:
        try:
            while not stop.is_set():
                try:
                    catch_up()
                except LakeBusyError:
                    continue
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(1000 * i,)) for i in range(4)]
    carriers = [threading.Thread(target=carry) for _ in range(2)]
    for thread in [*carriers, *writers]:
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in carriers:
        thread.join()
    catch_up()
    assert len(ids_in_database()) == 280
    assert ids_in_lake() == ids_in_database()


def test_merging_small_files_changes_no_row(measure_id: int) -> None:
    for step in range(10):
        record(measure_id, 10 * step, 10)
        catch_up()
    before = ids_in_lake()
    files = len(the_lake().files())
    tend_lake(now=NOW)
    assert len(the_lake().files()) < files
    assert ids_in_lake() == before == ids_in_database()


def test_a_database_that_was_replaced_gets_a_new_lake(measure_id: int) -> None:
    record(measure_id, 0, 3)
    catch_up()
    lake = the_lake()
    ahead = lake.manifest().watermark
    lake.append([], watermark_from=ahead, watermark_to=ahead + 1_000_000)
    catch_up()
    assert the_lake().manifest().watermark < ahead + 1_000_000
    assert ids_in_lake() == ids_in_database()


def test_a_long_transaction_in_another_database_of_the_server_holds_nothing_back(measure_id: int) -> None:
    parameters = {
        k: v for k, v in connection.get_connection_params().items() if k not in {"cursor_factory", "context"}
    }
    with psycopg.connect(**{**parameters, "dbname": "postgres"}) as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")
        record(measure_id, 0, 3)
        catch_up()
        assert len(ids_in_lake()) == 3
