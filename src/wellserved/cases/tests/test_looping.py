"""Whoever complained of what was mended is told: everyone, once, by their own channel, in their language."""

from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import QuerySet
from django.test import TestCase
from procrastinate.contrib.django.models import ProcrastinateJob

from wellserved.cases.contracts import Channel, ContactIn
from wellserved.cases.models import Case, Contact, Mending, Message, Telling
from wellserved.cases.queries.looping import (
    help_asked,
    mended,
    mending_for,
    mendings_for,
    to_tell_for,
)
from wellserved.cases.services import CaseRefused, CauseRefused, FactsSet, mend, set_facts
from wellserved.cases.services.looping import (
    answer_helped,
    count_untold,
    list_for_telling,
    publish,
    take_down,
    tell_batch,
    tell_everyone,
    tell_some,
    told_by_hand,
)
from wellserved.journey.models import Measure, Moment
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound
from wellserved.people.models import Customer

from .conftest import NOW, Desk

DAY = timedelta(days=1)
DID = {"en": "New boxes keep the rain out.", "ko": "비를 막는 새 상자를 씁니다."}
SAID = {"en": "Boxes arrive wet.", "ko": "상자가 젖어 있습니다."}


def caused(desk: Desk, text: str = "The box was wet.", *, cause: str = "packing", **facts: object) -> int:
    case_id = desk.case(text, **facts)
    set_facts(by=OPERATOR, case_id=case_id, facts=FactsSet(cause=desk.cause(cause)), now=NOW)
    return case_id


def mended_now(desk: Desk, cause: str = "packing") -> int:
    desk.cause(cause)
    return mend(by=desk.manager, slug=cause, did=DID, now=NOW + DAY)


def told_moments() -> list[float]:
    return sorted(measured("told").values_list("delivered", flat=True))


def measured(slug: str) -> QuerySet[Moment]:
    return Moment.objects.filter(measure_id__in=Measure.objects.filter(slug=slug).values("pk"))


def link_in(message: Message) -> str:
    return message.text.rpartition("/helped/")[2].strip()


def test_everyone_who_complained_is_told_once_however_many_cases_they_had(desk: Desk) -> None:
    customer = Customer.objects.create(created_at=NOW).key
    first, second = caused(desk, customer=customer), caused(desk, customer=customer)
    by_mail = caused(desk, language="ko", contact=ContactIn(email="Han@example.test"))
    same_address = caused(desk, contact=ContactIn(email="han@EXAMPLE.test"))
    rung = caused(desk, channel=Channel.PHONE, contact=ContactIn(name="Lee", phone="02 123"))
    unreachable = caused(desk, contact=ContactIn(name="Somebody"))
    other = caused(desk, cause="driver")
    mending = mended_now(desk)
    assert list_for_telling(by=desk.manager, mending_id=mending, now=NOW + DAY) == 3
    assert list_for_telling(by=desk.manager, mending_id=mending, now=NOW + DAY) == 0
    tell_everyone(by=desk.manager, mending_id=mending, now=NOW + DAY)
    assert tell_some(mending_id=mending, now=NOW + DAY) == 2
    assert tell_some(mending_id=mending, now=NOW + DAY) == 0
    letters = Message.objects.filter(direction="out")
    assert {(one.case_id, one.channel) for one in letters} == {(second, "email"), (same_address, "email")}
    told = set(Case.objects.filter(told_at__isnull=False).values_list("pk", flat=True))
    assert told == {first, second, by_mail, same_address}
    (by_hand,) = [one for one in to_tell_for(desk.manager, mending_id=mending) if one.told_at is None]
    assert (by_hand.case_id, by_hand.by_hand) == (rung, True)
    told_by_hand(by=desk.owner, telling_id=by_hand.id, now=NOW + DAY)
    assert mending_for(desk.manager, mending_id=mending).told == 3
    assert told_moments() == [1.0] * 5
    assert not Case.objects.filter(pk__in=[unreachable, other], told_at__isnull=False).exists()


def test_a_letter_speaks_the_customers_language_and_quotes_what_was_done(desk: Desk) -> None:
    caused(desk, language="ko")
    mending = mended_now(desk)
    publish(by=desk.manager, mending_id=mending, said=SAID, did=DID, now=NOW + DAY)
    list_for_telling(by=desk.manager, mending_id=mending, now=NOW + DAY)
    tell_everyone(by=desk.manager, mending_id=mending, now=NOW + DAY)
    tell_some(mending_id=mending, now=NOW + DAY)
    text = Message.objects.get(direction="out").text
    assert SAID["ko"] in text
    assert DID["ko"] in text
    assert "Hello" not in text


def test_did_it_help_is_asked_by_a_link_and_answered_once(desk: Desk) -> None:
    case_id = caused(desk)
    mending = mended_now(desk)
    list_for_telling(by=desk.manager, mending_id=mending, now=NOW + DAY)
    tell_everyone(by=desk.manager, mending_id=mending, now=NOW + DAY)
    tell_some(mending_id=mending, now=NOW + DAY)
    secret = link_in(Message.objects.get(direction="out"))
    assert help_asked(secret=secret).did == DID["en"]
    answer_helped(secret=secret, helped=True, now=NOW + 2 * DAY)
    with pytest.raises(CaseRefused, match="already"):
        answer_helped(secret=secret, helped=False, now=NOW + 2 * DAY)
    with pytest.raises(NotFound):
        answer_helped(secret=secret + "x", helped=True, now=NOW)
    seen = mending_for(desk.manager, mending_id=mending)
    assert (seen.listed, seen.told, seen.answered, seen.helped) == (1, 1, 1, 1)
    (helped,) = measured("helped")
    assert (helped.perceived, helped.subject_id) == (1.0, str(case_id))


def test_whoever_complains_after_the_mending_is_not_told_and_counts_as_come_back(desk: Desk) -> None:
    caused(desk)
    mending = mended_now(desk)
    caused(desk, made_at=NOW + 3 * DAY)
    assert list_for_telling(by=desk.manager, mending_id=mending, now=NOW + 4 * DAY) == 1
    assert mending_for(desk.manager, mending_id=mending).came_back == 1


def test_what_lies_below_a_mended_cause_is_mended_with_it(desk: Desk) -> None:
    desk.cause("packing")
    desk.cause("tape", parent="packing")
    case_id = desk.case()
    set_facts(
        by=OPERATOR, case_id=case_id, facts=FactsSet(cause=desk.cause("tape", parent="packing")), now=NOW
    )
    mending = mended_now(desk)
    assert list_for_telling(by=desk.manager, mending_id=mending, now=NOW + DAY) == 1


def test_a_customer_who_was_erased_meanwhile_is_written_to_no_more(desk: Desk) -> None:
    case_id = caused(desk)
    mending = mended_now(desk)
    list_for_telling(by=desk.manager, mending_id=mending, now=NOW + DAY)
    Case.objects.filter(pk=case_id).update(customer_key=None)
    Contact.objects.filter(case_id=case_id).delete()
    tell_everyone(by=desk.manager, mending_id=mending, now=NOW + DAY)
    assert tell_some(mending_id=mending, now=NOW + DAY) == 0
    assert not Message.objects.filter(direction="out").exists()


def test_who_was_never_told_counts_as_not_told_after_thirty_days_and_once(desk: Desk) -> None:
    for _twice in range(2):
        caused(desk)
    mending = mended_now(desk)
    assert count_untold(now=NOW + 40 * DAY) == 0, "nobody was on the list yet"
    list_for_telling(by=desk.manager, mending_id=mending, now=NOW + 40 * DAY)
    assert count_untold(now=NOW + 60 * DAY) == 0
    assert count_untold(now=NOW + 80 * DAY) == 2
    assert count_untold(now=NOW + 81 * DAY) == 0
    assert told_moments() == [0.0, 0.0]
    caused(desk, contact=ContactIn(email="late@example.test"))
    list_for_telling(by=desk.manager, mending_id=mending, now=NOW + 81 * DAY)
    count_untold(now=NOW + 120 * DAY)
    assert told_moments() == [0.0] * 3


def test_the_public_page_says_what_was_published_and_nothing_else(desk: Desk) -> None:
    caused(desk)
    mending = mended_now(desk)
    list_for_telling(by=desk.manager, mending_id=mending, now=NOW + DAY)
    assert mended() == ()
    with pytest.raises(CauseRefused, match="English"):
        publish(by=desk.manager, mending_id=mending, said={"ko": "젖음"}, did=DID, now=NOW + DAY)
    publish(by=desk.manager, mending_id=mending, said=SAID, did=DID, now=NOW + DAY)
    (one,) = mended()
    assert (one.said, one.did, one.people, one.told) == (SAID["en"], DID["en"], 1, 0)
    take_down(by=desk.manager, mending_id=mending, now=NOW + DAY)
    assert mended() == ()


def test_only_leads_mend_tell_and_publish_and_a_stranger_sees_nobody_on_the_list(desk: Desk) -> None:
    caused(desk)
    mending = mended_now(desk)
    list_for_telling(by=desk.manager, mending_id=mending, now=NOW + DAY)
    for person in (desk.owner, desk.stranger, NOBODY):
        with pytest.raises(PermissionDenied):
            tell_everyone(by=person, mending_id=mending, now=NOW)
        with pytest.raises(PermissionDenied):
            publish(by=person, mending_id=mending, said=SAID, did=DID, now=NOW)
    assert len(to_tell_for(desk.owner, mending_id=mending)) == 1
    assert to_tell_for(desk.stranger, mending_id=mending) == ()
    with pytest.raises(NotFound):
        mendings_for(NOBODY)


def test_nothing_is_told_before_somebody_says_what_was_done(desk: Desk) -> None:
    desk.cause("packing")
    mending = mend(by=desk.manager, slug="packing", did={}, now=NOW)
    with pytest.raises(CauseRefused, match="what was done"):
        tell_everyone(by=desk.manager, mending_id=mending, now=NOW)
    assert Mending.objects.get(pk=mending).telling_since is None


def test_one_person_is_one_signed_in_or_not_and_is_told_once_of_one_mending(desk: Desk) -> None:
    mina = desk.people.customer("Mina")
    signed_in = caused(desk, customer=mina.customer_id, contact=None, language="en")
    by_mail = caused(desk, contact=ContactIn(email=mina.email.upper()), made_at=NOW + timedelta(hours=1))
    listed_later = desk.case(contact=ContactIn(email=mina.email))
    mending = mended_now(desk)
    assert list_for_telling(by=desk.manager, mending_id=mending, now=NOW + DAY) == 1
    (one,) = to_tell_for(desk.manager, mending_id=mending)
    assert (one.case_id, one.cases) == (by_mail, 2)
    Case.objects.filter(pk=by_mail).update(help_asked_at=NOW)
    tell_everyone(by=desk.manager, mending_id=mending, now=NOW + DAY)
    assert tell_some(mending_id=mending, now=NOW + DAY) == 1
    assert "/helped/" not in Message.objects.get(direction="out").text, "they were asked before"
    set_facts(by=OPERATOR, case_id=listed_later, facts=FactsSet(cause=desk.cause("packing")), now=NOW)
    assert list_for_telling(by=desk.manager, mending_id=mending, now=NOW + DAY) == 0
    assert Case.objects.filter(told_at__isnull=False).count() == 2
    assert Case.objects.get(pk=signed_in).told_at


def test_a_lead_of_one_place_writes_to_those_whose_cases_they_see(desk: Desk) -> None:
    there = desk.people.location("Busan")
    caused(desk, location=there.code, contact=ContactIn(email="far@example.test"))
    near = caused(desk)
    mending = mended_now(desk)
    list_for_telling(by=desk.manager, mending_id=mending, now=NOW + DAY)
    lead = replace(desk.manager, location_ids=desk.owner.location_ids)
    with TestCase.captureOnCommitCallbacks(execute=True):
        tell_everyone(by=lead, mending_id=mending, now=NOW + DAY)
    (job,) = ProcrastinateJob.objects.filter(task_name="cases.tell_next")
    assert tell_some(now=NOW + DAY, **job.args) == 1
    assert Message.objects.get(direction="out").case_id == near
    assert tell_some(mending_id=mending, now=NOW + DAY) == 1


def test_by_page_those_to_be_told_by_hand_come_first_and_nobody_is_left_out(desk: Desk) -> None:
    rung = [caused(desk, channel=Channel.PHONE, contact=ContactIn(phone=f"02 {n}")) for n in range(3)]
    written = [caused(desk, contact=ContactIn(email=f"{n}@example.test")) for n in range(2)]
    mention = caused(
        desk, channel=Channel.MENTION, contact=ContactIn(handle="@han"), link="https://social.example/1"
    )
    mending = mended_now(desk)
    list_for_telling(by=desk.manager, mending_id=mending, now=NOW + DAY)
    tell_everyone(by=desk.manager, mending_id=mending, now=NOW + DAY)
    assert tell_some(mending_id=mending, now=NOW + DAY, most=1) == 1
    pages = [to_tell_for(desk.manager, mending_id=mending, most=2)]
    while pages[-1]:
        pages.append(to_tell_for(desk.manager, mending_id=mending, after=pages[-1][-1].cursor, most=2))
    found = [one.case_id for page in pages for one in page]
    assert set(found[:4]) == {*rung, mention}, "who wrote elsewhere is answered there, by a person"
    assert found[4:] == [written[1], written[0]]
    assert to_tell_for(desk.manager, mending_id=mending, after="x", most=2) == pages[0]


def test_strangers_cannot_be_told_by_hand_of(desk: Desk) -> None:
    caused(desk, channel=Channel.PHONE, contact=ContactIn(phone="02 1"))
    mending = mended_now(desk)
    list_for_telling(by=desk.manager, mending_id=mending, now=NOW + DAY)
    (one,) = to_tell_for(desk.owner, mending_id=mending)
    with pytest.raises(NotFound):
        told_by_hand(by=desk.stranger, telling_id=one.id, now=NOW)


def test_the_link_is_unguessable(desk: Desk) -> None:
    caused(desk)
    mending = mended_now(desk)
    list_for_telling(by=desk.manager, mending_id=mending, now=NOW + DAY)
    tell_everyone(by=desk.manager, mending_id=mending, now=NOW + DAY)
    tell_some(mending_id=mending, now=NOW + DAY)
    message = Message.objects.get(direction="out")
    secret, telling = link_in(message), Telling.objects.get()
    assert len(urlsafe_b64decode(secret + "==")) >= 16
    assert secret.encode() not in bytes(telling.digest or b"")
    for guess in (
        str(telling.pk),
        str(message.case_id),
        secret[:-1],
        secret.swapcase(),
        "",
        str(UUID(int=1)),
    ):
        with pytest.raises(NotFound):
            help_asked(secret=guess)


def test_whoever_cannot_be_told_keeps_nobody_behind_them_waiting(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    erased, broken, last = (caused(desk, contact=ContactIn(email=f"{n}@example.test")) for n in range(3))
    mending = mended_now(desk)
    list_for_telling(by=desk.manager, mending_id=mending, now=NOW + DAY)
    tell_everyone(by=desk.manager, mending_id=mending, now=NOW + DAY)
    Contact.objects.filter(case=erased).delete()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE cases_message ADD CHECK (case_id <> {broken}) NOT VALID")
    told: list[int] = []
    batch = tell_batch(mending_id=mending, now=NOW + DAY, most=1)
    while batch.last is not None:
        told.append(batch.told)
        batch = tell_batch(mending_id=mending, now=NOW + DAY, after=batch.last, most=1)
    assert sorted(told) == [0, 0, 1]
    assert Case.objects.get(told_at__isnull=False).pk == last
    assert Telling.objects.get(told_at__isnull=True).case_id == broken
    assert "IntegrityError in" in caplog.text
    assert "example.test" not in caplog.text
