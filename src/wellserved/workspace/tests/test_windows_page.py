"""The page of the windows of delivery: as a lead, as an agent, as a customer and as nobody."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from wellserved.analytics.windows import WindowModel as Learned
from wellserved.people.models import AuditLine
from wellserved.tracking.jobs import learn_every_night, train_windows
from wellserved.tracking.models import WindowModel

from .conftest import Visitors

pytestmark = pytest.mark.django_db
PAGE = "/parcels/windows/"


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'",
            [train_windows.name],
        )
        return int(cursor.fetchone()[0])


def test_each_training_is_listed_with_what_its_windows_came_to(
    visitors: Visitors, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    agent, now = visitors.staff("agent"), timezone.now()
    page = agent.get(PAGE).content.decode()
    assert ("Nothing was trained yet" in page, "fewer than 100 arrivals" in page) == (True, True)
    assert PAGE in visitors.staff().get("/parcels/").content.decode()
    learned = Learned(coverage=0.9, trained_at=now, stages={}, enough=30)
    for n, (coverage, width) in enumerate([(None, None), (0.912, 60), (0.885, 66)]):
        WindowModel.objects.create(
            trained_at=now - timedelta(days=3 - n),
            deliveries=1000 + n,
            coverage=coverage,
            mean_width_hours=width,
            content=learned.to_bytes(),
        )
    with django_assert_max_num_queries(8):
        page = agent.get(PAGE).content.decode()
    rows = page.split("<tr>")[2:]
    assert [[words in row for words in ("in use", "1,002", "88.5%", "91.2%")] for row in rows] == [
        [True, True, False, False],
        [False, False, True, False],
        [False, False, False, True],
    ]
    assert ("2.75 days" in rows[1], "2.5 days" in rows[2], learned.version in rows[0]) == (True, True, True)
    assert "from 1,002 deliveries of the last 18 months" in page
    assert "88.5% came within their window; 90% are meant to" in page


def test_a_lead_has_the_windows_trained_and_the_job_waits_once(visitors: Visitors) -> None:
    lead, agent = visitors.staff("team_lead"), visitors.staff("agent")
    assert (
        "Train again now" in lead.get(PAGE).content.decode(),
        "Train again" in agent.get(PAGE).content.decode(),
    ) == (
        True,
        False,
    )
    for client, status in ((agent, 403), (visitors.customer(), 403), (Client(), 302)):
        assert client.post(f"{PAGE}train/").status_code == status
    assert (visitors.customer().get(PAGE).status_code, Client().get(PAGE).status_code) == (404, 302)
    assert waiting() == 0
    assert "waits for its turn. It is listed" in lead.post(f"{PAGE}train/", follow=True).content.decode()
    assert "waits for its turn already" in lead.post(f"{PAGE}train/", follow=True).content.decode()
    assert (waiting(), AuditLine.objects.filter(deed="windows.training_asked").count()) == (1, 1)
    assert train_windows.lock == learn_every_night.lock, "two trainings at once would hold everything twice"
    train_windows()
    assert WindowModel.objects.get().deliveries == 0
