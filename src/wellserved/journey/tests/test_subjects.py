"""What moments are about: shown by the room that it belongs to, to those who may see it."""

from collections.abc import Collection

import pytest

from wellserved.journey.queries import subjects
from wellserved.journey.queries.subjects import SubjectSeen, register_subject, subjects_for
from wellserved.people.contracts import NOBODY, Person

SEEN = SubjectSeen(title="Lot 7", excerpt="Ripe", href="/lots/7/")


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subjects, "_shows", {})


def lots(person: Person, ids: Collection[str]) -> dict[str, SubjectSeen]:
    return {"7": SEEN} if "7" in ids and person.is_staff else {}


def test_a_room_shows_its_own_and_what_nobody_registered_is_left_out() -> None:
    register_subject(kind="lot", shows=lots)
    asked = [("lot", "7"), ("lot", "8"), ("ship", "7"), ("lot", "7")]
    assert subjects_for(Person(staff_id=1), subjects=asked) == {("lot", "7"): SEEN}


def test_who_may_not_see_it_sees_nothing_of_it() -> None:
    register_subject(kind="lot", shows=lots)
    assert subjects_for(NOBODY, subjects=[("lot", "7")]) == {}


def test_a_kind_belongs_to_one_room() -> None:
    register_subject(kind="lot", shows=lots)
    with pytest.raises(ValueError, match="twice"):
        register_subject(kind="lot", shows=lots)
