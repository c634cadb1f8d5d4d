"""What a questionnaire says of its items, and its three columns and Kano pairs, on the sheet of its touchpoint."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from wellserved.insight.contracts import MapQuestion
from wellserved.insight.queries import measurement_for
from wellserved.insight.queries.asking import always_fresh, memory
from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.services import ensure_journey
from wellserved.people.contracts import OPERATOR, Person
from wellserved.voice.contracts import ResponseIn, read
from wellserved.voice.services import add_questionnaire, publish, take_in

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PROGRAM = Person(scopes=frozenset({"answers:write"}), token_id=1)
AGENT = Person(account_id=2, role="agent", staff_id=2)
READER = Person(scopes=frozenset({"map:read", "surveys:read"}), token_id=2)
MANAGER = Person(account_id=1, role="manager", staff_id=1)
ITEMS = ("greet", "smile")


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


@pytest.fixture
def answered(transactional_db: None, settings: Settings, tmp_path: Path) -> None:
    """40 responses: three in four within the zone, the others below; thirty of forty are delighted by a chat."""
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
            started_at=NOW - timedelta(minutes=5),
            finished_at=NOW,
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


@pytest.mark.parametrize("who", [AGENT, READER], ids=["agent", "token"])
def test_whoever_may_not_see_single_answers_sees_the_rest_of_the_sheet(answered: None, who: Person) -> None:
    found = measurement_for(
        who, journey="visit", touchpoint="till", question=MapQuestion(compare=False), now=NOW
    )
    assert found.sheet is not None
    assert found.dimension_titles[found.sheet.dimensions[0].name] == "Warmth"
    assert (found.zones, found.kano, found.set_aside, found.without_answers) == ((), (), None, True)
