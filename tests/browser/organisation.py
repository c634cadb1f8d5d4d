"""A small organisation with two shops: 100 parcels whose gaps can be counted by hand."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pyarrow as pa

from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.services import ensure_journey, record_moments
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Account, Customer, CustomerDetails, Location, Segment, Staff

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAYS = MeasurePlan(slug="days", title="Days to the door", unit="days", better="lower")
KIND = MeasurePlan(slug="kindness", title="Kindness", unit="of 7", better="higher", satisfied=5)
PLAN = JourneyPlan(
    slug="parcel",
    title="Parcel delivery",
    goal="Have it when I need it",
    stages=(
        StagePlan(
            slug="receive",
            title="Receive",
            goal="It is here, all of it",
            touchpoints=(
                TouchpointPlan(slug="door", title="Handed over", channel="courier", measures=(DAYS,)),
            ),
        ),
        StagePlan(
            slug="help",
            title="Get help",
            touchpoints=(
                TouchpointPlan(slug="answer", title="First answer", channel="chat", measures=(KIND,)),
            ),
        ),
    ),
)


def draw_organisation() -> None:
    """Told 2 days, in the north 10 of 40 parcels took 3, in the south 3 of 60; and 12 answers by chat."""
    keys = {key.measure: key.measure_id for key in ensure_journey(by=OPERATOR, plan=PLAN, now=NOW)}
    north = Location.objects.create(code="north", name="North depot").pk
    south = Location.objects.create(code="south", name="South depot").pk
    family = Segment.objects.create(slug="family", name="Families").pk
    late = [i < 10 for i in range(40)] + [i < 3 for i in range(60)]
    parcels = {
        "source_key": [f"p{i}" for i in range(100)],
        "measure_id": pa.array([keys["days"]] * 100, pa.int32()),
        "expected": [2.0] * 100,
        "standard": [2.0] * 100,
        "told": [2.0] * 100,
        "delivered": [3.0 if x else 2.0 for x in late],
        "perceived": [3.0 if x else 2.0 for x in late],
        "location_id": pa.array([north] * 40 + [south] * 60, pa.int32()),
        "segment_id": pa.array([family if i % 2 else None for i in range(100)], pa.int32()),
        "occurred_at": _days(100),
    }
    answers = {
        "source_key": [f"a{i}" for i in range(12)],
        "measure_id": pa.array([keys["kindness"]] * 12, pa.int32()),
        "perceived": [6.0 if i % 2 else 3.0 for i in range(12)],
        "location_id": pa.array([south] * 12, pa.int32()),
        "occurred_at": _days(12),
    }
    list(record_moments(source="test", batches=[pa.table(parcels), pa.table(answers)], now=NOW))


def _days(n: int) -> pa.Array:
    return pa.array([NOW - timedelta(days=1 + i % 60) for i in range(n)], pa.timestamp("us", tz="UTC"))


def account_of(role: str) -> Account:
    """Somebody new: a customer, a manager, or an agent of the north depot."""
    account = Account.objects.create_user(f"{uuid4().hex}@{role}.test")
    if role == "customer":
        customer = Customer.objects.create(created_at=NOW)
        CustomerDetails.objects.create(
            customer=customer, account=account, name="Chris Customer", email=account.email
        )
    else:
        place = Location.objects.get(code="north") if role == "agent" else None
        Staff.objects.create(account=account, name=f"Alex {role.title()}", role=role, location=place)
    return account
