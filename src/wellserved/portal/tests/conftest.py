"""Consignments that customers follow."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wellserved.tracking.contracts import ScanIn, Status
from wellserved.tracking.models import Consignment, Progress, Recipient, Told, Window
from wellserved.tracking.services import record_scans
from wellserved.tracking.services.guesses import memory
from wellserved.tracking.services.visiting import Tally
from wellserved.voice.services import flooding

Announced = Callable[..., Consignment]
NUMBER = "689204173356"
PATH = f"/track/{NUMBER}"


def minutes_ago(n: float) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=n)


def scanned(
    number: str = NUMBER, status: Status | None = Status.IN_TRANSIT, *, ago: float = 60, **more: Any
) -> None:
    scan = ScanIn(number=number, status=status, occurred_at=minutes_ago(ago), **more)
    record_scans(scans=[scan], now=datetime.now(UTC))


@pytest.fixture(autouse=True)
def _begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is refused, and no view waits to be written; each is at once."""
    memory.forget()
    flooding.memory.forget()
    monkeypatch.setattr("wellserved.tracking.services.visiting.tally", Tally(every=timedelta(0)))


@pytest.fixture
def announced(db: None) -> Announced:
    """Told for yesterday, expected tomorrow; somebody in Uijeongbu, 11601, waits for it."""

    def announce(number: str = NUMBER, **more: Any) -> Consignment:
        now = datetime.now(UTC)
        given = {
            "announced_at": now - timedelta(days=2),
            "made_at": now - timedelta(days=2),
            "origin": "Yangpyeong",
            "origin_country": "KR",
            "destination": "Uijeongbu",
            "destination_country": "KR",
            **more,
        }
        made = Consignment.objects.create(number=number, **given)
        Progress.objects.create(consignment=made)
        Recipient.objects.create(
            consignment=made, name="박서연", address="12 Hidden Street", postcode_key="11601"
        )
        scanned(number, Status.INFO_RECEIVED, ago=600, carrier=made.carrier, place="Yangpyeong", country="KR")
        scanned(number, ago=60, carrier=made.carrier, place="Northern centre", country="KR")
        Told.objects.create(
            consignment=made, told_at=now - timedelta(days=2), channel="page", latest=now - timedelta(days=1)
        )
        tomorrow = now.replace(hour=1, minute=0, second=0, microsecond=0) + timedelta(days=1)
        Window.objects.create(
            consignment=made, earliest=tomorrow, latest=tomorrow + timedelta(hours=2), made_at=now
        )
        return made

    return announce
