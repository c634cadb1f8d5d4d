"""Scans with a wrong clock: settled by dropping them or by the time that they ought to have had."""

from datetime import datetime, timedelta, timezone

import pytest
from django.core.exceptions import PermissionDenied

from wellserved.people.contracts import NOBODY, NotFound
from wellserved.people.models import AuditLine, Location
from wellserved.tracking.contracts import Status
from wellserved.tracking.models import Consignment, Progress, SetAside
from wellserved.tracking.queries import set_aside as queries
from wellserved.tracking.queries.set_aside import set_aside_for
from wellserved.tracking.queries.timeline import timeline_for
from wellserved.tracking.services import record_scans
from wellserved.tracking.services.settling_aside import StillWrong, drop_aside, take_in_mended

from .conftest import NOW, Scan
from .test_board import staff

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def aside(scan: Scan) -> int:
    ahead = scan(Status.DELIVERED, occurred_at=NOW + timedelta(days=3650), source="hand", source_id="s1")
    record_scans(scans=[scan(Status.IN_TRANSIT), ahead], now=NOW)
    return SetAside.objects.get().pk


def state() -> str:
    return Progress.objects.get().status


def test_a_mended_scan_counts_as_if_its_clock_had_been_right(aside: int, scan: Scan) -> None:
    take_in_mended(by=staff(), aside=aside, occurred_at=NOW, now=LATER)
    assert state() == "delivered"
    assert set_aside_for(staff()) == ()
    assert AuditLine.objects.get(deed="scan.mended").facts == {"aside": aside}
    again = scan(Status.DELIVERED, occurred_at=NOW, source="hand", source_id="s1")
    record_scans(scans=[again], now=LATER)
    assert Progress.objects.get().scans == 2


def test_a_time_that_cannot_be_either_changes_nothing(aside: int) -> None:
    with pytest.raises(StillWrong, match="future"):
        take_in_mended(by=staff(), aside=aside, occurred_at=NOW + timedelta(days=90), now=LATER)
    assert [one.id for one in set_aside_for(staff())] == [aside]
    assert state() == "in_transit"


def test_what_was_dropped_counts_for_nothing_and_is_settled_once(aside: int) -> None:
    drop_aside(by=staff(), aside=aside, now=LATER)
    assert (state(), set_aside_for(staff())) == ("in_transit", ())
    with pytest.raises(NotFound):
        take_in_mended(by=staff(), aside=aside, occurred_at=NOW, now=LATER)
    assert AuditLine.objects.filter(deed__startswith="scan.").count() == 1


def test_staff_of_one_place_settle_theirs_alone(aside: int) -> None:
    north = Location.objects.create(code="north", name="North depot")
    agent = staff("agent", north)
    assert set_aside_for(agent) == ()
    with pytest.raises(NotFound):
        drop_aside(by=agent, aside=aside, now=LATER)
    assert SetAside.objects.get().settled_at is None
    Consignment.objects.update(location=north)
    assert [one.id for one in set_aside_for(agent)] == [aside]
    drop_aside(by=agent, aside=aside, now=LATER)


def test_strangers_neither_see_nor_settle(aside: int) -> None:
    with pytest.raises(NotFound):
        set_aside_for(NOBODY)
    with pytest.raises(PermissionDenied):
        drop_aside(by=NOBODY, aside=aside, now=LATER)


def test_pages_follow_each_other(scan: Scan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    far = NOW + timedelta(days=3650)
    record_scans(scans=[scan(occurred_at=far, source_id=str(n)) for n in range(3)], now=NOW)
    first = set_aside_for(staff())
    rest = set_aside_for(staff(), before=first[-1].id)
    assert (len(first), len(rest)) == (2, 1)
    assert not {one.id for one in first} & {one.id for one in rest}


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+09:00", "9999-12-31T23:59:59-09:00"])
def test_a_clock_at_the_end_of_all_time_is_shown_in_every_zone(scan: Scan, text: str) -> None:
    """A scanner that was never set says the first second that there is, on its own clock."""
    record_scans(scans=[scan(occurred_at=datetime.fromisoformat(text))], now=NOW)
    (waiting,) = set_aside_for(staff())
    (line,) = timeline_for(staff(), consignment_id=waiting.consignment_id).aside
    for hours in (-12, 14):
        assert waiting.said
        assert waiting.said.astimezone(timezone(timedelta(hours=hours))).year in {1, 9999}
    assert line.said == waiting.said
