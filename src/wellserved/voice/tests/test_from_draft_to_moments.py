from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from django.core.exceptions import PermissionDenied
from django.db import InternalError, transaction
from django.db.utils import DatabaseError

from wellserved.journey.models import Measure, Moment
from wellserved.journey.queries import measure_keys
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound, Person
from wellserved.voice.beginnings import BEGINNINGS
from wellserved.voice.contracts import MISSING, Flag, ResponseIn
from wellserved.voice.domain.definition import Definition
from wellserved.voice.models import Response, Version
from wellserved.voice.queries import (
    columns_for,
    draft_for,
    figures_for,
    flag_counts_for,
    measured_for,
    questionnaires_for,
    response_for,
    responses_for,
    version_for,
)
from wellserved.voice.services import (
    DraftMoved,
    NotPublishable,
    ResponseRefused,
    SlugTaken,
    add_questionnaire,
    count_in,
    place_measures,
    publish,
    save_draft,
    take_in,
)

from .conftest import NOW

PROGRAM = Person(scopes=frozenset({"answers:write"}), token_id=1)
AGENT = Person(account_id=None, role="agent", staff_id=1, location_ids=frozenset())
LEAD = Person(role="team_lead", staff_id=2, location_ids=frozenset())
ANSWERS: Mapping[str, object] = {
    "staff": {"expected": 7, "perceived": 5},
    "care": {"expected": 6, "perceived": 6},
    "nps": 9,
}


def sent(number: int = 1, **more: Any) -> ResponseIn:
    facts = {
        "questionnaire": "visit",
        "source": "till",
        "source_id": str(number),
        "answers": ANSWERS,
        "started_at": NOW - timedelta(seconds=60),
        "finished_at": NOW,
    }
    return ResponseIn(**{**facts, **more})


def moments() -> dict[str, tuple[float | None, float | None]]:
    return {
        row.source_key.partition(":")[2]: (row.expected, row.perceived)
        for row in Moment.objects.order_by("source_key")
    }


def test_an_answer_becomes_a_moment_of_each_item_and_of_its_dimension(published: str) -> None:
    customer = uuid4()
    number, there = take_in(by=PROGRAM, response=sent(customer=customer, language="ko"), now=NOW)
    assert not there
    assert moments() == {
        "staff": (7, 5),
        "care": (6, 6),
        "nps": (None, 9),
        "d:empathy": (6.5, 5.5),
    }
    one = Moment.objects.first()
    assert one is not None
    assert (one.subject_kind, one.subject_id, one.customer_key) == ("answer", str(number), customer)
    assert one.language == "ko"
    seen = response_for(OPERATOR, response=number)
    assert (seen.answers, seen.version, seen.seconds) == (ANSWERS, 1, 60)
    assert columns_for(OPERATOR, questionnaire="visit").rows == ((7, 5, 6, 6, 9),)


def test_the_same_response_sent_again_is_taken_once(published: str) -> None:
    first = take_in(by=PROGRAM, response=sent(), now=NOW)
    again = take_in(by=PROGRAM, response=sent(answers={"nps": 1}), now=NOW)
    assert again == (first[0], True)
    assert Response.objects.get().answers["nps"] == 9
    assert Moment.objects.count() == 4


def test_an_answer_that_cannot_be_is_refused_by_its_item_and_with_the_mend(published: str) -> None:
    for answers, place, mend in (
        ({"nps": 11}, "answers.nps", "from 0 to 10"),
        ({"nps": True}, "answers.nps", "from 0 to 10"),
        ({"staff": {"felt": 3}}, "answers.staff", "expected, perceived"),
        ({"colour": 3}, "answers.colour", "staff, care, nps, why"),
        ({"why": "x" * 5000}, "answers.why", "4000 characters"),
    ):
        with pytest.raises(ResponseRefused) as refused:
            take_in(by=PROGRAM, response=sent(answers=answers), now=NOW)
        assert refused.value.place == place
        assert mend in refused.value.said
    with pytest.raises(ResponseRefused, match="future"):
        take_in(by=PROGRAM, response=sent(finished_at=NOW + timedelta(days=3)), now=NOW)
    assert not Response.objects.exists()


def test_a_careless_response_is_kept_and_counts_when_staff_say_so(published: str) -> None:
    number, _ = take_in(by=PROGRAM, response=sent(started_at=NOW - timedelta(seconds=3)), now=NOW)
    assert moments() == {}
    assert columns_for(OPERATOR, questionnaire="visit").rows == ()
    counts = flag_counts_for(OPERATOR, questionnaire="visit")
    assert (counts.finished, counts.flagged, counts.counted) == (1, 1, 0)
    assert counts.by_flag == {"straight": 0, "speed": 1, "double": 0}
    with pytest.raises(PermissionDenied):
        count_in(by=AGENT, responses=[number], now=NOW)
    assert count_in(by=OPERATOR, responses=[number], now=NOW) == 1
    assert count_in(by=OPERATOR, responses=[number], now=NOW) == 0
    assert len(moments()) == 4
    assert flag_counts_for(OPERATOR, questionnaire="visit").counted == 1
    assert response_for(OPERATOR, response=number).flags == Flag.SPEED


def test_one_customer_answering_twice_in_a_day_is_a_double(published: str) -> None:
    customer = uuid4()
    take_in(by=PROGRAM, response=sent(1, customer=customer), now=NOW)
    take_in(by=PROGRAM, response=sent(2, customer=customer), now=NOW)
    assert [r.flags for r in Response.objects.order_by("pk")] == [0, Flag.DOUBLE]
    later = NOW + timedelta(days=7)
    late = sent(3, customer=customer, started_at=later - timedelta(minutes=1), finished_at=later)
    take_in(by=PROGRAM, response=late, now=later)
    assert Response.objects.order_by("pk").last().flags == 0  # type: ignore[union-attr]  # there are three


def test_answers_stay_with_the_version_that_was_seen(published: str, definition: Definition) -> None:
    take_in(by=PROGRAM, response=sent(), now=NOW)
    draft = draft_for(OPERATOR, questionnaire="visit")
    shorter = msgspec.structs.replace(definition, pages=definition.pages[1:])
    save_draft(by=OPERATOR, questionnaire="visit", definition=shorter, edition=draft.edition, now=NOW)
    with pytest.raises(DraftMoved):
        save_draft(by=OPERATOR, questionnaire="visit", definition=shorter, edition=draft.edition, now=NOW)
    assert publish(by=OPERATOR, questionnaire="visit", now=NOW) == 2
    assert publish(by=OPERATOR, questionnaire="visit", now=NOW) == 2
    take_in(by=PROGRAM, response=sent(2, answers={"nps": 3, "why": "dear"}), now=NOW)
    take_in(by=PROGRAM, response=sent(3, version=1), now=NOW)
    page = responses_for(OPERATOR, questionnaire="visit")
    assert [(r.version, len(r.answers)) for r in page.responses] == [(1, 3), (2, 2), (1, 3)]
    assert version_for(OPERATOR, questionnaire="visit", number=1).definition == definition
    with pytest.raises((InternalError, DatabaseError), match="never changes"), transaction.atomic():
        Version.objects.update(definition={})


def test_the_figures_of_many_come_as_an_array_with_what_is_missing_marked(published: str) -> None:
    assert figures_for(OPERATOR, questionnaire="visit").values.shape == (0, 5)
    said = [ANSWERS, {"nps": 3, "why": "slow"}, {"staff": {"expected": 4}, "nps": 10}]
    for n, answers in enumerate(said):
        take_in(by=PROGRAM, response=sent(n, answers=answers), now=NOW)
    found = figures_for(OPERATOR, questionnaire="visit")
    assert [(c.item, c.part) for c in found.columns][:2] == [("staff", "expected"), ("staff", "perceived")]
    assert sorted(found.values.tolist()) == sorted(
        [[7, 5, 6, 6, 9], [MISSING] * 4 + [3], [4] + [MISSING] * 3 + [10]]
    )
    assert found.segment_ids.tolist() == [0, 0, 0]
    assert set(found.finished_at.tolist()) == {int(NOW.timestamp()) * 1_000_000}
    assert figures_for(OPERATOR, questionnaire="visit", since=NOW + timedelta(days=1)).values.shape == (0, 5)


def test_measures_that_the_map_lacks_are_placed_once_and_what_stands_is_left(published: str) -> None:
    facts = {"journey": "visit", "touchpoint": "counter", "now": NOW}
    add_questionnaire(by=OPERATOR, slug="servqual", definition=BEGINNINGS["servqual"], now=NOW)
    placed = place_measures(by=OPERATOR, questionnaire="servqual", **facts)
    assert placed == ("tangibles", "reliability", "responsiveness", "assurance"), "empathy stands already"
    assert place_measures(by=OPERATOR, questionnaire="servqual", **facts) == ()
    keys = {key.measure: key for key in measure_keys(journey="visit")}
    assert (keys["reliability"].scale_high, keys["reliability"].satisfied) == (7, 5)
    assert len(place_measures(by=OPERATOR, questionnaire="servqual", items=True, **facts)) == 22
    with pytest.raises(PermissionDenied):
        place_measures(by=AGENT, questionnaire="servqual", **facts)


def test_what_each_occasion_puts_in_stands_in_no_title_of_a_measure(published: str) -> None:
    facts = {"journey": "visit", "touchpoint": "counter", "now": NOW}
    add_questionnaire(by=OPERATOR, slug="csat", definition=BEGINNINGS["csat"], now=NOW)
    place_measures(by=OPERATOR, questionnaire="csat", **facts)
    (titled,) = Measure.objects.filter(slug="csat").values_list("title", flat=True)
    assert titled == "How satisfied are you with our service?", (
        "what each occasion puts in stands in no title"
    )


def test_a_page_of_responses_leads_to_the_next(published: str) -> None:
    for n in range(5):
        at = NOW + timedelta(minutes=n)
        take_in(by=PROGRAM, response=sent(n, started_at=NOW - timedelta(hours=1), finished_at=at), now=NOW)
    found, after = [], None
    while True:
        page = responses_for(OPERATOR, questionnaire="visit", after=after, limit=2)
        found += [one.id for one in page.responses]
        after = page.next
        if after is None:
            break
    assert len(found) == 5
    assert found == sorted(found, reverse=True)


def test_a_draft_with_faults_is_kept_and_not_published(definition: Definition, db: None) -> None:
    empty = msgspec.structs.replace(definition, pages=())
    add_questionnaire(by=OPERATOR, slug="later", definition=empty, now=NOW)
    with pytest.raises(SlugTaken):
        add_questionnaire(by=OPERATOR, slug="later", definition=empty, now=NOW)
    with pytest.raises(NotPublishable, match="Nothing is asked"):
        publish(by=OPERATOR, questionnaire="later", now=NOW)
    assert draft_for(OPERATOR, questionnaire="later").faults[0].place == "pages"


def test_owner_colleague_stranger_and_nobody_see_what_is_for_them(published: str) -> None:
    number, _ = take_in(by=PROGRAM, response=sent(), now=NOW)
    assert [q.slug for q in questionnaires_for(AGENT)] == ["visit"]
    assert questionnaires_for(NOBODY) == ()
    assert {m.key for m in measured_for(AGENT, questionnaire="visit")} == {
        "staff",
        "care",
        "nps",
        "d:empathy",
    }
    # A lead of another place sees the questionnaire and none of its answers.
    assert responses_for(LEAD, questionnaire="visit").responses == ()
    for person in (LEAD, AGENT, NOBODY, replace(PROGRAM)):
        with pytest.raises(NotFound):
            response_for(person, response=number)
    for person in (AGENT, NOBODY):
        with pytest.raises(NotFound):
            responses_for(person, questionnaire="visit")
        with pytest.raises(PermissionDenied):
            publish(by=person, questionnaire="visit", now=NOW)
        with pytest.raises(PermissionDenied):
            take_in(by=person, response=sent(9), now=NOW)
    with pytest.raises(NotFound):
        draft_for(NOBODY, questionnaire="visit")
