"""A watched touchpoint that leaves its control limits tells its owner once, by mail and in the workspace."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from time import sleep

import pyarrow as pa
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.exceptions import PermissionDenied
from django.db import connection, connections, transaction
from django.utils import translation
from procrastinate.contrib.django import app
from pytest_django import Settings

from wellserved.insight.contracts import MapQuestion
from wellserved.insight.models import Alert, Watch
from wellserved.insight.queries import alerts_for, cell_for, trends_for, watch_for, watches_for
from wellserved.insight.queries.asking import always_fresh
from wellserved.insight.queries.home import unseen_alerts_count_for
from wellserved.insight.services import (
    end_watch,
    raise_alerts,
    see_alert,
    send_alerts,
    set_watch,
    watch_owned,
)
from wellserved.insight.services.mailing import written
from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.models import Touchpoint
from wellserved.journey.services import ensure_journey, record_moments, remove_journey
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound, Person
from wellserved.people.models import Account, AuditLine, Location, Staff
from wellserved.people.queries import person_of

# A Monday: the week of the fault, from 9 to 15 February, is over.
NOW = datetime(2026, 2, 16, 12, tzinfo=UTC)
PLACE = {"journey": "parcel", "touchpoint": "door", "measure": "days"}
CELL = PLACE | {"gap": 4}


@dataclass(frozen=True)
class Firm:
    manager: Person
    owner: Person
    lead: Person
    agent: Person
    mails: Path

    def letters(self) -> list[str]:
        found = []
        for file in sorted(self.mails.glob("*.log")):
            for raw in file.read_bytes().split(b"-" * 79):
                if raw.strip():
                    mail = message_from_bytes(raw.strip(), policy=policy.default)
                    found.append(f"To: {mail['To']}\nSubject: {mail['Subject']}\n\n{mail.get_content()}")
        return found


@pytest.fixture
def firm(transactional_db: None, settings: Settings, tmp_path: Path) -> Firm:
    """30 weeks with 100 parcels each, of which 10 came later than told; in the last week 40 did."""
    settings.LAKE = tmp_path / "lake"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.BASE_URL = "https://care.example"
    always_fresh()
    days = MeasurePlan(slug="days", title="Days", unit="days", better="lower")
    door = TouchpointPlan(slug="door", title="Handed over", channel="courier", measures=(days,))
    stage = StagePlan(slug="receive", title="Receive", touchpoints=(door,))
    plan = JourneyPlan(slug="parcel", title="Get my parcel", stages=(stage,))
    (key,) = ensure_journey(by=OPERATOR, plan=plan, now=NOW)
    late = [10] * 29 + [40]
    monday = datetime(2026, 2, 9, tzinfo=UTC)
    rows = [
        (3.0 if number < late[week] else 2.0, monday - timedelta(weeks=29 - week) + timedelta(hours=number))
        for week in range(30)
        for number in range(100)
    ]
    table = pa.table(
        {
            "source_key": [f"p{number}" for number in range(len(rows))],
            "measure_id": pa.array([key.measure_id] * len(rows), pa.int32()),
            "told": [2.0] * len(rows),
            "delivered": [delivered for delivered, _ in rows],
            "occurred_at": pa.array([at for _, at in rows], pa.timestamp("us", tz="UTC")),
        }
    )
    list(record_moments(source="test", batches=[table], now=NOW))
    place = Location.objects.create(code="north", name="North")
    return Firm(
        manager=_staff("manager", None),
        owner=_staff("team_lead", place, language="ko"),
        lead=_staff("team_lead", place),
        agent=_staff("agent", place),
        mails=tmp_path / "mail",
    )


def _staff(role: str, place: Location | None, *, language: str = "") -> Person:
    account = Account.objects.create_user(f"{role}{Account.objects.count()}@staff.test", language=language)
    Staff.objects.create(account=account, name="Alex", role=role, location=place)
    return person_of(account_id=account.pk)


def own(person: Person) -> None:
    Touchpoint.objects.filter(slug="door").update(owner_id=person.staff_id)


def work() -> None:
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def test_the_week_that_left_the_limits_raises_one_alert_a_rule_however_often_it_is_looked_at(
    firm: Firm,
) -> None:
    set_watch(by=firm.manager, **CELL, rules=[1], now=NOW)
    assert [raise_alerts(now=NOW + timedelta(hours=hour)) for hour in range(3)] == [1, 0, 0]
    (alert,) = alerts_for(firm.manager)
    assert (alert.rule, alert.worse, alert.start, alert.end) == (1, True, date(2026, 2, 9), date(2026, 2, 16))
    assert (alert.value, alert.n, alert.centre) == (0.4, 100, pytest.approx(0.1))
    assert (alert.low, alert.high) == pytest.approx((0.01, 0.19))
    assert AuditLine.objects.filter(deed="alert.raised").count() == 1


def test_whoever_changes_a_watch_is_not_told_the_same_week_again(firm: Firm) -> None:
    set_watch(by=firm.manager, **CELL, rules=[1], now=NOW)
    assert raise_alerts(now=NOW) == 1
    set_watch(by=firm.manager, **CELL, rules=[1, 4], now=NOW)
    assert raise_alerts(now=NOW + timedelta(hours=1)) == 0


def test_a_week_that_is_not_over_raises_none(firm: Firm) -> None:
    sunday = datetime(2026, 2, 15, 20, tzinfo=UTC)
    set_watch(by=firm.manager, **CELL, now=sunday)
    assert raise_alerts(now=sunday) == 0
    assert raise_alerts(now=datetime(2026, 2, 16, 5, tzinfo=UTC)) == 0, "records may still come in"
    assert raise_alerts(now=datetime(2026, 2, 16, 7, tzinfo=UTC)) > 0


def test_what_happened_long_before_the_watch_was_set_raises_none(firm: Firm) -> None:
    later = NOW + timedelta(weeks=2)
    set_watch(by=firm.manager, **CELL, now=later)
    assert raise_alerts(now=later) == 0


def test_a_watch_that_has_ended_raises_none(firm: Firm) -> None:
    end_watch(by=firm.manager, watch_id=set_watch(by=firm.manager, **CELL, now=NOW), now=NOW)
    assert raise_alerts(now=NOW) == 0
    assert watch_for(firm.manager, **CELL) is None


def test_a_second_watch_of_a_cell_takes_the_place_of_the_first(firm: Firm) -> None:
    set_watch(by=firm.manager, **CELL, now=NOW)
    second = set_watch(by=firm.manager, **CELL, every="month", rules=[4, 1, 1], chart="individuals", now=NOW)
    (running,) = watches_for(firm.manager)
    assert (running.id, running.every, running.rules, running.chart) == (
        second,
        "month",
        (1, 4),
        "individuals",
    )
    assert Watch.objects.count() == 2


def test_the_owner_is_told_once_in_their_language_without_personal_data(firm: Firm) -> None:
    own(firm.owner)
    set_watch(by=firm.manager, **CELL, rules=[1], now=NOW)
    raise_alerts(now=NOW)
    raise_alerts(now=NOW + timedelta(hours=1))
    work()
    raise_alerts(now=NOW + timedelta(hours=2))
    work()
    (letter,) = firm.letters()
    account = Account.objects.get(pk=firm.owner.account_id)
    assert letter.startswith(f"To: {account.email}\n")
    assert "Handed over" in letter
    assert "40.0%" in letter
    assert "https://care.example/journeys/parcel/door/days/gap-4/" in letter
    assert "Alex" not in letter
    assert Alert.objects.filter(mailed_at__isnull=True).count() == 0


def test_without_an_owner_whoever_set_the_watch_is_told(firm: Firm) -> None:
    set_watch(by=firm.manager, **CELL, rules=[1], now=NOW)
    raise_alerts(now=NOW)
    work()
    (letter,) = firm.letters()
    assert letter.startswith(f"To: {Account.objects.get(pk=firm.manager.account_id).email}\n")
    assert "In the week from 9 Feb 2026 it left its control limits for the worse." in letter
    assert "40.0% of 100 cases: less was delivered than the customer had been told." in letter
    assert "between 1.0 and 19.0%" in letter


def test_a_mail_that_could_not_be_sent_is_sent_by_the_next_run(firm: Firm, settings: Settings) -> None:
    set_watch(by=firm.manager, **CELL, rules=[1], now=NOW)
    raise_alerts(now=NOW)
    (alert,) = Alert.objects.all()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", 1
    with pytest.raises(OSError, match="refused"):
        send_alerts(account_id=firm.manager.account_id or 0, alert_ids=[alert.pk], now=NOW)
    assert Alert.objects.filter(mailed_at__isnull=True).count() == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    work()
    assert len(firm.letters()) == 1


def test_who_may_watch_and_who_finds_what(firm: Firm) -> None:
    own(firm.owner)
    set_watch(by=firm.owner, **CELL, rules=[1], now=NOW)
    raise_alerts(now=NOW)
    (alert,) = alerts_for(firm.owner)
    assert alerts_for(firm.manager)[0].id == alert.id
    for stranger in (firm.lead, firm.agent, NOBODY, Person(account_id=99)):
        assert alerts_for(stranger) == ()
        assert watches_for(stranger) == ()
        with pytest.raises((NotFound, PermissionDenied)):
            see_alert(by=stranger, alert_id=alert.id, now=NOW)
        with pytest.raises((NotFound, PermissionDenied)):
            end_watch(by=stranger, watch_id=watches_for(firm.owner)[0].id, now=NOW)
        with pytest.raises(PermissionDenied):
            set_watch(by=stranger, **CELL, now=NOW)
    assert Watch.objects.count() == 1, "what was refused left nothing behind"


def test_an_alert_is_seen_once_and_the_first_stands(firm: Firm) -> None:
    set_watch(by=firm.manager, **CELL, rules=[1], now=NOW)
    raise_alerts(now=NOW)
    (alert,) = alerts_for(firm.manager, unseen=True)
    see_alert(by=firm.manager, alert_id=alert.id, now=NOW)
    see_alert(by=firm.manager, alert_id=alert.id, now=NOW + timedelta(days=1))
    assert alerts_for(firm.manager, unseen=True) == ()
    assert alerts_for(firm.manager)[0].seen_at == NOW


def test_one_deed_watches_what_has_an_owner(firm: Firm) -> None:
    assert watch_owned(by=firm.manager, now=NOW) == 0
    own(firm.owner)
    assert watch_owned(by=firm.manager, now=NOW) == 1
    assert watch_owned(by=firm.manager, now=NOW) == 0, "it is watched already"
    with pytest.raises(PermissionDenied):
        watch_owned(by=firm.owner, now=NOW)


def test_the_cell_s_chart_and_the_map_s_trend_say_the_same(firm: Firm) -> None:
    everything = MapQuestion(compare=False)
    chart = cell_for(firm.manager, **CELL, question=everything, now=NOW).chart
    (trend,) = trends_for(firm.manager, journey="parcel", question=everything, now=NOW)
    assert trend.chart == chart
    assert chart
    assert [(p.start, p.rules, p.worse) for p in chart.points if p.rules] == [(date(2026, 2, 9), (1,), True)]
    assert (len(chart.points), chart.baseline, chart.kind, chart.every) == (30, 20, "proportions", "week")


def test_a_short_period_is_judged_by_what_was_before_it(firm: Firm) -> None:
    last = MapQuestion(since=date(2026, 2, 9), until=date(2026, 2, 16))
    chart = cell_for(firm.manager, **CELL, question=last, now=NOW).chart
    assert chart
    assert chart.points[-1].rules == (1,)
    assert len(chart.points) == 30


class Post:
    """What an SMTP server has taken; the first `refuses` mails it sends away for now."""

    def __init__(self, *, refuses: int = 0) -> None:
        self.refuses, self.taken = refuses, list[tuple[str, list[str], EmailMessage]]()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd calls it so
        if self.refuses:
            self.refuses -= 1
            return "451 Try again later"
        mail = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.taken.append((envelope.mail_from or "", envelope.rcpt_tos, mail))
        return "250 Taken"


@contextmanager
def serving(post: Post, settings: Settings) -> Iterator[Post]:
    """A server on the loopback address that our mails go to."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    try:
        yield post
    finally:
        controller.stop()


def test_over_smtp_the_owner_gets_it_in_their_language_with_the_link_and_nothing_personal(
    firm: Firm, settings: Settings
) -> None:
    settings.DEFAULT_FROM_EMAIL = "care@care.example"
    own(firm.owner)
    set_watch(by=firm.manager, **CELL, rules=[1], now=NOW)
    raise_alerts(now=NOW)
    with serving(Post(), settings) as post:
        work()
        work()
    ((sender, recipients, mail),) = post.taken
    owner = Account.objects.get(pk=firm.owner.account_id)
    assert (sender, recipients) == ("care@care.example", [owner.email])
    assert (mail["From"], mail["To"], mail["Cc"], mail["Bcc"]) == (sender, owner.email, None, None)
    assert mail["Message-ID"]
    assert mail["Date"]
    assert (mail.get_content_type(), mail.get_content_charset()) == ("text/plain", "utf-8")
    with translation.override("ko"):
        # A long subject begins on a line of its own, which Python's reader takes for a space before it.
        subject, body = written(alerts_for(firm.owner))
    assert mail["Subject"].strip() == subject
    assert mail.get_content().split() == body.split()
    assert "https://care.example/journeys/parcel/door/days/gap-4/" in body
    others = Account.objects.exclude(pk=owner.pk).values_list("email", flat=True)
    assert not [name for name in ("Alex", *others) if name in mail.as_string()]


def test_what_the_server_refused_arrives_once_with_the_next_run(firm: Firm, settings: Settings) -> None:
    set_watch(by=firm.manager, **CELL, rules=[1], now=NOW)
    raise_alerts(now=NOW)
    with serving(Post(refuses=1), settings) as post:
        work()
        assert post.taken == []
        assert Alert.objects.filter(mailed_at__isnull=True).count() == 1
        raise_alerts(now=NOW + timedelta(hours=1))
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
        work()
        raise_alerts(now=NOW + timedelta(hours=2))
        work()
    assert len(post.taken) == 1
    assert Alert.objects.filter(mailed_at__isnull=True).count() == 0


def test_a_title_of_two_lines_is_one_subject(firm: Firm) -> None:
    Touchpoint.objects.filter(slug="door").update(title="Handed\nover")
    set_watch(by=firm.manager, **CELL, rules=[1], now=NOW)
    raise_alerts(now=NOW)
    work()
    (letter,) = firm.letters()
    assert "Subject: “Handed over” has left its control limits" in letter


def test_what_is_drawn_no_more_has_no_alerts_anywhere(firm: Firm) -> None:
    set_watch(by=firm.manager, **CELL, rules=[1], now=NOW)
    raise_alerts(now=NOW)
    assert len(alerts_for(firm.manager)) == unseen_alerts_count_for(firm.manager) == 1
    remove_journey(by=OPERATOR, journey="parcel", now=NOW)
    assert alerts_for(firm.manager) == watches_for(firm.manager) == ()
    assert unseen_alerts_count_for(firm.manager) == 0


def test_of_two_who_set_a_watch_at_once_the_second_stands(firm: Firm) -> None:
    def watch() -> int:
        try:
            return set_watch(by=firm.manager, **CELL, rules=[4], now=NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            set_watch(by=firm.manager, **CELL, rules=[1], now=NOW)
            second = pool.submit(watch)
            for _ in range(400):
                with connection.cursor() as cursor:
                    cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
                    if cursor.fetchone()[0]:
                        break
                sleep(0.02)
        later = second.result()
        assert Watch.objects.get(ended_at__isnull=True).pk == later
