"""A small journey to record moments on."""

from datetime import UTC, datetime

import pytest

from wellserved.journey.contracts import JourneyPlan, MeasureKey, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.services import ensure_journey
from wellserved.people.contracts import OPERATOR

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

PLAN = JourneyPlan(
    slug="parcel",
    title="Get my parcel",
    stages=(
        StagePlan(
            slug="receive",
            title="Receive",
            touchpoints=(
                TouchpointPlan(
                    slug="door",
                    title="Handed over at the door",
                    channel="courier",
                    measures=(
                        MeasurePlan(slug="days", title="Days to deliver", unit="days", better="lower"),
                        MeasurePlan(
                            slug="score",
                            title="Satisfaction",
                            unit="points",
                            better="higher",
                            scale_low=1,
                            scale_high=7,
                            satisfied=5,
                        ),
                    ),
                ),
            ),
        ),
    ),
)


@pytest.fixture
def measures(db: None) -> dict[str, MeasureKey]:
    return {key.measure: key for key in ensure_journey(by=OPERATOR, plan=PLAN, now=NOW)}
