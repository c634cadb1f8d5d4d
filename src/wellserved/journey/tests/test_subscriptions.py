"""Who subscribes hears of every moment, after commit, at least once."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from wellserved.journey.contracts import MeasureKey
from wellserved.journey.models import Moment
from wellserved.journey.subscriptions import Subscription, subscribe, unsubscribe

from .test_record_moments import batch, record

pytestmark = pytest.mark.django_db(transaction=True)
Measures = dict[str, MeasureKey]


class Heard:
    def __init__(self) -> None:
        self.ids: list[int] = []
        self.failures = 0

    def __call__(self, ids: list[int]) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("not now")
        self.ids.extend(ids)


@pytest.fixture
def heard() -> Iterator[Heard]:
    hearing = Heard()
    subscribe(Subscription(name="test", handle=hearing, measure="days"))
    yield hearing
    unsubscribe("test")


def work() -> None:
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def test_a_subscriber_hears_of_the_moments_of_its_measure_and_of_no_others(
    measures: Measures, heard: Heard
) -> None:
    record(
        batch(measures["days"], 2500),
        batch(measures["score"], 5, first=9000, delivered=None, perceived=[5.0] * 5),
    )
    work()
    wanted = Moment.objects.filter(measure_id=measures["days"].measure_id).values_list("id", flat=True)
    assert sorted(heard.ids) == sorted(wanted)


def test_what_was_there_already_is_not_told_again(measures: Measures, heard: Heard) -> None:
    record(batch(measures["days"], 3))
    work()
    record(batch(measures["days"], 4))
    work()
    assert len(heard.ids) == 4


def test_nothing_is_told_of_what_was_rolled_back(measures: Measures, heard: Heard) -> None:
    with transaction.atomic():
        record(batch(measures["days"], 3))
        transaction.set_rollback(True)
    work()
    assert heard.ids == []
    # The worker queues its own work of every minute besides.
    assert not ProcrastinateJob.objects.filter(task_name="journey.deliver").exists()


def test_a_delivery_that_failed_is_tried_again(measures: Measures, heard: Heard) -> None:
    heard.failures = 1
    record(batch(measures["days"], 3))
    work()
    job = ProcrastinateJob.objects.get(task_name="journey.deliver")
    assert (job.status, job.attempts, heard.ids) == ("todo", 1, [])
    assert job.scheduled_at is not None


def test_a_source_that_is_of_no_interest_is_not_told_of(measures: Measures, heard: Heard) -> None:
    subscribe(Subscription(name="but", handle=heard, measure="days", but="test"))
    try:
        record(batch(measures["days"], 3))
    finally:
        unsubscribe("but")
    assert ProcrastinateJob.objects.filter(task_name="journey.deliver").count() == 1


def test_two_subscriptions_cannot_share_a_name(heard: Heard) -> None:
    with pytest.raises(ValueError, match="'test'"):
        subscribe(Subscription(name="test", handle=heard))
