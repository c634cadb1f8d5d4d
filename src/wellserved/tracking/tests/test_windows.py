"""Windows are of whole days where the parcel goes; out for delivery, of hours; and how they did is told in full."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from wellserved.people.contracts import OPERATOR
from wellserved.tracking.contracts import ConsignmentIn, Kind, ScanIn, Status, ToldIn
from wellserved.tracking.models import Window, WindowModel
from wellserved.tracking.notices.facts import Facts
from wellserved.tracking.notices.words import window_words, words_for
from wellserved.tracking.queries.public.hours import begin_of, hours_of, last_day, whole_days
from wellserved.tracking.services import announce, record_scans
from wellserved.tracking.services.following import follow
from wellserved.tracking.services.windows import retrain

from .conftest import NOW

SEOUL = ZoneInfo("Asia/Seoul")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def sent(number: str, at: datetime, *, days: float | None = None) -> list[ScanIn]:
    """A parcel to Seoul, on its way at `at`, out for delivery two to eight hours before it comes after so many days."""
    to = ConsignmentIn(
        number=number, lane="KR>KR", destination_country="KR", told=ToldIn(latest=at + 4 * DAY)
    )
    announce(by=OPERATOR, consignments=[to], now=at)
    begun = ScanIn(number=number, status=Status.IN_TRANSIT, occurred_at=at)
    if days is None:
        return [begun]
    van = at + days * DAY - (2 + days * 100 % 6) * HOUR
    out = ScanIn(number=number, status=Status.OUT_FOR_DELIVERY, occurred_at=van)
    return [begun, out, ScanIn(number=number, status=Status.DELIVERED, occurred_at=at + days * DAY)]


def learned(n: int, *, now: datetime) -> None:
    took = np.random.default_rng(3).uniform(1, 3, n)
    first = now - (n * 6 + 24) * HOUR
    scans = [one for i in range(n) for one in sent(f"H{i:05d}", first + 6 * i * HOUR, days=float(took[i]))]
    record_scans(scans=[scan for scan in scans if scan.occurred_at <= now], now=now)
    follow(now=now)
    retrain(now=now)


@pytest.mark.django_db
def test_a_window_is_of_whole_days_where_the_parcel_goes_and_of_hours_once_it_is_out_for_delivery() -> None:
    learned(300, now=NOW)
    record_scans(scans=sent("KR1", NOW), now=NOW)
    follow(now=NOW)
    window = Window.objects.get(consignment__number="KR1")
    assert window.model_id is not None
    days = whole_days(window.earliest, window.latest, SEOUL)
    assert days is not None
    assert NOW.date() <= days[0] < days[1] <= (NOW + 4 * DAY).date()
    out = ScanIn(number="KR1", status=Status.OUT_FOR_DELIVERY, occurred_at=NOW + DAY)
    record_scans(scans=[out], now=NOW + DAY)
    follow(now=NOW + DAY)
    window.refresh_from_db()
    assert NOW + DAY < window.earliest < NOW + DAY + 3 * HOUR
    assert NOW + DAY + 6 * HOUR < window.latest < NOW + DAY + 10 * HOUR


@pytest.mark.django_db
def test_how_windows_did_counts_those_of_earlier_trainings_and_so_what_came_late() -> None:
    learned(300, now=NOW)
    record_scans(scans=[*sent("KR1", NOW), *sent("KR2", NOW)], now=NOW)
    follow(now=NOW)
    for number, days in (("KR1", 2), ("KR2", 9)):
        retrain(now=NOW + (days - 1) * DAY)
        came = ScanIn(number=number, status=Status.DELIVERED, occurred_at=NOW + days * DAY)
        record_scans(scans=[came], now=NOW + days * DAY)
        follow(now=NOW + days * DAY)
        retrain(now=NOW + (days + 1) * DAY)
    said = WindowModel.objects.order_by("pk").values_list("coverage", flat=True)
    assert list(said) == [None, None, 1, None, 0]


@pytest.mark.django_db
def test_the_day_that_a_carrier_names_ends_at_midnight_where_the_parcel_goes() -> None:
    to = ConsignmentIn(number="KR1", destination_country="KR", told=ToldIn(latest=NOW + 3 * DAY))
    announce(by=OPERATOR, consignments=[to], now=NOW)
    named = date(2026, 3, 6)
    record_scans(
        scans=[ScanIn(number="KR1", status=Status.IN_TRANSIT, occurred_at=NOW, expected_on=named)], now=NOW
    )
    follow(now=NOW)
    window = Window.objects.get()
    assert window.model_id is None
    assert window.latest == datetime.combine(named + DAY, time.min, SEOUL)


@pytest.mark.parametrize(
    ("begin", "end", "said"),
    [
        ((3, 0), (6, 0), "We expect it between Tuesday 3 March and Thursday 5 March."),
        ((3, 0), (4, 0), "We expect it on Tuesday 3 March."),
        ((1, 0), (4, 0), "We expect it between Monday 2 March and Tuesday 3 March."),
        ((1, 0), (3, 0), "We expect it on Monday 2 March."),
        ((3, 9), (3, 11), "We expect it on Tuesday 3 March, between 9:00 AM and 11:00 AM."),
    ],
)
def test_a_letter_says_the_days_of_where_it_goes_wherever_its_reader_is(
    begin: tuple[int, int], end: tuple[int, int], said: str
) -> None:
    earliest, latest = (datetime(2026, 3, of, hour, tzinfo=SEOUL) for of, hour in (begin, end))
    facts = Facts(1, earliest=earliest, latest=latest, told=latest, country="KR")
    now = datetime(2026, 3, 2, 1, tzinfo=UTC)
    assert window_words(facts, zone=ZoneInfo("America/New_York"), now=now) == said


def test_days_are_the_organisation_s_where_a_country_keeps_several_hours() -> None:
    earliest, latest = datetime(2026, 3, 3, tzinfo=UTC), datetime(2026, 3, 5, tzinfo=UTC)
    facts = Facts(1, earliest=earliest, latest=latest, country="US")
    said = window_words(facts, zone=ZoneInfo("America/New_York"), now=earliest - DAY)
    assert said == "We expect it between Tuesday 3 March and Wednesday 4 March."


def test_what_was_told_until_midnight_was_told_for_the_day_before() -> None:
    facts = Facts(1, told=datetime(2026, 3, 6, tzinfo=SEOUL), country="KR")
    words = words_for(kind=Kind.PARCEL, occasion="late", reason="", facts=facts, zone=ZoneInfo("UTC"))
    assert "by Thursday 5 March" in words.happened
    assert hours_of("KR") == SEOUL


@pytest.mark.parametrize(("country", "first"), [("EG", date(2026, 4, 24)), ("LB", date(2026, 3, 29))])
def test_where_the_clocks_go_forward_at_midnight_the_day_before_ends_then(country: str, first: date) -> None:
    zone = hours_of(country)
    begin = begin_of(first, zone).astimezone(UTC)
    assert begin.astimezone(zone).hour == 1
    assert last_day(begin, zone) == first - DAY
    assert whole_days(begin - DAY, begin, zone) == (first - DAY, first - DAY)
    assert whole_days(begin, begin + 23 * HOUR, zone) == (first, first)
    assert whole_days(begin, begin + 24 * HOUR, zone) is None
    facts = Facts(1, earliest=begin - DAY, latest=begin, country=country)
    said = window_words(facts, zone=zone, now=begin - 2 * DAY)
    assert f"{first - DAY:%A} {(first - DAY).day} " in said
    assert "between" not in said
