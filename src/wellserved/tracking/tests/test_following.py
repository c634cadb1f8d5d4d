"""What changed is acted on: windows, troubles, moments; each once."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from wellserved.journey.queries import moments_for
from wellserved.people.contracts import OPERATOR
from wellserved.tracking.contracts import ConsignmentIn, Kind, ScanIn, Status, ToldIn
from wellserved.tracking.models import (
    Change,
    Consignment,
    Progress,
    SilenceLimit,
    Trouble,
    Window,
    WindowModel,
)
from wellserved.tracking.services import announce, record_scans
from wellserved.tracking.services import troubles as troubles_service
from wellserved.tracking.services.following import follow
from wellserved.tracking.services.silence import measure_silence
from wellserved.tracking.services.troubles import look_for_trouble
from wellserved.tracking.services.windows import retrain

from .conftest import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def announced(number: str = "KR100", *, told_days: float = 3, now: datetime = NOW, **more: Any) -> None:
    told = ToldIn(latest=now + told_days * DAY)
    given = ConsignmentIn(number=number, told=told, value=Decimal(50), **more)
    announce(by=OPERATOR, consignments=[given], now=now)


def scanned(status: Status, at: datetime, *, number: str = "KR100", **more: Any) -> None:
    scan = ScanIn(number=number, status=status, occurred_at=at, **more)
    (outcome,) = record_scans(scans=[scan], now=at)
    assert outcome.result == "recorded", outcome


def troubles() -> set[str]:
    return set(Trouble.objects.values_list("kind", flat=True))


def test_every_change_is_followed_once_and_then_gone() -> None:
    announced()
    scanned(Status.IN_TRANSIT, NOW + DAY)
    assert follow(now=NOW + DAY) == 2
    assert not Change.objects.exists()
    assert follow(now=NOW + DAY) == 0


def test_a_failed_attempt_is_trouble_until_the_next_one_succeeds() -> None:
    announced()
    scanned(Status.ATTEMPT_FAILED, NOW + DAY)
    follow(now=NOW + DAY)
    assert troubles() == {"failed"}
    assert Trouble.objects.get().value == 50
    scanned(Status.DELIVERED, NOW + 2 * DAY)
    follow(now=NOW + 2 * DAY)
    assert troubles() == set()


def test_what_is_late_by_time_alone_is_found_and_what_was_told_first_is_the_promise() -> None:
    announced(told_days=3)
    announce(
        by=OPERATOR,
        consignments=[ConsignmentIn(number="KR100", told=ToldIn(latest=NOW + 9 * DAY))],
        now=NOW + DAY,
    )
    scanned(Status.IN_TRANSIT, NOW + DAY)
    follow(now=NOW + DAY)
    assert look_for_trouble(now=NOW + 2 * DAY) == 0
    assert look_for_trouble(now=NOW + 4 * DAY) == 1
    assert troubles() == {"late"}
    assert look_for_trouble(now=NOW + 4 * DAY) == 0


def test_a_window_beyond_the_promise_is_told_before_it_is_late() -> None:
    announced(told_days=2)
    scanned(Status.DELAYED, NOW + DAY, expected_on=(NOW + 6 * DAY).date())
    follow(now=NOW + DAY)
    assert Window.objects.get().model is None
    Window.objects.update(earliest=NOW + 4 * DAY)
    look_for_trouble(now=NOW + DAY)
    assert troubles() == {"will_be_late"}


def history(n: int, *, since: datetime) -> None:
    """Parcels that took one to three days, each with a scan a day."""
    rng = np.random.default_rng(3)
    rows, scans = [], []
    for i in range(n):
        number, start = f"H{i:05d}", since + timedelta(hours=6 * i)
        rows.append(ConsignmentIn(number=number, lane="KR>KR", told=ToldIn(latest=start + 4 * DAY)))
        days = rng.uniform(1, 3)
        scans += [
            ScanIn(number=number, status=Status.IN_TRANSIT, occurred_at=start),
            ScanIn(number=number, status=Status.OUT_FOR_DELIVERY, occurred_at=start + (days - 0.2) * DAY),
            ScanIn(number=number, status=Status.DELIVERED, occurred_at=start + days * DAY),
        ]
    announce(by=OPERATOR, consignments=rows, now=since)
    record_scans(scans=scans, now=NOW)
    follow(now=NOW)


def test_silence_is_longer_than_95_of_100_waited() -> None:
    history(150, since=NOW - 60 * DAY)
    measure_silence(now=NOW)
    limit = SilenceLimit.objects.get(status="in_transit")
    assert (limit.kind, limit.service, limit.intervals) == ("parcel", "", 150)
    assert 60 < limit.hours < 68
    announced()
    scanned(Status.IN_TRANSIT, NOW)
    look_for_trouble(now=NOW + 2 * DAY)
    assert troubles() == set()
    look_for_trouble(now=NOW + timedelta(hours=70))
    assert troubles() == {"silent"}
    scanned(Status.IN_TRANSIT, NOW + 3 * DAY, place="Busan")
    follow(now=NOW + 3 * DAY)
    assert "silent" not in troubles()


def test_windows_come_from_ones_own_history_once_there_is_enough() -> None:
    announced("EARLY1")
    scanned(Status.IN_TRANSIT, NOW - 70 * DAY, number="EARLY1", expected_on=(NOW - 66 * DAY).date())
    follow(now=NOW - 70 * DAY)
    assert Window.objects.get().model is None
    history(400, since=NOW - 101 * DAY)
    retrain(now=NOW)
    assert WindowModel.objects.get().deliveries == 400
    announced(lane="KR>KR")
    scanned(Status.IN_TRANSIT, NOW)
    follow(now=NOW)
    window = Window.objects.get(consignment__number="KR100")
    assert window.model_id == WindowModel.objects.get().pk
    assert NOW + 0.5 * DAY <= window.earliest < window.latest < NOW + 4 * DAY


def test_a_delivery_becomes_moments_on_the_map_once() -> None:
    announced(told_days=3)
    scanned(Status.IN_TRANSIT, NOW + timedelta(hours=12))
    scanned(Status.DELIVERED, NOW + 4 * DAY)
    follow(now=NOW + 4 * DAY)
    found = {m.touchpoint: m for m in moments_for(OPERATOR, journey="parcel").moments}
    assert set(found) == {"news", "delivery", "door"}
    assert (found["delivery"].delivered, found["delivery"].told) == (4, 3)
    assert found["delivery"].subject_kind == "parcel"
    assert found["door"].delivered == 1
    assert found["news"].delivered == 84
    announced(told_days=9)
    follow(now=NOW + 5 * DAY)
    assert len(moments_for(OPERATOR, journey="parcel").moments) == 3


def test_a_return_and_a_repair_are_measured_from_the_customers_side() -> None:
    announced("RET1", kind=Kind.RETURN)
    announced("REP1", kind=Kind.REPAIR)
    scanned(Status.IN_TRANSIT, NOW, number="RET1")
    scanned(Status.REFUNDED, NOW + 6 * DAY, number="RET1")
    scanned(Status.RECEIVED, NOW, number="REP1")
    scanned(Status.SENT_BACK, NOW + 8 * DAY, number="REP1")
    scanned(Status.DELIVERED, NOW + 9 * DAY, number="REP1")
    follow(now=NOW + 9 * DAY)
    (refund,) = moments_for(OPERATOR, journey="return").moments
    (turnaround,) = moments_for(OPERATOR, journey="repair").moments
    assert (refund.delivered, turnaround.delivered) == (6, 8)


def test_silence_is_over_with_the_next_scan_though_it_says_nothing_new() -> None:
    SilenceLimit.objects.create(
        kind="parcel", status="in_transit", service="", hours=24, intervals=100, measured_at=NOW
    )
    announced(told_days=30)
    scanned(Status.IN_TRANSIT, NOW, place="Busan")
    follow(now=NOW)
    look_for_trouble(now=NOW + 2 * DAY)
    assert troubles() == {"silent"}
    scanned(Status.IN_TRANSIT, NOW + 3 * DAY, place="Busan")
    assert look_for_trouble(now=NOW + 3 * DAY) == 1
    assert troubles() == set()


def test_a_trouble_moves_with_its_parcel_and_is_told_once() -> None:
    announced(told_days=1)
    scanned(Status.IN_TRANSIT, NOW)
    look_for_trouble(now=NOW + 2 * DAY)
    announce(
        by=OPERATOR,
        consignments=[ConsignmentIn(number="KR100", value=Decimal(90))],
        now=NOW + 2 * DAY,
    )
    follow(now=NOW + 2 * DAY)
    assert Trouble.objects.get().value == 90


def test_a_change_that_cannot_be_followed_keeps_no_other_back(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for number in ("GOOD1", "BAD1", "GOOD2"):
        announced(number)
        scanned(Status.ATTEMPT_FAILED, NOW + DAY, number=number)
    bad = Consignment.objects.get(number="BAD1").pk

    def judge(ids: list[int], *, now: datetime) -> None:
        if bad in ids:
            raise ValueError("no way")
        really(ids, now=now)

    really = troubles_service.judge
    monkeypatch.setattr(troubles_service, "judge", judge)
    follow(now=NOW + DAY)
    assert not Change.objects.exists()
    assert set(Trouble.objects.values_list("consignment__number", flat=True)) == {"GOOD1", "GOOD2"}
    assert str(bad) in caplog.text


def test_a_parcel_that_came_back_was_not_delivered_at_the_first_attempt() -> None:
    announced()
    scanned(Status.ATTEMPT_FAILED, NOW + DAY)
    scanned(Status.RETURNED_TO_SENDER, NOW + 2 * DAY)
    scanned(Status.DELIVERED, NOW + 4 * DAY)
    follow(now=NOW + 4 * DAY)
    (door,) = moments_for(OPERATOR, journey="parcel").moments
    assert (door.touchpoint, door.delivered) == ("door", 0)


def test_a_scan_that_was_taken_back_makes_no_delivery_longer() -> None:
    announced()
    scanned(Status.IN_TRANSIT, NOW - 300 * DAY, source_id="wrong")
    record_scans(
        scans=[
            ScanIn(number="KR100", status=None, occurred_at=NOW, source_id="mend", corrects="wrong"),
            ScanIn(number="KR100", status=Status.DELIVERED, occurred_at=NOW + 2 * DAY),
        ],
        now=NOW + 2 * DAY,
    )
    follow(now=NOW + 2 * DAY)
    found = {m.touchpoint: m.delivered for m in moments_for(OPERATOR, journey="parcel").moments}
    assert found["delivery"] == 2


def test_a_scan_that_comes_after_the_end_changes_the_parcel_and_not_what_was_recorded_of_it() -> None:
    announced()
    scanned(Status.DELIVERED, NOW + 2 * DAY)
    follow(now=NOW + 2 * DAY)
    late = ScanIn(number="KR100", status=Status.ATTEMPT_FAILED, occurred_at=NOW + DAY)
    record_scans(scans=[late], now=NOW + 3 * DAY)
    follow(now=NOW + 3 * DAY)
    assert Progress.objects.get().attempts == 1
    door = [m for m in moments_for(OPERATOR, journey="parcel").moments if m.touchpoint == "door"]
    assert [m.delivered for m in door] == [1]


def test_a_day_that_the_carrier_names_anew_is_followed() -> None:
    announced(told_days=20)
    for days in (3, 6):
        event = ScanIn(
            number="KR100",
            status=Status.IN_TRANSIT,
            occurred_at=NOW + timedelta(hours=1),
            expected_on=(NOW + days * DAY).date(),
        )
        (outcome,) = record_scans(scans=[event], now=NOW + timedelta(hours=days))
        assert outcome.result == "recorded"
        follow(now=NOW + timedelta(hours=days))
        assert (Window.objects.get().latest - NOW).days == days
