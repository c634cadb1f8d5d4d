"""A small organisation with two shops, and moments whose gaps can be counted by hand."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from pytest_django import Settings

from wellserved.insight.queries.asking import always_fresh
from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.services import ensure_journey, record_moments
from wellserved.people.contracts import OPERATOR, Person
from wellserved.people.models import Location, Segment

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Shop:
    north: int
    south: int
    manager: Person
    agent_north: Person
    stranger: Person


@pytest.fixture
def shop(transactional_db: None, settings: Settings, tmp_path: Path) -> Shop:
    """100 deliveries told 2 days: in the north 10 of 40 took 3, in the south 3 of 60."""
    settings.LAKE = tmp_path / "lake"
    always_fresh()
    days = MeasurePlan(slug="days", title="Days", unit="days", better="lower")
    door = TouchpointPlan(slug="door", title="At the door", channel="courier", measures=(days,))
    plan = JourneyPlan(
        slug="parcel",
        title="Get my parcel",
        stages=(StagePlan(slug="receive", title="Receive", touchpoints=(door,)),),
    )
    (key,) = ensure_journey(by=OPERATOR, plan=plan, now=NOW)
    north = Location.objects.create(code="north", name="North").pk
    south = Location.objects.create(code="south", name="South").pk
    family = Segment.objects.create(slug="family", name="Families").pk
    late = [i < 10 for i in range(40)] + [i < 3 for i in range(60)]
    table = pa.table(
        {
            "source_key": [f"p{i}" for i in range(100)],
            "measure_id": pa.array([key.measure_id] * 100, pa.int32()),
            "told": [2.0] * 100,
            "delivered": [3.0 if x else 2.0 for x in late],
            "location_id": pa.array([north] * 40 + [south] * 60, pa.int32()),
            "segment_id": pa.array([family if i % 2 else None for i in range(100)], pa.int32()),
            "occurred_at": pa.array(
                [NOW - timedelta(days=1 + i % 40) for i in range(100)], pa.timestamp("us", tz="UTC")
            ),
        }
    )
    (result,) = record_moments(source="test", batches=[table], now=NOW)
    assert result.recorded == 100
    return Shop(
        north=north,
        south=south,
        manager=Person(account_id=1, role="manager", staff_id=1),
        agent_north=Person(account_id=2, role="agent", staff_id=2, location_ids=frozenset({north})),
        stranger=Person(account_id=3),
    )
