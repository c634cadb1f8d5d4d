"""A case from the first word to the last: taken in, answered, taken back, closed, opened again."""

from datetime import datetime, timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from wellserved.cases.contracts import CaseIn, Channel, ContactIn, Kind, MessageIn, State, Taken
from wellserved.cases.models import Case, Message
from wellserved.cases.queries import CaseChoice, case_for, cases_for, number_of
from wellserved.cases.services import (
    AnsweredMeanwhile,
    CauseMissing,
    FactsSet,
    add_message,
    be_present,
    close,
    ensure_journeys,
    merge,
    note,
    note_call,
    reply,
    send_due,
    set_facts,
    split,
    take,
    take_in,
    undo_send,
    write_again,
)
from wellserved.cases.services.helping import forget_presence
from wellserved.journey.models import Measure, Moment
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound
from wellserved.people.queries import person_of

from .conftest import NOW, Desk

MINUTE = timedelta(minutes=1)


def test_the_same_case_comes_in_once_however_often_it_is_sent(desk: Desk) -> None:
    given = CaseIn(source="shop", source_id="7", kind=Kind.QUESTION, channel=Channel.API, text="Where is it?")
    first = take_in(by=OPERATOR, case=given, now=NOW)
    again = take_in(by=OPERATOR, case=given, now=NOW + MINUTE)
    assert (again.case_id, again.already_there, first.already_there) == (first.case_id, True, False)
    assert len(case_for(desk.owner, case_id=first.case_id, now=NOW).messages) == 1


def test_further_words_are_told_from_the_first_and_from_those_of_other_cases(desk: Desk) -> None:
    def add(case_id: int, source_id: str, text: str) -> Taken:
        words = MessageIn(source="crm", source_id=source_id, channel=Channel.API, text=text)
        return add_message(by=OPERATOR, case_id=case_id, message=words, now=NOW)

    def said(case_id: int) -> list[str]:
        return [one.text for one in case_for(desk.owner, case_id=case_id, now=NOW).messages]

    first = desk.case("Ticket 77", source="crm", source_id="77")
    other = desk.case("Ticket 78", source="crm", source_id="78")
    for _twice in range(2):
        for case_id, text in ((first, "Comment 77"), (other, "Another 77")):
            add(case_id, "77", text)
    assert (said(first), said(other)) == (["Ticket 77", "Comment 77"], ["Ticket 78", "Another 77"])
    later = desk.case("Ticket 79", source="crm", source_id="79")
    assert said(later) == ["Ticket 79"]
    comment = add(first, "77", "Comment 77").message_id or 0
    moved = split(by=desk.owner, case_id=first, message_ids=[comment], title="", now=NOW)
    assert add(first, "77", "Comment 77") == Taken(
        case_id=moved,
        number=number_of(moved),
        message_id=Message.objects.get(case=moved).pk,
        already_there=True,
    )


def test_first_words_that_were_kept_under_their_cases_id_lose_it(desk: Desk) -> None:
    first, other = (desk.case(source="crm", source_id=one) for one in ("1", "2"))
    merged = desk.case(source="crm", source_id="3")
    for case_id, source_id in ((first, "1"), (merged, "3")):
        Message.objects.filter(case=case_id).update(source_id=source_id)
    words = MessageIn(source="crm", source_id="2", channel=Channel.API, text="Comment 2")
    add_message(by=OPERATOR, case_id=first, message=words, now=NOW)
    merge(by=desk.owner, case_id=merged, into=other, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(import_module("wellserved.cases.migrations.0010_first_words_have_no_key").FORWARD)
    assert list(Message.objects.exclude(source_id="").values_list("text", flat=True)) == ["Comment 2"]


def test_a_reply_that_went_out_is_never_sent_again_whatever_becomes_of_its_figure(desk: Desk) -> None:
    worthless, refused, behind = (desk.case() for _ in range(3))
    Case.objects.filter(pk=worthless).update(currency="KRW")
    ensure_journeys(now=NOW)
    for case_id in (worthless, refused, behind):
        reply(by=desk.owner, case_id=case_id, text="Sorry!", now=NOW + MINUTE)
    Case.objects.filter(pk=refused).update(made_at=NOW - timedelta(days=40))
    Measure.objects.filter(touchpoint__slug="first-answer").update(scale_high=1.0)
    assert send_due(now=NOW + 2 * MINUTE) == 3
    assert send_due(now=NOW + 30 * MINUTE) == 0
    assert set(Message.objects.filter(direction="out").values_list("sending", flat=True)) == {"sent"}
    measured = Moment.objects.filter(subject_kind="case").values_list("subject_id", flat=True)
    assert set(measured) == {str(worthless), str(behind)}


def test_a_currency_goes_with_its_amount(desk: Desk) -> None:
    case_id = desk.case(value=Decimal(5), currency="EUR")
    set_facts(
        by=desk.owner,
        case_id=case_id,
        facts=FactsSet(value=None, cost=Decimal(3), cost_currency="KRW"),
        now=NOW,
    )
    seen = case_for(desk.owner, case_id=case_id, now=NOW)
    assert (seen.value, seen.currency, seen.cost, seen.cost_currency) == (None, "", Decimal(3), "KRW")
    set_facts(by=desk.owner, case_id=case_id, facts=FactsSet(currency="EUR", cost=None), now=NOW)
    seen = case_for(desk.owner, case_id=case_id, now=NOW)
    assert (seen.currency, seen.cost_currency) == ("", "")


def test_a_reply_waits_goes_out_and_is_measured_as_the_first_answer(desk: Desk) -> None:
    case_id = desk.case()
    reply(
        by=desk.owner, case_id=case_id, text="We are sorry. A new one is on its way.", now=NOW + 30 * MINUTE
    )
    assert send_due(now=NOW + 30 * MINUTE + timedelta(seconds=19)) == 0
    assert send_due(now=NOW + 31 * MINUTE) == 1
    seen = case_for(desk.owner, case_id=case_id, now=NOW)
    assert seen.answered_at == NOW + 31 * MINUTE
    assert (seen.state, seen.owner_id) == ("waiting", desk.owner.staff_id)
    (moment,) = Moment.objects.filter(subject_kind="case", subject_id=str(case_id))
    assert moment.delivered == pytest.approx(31 / 60, abs=0.001)


def test_a_reply_taken_back_never_goes_out_and_its_words_are_a_draft_again(desk: Desk) -> None:
    case_id = desk.case()
    message = reply(by=desk.owner, case_id=case_id, text="Dear Mr Kim", now=NOW)
    assert undo_send(by=desk.owner, message_id=message, now=NOW + timedelta(seconds=10)) == "Dear Mr Kim"
    assert send_due(now=NOW + MINUTE) == 0
    assert case_for(desk.owner, case_id=case_id, now=NOW).draft == "Dear Mr Kim"
    late = reply(by=desk.owner, case_id=case_id, text="Dear Ms Kim", now=NOW)
    with pytest.raises(NotFound, match="gone out"):
        undo_send(by=desk.owner, message_id=late, now=NOW + timedelta(seconds=21))


def test_who_answers_on_a_stale_page_is_told_and_nothing_is_sent(desk: Desk) -> None:
    case_id = desk.case()
    seen = case_for(desk.owner, case_id=case_id, now=NOW).last_message_id
    note(by=desk.colleague, case_id=case_id, text="I know them.", now=NOW)
    reply(by=desk.colleague, case_id=case_id, text="Sorry!", now=NOW, seen=seen)
    with pytest.raises(AnsweredMeanwhile, match="colleague"):
        reply(by=desk.owner, case_id=case_id, text="So sorry!", now=NOW, seen=seen)


def test_a_complaint_is_closed_only_with_its_cause_and_opened_by_the_customers_next_word(desk: Desk) -> None:
    case_id = desk.case()
    take(by=desk.owner, case_id=case_id, now=NOW)
    with pytest.raises(CauseMissing, match="cause"):
        close(by=desk.owner, case_id=case_id, now=NOW)
    set_facts(by=desk.owner, case_id=case_id, facts=FactsSet(cause=desk.cause()), now=NOW)
    reply(by=desk.owner, case_id=case_id, text="Mended.", now=NOW, then=State.DONE)
    assert send_due(now=NOW + MINUTE) == 1
    figures = {m.attributes["cause"] for m in Moment.objects.filter(subject_id=str(case_id))}
    assert figures == {"packing"}
    words = MessageIn(source="test", source_id="again", channel=Channel.EMAIL, text="It broke again.")
    add_message(by=OPERATOR, case_id=case_id, message=words, now=NOW + 2 * MINUTE)
    seen = case_for(desk.owner, case_id=case_id, now=NOW)
    assert (seen.state, seen.reopened, seen.unread) == ("open", 1, True)


def figures(case_id: int, measure: str) -> list[float]:
    found = Moment.objects.filter(
        subject_id=str(case_id), measure_id__in=Measure.objects.filter(slug=measure).values("pk")
    )
    return list(found.order_by("recorded_at", "pk").values_list("delivered", flat=True))


def test_answered_and_closed_is_settled_when_the_answer_has_gone_out_and_taken_back_it_never_was(
    desk: Desk,
) -> None:
    def answered(case_id: int, at: datetime) -> int:
        return reply(by=desk.owner, case_id=case_id, text="Here it is.", now=at, then=State.DONE)

    case_id = desk.case(kind=Kind.QUESTION)
    undo_send(by=desk.owner, message_id=answered(case_id, NOW), now=NOW)
    seen = case_for(desk.owner, case_id=case_id, now=NOW)
    assert (seen.state, seen.done_at, seen.reopened, figures(case_id, "first-contact")) == (
        "open",
        None,
        0,
        [],
    )
    answered(case_id, NOW)
    send_due(now=NOW + MINUTE)
    assert (case_for(desk.owner, case_id=case_id, now=NOW).state, figures(case_id, "first-contact")) == (
        "done",
        [1.0],
    )
    lost = desk.case(kind=Kind.QUESTION, contact=ContactIn(name="Kim", email="kïm@example.test"))
    answered(lost, NOW)
    send_due(now=NOW + MINUTE)
    seen = case_for(desk.owner, case_id=lost, now=NOW)
    assert (seen.state, seen.unread, seen.reopened, figures(lost, "first-contact")) == ("open", True, 0, [])


def test_settled_at_first_contact_is_what_one_answer_settled(desk: Desk) -> None:
    silent, twice, rung, again = (desk.case(kind=Kind.QUESTION) for _ in range(4))
    for case_id in (twice, twice, again):
        reply(by=desk.owner, case_id=case_id, text="Here it is.", now=NOW)
        send_due(now=NOW + MINUTE)
    note_call(by=desk.owner, case_id=rung, text="Explained.", now=NOW, answered=True)
    for case_id in (silent, twice, rung, again):
        close(by=desk.owner, case_id=case_id, now=NOW + MINUTE)
    assert [figures(one, "first-contact") for one in (silent, twice, rung, again)] == [
        [0.0],
        [0.0],
        [1.0],
        [1.0],
    ]
    note_call(by=desk.owner, case_id=again, text="It had to be done anew.", now=NOW + MINUTE, answered=True)
    close(by=desk.owner, case_id=again, now=NOW + 2 * MINUTE)
    assert figures(again, "first-contact") == [1.0, 0.0]
    last = reply(by=desk.owner, case_id=again, text="You are welcome.", now=NOW + 2 * MINUTE, then=State.DONE)
    seen = case_for(desk.owner, case_id=again, now=NOW)
    assert (seen.state, seen.reopened) == ("done", 1)
    undo_send(by=desk.owner, message_id=last, now=NOW + 2 * MINUTE)
    assert case_for(desk.owner, case_id=again, now=NOW).state == "done"


def test_words_for_a_case_that_went_into_one_of_another_place_are_for_whoever_sees_that(desk: Desk) -> None:
    mina = desk.people.customer("Mina")
    gone = desk.case(customer=mina.customer_id)
    stays = desk.case(location=desk.people.location("Busan").code, customer=mina.customer_id)
    merge(by=desk.manager, case_id=gone, into=stays, now=NOW)
    words = MessageIn(source="crm", source_id="1", channel=Channel.API, text="And another thing.")
    with pytest.raises(NotFound):
        add_message(by=desk.owner, case_id=gone, message=words, now=NOW)
    person = person_of(account_id=mina.account_id or 0)
    assert write_again(by=person, case_id=gone, message=words, now=NOW).case_id == stays


def test_who_had_a_case_open_is_forgotten(desk: Desk) -> None:
    case_id = desk.case()
    be_present(by=desk.owner, case_id=case_id, writing=True, now=NOW)
    be_present(by=desk.colleague, case_id=case_id, writing=False, now=NOW + timedelta(hours=1))
    assert forget_presence(now=NOW + timedelta(hours=1, minutes=1)) == 1


def test_a_stranger_of_another_location_and_nobody_find_no_case(desk: Desk) -> None:
    case_id = desk.case()
    nowhere = desk.case(location="")
    for person, count in ((desk.owner, 2), (desk.colleague, 2), (desk.stranger, 1), (desk.manager, 2)):
        assert len(cases_for(person, CaseChoice(), now=NOW).cases) == count
    with pytest.raises(NotFound):
        case_for(desk.stranger, case_id=case_id, now=NOW)
    with pytest.raises(NotFound):
        reply(by=desk.stranger, case_id=case_id, text="Hello", now=NOW)
    assert case_for(desk.stranger, case_id=nowhere, now=NOW).id == nowhere
    with pytest.raises(NotFound):
        cases_for(NOBODY, CaseChoice(), now=NOW)
    with pytest.raises(PermissionDenied):
        reply(by=NOBODY, case_id=case_id, text="Hello", now=NOW)


@pytest.mark.parametrize("text", ["DELIVERIES wet", "배송", "快遞", "mina@example.test", "늦었"])
def test_cases_are_found_by_words_of_any_language(desk: Desk, text: str) -> None:
    wanted = desk.case("The delivery was wet. 배송이 늦었어요. 快遞太慢了")
    desk.case("Something else entirely", contact=None)
    found = cases_for(desk.owner, CaseChoice(text=text), now=NOW).cases
    assert [one.id for one in found] == [wanted]
