"""A journey of real moments in a lake of their own, and who may look at it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pytest
from django.test import Client
from pytest_django import Settings

from wellserved.insight.queries.asking import always_fresh
from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.services import ensure_journey, record_moments
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Account, Customer, CustomerDetails, Location, Staff

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAYS = MeasurePlan(slug="days", title="Days to the door", unit="days", better="lower")
WHOLE = MeasurePlan(slug="whole", title="Parcel whole", unit="of 7", better="higher", satisfied=5)
PLAN = JourneyPlan(
    slug="parcel",
    title="Parcel delivery",
    goal="Have it when I need it",
    stages=(
        StagePlan(
            slug="receive",
            title="Receive",
            touchpoints=(
                TouchpointPlan(slug="door", title="Handed over", channel="courier", measures=(DAYS, WHOLE)),
            ),
        ),
    ),
)


@pytest.fixture
def parcel(transactional_db: None, settings: Settings, tmp_path: Path) -> str:
    """100 parcels told for day 2, of which 25 came on day 3; 12 scores, of which half were low."""
    settings.LAKE = tmp_path / "lake"
    always_fresh()
    keys = {key.measure: key.measure_id for key in ensure_journey(by=OPERATOR, plan=PLAN, now=NOW)}
    place = Location.objects.create(code="north", name="North depot")
    days = {
        "source_key": [f"d{i}" for i in range(100)],
        "measure_id": pa.array([keys["days"]] * 100, pa.int32()),
        "told": [2.0] * 100,
        "delivered": [3.0 if i % 4 == 0 else 2.0 for i in range(100)],
        "location_id": pa.array([place.pk] * 100, pa.int32()),
        "occurred_at": pa.array(_days(100), pa.timestamp("us", tz="UTC")),
    }
    whole = {
        "source_key": [f"w{i}" for i in range(12)],
        "measure_id": pa.array([keys["whole"]] * 12, pa.int32()),
        "expected": [6.0] * 12,
        "perceived": [6.0 if i % 2 else 3.0 for i in range(12)],
        "occurred_at": pa.array(_days(12), pa.timestamp("us", tz="UTC")),
    }
    list(record_moments(source="test", batches=[pa.table(days), pa.table(whole)], now=NOW))
    return "parcel"


def _days(n: int) -> list[datetime]:
    return [NOW - timedelta(days=1 + i % 60) for i in range(n)]


class Visitors:
    """Makes whoever comes to the door."""

    def staff(self, role: str = "manager", *, location: Location | None = None) -> Client:
        account = Account.objects.create_user(f"{uuid4().hex}@staff.test")
        Staff.objects.create(account=account, name="Alex Staff", role=role, location=location)
        return self._with(account)

    def customer(self) -> Client:
        account = Account.objects.create_user(f"{uuid4().hex}@customer.test")
        customer = Customer.objects.create(created_at=NOW)
        CustomerDetails.objects.create(customer=customer, account=account, name="Chris", email=account.email)
        return self._with(account)

    def _with(self, account: Account) -> Client:
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client


@pytest.fixture
def visitors() -> Visitors:
    return Visitors()
