"""Where a moment is about a parcel, its number and state are shown to those who may see it."""

import pytest

from wellserved.journey.queries.subjects import subjects_for
from wellserved.people.contracts import NOBODY
from wellserved.people.models import Location

from .test_board import staff
from .troubled import troubled

pytestmark = pytest.mark.django_db


def test_a_parcel_is_shown_by_its_number_and_state() -> None:
    id_ = str(troubled("KR100").consignment_id)
    seen = subjects_for(
        staff(), subjects=[("parcel", id_), ("return", id_), ("parcel", "x"), ("parcel", "9" * 30)]
    )
    assert list(seen) == [("parcel", id_)]
    one = seen["parcel", id_]
    assert (one.title, one.excerpt, one.href) == ("KR100", "On its way", f"/parcels/{id_}/")


def test_another_place_and_strangers_see_nothing_of_it() -> None:
    id_ = str(troubled("KR100").consignment_id)
    agent = staff("agent", Location.objects.create(code="north", name="North depot"))
    for person in (agent, NOBODY):
        assert subjects_for(person, subjects=[("parcel", id_)]) == {}
