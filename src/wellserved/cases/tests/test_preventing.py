"""Complaints by cause, the ten to mend first, and customers' words for those who answer for a touchpoint."""

import smtplib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from wellserved.cases.contracts import Kind
from wellserved.cases.domain.priorities import Fault, expected_loss, ranked
from wellserved.cases.loop_jobs import send_words_every_monday
from wellserved.cases.queries.preventing import pareto_for, to_mend_for
from wellserved.cases.queries.weekly_words import words_for
from wellserved.cases.services import FactsSet, mend, set_facts
from wellserved.cases.services.measuring import PLAN
from wellserved.cases.services.weekly_words import is_time_for_words, send_words, send_words_to, week_before
from wellserved.journey.models import Touchpoint
from wellserved.journey.services import ensure_journey
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound
from wellserved.people.models import Staff
from wellserved.platform.tests.post import post_office

from .conftest import NOW, Desk

DAY = timedelta(days=1)
QUARTER = {"since": NOW - 91 * DAY, "until": NOW + DAY, "zone": "UTC"}

faults = st.lists(
    st.builds(
        lambda key, n, known, lost: Fault(key=key, n=n, known=min(known, n), lost=lost if known else 0.0),
        st.integers(0, 1000),
        st.integers(1, 500),
        st.integers(0, 500),
        st.floats(0, 1e6),
    ),
    max_size=12,
)


def complaints(desk: Desk, n: int, cause: str, *, parent: str | None = None, **facts: object) -> None:
    desk.cause(cause, parent=parent)
    for _ in range(n):
        case_id = desk.case(**facts)
        set_facts(
            by=OPERATOR, case_id=case_id, facts=FactsSet(cause=desk.cause(cause, parent=parent)), now=NOW
        )


@given(faults)
def test_where_nobody_knows_a_loss_the_most_frequent_comes_first(given_faults: list[Fault]) -> None:
    unknown = [Fault(key=f.key, n=f.n, known=0, lost=0.0) for f in given_faults]
    assert [f.n for f, _loss in ranked(unknown)] == sorted((f.n for f in unknown), reverse=True)


@given(st.integers(1, 400), st.integers(1, 400), st.floats(0, 1e4), st.floats(0, 1e4))
def test_an_expected_loss_lies_between_what_is_known_and_what_is_usual(
    n: int, known: int, mean: float, usual: float
) -> None:
    known = min(known, n)
    loss = expected_loss(Fault(key=1, n=n, known=known, lost=mean * known), usual=usual)
    low, high = sorted((mean * n, usual * n))
    assert low - 1e-6 * n <= loss + 1e-6 * abs(loss)
    assert loss - 1e-6 * abs(loss) <= high + 1e-6 * n


def test_more_known_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="known"):
        expected_loss(Fault(key=1, n=1, known=2, lost=1.0), usual=1.0)


def test_causes_are_ordered_and_add_up_and_open_into_those_below(desk: Desk) -> None:
    complaints(desk, 3, "delivery")
    complaints(desk, 4, "driver", parent="delivery")
    complaints(desk, 2, "packing")
    desk.case()
    desk.case(kind=Kind.PRAISE)
    seen = pareto_for(desk.manager, by="count", **QUARTER)
    assert [(bar.slug, bar.n, round(bar.together, 6)) for bar in seen.bars] == [
        ("delivery", 7, round(7 / 9, 6)),
        ("packing", 2, 1.0),
    ]
    assert (seen.n, seen.without) == (9, 1)
    assert seen.bars[0].more
    assert sum(seen.bars[0].weeks) == 7
    inside = pareto_for(desk.manager, by="count", parent=seen.bars[0].cause_id, **QUARTER)
    assert [(bar.slug, bar.n) for bar in inside.bars] == [("driver", 4), ("delivery", 3)]
    assert [title for _id, title in inside.path] == ["Delivery"]


def test_money_is_summed_in_one_currency_and_others_are_named(desk: Desk) -> None:
    complaints(desk, 2, "packing", value=Decimal(100), currency="EUR")
    complaints(desk, 1, "driver", value=Decimal(9000), currency="KRW")
    seen = pareto_for(desk.manager, by="value", **QUARTER)
    assert (seen.currency, seen.others) == ("EUR", ("KRW",))
    assert {bar.slug: bar.value for bar in seen.bars} == {"packing": 200.0, "driver": 0.0}


def test_the_first_to_mend_is_the_dearest_and_says_what_came_back(desk: Desk) -> None:
    complaints(desk, 40, "driver", value=Decimal(1), currency="EUR")
    complaints(desk, 30, "packing", value=Decimal(50), currency="EUR")
    mend(by=desk.manager, slug="packing", did={"en": "New tape"}, now=NOW - DAY)
    found, currency = to_mend_for(desk.manager, now=NOW + timedelta(minutes=1))
    assert [(one.cause, one.n, one.came_back) for one in found] == [("Packing", 30, 30), ("Driver", 40, 0)]
    assert currency == "EUR"
    assert found[0].loss > found[1].loss


def test_a_stranger_sees_their_own_location_only_and_nobody_nothing(desk: Desk) -> None:
    complaints(desk, 2, "packing")
    assert pareto_for(desk.owner, by="count", **QUARTER).n == 2
    assert pareto_for(desk.stranger, by="count", **QUARTER).n == 0
    assert to_mend_for(desk.stranger, now=NOW)[0] == ()
    for asked in (
        lambda: pareto_for(NOBODY, by="count", **QUARTER),
        lambda: to_mend_for(NOBODY, now=NOW),
        lambda: words_for(NOBODY, since=NOW, until=NOW),
    ):
        with pytest.raises(NotFound):
            asked()


@pytest.mark.django_db
def test_whoever_answers_for_a_touchpoint_gets_its_words_once_a_week(desk: Desk) -> None:
    ensure_journey(by=OPERATOR, plan=PLAN, now=NOW)
    place = Touchpoint.objects.get(slug="resolution")
    Touchpoint.objects.filter(pk=place.pk).update(owner=Staff.objects.get(pk=desk.owner.staff_id))
    at = {"journey": "complaint", "touchpoint": "resolution"}
    desk.case("Nobody rang me back.", **at)
    desk.case("They were so kind.", kind=Kind.PRAISE, **at)
    desk.case("This is of another place.")
    (seen,) = words_for(desk.owner, since=NOW - DAY, until=NOW + DAY)
    assert (seen.counts, [quote.kind for quote in seen.quotes]) == (
        {"complaint": 1, "praise": 1},
        ["complaint", "praise"],
    )
    assert words_for(desk.stranger, since=NOW - DAY, until=NOW + DAY) == ()
    assert send_words(now=NOW + 7 * DAY) == 1
    assert send_words(now=NOW + 8 * DAY) == 0
    (letter,) = mail.outbox
    assert "Nobody rang me back." in letter.body
    assert "another place" not in letter.body
    assert "rang" not in letter.subject
    assert send_words(now=NOW + 14 * DAY) == 0


def test_a_week_s_words_come_on_monday_morning_where_this_organisation_is() -> None:
    """At six in Greenwich it is still Sunday in Los Angeles, and the week is not over."""
    with timezone.override("America/Los_Angeles"):
        hours = [datetime(2026, 3, 9, hour, tzinfo=UTC) for hour in range(24)]
        (morning,) = [hour for hour in hours if is_time_for_words(hour)]
        assert (morning.hour, week_before(morning)) == (13, date(2026, 3, 2))


@pytest.mark.django_db
def test_whom_the_server_refuses_keeps_nobody_from_their_words(desk: Desk, settings: Settings) -> None:
    ensure_journey(by=OPERATOR, plan=PLAN, now=NOW)
    for slug, person in (("resolution", desk.owner), ("first-answer", desk.colleague)):
        Touchpoint.objects.filter(slug=slug).update(owner=Staff.objects.get(pk=person.staff_id))
        desk.case("x" * 5000, journey="complaint", touchpoint=slug)
    sunday, monday = (NOW.replace(hour=6) + n * DAY for n in (6, 7))
    send_words_every_monday(int(sunday.timestamp()))
    assert not ProcrastinateJob.objects.filter(task_name="cases.send_words_to_one").exists()
    send_words_every_monday(int(monday.timestamp()))
    jobs = ProcrastinateJob.objects.filter(task_name="cases.send_words_to_one").order_by("pk")
    assert [job.args["staff_id"] for job in jobs] == sorted(
        [desk.owner.staff_id or 0, desk.colleague.staff_id or 0]
    )
    now = NOW + 7 * DAY
    with post_office(settings, "550 No such user") as post:
        refused, taken = (job.args["staff_id"] for job in jobs)
        with pytest.raises(smtplib.SMTPResponseException):
            send_words_to(staff_id=refused, now=now)
        assert [send_words_to(staff_id=one, now=now) for one in (taken, taken, refused)] == [
            True,
            False,
            True,
        ]
    assert all("xxx…" in mail.get_content() for mail in post.taken)
