"""A consignment's scans, and people at the door."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Account, Staff
from wellserved.people.queries import person_of
from wellserved.people.services import add_token
from wellserved.tracking.contracts import ScanIn, Status

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
Scan = Callable[..., ScanIn]


@pytest.fixture
def scan() -> Scan:
    def make(status: Status | None = Status.IN_TRANSIT, *, hour: int = 0, **more: Any) -> ScanIn:
        given = {"number": "KR100", "occurred_at": NOW.replace(hour=hour), "status": status, **more}
        return ScanIn(**given)

    return make


@pytest.fixture
def token(db: None) -> str:
    """Of a program that scans."""
    account = Account.objects.create_user("admin@staff.test")
    Staff.objects.create(account=account, name="Ada", role="administrator")
    scopes = frozenset({"parcels:write", "parcels:read"})
    return add_token(by=person_of(account_id=account.pk), name="depot", scopes=scopes, now=NOW)


@pytest.fixture
def operator() -> Any:
    return OPERATOR
