"""What a questionnaire says of its items, and its three columns and Kano pairs, on the sheet of its touchpoint."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from wellserved.analytics.measurement.beside import difference
from wellserved.insight.contracts import MapQuestion, Measurement
from wellserved.insight.queries import measurement_for
from wellserved.insight.queries.asking import always_fresh, memory
from wellserved.journey.contracts import JourneyPlan, MeasurePlan, MomentIn, StagePlan, TouchpointPlan
from wellserved.journey.services import ensure_journey, record_moments
from wellserved.journey.services.resolving import resolved
from wellserved.people.contracts import OPERATOR, Person
from wellserved.tracking.services import ensure_journeys
from wellserved.voice.contracts import ResponseIn, read
from wellserved.voice.services import add_questionnaire, publish, take_in

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PROGRAM = Person(scopes=frozenset({"answers:write"}), token_id=1)
AGENT = Person(account_id=2, role="agent", staff_id=2)
READER = Person(scopes=frozenset({"map:read", "surveys:read"}), token_id=2)
MANAGER = Person(account_id=1, role="manager", staff_id=1)
ITEMS = ("greet", "smile")
MONTH = timedelta(days=30)


def _definition() -> str:
    becomes = {"journey": "visit", "touchpoint": "till"}
    columns = [
        {
            "kind": "three_column",
            "key": key,
            "text": {"en": key.title()},
            "dimension": "warmth",
            "becomes": {**becomes, "measure": key},
        }
        for key in ITEMS
    ]
    chat = {
        "kind": "kano",
        "key": "chat",
        "text": {"en": "A chat at the till"},
        "functional": {"en": "If we chat?"},
        "dysfunctional": {"en": "If we do not?"},
    }
    whole = {
        "key": "warmth",
        "title": {"en": "Warmth", "ko": "따뜻함"},
        "becomes": {**becomes, "measure": "warmth"},
    }
    page = {"key": "all", "items": [*columns, chat]}
    return json.dumps(
        {
            "title": {"en": "How was it?"},
            "journey": "visit",
            "touchpoint": "till",
            "dimensions": [whole],
            "pages": [page],
        }
    )


def _parcels() -> None:
    """The last two are on their way yet, and for one before them no day was told."""
    ensure_journeys(now=NOW)
    moments = [
        MomentIn(
            source="test",
            source_id=str(n),
            journey="parcel",
            touchpoint="delivery",
            measure="days",
            occurred_at=NOW - 2 * MONTH,
            told=None if n == 37 else 3.0,
            delivered=5.0 if n % 4 == 0 else 3.0,
            subject_kind="parcel",
            subject_id=str(n),
        )
        for n in range(38)
    ]
    list(record_moments(source="test", batches=[resolved(moments)], now=NOW))


@pytest.fixture
def answered(transactional_db: None, settings: Settings, tmp_path: Path) -> None:
    """40 responses: three in four within the zone, the others below; thirty of forty are delighted by a chat.

    Each is about a parcel, and those below had it two days later than told; every second one is of a month ago.
    """
    settings.LAKE = tmp_path / "lake"
    always_fresh()
    memory.forget()
    measures = tuple(
        MeasurePlan(slug=slug, title=slug, unit="of 9", better="higher", scale_low=1, scale_high=9)
        for slug in (*ITEMS, "warmth")
    )
    till = TouchpointPlan(slug="till", title="At the till", measures=measures)
    stage = StagePlan(slug="pay", title="Pay", touchpoints=(till,))
    ensure_journey(by=OPERATOR, plan=JourneyPlan(slug="visit", title="Visit", stages=(stage,)), now=NOW)
    _parcels()
    add_questionnaire(by=OPERATOR, slug="visit", definition=read(_definition()), now=NOW)
    publish(by=OPERATOR, questionnaire="visit", now=NOW)
    for n in range(40):
        got = 3 if n % 4 == 0 else 6
        answers = {
            key: {"minimum": 4 + number, "desired": 8, "perceived": got + (n + number) % 2}
            for number, key in enumerate(ITEMS)
        }
        chat = {"functional": 1 if n < 30 else 3, "dysfunctional": 3}
        response = ResponseIn(
            questionnaire="visit",
            source="till",
            source_id=str(n),
            answers={**answers, "chat": chat},
            started_at=NOW - n % 2 * MONTH - timedelta(minutes=5),
            finished_at=NOW - n % 2 * MONTH,
            channel="web" if n % 3 else "shop",
            facts={"about_kind": "parcel", "about_id": str(n)},
        )
        take_in(by=PROGRAM, response=response, now=NOW)


def test_zones_kano_and_dimensions_come_from_the_questionnaire_and_its_own_mean_is_no_item(
    answered: None,
) -> None:
    found = measurement_for(
        MANAGER, journey="visit", touchpoint="till", question=MapQuestion(compare=False), now=NOW
    )
    assert found.sheet is not None
    (dimension,) = found.sheet.dimensions
    assert found.dimension_titles[dimension.name] == "Warmth"
    assert [found.item_places[item.name][1] for item in dimension.items] == list(ITEMS)
    ((title, zone),) = found.zones
    assert (title, zone.n, zone.below.count, zone.within.count) == ("Warmth", 40, 10, 30)
    assert zone.minimum.value == pytest.approx(4.5)
    ((feature, kano),) = found.kano
    assert (feature, kano.category, kano.counts["attractive"], kano.n) == (
        "A chat at the till",
        "attractive",
        30,
        40,
    )
    assert found.set_aside is not None
    assert (found.set_aside.finished, found.set_aside.left_out) == (40, 0)
    assert not found.without_answers


def test_zones_and_kano_are_weighted_as_the_sheet_is(answered: None) -> None:
    found = measurement_for(
        MANAGER,
        journey="visit",
        touchpoint="till",
        question=MapQuestion(compare=False),
        frame={"channel": {"web": 260, "shop": 1400}},
        now=NOW,
    )
    ((_title, zone),), ((_feature, kano),) = found.zones, found.kano
    # Of the shop's fourteen each stands for 100, of the others for 10: 4 and 6 are below the zone, 10 and 20 delighted.
    assert (zone.n, zone.below.count) == (40, 10)
    assert zone.below.share == pytest.approx(460 / 1660)
    assert kano.shares["attractive"] == pytest.approx(1200 / 1660)
    effective = 1660**2 / (14 * 100**2 + 26 * 10**2)
    assert kano.effective_n == zone.perceived.effective_n == pytest.approx(effective)
    assert zone.below.low < 460 / 1660 < zone.below.high
    assert found.sheet is not None
    assert found.sheet.overall.perceived is not None
    assert zone.perceived.value == pytest.approx(found.sheet.overall.perceived.value)
    shop = measurement_for(
        MANAGER,
        journey="visit",
        touchpoint="till",
        question=MapQuestion(compare=False),
        frame={"channel": {"shop": 7}},
        now=NOW,
    )
    assert (shop.zones[0][1].n, shop.kano[0][1].n, shop.left_out) == (14, 14, 26)


@pytest.mark.parametrize("who", [AGENT, READER], ids=["agent", "token"])
def test_whoever_may_not_see_single_answers_sees_the_rest_of_the_sheet(answered: None, who: Person) -> None:
    found = measurement_for(
        who, journey="visit", touchpoint="till", question=MapQuestion(compare=False), now=NOW
    )
    assert found.sheet is not None
    assert found.dimension_titles[found.sheet.dimensions[0].name] == "Warmth"
    assert (found.zones, found.kano, found.set_aside, found.without_answers) == ((), (), None, True)


def test_zones_and_kano_follow_the_period_and_the_channel(answered: None) -> None:
    def asked(**choice: Any) -> Measurement:
        question = MapQuestion(compare=False, **choice)
        return measurement_for(MANAGER, journey="visit", touchpoint="till", question=question, now=NOW)

    lately = asked(since=(NOW - timedelta(days=7)).date())
    ((_title, zone),), ((_feature, kano),) = lately.zones, lately.kano
    assert (zone.n, zone.below.count, kano.n) == (20, 10, 20)
    assert {one.n for _feature, one in asked(channels=("web",)).kano} == {26}
    assert asked(until=(NOW - 3 * MONTH).date()).zones == ()


def test_scores_stand_beside_whether_the_parcel_they_are_about_kept_its_day(answered: None) -> None:
    def asked(person: Person = MANAGER, **choice: Any) -> Measurement:
        question = MapQuestion(compare=False, **choice)
        return measurement_for(person, journey="visit", touchpoint="till", question=question, now=NOW)

    split = asked().kept
    assert split is not None
    assert (split.kept.answered, split.missed.answered) == (27, 10)
    kept, missed = split.kept.overall, split.missed.overall
    assert kept is not None
    assert missed is not None
    assert (kept.value, missed.value) == pytest.approx((6.5, 3.5))
    less = difference(missed, kept)
    assert less is not None
    assert less.low is not None
    assert less.high is not None
    assert less.low <= -3.0 <= less.high < 0
    late = asked(since=(NOW - timedelta(days=7)).date()).kept
    assert late is not None
    assert (late.kept.answered, late.missed.answered) == (9, 10)
    assert asked(until=(NOW - timedelta(days=7)).date()).kept is None, "then every parcel came as told"
