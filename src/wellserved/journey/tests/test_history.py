"""Who changed which promise, when, from what to what, and why: by whatever way it was changed."""

from datetime import UTC, datetime

import pghistory
import pytest
from django.db import connection

from wellserved.journey.contracts import MeasureKey
from wellserved.journey.models import Promise
from wellserved.journey.queries import LevelChange, history_for
from wellserved.journey.services import (
    OutsideTheScale,
    OverlapsAnother,
    end_belief,
    end_promise,
    set_belief,
    set_promise,
)
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound, Person
from wellserved.people.models import Account, Segment, Staff
from wellserved.people.queries import person_of
from wellserved.people.services import add_token, program_of

from .conftest import NOW

Measures = dict[str, MeasureKey]
HERE = {"journey": "parcel", "touchpoint": "door", "measure": "days", "segment": None, "now": NOW}
JANUARY, JUNE, DECEMBER = (datetime(2025, month, 1, tzinfo=UTC) for month in (1, 6, 12))


@pytest.fixture
def ada(measures: Measures) -> Person:
    account = Account.objects.create_user("ada@staff.test")
    Staff.objects.create(account=account, name="Ada", role="administrator")
    return person_of(account_id=account.pk)


def told(change: LevelChange) -> tuple[object, ...]:
    return change.deed, change.was, change.level, change.by, change.why


def test_a_promise_set_changed_corrected_and_ended_leaves_a_line_each(ada: Person) -> None:
    set_promise(**HERE, by=OPERATOR, standard=4, valid_from=JANUARY)
    set_promise(**HERE, by=ada, standard=3, valid_from=JUNE, why="They asked")
    set_promise(**HERE, by=ada, standard=2, valid_from=JUNE, why="A slip", correcting=True)
    (latest,) = Promise.objects.filter(valid_to=None)
    end_promise(by=ada, promise_id=latest.pk, valid_to=DECEMBER, why="No longer", now=NOW)
    assert [told(change) for change in reversed(history_for(ada, journey="parcel"))] == [
        ("set", None, 4, "", ""),
        ("changed", 4, 3, "Ada", "They asked"),
        ("corrected", 3, 2, "Ada", "A slip"),
        ("ended", 2, None, "Ada", "No longer"),
    ]


def test_segments_and_measures_have_histories_of_their_own(ada: Person) -> None:
    Segment.objects.create(slug="gold", name="Gold")
    set_promise(**HERE, by=ada, standard=4, valid_from=JANUARY)
    set_promise(**HERE | {"segment": "gold"}, by=ada, standard=1, valid_from=JUNE)
    set_belief(**HERE | {"measure": "score"}, by=ada, believed=5, valid_from=JANUARY)
    found = history_for(ada, journey="parcel")
    assert {(change.kind, change.segment, change.deed) for change in found} == {
        ("promise", None, "set"),
        ("promise", "gold", "set"),
        ("belief", None, "set"),
    }
    assert [change.kind for change in history_for(ada, journey="parcel", measure="score")] == ["belief"]


def test_a_program_is_named_by_its_token(ada: Person) -> None:
    secret = add_token(by=ada, name="till", scopes=frozenset({"promises:write"}), now=NOW)
    program = program_of(secret=secret, now=NOW)
    assert program is not None
    set_promise(**HERE, by=program, standard=4, valid_from=JANUARY)
    (change,) = history_for(ada, journey="parcel")
    assert (change.by, change.program) == ("", "till")


def test_a_change_behind_our_back_is_in_the_history_by_nobody_known(ada: Person) -> None:
    made = set_promise(**HERE, by=ada, standard=4, valid_from=JANUARY)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journey_promise SET standard = 9 WHERE id = %s", [made.id])
    latest, _ = history_for(ada, journey="parcel")
    assert (latest.deed, latest.was, latest.level) == ("corrected", 4, 9)


def test_who_signed_in_elsewhere_is_known_by_the_request_alone(ada: Person) -> None:
    with pghistory.context(user=ada.account_id):
        Promise.objects.create(
            measure_id=_measure_id(), standard=4, valid_from=JANUARY, segment=None, why="By hand"
        )
    (change,) = history_for(ada, journey="parcel")
    assert (change.by, change.why) == ("Ada", "By hand")


def test_what_cannot_end_so_is_refused(ada: Person) -> None:
    made = set_promise(**HERE, by=ada, standard=4, valid_from=JUNE)
    with pytest.raises(OverlapsAnother, match="begins on 2025-06-01"):
        end_promise(by=ada, promise_id=made.id, valid_to=JUNE, now=NOW)
    end_promise(by=ada, promise_id=made.id, valid_to=DECEMBER, now=NOW)
    with pytest.raises(OverlapsAnother, match="ends on 2025-12-01 already"):
        end_promise(by=ada, promise_id=made.id, valid_to=NOW, now=NOW)
    with pytest.raises(NotFound):
        end_belief(by=ada, belief_id=made.id, valid_to=NOW, now=NOW)


@pytest.mark.parametrize("level", [0.5, 7.5])
def test_a_level_outside_of_the_scale_is_refused(ada: Person, level: float) -> None:
    place = HERE | {"measure": "score"}
    with pytest.raises(OutsideTheScale, match="from 1 to 7 points"):
        set_promise(**place, by=ada, standard=level, valid_from=JUNE)
    with pytest.raises(OutsideTheScale, match="from 1 to 7 points"):
        set_belief(**place, by=ada, believed=level, valid_from=JUNE)
    assert history_for(ada, journey="parcel") == ()


def test_who_may_not_see_the_map_sees_no_history(ada: Person) -> None:
    set_promise(**HERE, by=ada, standard=4, valid_from=JUNE)
    for person in (NOBODY, Person(account_id=9)):
        assert history_for(person, journey="parcel") == ()


def _measure_id() -> int:
    from wellserved.journey.queries import measure_keys  # noqa: PLC0415  one test alone needs it

    return next(key.measure_id for key in measure_keys() if key.measure == "days")
