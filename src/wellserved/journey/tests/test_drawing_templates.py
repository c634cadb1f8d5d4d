"""Journeys to begin with, and maps drawn once more as they are to be."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections, transaction
from django.utils import translation

from wellserved.journey.beginnings import TEMPLATES
from wellserved.journey.contracts import DeedRefused, MeasureKey
from wellserved.journey.exchange.checking import checked_plan
from wellserved.journey.models import Journey
from wellserved.journey.queries import drawing_for, measure_keys, personas_for, templates
from wellserved.journey.services import copy_as_to_be, new_journey, remove_persona, set_persona
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound
from wellserved.people.models import Segment

from .conftest import NOW


@pytest.mark.parametrize("key", TEMPLATES)
def test_every_template_may_be_drawn_and_says_something_in_every_lane(key: str) -> None:
    plan = TEMPLATES[key]
    assert checked_plan(plan) == plan
    assert plan.goal
    assert len(plan.stages) >= 3
    for stage in plan.stages:
        assert stage.goal
        for touchpoint in stage.touchpoints:
            assert touchpoint.feeling is not None
            assert touchpoint.channel
            assert touchpoint.backstage
            assert touchpoint.support
            assert 1 <= len(touchpoint.measures) <= 2
            assert touchpoint.side == "backstage" or (touchpoint.doing and touchpoint.frontstage)


def test_there_are_the_six_that_were_asked_for() -> None:
    wanted = {"parcel-delivery", "shop-visit", "hotel-stay", "repair", "returns", "online-order"}
    assert {template.key for template in templates()} == wanted
    assert all(template.touchpoints >= 5 for template in templates())


@pytest.mark.django_db
def test_a_template_is_drawn_under_its_new_title_with_its_measures() -> None:
    slug = new_journey(by=OPERATOR, title="택배 받기", template="parcel-delivery", now=NOW)
    assert slug == "journey-1"
    drawing = drawing_for(OPERATOR, journey=slug, now=NOW)
    assert drawing.goal.startswith("Get what I ordered")
    assert drawing.stages[0].touchpoints[0].thinking == "Can I rely on that day?"
    keys = {key.measure: key for key in measure_keys(journey=slug)}
    assert (keys["courier"].scale_low, keys["courier"].scale_high) == (1, 7)


@pytest.mark.django_db
def test_the_texts_of_a_template_are_in_the_language_of_whoever_draws(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("wellserved.journey.beginnings._", lambda text: f"<{text}>" if text else "HEADER")
    with translation.override("ko"):
        slug = new_journey(by=OPERATOR, title="T", template="repair", now=NOW)
    drawing = drawing_for(OPERATOR, journey=slug, now=NOW)
    touchpoints = [t for s in drawing.stages for t in s.touchpoints]
    assert all(s.title.startswith("<") and s.goal.startswith("<") for s in drawing.stages)
    assert all(t.doing == "" or t.doing.startswith("<") for t in touchpoints)
    assert all(m.unit.startswith("<") for t in touchpoints for m in t.measures)
    assert [s.slug for s in drawing.stages] == ["tell", "wait", "have-it-back"]


@pytest.mark.django_db
def test_an_unknown_template_is_refused_and_nothing_is_drawn() -> None:
    with pytest.raises(DeedRefused, match="There are: parcel-delivery"):
        new_journey(by=OPERATOR, title="T", template="bank", now=NOW)
    assert not Journey.objects.exists()


@pytest.mark.django_db
def test_a_map_to_be_has_the_same_short_names_and_knows_what_it_redraws() -> None:
    as_is = new_journey(by=OPERATOR, title="Parcels", template="parcel-delivery", now=NOW)
    to_be = copy_as_to_be(by=OPERATOR, journey=as_is, title="Parcels in 2027", now=NOW)
    first, second = (drawing_for(OPERATOR, journey=slug, now=NOW) for slug in (as_is, to_be))
    names = [
        [(s.slug, [(t.slug, [m.slug for m in t.measures]) for t in s.touchpoints]) for s in drawing.stages]
        for drawing in (first, second)
    ]
    assert names[0] == names[1]
    assert (second.draws, second.redraws and second.redraws.slug) == ("to_be", as_is)
    assert [j.slug for j in first.redrawn_as] == [to_be]
    again = copy_as_to_be(by=OPERATOR, journey=to_be, title="Another", now=NOW)
    third = drawing_for(OPERATOR, journey=again, now=NOW)
    assert third.redraws
    assert third.redraws.slug == as_is


def test_who_may_not_draw_begins_no_map(measures: dict[str, MeasureKey]) -> None:
    for deed in (
        lambda: new_journey(by=NOBODY, title="X", now=NOW),
        lambda: copy_as_to_be(by=NOBODY, journey="parcel", title="X", now=NOW),
        lambda: set_persona(by=NOBODY, slug=None, name="X", now=NOW),
        lambda: remove_persona(by=NOBODY, slug="x", now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    with pytest.raises(NotFound):
        copy_as_to_be(by=OPERATOR, journey="none", title="X", now=NOW)


@pytest.mark.django_db
def test_a_persona_is_made_changed_and_taken_off() -> None:
    Segment.objects.create(slug="families", name="Families")
    slug = set_persona(
        by=OPERATOR,
        slug=None,
        name="민지",
        segment="families",
        quote="Tell me when.",
        wants=["To be told ", "", "One parcel"],
        now=NOW,
    )
    assert slug == "persona-1"
    (drawn,) = personas_for(OPERATOR, segment="families")
    assert (drawn.name, drawn.segment_name, drawn.wants) == ("민지", "Families", ("To be told", "One parcel"))
    set_persona(by=OPERATOR, slug=slug, name="Min", now=NOW)
    (drawn,) = personas_for(OPERATOR)
    assert (drawn.name, drawn.segment, drawn.wants) == ("Min", None, ())
    assert personas_for(NOBODY) == ()
    with pytest.raises(DeedRefused, match="'name' is empty"):
        set_persona(by=OPERATOR, slug=slug, name=" ", now=NOW)
    with pytest.raises(NotFound):
        set_persona(by=OPERATOR, slug=slug, name="X", segment="nobody", now=NOW)
    remove_persona(by=OPERATOR, slug=slug, now=NOW)
    assert personas_for(OPERATOR) == ()
    with pytest.raises(NotFound):
        remove_persona(by=OPERATOR, slug=slug, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_maps_begun_at_once_under_one_title_are_two_maps() -> None:
    assert twice_at_once(lambda: new_journey(by=OPERATOR, title="Parcel", now=NOW)) == ("parcel", "parcel-2")


@pytest.mark.django_db(transaction=True)
def test_two_personas_made_at_once_under_one_name_are_two_personas() -> None:
    assert twice_at_once(lambda: set_persona(by=OPERATOR, slug=None, name="Ann", now=NOW)) == ("ann", "ann-2")


def twice_at_once(make: Callable[[], str]) -> tuple[str, str]:
    """What it gives here, and to another who has to wait until we commit."""

    def elsewhere() -> str:
        try:
            return make()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first = make()
            second = pool.submit(elsewhere)
            until_somebody_waits()
        return first, second.result()


def until_somebody_waits() -> None:
    """For a lock that this test holds."""
    waiting = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"
    for _ in range(400):
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
        sleep(0.02)
    raise AssertionError("Nobody waits.")
