"""Two cases made one, one made two, tied to what they are about: by whom, what is kept, and two at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from wellserved.cases.contracts import Channel, ContactIn, MailIn, MessageIn, Quarantine, State, ToldBy
from wellserved.cases.models import Case, CaseLink, Contact, Draft, Message, RisingTopic
from wellserved.cases.queries import CaseChoice, case_for, cases_for, merge_for, number_of
from wellserved.cases.services import (
    CaseRefused,
    add_message,
    close,
    hear_helped,
    link,
    mark_message_spam,
    mark_spam,
    merge,
    release,
    release_message,
    reply,
    save_draft,
    send_due,
    set_aside,
    split,
    tell,
    unlink,
)
from wellserved.cases.services.mails import take_mail
from wellserved.journey.models import Moment
from wellserved.journey.queries.subjects import subjects_found_for
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound
from wellserved.people.models import AuditLine

from .conftest import NOW, Desk

MINUTE = timedelta(minutes=1)


def wrote(desk: Desk, case_id: int, text: str, *, source_id: str, quarantine: str = "") -> int:
    words = MessageIn(
        source="test", source_id=source_id, channel=Channel.EMAIL, text=text, quarantine=quarantine
    )
    found = add_message(by=OPERATOR, case_id=case_id, message=words, now=NOW + MINUTE).message_id
    assert found is not None
    return found


def test_a_merge_keeps_all_that_was_said_and_known_and_later_mails_arrive_at_the_one_that_stays(
    desk: Desk,
) -> None:
    along = MailIn(mail_id="first@example.test")
    gone = desk.case("The box was soaked.", mail=along, subject_kind="parcel", subject_id="7")
    stays = desk.case(
        "Where is my money?", contact=ContactIn(name="Kim Mina"), subject_kind="parcel", subject_id="8"
    )
    link(by=desk.owner, case_id=gone, kind="case", subject_id=str(stays), now=NOW)
    save_draft(by=desk.owner, case_id=gone, text="Dear Mina", now=NOW)
    save_draft(by=desk.owner, case_id=stays, text="Hello", now=NOW)
    close(by=desk.owner, case_id=_asked(stays), now=NOW)
    seen = merge_for(desk.owner, case_id=gone, number=number_of(stays).lower())
    assert (seen.messages, seen.notes, seen.reopens, seen.refused) == (1, 0, True, "")
    merge(by=desk.owner, case_id=gone, into=stays, now=NOW + MINUTE)
    whole = case_for(desk.owner, case_id=stays, now=NOW)
    assert [one.text for one in whole.messages] == ["The box was soaked.", "Where is my money?"]
    assert (whole.state, whole.reopened, whole.contact.email) == ("open", 1, "mina@example.test")
    assert whole.about == (("parcel", "8"), ("parcel", "7"))
    assert whole.draft == "Hello\n\nDear Mina"
    left = case_for(desk.owner, case_id=gone, now=NOW)
    assert (left.state, left.merged_into, left.messages, left.draft) == ("done", stays, (), "")
    raw = (
        "From: Mina <mina@example.test>\r\nTo: help@example.org\r\nSubject: Re: box\r\nMessage-ID: <x@example.test>\r\n"
        "{}Content-Type: text/plain; charset=utf-8\r\n\r\nStill {}.\r\n"
    )
    for how, word in (("In-Reply-To: <first@example.test>\r\n", "wet"), ("", "angry")):
        text = raw.format(how, word).replace("Re: box", f"Re: [{number_of(gone)}] box")
        taken = take_mail(raw=text.replace("<x@", f"<{word}@").encode(), now=NOW + 2 * MINUTE)
        assert taken.case_id == stays
    assert [one.id for one in cases_for(desk.owner, CaseChoice(text="soaked angry"), now=NOW).cases] == [
        stays
    ]
    third = desk.case("A third")
    merge(by=desk.owner, case_id=stays, into=third, now=NOW + 3 * MINUTE)
    assert case_for(desk.owner, case_id=gone, now=NOW).merged_into == third


def _asked(case_id: int) -> int:
    Case.objects.filter(pk=case_id).update(kind="question")
    return case_id


def test_what_cannot_be_merged_says_why_and_stays_as_it_is(desk: Desk) -> None:
    mina, jun = desk.people.customer("Mina").customer_id, desk.people.customer("Jun").customer_id
    one, other, aside = desk.case(customer=mina), desk.case(customer=jun), desk.case()
    set_aside(by=desk.owner, case_id=aside, now=NOW)
    answered = desk.case(customer=mina)
    reply(by=desk.owner, case_id=answered, text="Sorry", now=NOW)
    for gone, into, why in (
        (one, one, "not merged into itself"),
        (one, other, "two customers"),
        (one, aside, "quarantine"),
        (answered, one, "just going out"),
    ):
        with pytest.raises(CaseRefused, match=why):
            merge(by=desk.owner, case_id=gone, into=into, now=NOW)
    send_due(now=NOW + MINUTE)
    merge(by=desk.owner, case_id=answered, into=one, now=NOW + MINUTE)
    assert case_for(desk.owner, case_id=one, now=NOW).answered_at == NOW + MINUTE
    for deed in (tell, set_aside):
        with pytest.raises(CaseRefused, match="merged into another"):
            deed(by=desk.owner, case_id=answered, now=NOW)
    with pytest.raises(CaseRefused, match="Choose the one that it leads to"):
        merge(by=desk.owner, case_id=desk.case(customer=mina), into=answered, now=NOW)


def test_a_message_becomes_a_case_of_its_own_and_may_come_back_and_go_again(desk: Desk) -> None:
    case_id = desk.case("The box was wet.")
    second = wrote(desk, case_id, "And where is my money?\nPlease.", source_id="a")
    apart = wrote(desk, case_id, "Cheap pills", source_id="b", quarantine=Quarantine.LINKS.value)
    first = Message.objects.order_by("pk").values_list("pk", flat=True)[0]
    for chosen, why in (
        ([], "Choose"),
        ([apart], "Choose"),
        ([second + 100], "Choose"),
        ([first, second], "stay"),
    ):
        with pytest.raises(CaseRefused, match=why):
            split(by=desk.owner, case_id=case_id, message_ids=chosen, title="", now=NOW)
    made = split(by=desk.owner, case_id=case_id, message_ids=[second], title="", now=NOW + 2 * MINUTE)
    seen = case_for(desk.owner, case_id=made, now=NOW)
    assert (seen.title, seen.split_from, seen.contact.email) == (
        "And where is my money?",
        case_id,
        "mina@example.test",
    )
    assert [one.id for one in case_for(desk.owner, case_id=case_id, now=NOW).messages] == [first, apart]
    merge(by=desk.owner, case_id=made, into=case_id, now=NOW + 3 * MINUTE)
    again = split(by=desk.owner, case_id=case_id, message_ids=[second], title="Money", now=NOW + 4 * MINUTE)
    assert case_for(desk.owner, case_id=again, now=NOW).title == "Money"


def test_a_case_is_tied_to_what_its_staff_may_see_and_untied_again(desk: Desk) -> None:
    case_id, other = desk.case(), desk.case()
    topic = RisingTopic.objects.create(
        terms=["charger"],
        examples=[],
        people=9,
        of_people=90,
        expected=1,
        chance=0,
        first_at=NOW,
        last_at=NOW,
    )
    (found,) = subjects_found_for(desk.owner, text=number_of(other))
    assert (found.kind, found.id) == ("case", str(other))
    assert subjects_found_for(desk.stranger, text=number_of(other)) == ()
    assert [one.id for one in subjects_found_for(desk.owner, text="CHARG")] == [str(topic.pk)]
    for kind, id_ in (("case", other), ("rising-topic", topic.pk), ("case", other)):
        link(by=desk.owner, case_id=case_id, kind=kind, subject_id=str(id_), now=NOW)
    both = (("case", str(other)), ("rising-topic", str(topic.pk)))
    assert case_for(desk.owner, case_id=case_id, now=NOW).about == both
    for kind, id_ in (("case", str(case_id)), ("case", "999999"), ("lot", "1"), ("parcel", "x")):
        with pytest.raises(CaseRefused):
            link(by=desk.owner, case_id=case_id, kind=kind, subject_id=id_, now=NOW)
    unlink(by=desk.owner, case_id=case_id, kind="case", subject_id=str(other), now=NOW)
    assert case_for(desk.owner, case_id=case_id, now=NOW).about == both[1:]
    assert not CaseLink.objects.exists()


def test_told_by_telephone_and_whether_it_helped_are_noted_once_and_measured(desk: Desk) -> None:
    case_id = desk.case()
    for _ in range(2):
        tell(by=desk.owner, case_id=case_id, way=ToldBy.PHONE, words="A new box came.", now=NOW)
    hear_helped(by=desk.colleague, case_id=case_id, helped=True, now=NOW)
    with pytest.raises(CaseRefused, match="asked once"):
        hear_helped(by=desk.owner, case_id=case_id, helped=False, now=NOW)
    seen = case_for(desk.owner, case_id=case_id, now=NOW)
    assert (seen.told_by_way, seen.helped, seen.messages[-1].text) == ("phone", True, "A new box came.")
    assert seen.messages[-1].direction == "note"
    levels = Moment.objects.filter(subject_id=str(case_id)).values_list("delivered", "perceived")
    assert sorted(levels, key=str) == [(1.0, None), (None, 1.0)]
    assert "new box" not in str(list(AuditLine.objects.values()))


def test_what_was_kept_apart_is_let_in_or_marked_and_nothing_is_deleted(desk: Desk) -> None:
    spam, real = (desk.case(text, quarantine=Quarantine.FLOOD.value) for text in ("Cheap pills", "Wet box"))
    mark_spam(by=desk.owner, case_id=spam, now=NOW)
    release(by=desk.owner, case_id=real, now=NOW)
    pills = wrote(desk, real, "Pills", source_id="a", quarantine=Quarantine.LINKS.value)
    words = wrote(desk, real, "Please answer", source_id="b", quarantine=Quarantine.LINKS.value)
    reply(by=desk.owner, case_id=real, text="Sorry", now=NOW)
    mark_message_spam(by=desk.owner, message_id=pills, now=NOW)
    release_message(by=desk.owner, message_id=words, now=NOW + MINUTE)
    with pytest.raises(NotFound):
        release_message(by=desk.owner, message_id=words, now=NOW)
    seen = case_for(desk.owner, case_id=real, now=NOW)
    assert (seen.state, seen.unread, seen.quarantine) == (State.OPEN, True, "")
    assert {one.text: one.quarantine for one in seen.messages if one.id in {pills, words}} == {
        "Pills": "spam",
        "Please answer": "",
    }
    assert case_for(desk.owner, case_id=spam, now=NOW).quarantine == "spam"
    release(by=desk.owner, case_id=spam, now=NOW)
    assert case_for(desk.owner, case_id=spam, now=NOW).quarantine == ""


def test_colleagues_may_and_strangers_and_nobody_may_not(desk: Desk) -> None:
    case_id, other = desk.case(), desk.case()
    second = wrote(desk, case_id, "More", source_id="a")
    apart = wrote(desk, case_id, "Pills", source_id="b", quarantine=Quarantine.LINKS.value)
    deeds: list[Callable[..., Any]] = [
        lambda by: merge(by=by, case_id=case_id, into=other, now=NOW),
        lambda by: merge(by=by, case_id=other, into=case_id, now=NOW),
        lambda by: split(by=by, case_id=case_id, message_ids=[second], title="", now=NOW),
        lambda by: link(by=by, case_id=case_id, kind="case", subject_id=str(other), now=NOW),
        lambda by: unlink(by=by, case_id=case_id, kind="case", subject_id=str(other), now=NOW),
        lambda by: tell(by=by, case_id=case_id, now=NOW),
        lambda by: hear_helped(by=by, case_id=case_id, helped=True, now=NOW),
        lambda by: mark_spam(by=by, case_id=case_id, now=NOW),
        lambda by: release_message(by=by, message_id=apart, now=NOW),
        lambda by: mark_message_spam(by=by, message_id=apart, now=NOW),
    ]
    for deed in deeds:
        with pytest.raises(NotFound):
            deed(desk.stranger)
        with pytest.raises((PermissionDenied, NotFound)):
            deed(NOBODY)
    with pytest.raises(NotFound):
        merge_for(desk.stranger, case_id=case_id, number=number_of(other))
    with pytest.raises(NotFound):
        merge_for(NOBODY, case_id=case_id, number=number_of(other))
    assert {row.merged_into_id for row in Case.objects.all()} == {None}
    for deed in (*deeds[2:7], deeds[0]):
        deed(desk.colleague)
    assert Case.objects.get(pk=case_id).merged_into_id == other


@pytest.mark.django_db(transaction=True)
def test_of_two_merges_at_once_one_wins_and_no_word_is_lost(transactional_db: None, desk: Desk) -> None:
    one, other, third = desk.case("one"), desk.case("other"), desk.case("third")

    def merged(pair: tuple[int, int]) -> str:
        try:
            merge(by=desk.owner, case_id=pair[0], into=pair[1], now=NOW)
        except CaseRefused as refused:
            return str(refused)
        finally:
            connections.close_all()
        return ""

    def written(number: int) -> str:
        try:
            wrote(desk, one, f"more {number}", source_id=f"more-{number}")
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(4) as pool:
        crossed = [pool.submit(merged, (one, other)), pool.submit(merged, (other, one))]
        crossed += [pool.submit(written, n) for n in range(4)]
        said = [each.result() for each in crossed]
    assert sorted(bool(words) for words in said[:2]) == [False, True]
    stays = Case.objects.get(pk__in=[one, other], merged_into__isnull=True).pk
    with ThreadPoolExecutor(2) as pool:
        twice = list(pool.map(merged, [(stays, third), (stays, third)]))
    assert sorted(bool(words) for words in twice) == [False, True]
    assert set(Message.objects.values_list("case_id", flat=True)) == {third}
    assert Message.objects.count() == 7
    assert set(Case.objects.exclude(pk=third).values_list("merged_into", flat=True)) == {third}
    assert Contact.objects.count() == 3
    assert not Draft.objects.exists()
    pair = [desk.case(), desk.case()]

    def wrote_the_same(case_id: int) -> None:
        try:
            wrote(desk, case_id, "at the same moment", source_id="same")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(wrote_the_same, pair))
    same = Message.objects.filter(text="at the same moment")
    assert sorted(same.values_list("case_id", flat=True)) == pair
