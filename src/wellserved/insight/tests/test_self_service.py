"""How often customers had to ask where their parcel is, on the map and beside what they looked up themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from wellserved.cases.contracts import CaseIn, Channel, Kind
from wellserved.cases.queries import causes
from wellserved.cases.services import FactsSet, ensure_causes, set_facts, take_in
from wellserved.insight.contracts import MapQuestion
from wellserved.insight.queries import journey_map_for, self_service_for
from wellserved.insight.queries.asking import always_fresh
from wellserved.insight.services import record_asked
from wellserved.journey.contracts import JourneyPlan, MeasurePlan, MomentIn, StagePlan, TouchpointPlan
from wellserved.journey.models import Measure, Moment, Stage, Touchpoint
from wellserved.journey.services import ensure_journey, record_moments, set_promise
from wellserved.journey.services.resolving import resolved
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound, Person
from wellserved.people.models import Location
from wellserved.tracking.services import ensure_asked, ensure_journeys
from wellserved.tracking.services.visiting import Tally, note_view

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
"""A Wednesday."""
WEEK = timedelta(weeks=1)
MONDAY = date(2026, 3, 2)


@dataclass(frozen=True)
class Sent:
    manager: Person
    agent: Person
    stranger: Person


def over(numbers: Sequence[int], *, at: datetime, location: str) -> None:
    moments = [
        MomentIn(
            source="tracking",
            source_id=f"{one}:door",
            journey="parcel",
            touchpoint="door",
            measure="first-attempt",
            occurred_at=at,
            delivered=1.0,
            location=location,
            subject_kind="parcel",
            subject_id=str(one),
        )
        for one in numbers
    ]
    list(record_moments(source="tracking", batches=[resolved(moments)], now=NOW))


def ask(parcel: int | None, *, at: datetime, cause: bool = True) -> None:
    ensure_causes(now=NOW)
    number = str(Moment.objects.count() * 1000 + (parcel or 0))
    case = CaseIn(
        source="test",
        source_id=f"{number}:{at}",
        kind=Kind.QUESTION,
        channel=Channel.EMAIL,
        text="Where is it?",
        made_at=at,
        location="north",
        subject_kind="parcel" if parcel else "",
        subject_id=str(parcel) if parcel else "",
    )
    taken = take_in(by=OPERATOR, case=case, now=NOW)
    if cause:
        (root,) = (one.id for one in causes() if one.slug == "where-is-my-order")
        set_facts(by=OPERATOR, case_id=taken.case_id, facts=FactsSet(cause=root), now=NOW)


@pytest.fixture
def sent(transactional_db: None, settings: Settings, tmp_path: Path) -> Sent:
    """40 parcels over two weeks ago and 40 in the week before, in the north; 10 in the south."""
    settings.LAKE = tmp_path / "lake"
    always_fresh()
    ensure_journeys(now=NOW)
    north = Location.objects.create(code="north", name="North").pk
    south = Location.objects.create(code="south", name="South").pk
    set_promise(
        by=OPERATOR,
        journey="parcel",
        touchpoint="news",
        measure="asked",
        segment=None,
        standard=0,
        valid_from=NOW - 9 * WEEK,
        now=NOW,
    )
    over(range(1, 41), at=NOW - 2 * WEEK, location="north")
    over(range(41, 81), at=NOW - 1.5 * WEEK, location="north")
    over(range(81, 91), at=NOW - 2 * WEEK, location="south")
    over([91], at=NOW - timedelta(days=3), location="north")
    return Sent(
        manager=Person(account_id=1, role="manager", staff_id=1),
        agent=Person(account_id=2, role="agent", staff_id=2, location_ids=frozenset({north})),
        stranger=Person(account_id=3, role="agent", staff_id=3, location_ids=frozenset({south})),
    )


def test_each_settled_parcel_says_once_how_often_it_was_asked_after(sent: Sent) -> None:
    assert record_asked(now=NOW) == 0, "before the first contact nobody knows"
    ask(5, at=NOW - 3 * WEEK)
    ask(5, at=NOW - 2 * WEEK)
    ask(6, at=NOW - 2 * WEEK)
    ask(7, at=NOW - 2 * WEEK, cause=False)
    ask(None, at=NOW - 2 * WEEK)
    assert record_asked(now=NOW) == 90, "one is over for three days alone"
    assert record_asked(now=NOW) == 0
    key = Measure.objects.get(slug="asked").pk
    said = dict(Moment.objects.filter(measure_id=key).values_list("subject_id", "delivered"))
    assert {one: n for one, n in said.items() if n} == {"5": 2.0, "6": 1.0}
    seen = journey_map_for(sent.manager, journey="parcel", question=MapQuestion(), now=NOW)
    (news,) = (place for stage in seen.stages for place in stage.touchpoints if place.touchpoint == "news")
    (cell,) = (measure.cells[3] for measure in news.measures if measure.measure == "asked")
    assert (cell.n, cell.short, cell.enough) == (90, 2, True)
    assert record_asked(now=NOW + timedelta(days=5)) == 1


def test_weeks_have_their_contacts_parcels_and_looks_for_those_who_may(
    sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wellserved.tracking.services.visiting.tally", Tally(every=timedelta(0)))
    ask(5, at=NOW - 2 * WEEK)
    ask(None, at=NOW - 2 * WEEK)
    for _look in range(3):
        note_view(now=NOW - 2 * WEEK)
    note_view(now=NOW)
    found = self_service_for(sent.manager, now=NOW)
    assert (len(found.weeks), found.weeks[-1].monday) == (13, MONDAY - WEEK)
    rows = {one.monday: (one.parcels, one.contacts, one.about, one.views) for one in found.weeks}
    assert rows[MONDAY - 2 * WEEK] == (90, 2, 1, 3)
    assert rows[MONDAY - WEEK] == (1, 0, 0, 0)
    own = {one.monday: one for one in self_service_for(sent.agent, now=NOW).weeks}[MONDAY - 2 * WEEK]
    assert (own.parcels, own.contacts, own.views) == (80, 2, None)
    other = {one.monday: one for one in self_service_for(sent.stranger, now=NOW).weeks}[MONDAY - 2 * WEEK]
    assert (other.parcels, other.contacts) == (10, 0)
    with pytest.raises(NotFound):
        self_service_for(NOBODY, now=NOW)


def test_a_journey_drawn_before_gets_the_measure_where_its_touchpoint_stands_now(
    transactional_db: None,
) -> None:
    silence = MeasurePlan(slug="silence", title="Silence", unit="hours", better="lower", scale_low=0.0)
    news = TouchpointPlan(slug="news", title="News", measures=(silence,))
    mine = StagePlan(slug="mine", title="My own stage", touchpoints=(news,))
    assert not ensure_asked(now=NOW), "without the journey there is none"
    ensure_journey(by=OPERATOR, plan=JourneyPlan(slug="parcel", title="Ours", stages=(mine,)), now=NOW)
    assert ensure_asked(now=NOW)
    assert ensure_asked(now=NOW)
    assert Measure.objects.get(slug="asked").touchpoint.stage.slug == "mine"
    assert (Stage.objects.count(), Touchpoint.objects.get().title) == (1, "News")
    Measure.objects.filter(slug="asked").update(removed_at=NOW)
    assert not ensure_asked(now=NOW), "what staff removed stays away"
