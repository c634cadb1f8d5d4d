"""The front page: what needs somebody, what others did, where it is worst."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from wellserved.insight.models import Alert, Look, Watch
from wellserved.insight.queries.home import unseen_alerts_for
from wellserved.journey.models import (
    BeliefRound,
    Contribution,
    Edit,
    ImprovementWanted,
    Invitation,
    Journey,
    Measure,
    RoundQuestion,
    Touchpoint,
)
from wellserved.journey.services import set_promise
from wellserved.people.contracts import Person
from wellserved.people.models import Account, Location, Staff
from wellserved.people.queries import person_of

from .conftest import Visitors
from .test_pages import text

HOME = "/home/"
ALERT = ("watch", "end", "value", "n", "centre", "low", "high", "worse")


def said(client: Client) -> str:
    answer = client.get(HOME)
    assert answer.status_code == 200
    return text(answer.content)


@pytest.fixture
def mina(parcel: str) -> Person:
    """A colleague who does things."""
    account = Account.objects.create_user("mina@staff.test")
    staff = Staff.objects.create(account=account, name="Mina Kim", role="manager")
    return Person(account_id=account.pk, staff_id=staff.pk, role="manager", name="Mina Kim")


def raise_alert(*, now: datetime) -> Alert:
    measure = Measure.objects.get(slug="days")
    watch = Watch.objects.create(measure=measure, gap=4, rules=[1], set_at=now)
    return Alert.objects.create(
        watch=watch,
        rule=1,
        start=now - timedelta(days=7),
        end=now,
        value=0.4,
        n=50,
        centre=0.2,
        low=0.1,
        high=0.3,
        worse=True,
        raised_at=now,
    )


def test_where_it_is_worst_stands_there_with_its_figure(parcel: str, visitors: Visitors) -> None:
    page = visitors.staff().get(HOME).content.decode()
    assert "“Handed over”: less was delivered than the customer had been told." in page
    assert 'href="/journeys/parcel/door/days/gap-4/?period=month"' in page


def test_one_s_own_alert_comes_first_however_many_are_newer(parcel: str, visitors: Visitors) -> None:
    client = visitors.staff()
    person = person_of(account_id=int(client.session["_auth_user_id"]))
    now = timezone.now()
    other = raise_alert(now=now)
    Alert.objects.bulk_create(
        Alert(**{f: getattr(other, f) for f in ALERT}, rule=1, start=now - timedelta(hours=n), raised_at=now)
        for n in range(1, 50)
    )
    door = Touchpoint.objects.get(slug="door")
    own = Touchpoint.objects.create(
        journey=door.journey,
        stage=door.stage,
        slug="own",
        title="My own",
        position=9,
        owner_id=person.staff_id,
    )
    days = Measure.objects.create(
        touchpoint=own, slug="d", title="D", unit="days", better="lower", position=0
    )
    Alert.objects.filter(pk=other.pk).update(
        watch=Watch.objects.create(measure=days, gap=4, rules=[1], set_at=now),
        raised_at=now - timedelta(days=30),
    )
    first, *others = unseen_alerts_for(person, limit=6)
    assert (first.touchpoint_title, first.yours, len(others)) == ("My own", True, 5)
    page = said(client)
    assert "“My own” left its control limits" in page
    assert "44 more alerts that nobody has seen." in page


def test_each_section_says_in_words_that_it_is_empty(parcel: str, visitors: Visitors) -> None:
    page = said(visitors.staff())
    assert "Nothing waits for you" in page
    assert "Nobody else changed a map, a promise or a belief." in page
    assert "No figure changed beyond chance" in page


@pytest.mark.django_db
def test_a_house_without_records_says_what_will_stand_there(visitors: Visitors) -> None:
    assert "No records yet" in said(visitors.staff())


def test_what_a_colleague_did_is_news_and_what_one_did_oneself_is_not(
    mina: Person, visitors: Visitors
) -> None:
    now = timezone.now()
    Edit.objects.create(
        journey=Journey.objects.get(slug="parcel"),
        number=1,
        by_id=mina.account_id,
        at=now,
        deed="rename",
        changes=[],
    )
    set_promise(
        by=mina,
        journey="parcel",
        touchpoint="door",
        measure="days",
        segment=None,
        standard=2,
        valid_from=now,
        now=now,
    )
    page = said(visitors.staff())
    assert "Mina Kim changed the map “Parcel delivery” once." in page
    assert "promised at “Handed over”, Days to the door: 2 days." in page
    own = Client()
    own.force_login(
        Account.objects.get(pk=mina.account_id), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert "changed the map" not in said(own)


def test_news_is_what_came_since_the_visit_before(mina: Person, visitors: Visitors) -> None:
    reader, now = visitors.staff(), timezone.now()
    reader.get(HOME)
    Edit.objects.create(
        journey=Journey.objects.get(slug="parcel"),
        number=1,
        by_id=mina.account_id,
        at=now - timedelta(hours=3),
        deed="rename",
        changes=[],
    )
    assert "changed the map" in said(reader), "the first visit shows the last week"
    Look.objects.update(at=now - timedelta(hours=1))
    assert "changed the map" not in said(reader), "it was there when they looked an hour ago"
    Look.objects.update(at=now - timedelta(minutes=5), before=now - timedelta(hours=5))
    assert "changed the map" in said(reader), "a visit goes on: what was new to it stays new"


def test_what_needs_a_manager_today(mina: Person, visitors: Visitors) -> None:
    now = timezone.now()
    raise_alert(now=now)
    measure = Measure.objects.get(slug="days")
    one = BeliefRound.objects.create(
        title="Spring 2026", opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9)
    )
    for position, asked in enumerate(Measure.objects.order_by("pk")):
        RoundQuestion.objects.create(round=one, measure=asked, position=position)
    invitation = Invitation.objects.create(
        journey=Journey.objects.get(slug="parcel"),
        digest="x",
        title="Draw with us",
        audience="customers",
        created_at=now,
        closes_at=now + timedelta(days=1),
    )
    for text_ in ("Nobody rang", "No notice came"):
        Contribution.objects.create(
            invitation=invitation,
            kind="note",
            text=text_,
            touchpoint=measure.touchpoint,
            by_key="0" * 32,
            at=now,
        )
    page = said(visitors.staff())
    assert "“Handed over” left its control limits for the worse: Communication, Days to the door." in page
    assert "40.0% of 50 cases" in page
    assert "“Spring 2026” waits for 2 answers of yours" in page
    assert "2 contributions to “Parcel delivery” wait for somebody" in page
    assert "Nobody rang" not in page, "what customers wrote is read where it is dealt with"


def test_a_wish_is_shown_to_whom_the_touchpoint_belongs(mina: Person, visitors: Visitors) -> None:
    measure = Measure.objects.get(slug="days")
    ImprovementWanted.objects.create(
        measure=measure, gap=4, title="A second van", by_id=mina.account_id, at=timezone.now()
    )
    agent = visitors.staff("agent", location=Location.objects.get(code="north"))
    assert "A second van" not in said(agent)
    Touchpoint.objects.filter(slug="door").update(owner=Staff.objects.exclude(pk=mina.staff_id).get())
    assert "Mina Kim wants “Handed over” improved: A second van" in said(agent)


def test_an_alert_counts_every_location_and_is_not_for_those_who_see_one(
    mina: Person, visitors: Visitors
) -> None:
    raise_alert(now=timezone.now())
    agent = visitors.staff("agent", location=Location.objects.get(code="north"))
    assert "left its control limits" not in said(agent)
    assert "left its control limits" in said(visitors.staff("manager"))
    Touchpoint.objects.filter(slug="door").update(owner=Staff.objects.get(role="agent"))
    assert "left its control limits" in said(agent)


def test_an_agent_elsewhere_sees_none_of_this_place_s_figures(parcel: str, visitors: Visitors) -> None:
    south = Location.objects.create(code="south", name="South depot")
    assert "“Handed over”: less" not in said(visitors.staff("agent", location=south))


def test_customers_find_no_workspace_and_nobody_is_asked_to_sign_in(parcel: str, visitors: Visitors) -> None:
    assert visitors.customer().get(HOME).status_code == 404
    assert Client().get(HOME).headers["Location"].startswith("/accounts/login/")


def test_it_has_a_budget_of_queries(
    mina: Person, visitors: Visitors, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    staff = visitors.staff()
    staff.get(HOME)
    with django_assert_max_num_queries(35):
        staff.get(HOME)
