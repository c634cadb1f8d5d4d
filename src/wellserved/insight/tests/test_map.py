"""The map shows each person the figures of what they may see."""

from datetime import date

import pytest

from wellserved.insight.contracts import MapQuestion
from wellserved.insight.queries import cell_for, choices_for, gaps_for, journey_map_for, journeys_for
from wellserved.people.contracts import NOBODY, NotFound, Person

from .conftest import NOW, Shop

ALL = MapQuestion()


def told_gap(person: Person, question: MapQuestion = ALL) -> tuple[int, int]:
    found = journey_map_for(person, journey="parcel", question=question, now=NOW)
    (stage,) = found.stages
    cell = stage.touchpoints[0].measures[0].cells[4]
    return cell.short, cell.n


def test_a_manager_sees_every_location(shop: Shop) -> None:
    assert told_gap(shop.manager) == (13, 100)


def test_an_agent_sees_their_own_location_only_whatever_they_ask_for(shop: Shop) -> None:
    assert told_gap(shop.agent_north) == (10, 40)
    with pytest.raises(KeyError):
        told_gap(shop.agent_north, MapQuestion(locations=("south",)))


def test_who_may_not_see_the_map_finds_no_journey(shop: Shop) -> None:
    for person in (shop.stranger, NOBODY):
        assert journeys_for(person, now=NOW) == ()
        with pytest.raises(NotFound):
            journey_map_for(person, journey="parcel", question=ALL, now=NOW)
        with pytest.raises(NotFound):
            choices_for(person, journey="parcel")
        with pytest.raises(NotFound):
            gaps_for(person, question=ALL, journey="parcel", now=NOW)
        assert gaps_for(person, question=ALL, now=NOW).cells == ()


def test_filters_narrow_the_figures(shop: Shop) -> None:
    assert told_gap(shop.manager, MapQuestion(locations=("south",))) == (3, 60)
    assert told_gap(shop.manager, MapQuestion(segments=("family",)))[1] == 50
    assert told_gap(shop.manager, MapQuestion(channels=("courier",))) == (13, 100)
    with pytest.raises(NotFound, match="no segment 'gold'"):
        told_gap(shop.manager, MapQuestion(segments=("gold",)))


def test_a_period_ends_before_its_last_day_and_is_compared_with_the_one_before(shop: Shop) -> None:
    question = MapQuestion(since=date(2026, 2, 9), until=date(2026, 3, 1))
    found = journey_map_for(shop.manager, journey="parcel", question=question, now=NOW)
    cell = found.stages[0].touchpoints[0].measures[0].cells[4]
    assert (found.before_since, cell.n, cell.n_before) == (date(2026, 1, 20), 60, 40)


def test_the_parts_of_a_cell_add_up_to_it(shop: Shop) -> None:
    detail = cell_for(
        shop.manager, journey="parcel", touchpoint="door", measure="days", gap=4, question=ALL, now=NOW
    )
    assert [(p.key, p.cell.short, p.cell.n) for p in detail.by_location] == [
        ("north", 10, 40),
        ("south", 3, 60),
    ]
    assert detail.chart
    assert sum(point.n for point in detail.chart.points) == sum(p.cell.n for p in detail.by_channel) == 100
    assert sum(point.short for point in detail.chart.points) == detail.cell.short == 13
    assert detail.shortfalls == ((1.0, 1.0, 13),)
    assert {level.level: level.n for level in detail.levels} == {"delivered": 100, "told": 100}
    assert detail.guilt["communication"] == 13


def test_choices_are_what_there_are_moments_of_and_may_be_seen(shop: Shop) -> None:
    assert [c.key for c in choices_for(shop.manager, journey="parcel").locations] == ["north", "south"]
    assert [c.key for c in choices_for(shop.agent_north, journey="parcel").locations] == ["north"]


def test_the_flat_figures_say_the_same_as_the_map(shop: Shop) -> None:
    answer = gaps_for(shop.manager, question=ALL, journey="parcel", now=NOW)
    (cell,) = answer.cells
    assert (cell["touchpoint"], cell["gap"], cell["short"], cell["n"], cell["unit"]) == (
        "door",
        4,
        13,
        100,
        "days",
    )
    assert [(g["link"], g["n"]) for g in answer.guilt if g["n"]] == [("communication", 13)]


def test_new_moments_show_at_the_next_question(shop: Shop) -> None:
    assert told_gap(shop.manager) == (13, 100)
    assert journeys_for(shop.manager, now=NOW)[0].worst is not None
