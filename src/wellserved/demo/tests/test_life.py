"""What the grocer's people have done with their maps, seen as the pages see it."""

from datetime import timedelta

import pytest

from wellserved.analytics.measurement.beside import difference
from wellserved.demo.life.spoiling import YOGHURT
from wellserved.demo.organisation import JOURNEYS
from wellserved.demo.organisation.people import MANAGER
from wellserved.demo.organisation.voices import VOICES
from wellserved.insight.contracts import MapQuestion
from wellserved.insight.queries import (
    alerts_for,
    journey_map_for,
    measurement_for,
    self_service_for,
    watches_for,
)
from wellserved.insight.queries.lots import cases_of_lot_for, complaints_by_lot_for
from wellserved.journey.queries import drawing_for, personas_for, wanted_for
from wellserved.journey.queries.inviting import Looked, together_for
from wellserved.journey.queries.rounds import round_answers_for, rounds_for
from wellserved.people.contracts import Person
from wellserved.people.queries import account_id_of, person_of, segments
from wellserved.voice.queries.asking import doors_for, rules_for

from .conftest import NOW, Demo

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]


@pytest.fixture
def manager(demo: Demo) -> Person:
    return person_of(account_id=account_id_of(email=MANAGER))


@pytest.mark.parametrize("journey", [journey.slug for journey in JOURNEYS])
def test_every_touchpoint_has_an_owner_and_says_how_it_feels(manager: Person, journey: str) -> None:
    drawn = drawing_for(manager, journey=journey, now=NOW)
    of_the_demo = {touchpoint.slug for one in JOURNEYS for touchpoint in one.touchpoints}
    touchpoints = [t for stage in drawn.stages for t in stage.touchpoints if t.slug in of_the_demo]
    assert touchpoints
    assert [t.slug for t in touchpoints if not (t.owner and t.doing and t.thinking)] == []
    assert [t.slug for t in touchpoints if t.feeling is None] == []


def test_home_delivery_has_a_map_as_it_is_to_be_and_opens_into_another_journey(manager: Person) -> None:
    drawn = drawing_for(manager, journey="fresh-tonight", now=NOW)
    (to_be,) = drawn.redrawn_as
    slugs = {t.slug for stage in drawn.stages for t in stage.touchpoints}
    drawn_to_be = drawing_for(manager, journey=to_be.slug, now=NOW)
    slugs_to_be = {t.slug for stage in drawn_to_be.stages for t in stage.touchpoints}
    assert "substitution" in slugs - slugs_to_be
    assert slugs_to_be - slugs
    assert drawing_for(manager, journey="put-right", now=NOW).inner_of[0].slug == "fresh-tonight"


def test_somebody_stands_for_every_segment(manager: Person) -> None:
    assert {persona.segment for persona in personas_for(manager)} == {kind.slug for kind in segments()}


def test_one_round_is_revealed_and_one_waits_for_whoever_signs_in(manager: Person) -> None:
    rounds = {seen.state: seen for seen in rounds_for(manager, now=NOW)}
    assert set(rounds) == {"revealed", "open"}
    assert 0 < rounds["open"].answered < len(rounds["open"].questions)
    _, answers = round_answers_for(manager, round_id=rounds["revealed"].id, now=NOW)
    assert {len(given) for given in answers.values()} == {rounds["revealed"].managers}


def test_what_customers_said_is_sorted_and_partly_on_the_map(manager: Person) -> None:
    seen = together_for(manager, journey="fresh-tonight", looked=Looked(state=""), now=NOW)
    assert len(seen.contributions) >= len(VOICES)
    states = {one.state for one in seen.contributions}
    assert states >= {"waiting", "clustered", "adopted", "set_aside"}
    assert all(one.open and one.people > 1 for one in seen.invitations)


def test_planted_faults_have_raised_alerts_when_they_began(manager: Person) -> None:
    raised = alerts_for(manager)
    at = {(alert.place.touchpoint, alert.worse) for alert in raised}
    assert at >= {("product-page", True), ("cold-chain", True), ("chat-help", False)}
    watched = {(watch.place.touchpoint, watch.place.gap) for watch in watches_for(manager)}
    assert {(alert.place.touchpoint, alert.place.gap) for alert in raised} <= watched


def test_only_what_was_raised_lately_waits_to_be_seen(manager: Person) -> None:
    unseen = alerts_for(manager, unseen=True)
    assert all(alert.raised_at > NOW - timedelta(days=2) for alert in unseen)


def test_wanted_improvements_keep_the_figures_that_were_seen(manager: Person) -> None:
    wanted = wanted_for(manager, closed=False)
    assert len(wanted) == 3
    assert all(one.seen["short"] > 0 for one in wanted)


def test_those_who_agreed_were_asked_after_a_delivery_and_some_of_them_answered(manager: Person) -> None:
    (line,) = rules_for(manager, now=NOW)
    counts = line.counts
    assert counts.asked >= 30
    assert 0 < counts.answered < counts.asked
    assert counts.reminded
    assert counts.dropped["quiet"]
    assert counts.dropped["consent"]
    assert {one.slug: one.answers for one in doors_for(manager)} == {"shop-tablet": 45, "receipt": 0}


def test_some_customers_ask_where_their_parcel_is_and_most_look_for_themselves(manager: Person) -> None:
    found = self_service_for(manager, now=NOW)
    contacts, parcels = (sum(getattr(one, name) for one in found.weeks) for name in ("contacts", "parcels"))
    assert 0.02 < contacts / parcels < 0.1
    assert sum(one.views or 0 for one in found.weeks) > 2 * parcels
    assert found.undecided < contacts
    seen = journey_map_for(manager, journey="parcel", question=MapQuestion(), now=NOW)
    measures = [one for stage in seen.stages for place in stage.touchpoints for one in place.measures]
    (cell,) = (one.cells[3] for one in measures if one.measure == "asked")
    assert cell.enough
    assert cell.short


def test_whoever_had_a_late_parcel_judges_it_lower(manager: Person) -> None:
    found = measurement_for(
        manager, journey="parcel", touchpoint="delivery", question=MapQuestion(compare=False), now=NOW
    )
    assert found.kept is not None
    kept, late = found.kept.kept.overall, found.kept.missed.overall
    assert kept is not None
    assert late is not None
    less = difference(late, kept)
    assert less is not None
    assert less.high is not None
    assert less.high < 0
    assert late.n >= 20


def test_the_yearly_survey_fills_the_whole_sheet_of_measurement(manager: Person) -> None:
    found = measurement_for(
        manager, journey="all-year", touchpoint="the-whole", question=MapQuestion(), now=NOW
    )
    assert found.sheet
    assert len(found.sheet.dimensions) == 5
    assert all(one.reliability.alpha and one.reliability.omega and one.gap for one in found.sheet.dimensions)
    assert found.sheet.fit
    assert found.sheet.importance
    assert found.nps
    assert len(found.zones) == 2
    assert len(found.kano) == 3
    assert found.set_aside
    assert found.set_aside.by_flag.keys() == {"double", "speed", "straight"}


def test_a_lot_of_yoghurt_that_has_gone_off_stands_first_among_complaints_by_lot(manager: Person) -> None:
    found = complaints_by_lot_for(manager, since=NOW - timedelta(days=91), until=NOW)
    first, *others = found.lots
    assert first.lot.key.gtin == YOGHURT
    assert first.complaints == 7
    assert first.carried.n > 7
    assert all(one.complaints < 7 for one in others)
    written = cases_of_lot_for(manager, lot_id=first.lot.id)
    assert written.complaints == 7
