"""From a scan to the letter by the worker itself, and what quiet hours or a dead worker left, by the minute's job."""

from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from wellserved.platform.tests.post import post_office
from wellserved.tracking.contracts import ScanIn, Status
from wellserved.tracking.models import Notice
from wellserved.tracking.notice_jobs import send_due_notices
from wellserved.tracking.services import record_scans

from .noticing import listener, parcel

pytestmark = pytest.mark.django_db(transaction=True)


def work() -> None:
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def test_a_scan_s_letter_goes_out_without_anybody_asking_again(settings: Settings) -> None:
    listener(parcel())
    now = datetime.now(UTC)
    scan = ScanIn(number="KR100", occurred_at=now, status=Status.OUT_FOR_DELIVERY)
    with post_office(settings) as post:
        record_scans(scans=[scan], now=now)
        work()
        record_scans(scans=[scan], now=now)
        work()
    assert len(post.taken) == 1


def test_what_has_become_due_is_sent_by_the_minute_s_job_and_one_job_is_enough(settings: Settings) -> None:
    one = parcel()
    now = datetime.now(UTC)
    for n in range(3):
        row = listener(one, address=f"kim{n}@example.org")
        Notice.objects.create(
            subscription=row,
            consignment=one,
            occasion="delivered",
            made_at=now,
            due_at=now - timedelta(hours=1),
        )
    with post_office(settings) as post:
        for _ in range(2):
            send_due_notices(0)
        assert ProcrastinateJob.objects.filter(task_name="tracking.send_mails", status="todo").count() == 1
        work()
    assert len(post.taken) == 3
