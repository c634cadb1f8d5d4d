"""Promises and beliefs through the front door: as manager, agent, customer and nobody."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from wellserved.journey.contracts import PromiseMade, Remove
from wellserved.journey.queries import beliefs_for, history_for, measure_keys, promises_for
from wellserved.journey.services import edit_map, set_belief, set_promise
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Segment

from .conftest import NOW, Visitors

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
HERE = {"journey": "parcel", "touchpoint": "door", "measure": "days", "by": OPERATOR, "now": NOW}
SET = "/promises/set/parcel/door/days/"
BELIEVE = "/beliefs/set/parcel/door/days/"
HTMX = {"HX-Request": "true"}
GIVEN = {"level": "2", "told": "In two days", "valid_from": "2026-01-01", "why": "Customers asked for it"}


def text(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode()))


@pytest.fixture
def promised(parcel: str) -> PromiseMade:
    return set_promise(**HERE, segment=None, standard=3, told="In three days", valid_from=BEGIN)


def addresses(promise: PromiseMade) -> dict[str, list[str]]:
    """By who may: everybody on the staff, or managers alone."""
    return {
        "seen": ["/promises/", "/promises/parcel/", "/promises/parcel/history/"],
        "set": [SET, BELIEVE, f"/promises/{promise.id}/end/"],
    }


def test_the_page_says_what_is_promised_told_believed_and_kept(
    promised: PromiseMade, visitors: Visitors
) -> None:
    set_belief(**HERE, segment=None, believed=4, valid_from=BEGIN)
    said = text(visitors.staff().get("/promises/parcel/").content)
    assert "at most 3 days" in said
    assert "since 1 Jan 2025" in said
    assert "“In three days”" in said
    assert "4 days" in said
    assert "100.0%" in said
    assert "Kept least: “Handed over”, where 100.0% of 100 cases met 3 days" in said


def test_staff_see_promises_and_only_managers_set_them(promised: PromiseMade, visitors: Visitors) -> None:
    agent, manager = visitors.staff("agent"), visitors.staff()
    for address in addresses(promised)["seen"]:
        assert agent.get(address).status_code == 200
        assert manager.get(address).status_code == 200
    assert "Change the promise" not in text(agent.get("/promises/parcel/").content)
    for address in addresses(promised)["set"]:
        assert agent.get(address).status_code == 403
        assert agent.post(address, GIVEN | {"confirmed": "yes", "through": "2027-01-01"}).status_code == 403
        assert manager.get(address).status_code == 200
    assert [p.level for p in promises_for(OPERATOR)] == [3]


def test_a_customer_finds_none_and_nobody_is_asked_to_sign_in(
    promised: PromiseMade, visitors: Visitors
) -> None:
    customer = visitors.customer()
    for address in (one for some in addresses(promised).values() for one in some):
        assert customer.get(address).status_code == 404, address
        assert customer.post(address, GIVEN).status_code in {404, 405}
        assert Client().get(address).headers["Location"].startswith("/accounts/login/")


def test_without_script_a_promise_is_looked_at_before_it_is_saved(
    promised: PromiseMade, visitors: Visitors
) -> None:
    manager = visitors.staff()
    looked = manager.post(SET, GIVEN)
    assert looked.status_code == 200
    said = text(looked.content)
    assert "Please confirm" in said
    assert "75 (75.0%, 65.7 to 82.5) would have met 2 days" in said
    assert "The standard now, 3 days: 100 (100.0%, 96.3 to 100.0)" in said
    assert [p.level for p in promises_for(OPERATOR)] == [3]
    saved = manager.post(SET, GIVEN | {"confirmed": "yes"})
    assert saved.headers["Location"] == "/promises/parcel/"
    old, new = promises_for(OPERATOR)
    assert (old.level, old.valid_to) == (3, new.valid_from)
    assert (new.level, new.told, new.why, new.valid_to) == (2, "In two days", "Customers asked for it", None)


def test_the_preview_follows_the_number_as_it_is_typed(promised: PromiseMade, visitors: Visitors) -> None:
    manager = visitors.staff()
    part = manager.get(SET, {"level": "1.5", "segment": ""}, headers=HTMX)
    assert b"<html" not in part.content
    assert "0 (0.0%, 0.0 to 3.7) would have met 1.5 days" in text(part.content)
    assert "<svg" in part.content.decode()
    empty = manager.get(SET, {"level": ""}, headers=HTMX)
    assert "Give a level" in text(empty.content)


def test_the_preview_of_a_segment_counts_its_customers(promised: PromiseMade, visitors: Visitors) -> None:
    Segment.objects.create(slug="gold", name="Gold")
    part = visitors.staff().get(SET, {"level": "2", "segment": "gold"}, headers=HTMX)
    assert "No case on record can be held against it" in text(part.content)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"level": "nine"}, "Enter a number"),
        ({"valid_from": ""}, "This field is required"),
        ({"valid_to": "2025-12-31"}, "It would end before it begins"),
        ({"valid_from": "2024-01-01"}, "in force from 1 Jan 2025 on"),
        ({"segment": "nobody"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_promised_is_told_where_it_is_wrong(
    promised: PromiseMade, visitors: Visitors, change: dict[str, str], said: str
) -> None:
    answer = visitors.staff().post(SET, GIVEN | change | {"confirmed": "yes"})
    assert said in text(answer.content)
    assert [p.level for p in promises_for(OPERATOR)] == [3]


def test_a_promise_with_an_end_that_stands_in_the_way_is_named_by_its_end(
    promised: PromiseMade, visitors: Visitors
) -> None:
    manager = visitors.staff()
    manager.post(f"/promises/{promised.id}/end/", {"through": "2026-03-31", "why": ""})
    answer = manager.post(SET, GIVEN | {"confirmed": "yes"})
    assert "is in force through 31 Mar 2026" in text(answer.content)


def test_a_level_outside_of_the_scale_is_refused_by_the_form(parcel: str, visitors: Visitors) -> None:
    from wellserved.journey.models import Measure  # noqa: PLC0415  a test of this page alone needs it

    Measure.objects.filter(slug="whole").update(scale_low=1, scale_high=7)
    answer = visitors.staff().post("/promises/set/parcel/door/whole/", GIVEN | {"level": "8"})
    assert answer.status_code == 422
    assert "The scale of this measure runs from 1 to 7" in text(answer.content)


def test_the_same_day_again_corrects_it(promised: PromiseMade, visitors: Visitors) -> None:
    visitors.staff().post(SET, GIVEN | {"valid_from": "2025-01-01", "confirmed": "yes"})
    assert [(p.id, p.level) for p in promises_for(OPERATOR)] == [(promised.id, 2)]


def test_a_promise_ends_with_its_last_day_and_the_reason_is_kept(
    promised: PromiseMade, visitors: Visitors
) -> None:
    manager, address = visitors.staff(), f"/promises/{promised.id}/end/"
    early = manager.post(address, {"through": "2024-05-01", "why": ""})
    assert early.status_code == 422
    assert "It begins on 1 Jan 2025" in text(early.content)
    done = manager.post(address, {"through": "2026-01-31", "why": "No longer needed"})
    assert done.status_code == 302
    assert promises_for(OPERATOR)[0].valid_to == datetime(2026, 2, 1, tzinfo=UTC)
    (ended, _) = history_for(OPERATOR, journey="parcel")
    assert (ended.deed, ended.by, ended.why) == ("ended", "Alex Staff", "No longer needed")
    said = text(manager.get("/promises/parcel/history/").content)
    assert "3 days ended: in force through 31 Jan 2026" in said


def test_an_end_after_its_end_is_refused_in_other_words_than_one_before_its_begin(
    promised: PromiseMade, visitors: Visitors
) -> None:
    manager, address = visitors.staff(), f"/promises/{promised.id}/end/"
    manager.post(address, {"through": "2026-01-31", "why": ""})
    late = manager.post(address, {"through": "2026-02-01", "why": ""})
    assert late.status_code == 422
    said = text(late.content)
    assert "It holds through 31 Jan 2026 only." in said
    assert "It begins on" not in said


def test_a_belief_is_recorded_without_a_look_at_customers_answers(parcel: str, visitors: Visitors) -> None:
    manager = visitors.staff()
    assert b"would have met" not in manager.get(BELIEVE, {"level": "2"}).content
    saved = manager.post(BELIEVE, {"level": "2.5", "valid_from": "2026-01-01", "why": "", "confirmed": "yes"})
    assert saved.status_code == 302
    assert [b.level for b in beliefs_for(OPERATOR)] == [2.5]


def test_the_history_says_who_from_what_to_what_and_why(promised: PromiseMade, visitors: Visitors) -> None:
    manager = visitors.staff()
    manager.post(SET, GIVEN | {"confirmed": "yes"})
    said = text(manager.get("/promises/parcel/history/").content)
    assert "Alex Staff" in said
    assert "from 3 days to 2 days, from 1 Jan 2026 on" in said
    assert "Why: Customers asked for it" in said
    assert "not known by whom" in said, "the first one came from the command line"


def test_a_link_brings_the_segment_and_the_level_along(parcel: str, visitors: Visitors) -> None:
    Segment.objects.create(slug="gold", name="Gold")
    page = visitors.staff().get(SET, {"segment": "gold", "level": "7"}).content.decode()
    assert '<option value="gold" selected>' in page
    assert re.search(r'name="level" value="7"', page)


def test_what_is_to_come_is_told_apart_from_what_holds(promised: PromiseMade, visitors: Visitors) -> None:
    later = timezone.now() + timedelta(days=60)
    set_promise(**HERE, segment=None, standard=1, valid_from=later)
    said = text(visitors.staff().get("/promises/parcel/").content)
    assert "at most 3 days" in said
    assert "at most 1 day from" in said


@pytest.mark.parametrize("address", ["/promises/", "/promises/parcel/", SET])
def test_a_page_has_a_budget_of_queries(
    promised: PromiseMade,
    visitors: Visitors,
    address: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    manager = visitors.staff()
    manager.get(address)
    with django_assert_max_num_queries(26):
        manager.get(address)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_no_calendar_reaches_is_refused(
    promised: PromiseMade, visitors: Visitors, day: str
) -> None:
    manager = visitors.staff()
    for given in ({"valid_from": day}, {"valid_to": day}):
        assert manager.post(SET, GIVEN | given | {"confirmed": "yes"}).status_code == 422
    assert manager.post(f"/promises/{promised.id}/end/", {"through": day}).status_code == 422


def test_a_history_of_nothing_is_empty_and_no_error(promised: PromiseMade, visitors: Visitors) -> None:
    manager = visitors.staff()
    assert manager.get("/promises/parcel/history/", {"measure": "a\x00"}).status_code == 200


def test_the_page_stands_though_a_promised_measure_was_removed(
    promised: PromiseMade, visitors: Visitors
) -> None:
    days = next(key.measure_id for key in measure_keys(journey="parcel") if key.measure == "days")
    edit_map(by=OPERATOR, journey="parcel", seen=0, deeds=[Remove(kind="measure", id=days)], now=NOW)
    assert visitors.staff().get("/promises/parcel/").status_code == 200
