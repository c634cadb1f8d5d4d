"""Promises and beliefs are in force for a span of time, and never two at once."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from wellserved.journey.contracts import MeasureKey
from wellserved.journey.models import Measure, Promise
from wellserved.journey.queries import beliefs_for, promises_for
from wellserved.journey.services import OverlapsAnother, promises, set_belief, set_promise
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound, Person
from wellserved.people.models import AuditLine, Segment

from .conftest import NOW

Measures = dict[str, MeasureKey]
HERE = {"journey": "parcel", "touchpoint": "door", "measure": "days", "by": OPERATOR, "now": NOW}
JANUARY, JUNE, DECEMBER = (datetime(2025, month, 1, tzinfo=UTC) for month in (1, 6, 12))


def test_a_new_promise_ends_the_open_one_before_it(measures: Measures) -> None:
    set_promise(**HERE, segment=None, standard=4, valid_from=JANUARY)
    set_promise(**HERE, segment=None, standard=3, valid_from=JUNE)
    spans = [(p.level, p.valid_from, p.valid_to) for p in promises_for(OPERATOR)]
    assert spans == [(4, JANUARY, JUNE), (3, JUNE, None)]


def test_a_promise_that_overlaps_another_is_refused_and_nothing_changes(measures: Measures) -> None:
    set_promise(**HERE, segment=None, standard=4, valid_from=JUNE, valid_to=DECEMBER)
    with pytest.raises(OverlapsAnother, match="2025-06-01"):
        set_promise(**HERE, segment=None, standard=3, valid_from=JANUARY)
    assert [p.level for p in promises_for(OPERATOR)] == [4]
    assert AuditLine.objects.filter(deed="promise.set").count() == 1


def test_segments_have_promises_of_their_own(measures: Measures) -> None:
    Segment.objects.create(slug="gold", name="Gold")
    set_promise(**HERE, segment=None, standard=4, valid_from=JANUARY)
    set_promise(**HERE, segment="gold", standard=1, valid_from=JANUARY)
    assert {p.segment for p in promises_for(OPERATOR, at=JUNE)} == {None, "gold"}


def test_the_database_itself_refuses_an_overlap(measures: Measures) -> None:
    row = {"measure_id": measures["days"].measure_id, "standard": 4, "valid_from": JANUARY}
    Promise.objects.create(**row)
    with pytest.raises(IntegrityError, match="promises_never_overlap"), transaction.atomic():
        Promise.objects.create(**{**row, "valid_from": JUNE})


def test_an_end_before_the_begin_is_refused(measures: Measures) -> None:
    with pytest.raises(OverlapsAnother, match="end before it begins"):
        set_belief(**HERE, segment=None, believed=4, valid_from=JUNE, valid_to=JANUARY)


def test_an_unknown_place_or_segment_is_not_found(measures: Measures) -> None:
    with pytest.raises(NotFound, match="no measure 'weight'"):
        set_promise(**{**HERE, "measure": "weight"}, segment=None, standard=4, valid_from=JANUARY)
    with pytest.raises(NotFound, match="no segment 'gold'"):
        set_promise(**HERE, segment="gold", standard=4, valid_from=JANUARY)


def test_who_may_not_see_the_map_sees_no_promise_and_no_belief(measures: Measures) -> None:
    set_promise(**HERE, segment=None, standard=4, valid_from=JANUARY)
    set_belief(**HERE, segment=None, believed=4, valid_from=JANUARY)
    for person in (NOBODY, Person(account_id=9)):
        assert promises_for(person) == ()
        assert beliefs_for(person) == ()
    assert len(beliefs_for(OPERATOR)) == 1


def test_an_end_does_not_reach_over_what_was_set_meanwhile(measures: Measures) -> None:
    first = set_promise(**HERE, segment=None, standard=4, valid_from=JANUARY)
    seen = Promise.objects.get(pk=first.id)
    set_promise(**HERE, segment=None, standard=3, valid_from=JUNE)
    with pytest.raises(OverlapsAnother, match="ends on 2025-06-01 already"):
        promises._end(seen, by=OPERATOR, valid_to=DECEMBER, why="", now=NOW)


def test_a_measure_that_is_drawn_no_more_takes_no_promise(measures: Measures) -> None:
    Measure.objects.filter(pk=measures["days"].measure_id).update(removed_at=NOW)
    with pytest.raises(NotFound, match="no measure 'days'"):
        set_promise(**HERE, segment=None, standard=4, valid_from=JANUARY)


@pytest.mark.parametrize("measure", ["days", "weight"])
def test_who_may_not_set_learns_nothing_of_what_there_is(measures: Measures, measure: str) -> None:
    with pytest.raises(PermissionDenied, match="promises:write"):
        set_belief(
            **{**HERE, "by": NOBODY, "measure": measure}, segment="gold", believed=4, valid_from=JANUARY
        )
