"""Of each state one notice to each who asked, when they want it; trouble before they ask."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wellserved.tracking.contracts import Kind, Status
from wellserved.tracking.models import Notice
from wellserved.tracking.services.noticing import note_changes, note_trouble

from .noticing import NOW, changed, listener, parcel, scanned, told

pytestmark = pytest.mark.django_db

OUT, FAILED, DONE = Status.OUT_FOR_DELIVERY, Status.ATTEMPT_FAILED, Status.DELIVERED


def test_a_state_is_told_once_to_each_however_often_it_is_noted() -> None:
    one = parcel()
    listener(one)
    listener(one, address="lee@example.org")
    scanned(one, (9, OUT), (10, OUT))
    assert note_changes([changed(one, OUT)], now=NOW) == 2
    assert note_changes([changed(one, OUT), changed(one, OUT)], now=NOW) == 0
    assert told() == [("out_for_delivery", 1, "waiting")] * 2


def test_a_second_failed_attempt_is_told_again_and_a_scan_that_repeats_one_is_not() -> None:
    one = parcel()
    listener(one, channel="webhook", address="https://a.example/")
    scanned(one, (8, OUT), (9, FAILED), (9, FAILED))
    note_changes([changed(one, FAILED)], now=NOW)
    scanned(one, (10, FAILED))
    assert note_changes([changed(one, FAILED)], now=NOW) == 0
    scanned(one, (11, OUT), (12, FAILED))
    assert note_changes([changed(one, OUT), changed(one, FAILED)], now=NOW) == 2
    assert told() == [
        ("out_for_delivery", 1, "waiting"),
        ("attempt_failed", 1, "waiting"),
        ("out_for_delivery", 2, "waiting"),
        ("attempt_failed", 2, "waiting"),
    ]


def test_what_happened_between_two_looks_is_told_all_of_it_to_programs_and_the_last_news_to_people() -> None:
    one = parcel()
    listener(one)
    listener(one, channel="webhook", address="https://a.example/")
    scanned(one, (7, OUT), (9, FAILED), (10, Status.IN_TRANSIT))
    for _ in range(2):
        note_changes([changed(one, Status.IN_TRANSIT)], now=NOW)
    rows = Notice.objects.order_by("pk").values_list("subscription__channel", "occasion", "state")
    assert sorted(rows) == [
        ("email", "attempt_failed", "waiting"),
        ("webhook", "attempt_failed", "waiting"),
        ("webhook", "in_transit", "waiting"),
        ("webhook", "out_for_delivery", "waiting"),
    ]


def test_what_comes_late_of_before_is_no_news_to_people() -> None:
    one = parcel()
    listener(one)
    scanned(one, (10, DONE))
    note_changes([changed(one, DONE)], now=NOW)
    scanned(one, (7, OUT), (8, FAILED))
    note_changes([changed(one, DONE)], now=NOW)
    assert told() == [("delivered", 1, "waiting")]


def test_who_asked_to_be_told_meanwhile_hears_of_nothing_that_was_recorded_before() -> None:
    one = parcel()
    scanned(one, (8, OUT), (9, FAILED), (10, Status.IN_TRANSIT))
    listener(one)
    change = changed(one, Status.IN_TRANSIT, at=NOW + timedelta(hours=1))
    assert note_changes([change], now=NOW + timedelta(hours=1)) == 0


def test_what_is_older_than_two_days_is_told_to_nobody() -> None:
    one = parcel()
    listener(one)
    listener(one, channel="webhook", address="https://a.example/")
    scanned(one, (10, DONE))
    late = NOW.replace(hour=11) + timedelta(days=2)
    assert note_changes([changed(one, DONE)], now=late) == 0
    assert note_changes([changed(one, DONE)], now=late - timedelta(hours=1)) == 2


def test_people_are_spared_what_is_no_news_and_programs_hear_of_all() -> None:
    one = parcel()
    listener(one)
    listener(one, channel="webhook", address="https://a.example/")
    scanned(one, (9, Status.IN_TRANSIT))
    note_changes([changed(one, Status.INFO_RECEIVED), changed(one, Status.IN_TRANSIT)], now=NOW)
    rows = Notice.objects.values_list("subscription__channel", "occasion")
    assert sorted(rows) == [("webhook", "in_transit"), ("webhook", "info_received")]


def test_a_return_on_its_way_back_to_us_is_told_when_it_was_refunded() -> None:
    one = parcel(kind=Kind.RETURN)
    listener(one)
    note_changes([changed(one, OUT), changed(one, Status.INSPECTED), changed(one, Status.REFUNDED)], now=NOW)
    assert told() == [("refunded", 1, "waiting")]


def test_nobody_hears_of_what_was_never_announced_nor_without_a_yes_nor_after_the_end() -> None:
    one, other = parcel(), parcel("KR200")
    other.announced_at = None
    other.save()
    listener(other)
    listener(one, confirmed_at=None)
    listener(one, address="lee@example.org", ended_at=NOW)
    assert note_changes([changed(one, DONE), changed(other, DONE), changed(one, None)], now=NOW) == 0
    assert note_trouble([one.pk, other.pk], "late", now=NOW) == 0


def test_who_follows_everything_of_theirs_hears_once_of_what_they_follow_twice() -> None:
    key = uuid4()
    one, other, strange = (
        parcel(customer=key),
        parcel("KR200", customer=key),
        parcel("KR300", customer=uuid4()),
    )
    listener(customer=key)
    narrow = listener(one)
    note_changes([changed(each, DONE) for each in (one, other, strange)], now=NOW)
    rows = dict(Notice.objects.values_list("consignment__number", "subscription"))
    assert rows["KR100"] == narrow.pk
    assert sorted(rows) == ["KR100", "KR200"]


def test_quiet_hours_hold_a_notice_back_and_a_newer_state_overtakes_it() -> None:
    one = parcel()
    # It is noon in UTC, and nine in the evening in Seoul.
    listener(one, quiet=(21, 8), time_zone="Asia/Seoul")
    listener(one, channel="webhook", address="https://a.example/", quiet=(21, 8), time_zone="Asia/Seoul")
    note_changes([changed(one, OUT)], now=NOW)
    note_changes([changed(one, DONE)], now=NOW + timedelta(hours=1))
    rows = Notice.objects.order_by("pk").values_list("subscription__channel", "occasion", "state", "due_at")
    morning = NOW.replace(hour=23)
    assert sorted(rows) == [
        ("email", "delivered", "waiting", morning),
        ("email", "out_for_delivery", "superseded", morning),
        ("webhook", "delivered", "waiting", NOW + timedelta(hours=1)),
        ("webhook", "out_for_delivery", "waiting", NOW),
    ]


def test_trouble_overtakes_trouble_and_no_state() -> None:
    one = parcel()
    listener(one, quiet=(11, 20))
    note_changes([changed(one, FAILED)], now=NOW)
    note_trouble([one.pk], "window", now=NOW)
    note_trouble([one.pk], "late", now=NOW)
    assert told() == [("attempt_failed", 1, "waiting"), ("window", 1, "superseded"), ("late", 1, "waiting")]


def test_lateness_is_told_once_and_silence_again_when_it_begins_anew() -> None:
    one = parcel()
    listener(one)
    scanned(one, (9, Status.IN_TRANSIT))
    later = NOW + timedelta(hours=1)
    assert [note_trouble([one.pk], "silent", now=later) for _ in range(2)] == [1, 0]
    assert [note_trouble([one.pk], "late", now=later) for _ in range(2)] == [1, 0]
    Notice.objects.update(made_at=NOW - timedelta(hours=1))
    assert note_trouble([one.pk], "silent", now=later) == 1
    assert note_trouble([one.pk], "late", now=later) == 0


def test_a_trouble_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="bored"):
        note_trouble([1], "bored", now=NOW)


def test_a_batch_of_any_size_takes_the_same_few_statements() -> None:
    many = [parcel(f"KR{n}") for n in range(100, 160)]
    for each in many:
        listener(each)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert note_changes([changed(each, DONE) for each in many], now=NOW) == 60
    assert len(asked) <= 7


def test_an_empty_batch_is_nothing() -> None:
    assert note_changes([], now=NOW) == 0
    assert note_trouble([], "late", now=NOW) == 0
