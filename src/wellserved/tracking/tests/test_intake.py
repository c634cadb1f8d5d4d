"""Recording scans: each once, in whatever order, known parcel or not, and the state derived."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wellserved.people.contracts import NOBODY, OPERATOR
from wellserved.people.models import Location
from wellserved.tracking.contracts import ConsignmentIn, Kind, ScanIn, Status
from wellserved.tracking.domain.keys import source_digest
from wellserved.tracking.domain.progress import ScanFact, is_closed, progress_of
from wellserved.tracking.models import Change, Consignment, Progress, SetAside
from wellserved.tracking.models import Scan as ScanRow
from wellserved.tracking.queries.finding import consignments_for
from wellserved.tracking.services import Result, announce, record_scans, take_in
from wellserved.tracking.services.intake import deriving
from wellserved.tracking.services.intake.merging import MERGE, MERGE_IN_PLACE
from wellserved.tracking.services.intake.numbers import begin_progress
from wellserved.tracking.services.intake.recording import RECORDED

from .conftest import NOW, Scan
from .test_board import staff
from .test_progress import journeys

pytestmark = pytest.mark.django_db


def results(*scans: object, **more: object) -> list[Result]:
    return [o.result for o in record_scans(scans=list(scans), now=NOW, **more)]  # type: ignore[arg-type]  # scans


def progress(number: str = "KR100") -> Progress:
    return Progress.objects.get(consignment__number=number)


def test_a_scan_of_an_unknown_number_is_kept_until_it_is_announced(scan: Scan) -> None:
    assert results(scan(Status.IN_TRANSIT, number="kr 100-", place="Busan", country="KR")) == [
        Result.RECORDED
    ]
    consignment = Consignment.objects.get()
    assert (consignment.number, consignment.announced_at) == ("KR100", None)
    assert (progress().status, progress().place, progress().scans) == ("in_transit", "Busan", 1)


def test_the_same_scan_counts_once_however_often_it_is_sent(scan: Scan) -> None:
    first, second = scan(hour=1), scan(Status.OUT_FOR_DELIVERY, hour=2, source_id="7")
    assert results(first, second, first) == [Result.RECORDED, Result.RECORDED, Result.ALREADY_THERE]
    assert results(second, scan(hour=3), first) == [
        Result.ALREADY_THERE,
        Result.RECORDED,
        Result.ALREADY_THERE,
    ]
    assert (progress().scans, ScanRow.objects.count(), progress().version) == (3, 3, 3)


def test_a_scan_has_the_digest_that_it_always_had() -> None:
    assert source_digest("rivals", "A-1") == -5823994778885872772


def test_a_late_scan_does_not_turn_the_state_back(scan: Scan) -> None:
    results(scan(Status.DELIVERED, hour=9))
    results(scan(Status.OUT_FOR_DELIVERY, hour=7))
    assert (progress().status, progress().closed) == ("delivered", True)
    assert progress().scans == 2


def test_a_correction_takes_a_scan_back_even_when_it_comes_first(scan: Scan) -> None:
    results(scan(hour=1), scan(None, hour=3, source_id="fix", corrects="wrong"))
    results(scan(Status.DELIVERED, hour=2, source_id="wrong"))
    assert (progress().status, progress().corrected, progress().scans) == ("in_transit", True, 1)
    results(scan(Status.ATTEMPT_FAILED, hour=4))
    assert (progress().status, progress().attempts) == ("attempt_failed", 1)
    assert ScanRow.objects.count() == 4


def test_a_clock_that_cannot_be_right_is_set_aside_and_changes_nothing(scan: Scan) -> None:
    ahead = scan(occurred_at=NOW + timedelta(days=3650))
    behind = scan(occurred_at=NOW - timedelta(days=3650))
    assert results(ahead, scan(hour=1), behind) == [Result.SET_ASIDE, Result.RECORDED, Result.SET_ASIDE]
    assert results(ahead) == [Result.SET_ASIDE]
    assert (SetAside.objects.count(), progress().scans) == (2, 1)
    assert results(behind, history=True) == [Result.RECORDED]


def test_what_a_consignment_cannot_be_is_refused_with_the_words_that_it_can(scan: Scan) -> None:
    outcomes = record_scans(
        scans=[scan(), scan(Status.DIAGNOSED), scan(None), scan(number="a/b c"), scan(number="--")], now=NOW
    )
    assert [o.result for o in outcomes] == [
        Result.RECORDED,
        *[Result.REFUSED] * 2,
        Result.RECORDED,
        Result.REFUSED,
    ]
    assert "in_transit" in outcomes[1].mend
    assert [o.place for o in outcomes if o.result is Result.REFUSED] == ["status", "status", "number"]


def test_a_number_that_two_carriers_use_wants_the_carrier(scan: Scan) -> None:
    results(scan(carrier="ups"), scan(carrier="fedex"))
    assert results(scan(hour=5), scan(hour=5, carrier="ups")) == [Result.REFUSED, Result.RECORDED]
    assert results(scan(number="ONLY1", carrier="ups"), scan(number="ONLY1", hour=2)) == [Result.RECORDED] * 2
    assert Consignment.objects.filter(number="ONLY1").count() == 1


def test_a_day_that_a_carrier_names_anew_on_the_same_event_is_taken_over_and_the_event_counts_once(
    scan: Scan,
) -> None:
    def failed(day: int, **more: Any) -> ScanIn:
        return scan(Status.ATTEMPT_FAILED, hour=1, place="Busan", expected_on=date(2026, 3, day), **more)

    assert results(failed(9)) == [Result.RECORDED]
    assert results(failed(9)) == [Result.ALREADY_THERE]
    assert results(failed(8), scan(Status.ATTEMPT_FAILED, hour=1, place="Busan")) == [
        Result.RECORDED,
        Result.ALREADY_THERE,
    ]
    assert results(failed(8), failed(9)) == [Result.ALREADY_THERE] * 2
    held = progress()
    assert (held.expected_on, held.expected_at) == (date(2026, 3, 8), NOW)
    assert (held.status, held.place, held.scans, held.attempts) == ("attempt_failed", "Busan", 1, 1)
    assert (held.first_scan_at, held.last_scan_at) == (NOW.replace(hour=1),) * 2
    assert list(Change.objects.order_by("id").values_list("after", flat=True)) == ["attempt_failed"] * 2
    results(scan(hour=5), scan(None, hour=6, source_id="fix", corrects="wrong"))
    assert (progress().expected_on, progress().scans) == (date(2026, 3, 8), 2)
    assert (
        results(failed(10, number="KR200", source_id="7"), failed(11, number="KR200", source_id="8"))
        == [Result.RECORDED] * 2
    )
    assert results(failed(12, number="KR200", source_id="7")) == [Result.RECORDED]
    assert (progress("KR200").expected_on, progress("KR200").scans) == (date(2026, 3, 12), 2)


def test_what_changed_waits_to_be_acted_on_and_a_scan_that_says_the_same_does_not(scan: Scan) -> None:
    results(scan(hour=1))
    results(scan(hour=2))
    results(scan(Status.DELIVERED, hour=3))
    changes = list(Change.objects.order_by("id").values_list("before", "after"))
    assert changes == [("", "in_transit"), ("in_transit", "delivered")]


@pytest.mark.parametrize("statement", [MERGE, MERGE_IN_PLACE], ids=["up to 17", "from 18 on"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(journey=journeys(), data=st.data())
def test_in_whatever_batches_they_come_the_row_says_what_the_rule_says(
    statement: str, journey: tuple[Kind, list[ScanFact]], data: st.DataObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deriving, "MERGE_IN_PLACE", statement)
    kind, facts = journey
    number = f"PAR{Consignment.objects.count()}"
    made = Consignment.objects.create(number=number, kind=kind, made_at=NOW)
    begin_progress([made.pk])
    given = [
        ScanIn(
            number=number,
            occurred_at=fact.occurred_at,
            status=fact.status,
            reason=fact.reason,
            place=fact.place,
            source_id=str(fact.digest),
            corrects="" if fact.corrects is None else str(fact.corrects),
            expected_on=fact.expected_on,
        )
        for fact in facts
    ]
    sent = data.draw(st.permutations(given))
    cut = data.draw(st.integers(0, len(sent)))
    for batch in (sent[:cut], sent[max(0, cut - 1) :], sent[:1]):
        record_scans(scans=batch, now=NOW + timedelta(days=1))
    row, rule = Progress.objects.get(consignment=made), progress_of(kind, facts)
    assert row.status == (rule.status or "")
    for name in ("reason", "status_at", "place", "country", "place_at", "expected_on", "expected_at"):
        assert getattr(row, name) == getattr(rule, name), name
    for name in ("first_scan_at", "last_scan_at", "scans", "attempts", "reached"):
        assert getattr(row, name) == getattr(rule, name), name
    assert row.closed == is_closed(kind, rule)
    assert row.version == len(facts)


def test_a_parcel_that_went_astray_is_scanned_where_it_is_and_shows_nothing_of_itself(scan: Scan) -> None:
    south = Location.objects.create(code="south", name="South depot")
    north = Location.objects.create(code="north", name="North depot")
    announce(by=OPERATOR, consignments=[ConsignmentIn(number="KR100", location="south")], now=NOW)
    finder, owner = staff("agent", north), staff("agent", south)
    told = list(take_in(by=finder, scans=[scan(place="North depot"), scan(number="UNKNOWN1")], now=NOW))
    assert told[0] == told[1] == RECORDED
    assert consignments_for(finder, text="KR100") == ()
    assert [one.status for one in consignments_for(owner, text="KR100")] == [Status.IN_TRANSIT]
    with pytest.raises(PermissionDenied):
        list(take_in(by=NOBODY, scans=[scan()], now=NOW))


@pytest.mark.django_db(transaction=True)
def test_eight_writers_of_one_parcel_leave_all_its_sixty_scans(scan: Scan) -> None:
    def write(writer: int) -> None:
        try:
            for n in range(60):
                record_scans(scans=[scan(hour=n % 12, source_id=f"{(n + writer * 7) % 60}")], now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as writers:
        list(writers.map(write, range(8)))
    assert (ScanRow.objects.count(), progress().scans, Consignment.objects.count()) == (60, 60, 1)


@pytest.mark.django_db(transaction=True)
def test_writers_of_the_same_parcels_in_other_orders_wait_for_each_other_and_lose_nothing(scan: Scan) -> None:
    numbers = [f"KR{n:03}" for n in range(40)]
    results(*(scan(number=number, source_id="first") for number in numbers))
    # What was corrected once is read anew with every scan, in a second statement.
    results(*(scan(number=number, source_id="fix", corrects="first") for number in numbers[::5]))

    def write(writer: int) -> None:
        order = numbers[:: 1 if writer % 2 else -1]
        try:
            for n in range(12):
                record_scans(scans=[scan(number=one, source_id=f"{writer}-{n}") for one in order], now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as writers:
        list(writers.map(write, range(4)))
    assert set(Progress.objects.values_list("scans", flat=True)) == {49}
