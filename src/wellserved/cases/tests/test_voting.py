"""Whoever says that it happened to them too counts once, beside the complaints, and is told once when it is mended."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from pytest_django import Settings

from wellserved.cases.contracts import Channel, ContactIn, Progress
from wellserved.cases.holdings import erase, held
from wellserved.cases.models import Case, Mending, Message, OpenCause, Telling, Vote
from wellserved.cases.queries.looping import help_asked, mending_for, to_tell_for
from wellserved.cases.queries.preventing import pareto_for
from wellserved.cases.queries.voting import open_causes, own_votes_for, shown_causes_for
from wellserved.cases.services import (
    CaseRefused,
    CauseRefused,
    FactsSet,
    NotCarried,
    mend,
    retire_cause,
    send_due,
    set_facts,
)
from wellserved.cases.services.looping import (
    answer_helped,
    count_untold,
    list_for_telling,
    publish,
    tell_everyone,
    tell_some,
    told_by_hand,
)
from wellserved.cases.services.showing import show_cause, take_cause_down
from wellserved.cases.services.voters import say_voter_helped, tell_voter
from wellserved.cases.services.voting import forget_votes, take_back, vote
from wellserved.journey.models import Measure, Moment
from wellserved.journey.queries.subjects import subjects_for
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound, Person
from wellserved.people.models import CustomerDetails
from wellserved.people.queries import person_of
from wellserved.people.services import erase_customer
from wellserved.platform.tests.post import post_office

from .conftest import NOW, Desk

DAY = timedelta(days=1)
SAID = {"en": "Boxes arrive wet.", "ko": "상자가 젖어 있습니다."}
DID = {"en": "New boxes keep the rain out.", "ko": "비를 막는 새 상자를 씁니다."}
QUARTER = {"since": NOW - 91 * DAY, "until": NOW + DAY, "zone": "UTC"}


def shown(desk: Desk, cause: str = "packing", *, progress: Progress = Progress.LOOKING) -> int:
    desk.cause(cause)
    return show_cause(by=desk.manager, slug=cause, said=SAID, progress=progress, now=NOW)


def customer(desk: Desk, name: str = "Mina") -> tuple[Person, CustomerDetails]:
    details = desk.people.customer(name)
    assert details.account_id is not None
    return person_of(account_id=details.account_id), details


def said_by(person: Person, open_id: int, *, language: str = "en") -> None:
    vote(by=person, open_id=open_id, address="192.0.2.1", language=language, now=NOW)


def by_mail(open_id: int, email: str, **facts: object) -> Vote:
    given = {"cast_at": NOW, "confirmed_at": NOW, "language": "ko"} | facts
    return Vote.objects.create(open_cause_id=open_id, email=email, **given)


def complained(desk: Desk, cause: str = "packing", **facts: object) -> int:
    case_id = desk.case(**facts)
    set_facts(by=OPERATOR, case_id=case_id, facts=FactsSet(cause=desk.cause(cause)), now=NOW)
    return case_id


def mended(desk: Desk, *, tell: bool = True) -> int:
    mending = mend(by=desk.manager, slug="packing", did=DID, said=SAID, now=NOW + DAY)
    list_for_telling(by=desk.manager, mending_id=mending, now=NOW + DAY)
    if tell:
        tell_everyone(by=desk.manager, mending_id=mending, now=NOW + DAY)
    return mending


def voters() -> list[int]:
    return list(Telling.objects.filter(case__isnull=True).order_by("pk").values_list("pk", flat=True))


def told_moments() -> list[tuple[str, float | None]]:
    return list(
        Moment.objects.filter(measure_id__in=Measure.objects.filter(slug="told").values("pk"))
        .order_by("subject_kind", "pk")
        .values_list("subject_kind", "delivered")
    )


def test_a_person_is_told_once_however_they_said_it_and_once_more_is_nobody(
    desk: Desk, settings: Settings
) -> None:
    open_id = shown(desk)
    mina, details = customer(desk)
    han, _details = customer(desk, "Han")
    said_by(mina, open_id)
    said_by(mina, open_id)
    case_id = complained(desk, contact=ContactIn(email=details.email.upper()))
    said_by(han, open_id, language="ko")
    by_mail(open_id, "lee@example.test")
    complained(desk, contact=ContactIn(email="Lee@example.test"), language="ko")
    only = by_mail(open_id, "park@example.test")
    by_mail(open_id, "silent@example.test", confirmed_at=None)
    gone, _gone = customer(desk, "Gone")
    said_by(gone, open_id)
    take_back(by=gone, open_id=open_id, now=NOW)
    assert [one.votes for one in open_causes(NOBODY)] == [4]
    take_cause_down(by=desk.manager, slug="packing", now=NOW)
    mending = mended(desk)
    assert list_for_telling(by=desk.manager, mending_id=mending, now=NOW + DAY) == 0
    seen = mending_for(desk.manager, mending_id=mending)
    assert (seen.listed, seen.voters, seen.told) == (4, 2, 0)
    assert tell_some(mending_id=mending, now=NOW + DAY) == 4
    with post_office(settings) as post:
        send_due(now=NOW + 2 * DAY)
        for _twice in range(2):
            for telling in voters():
                tell_voter(telling_id=telling, now=NOW + 2 * DAY)
        assert tell_some(mending_id=mending, now=NOW + 2 * DAY) == 0
    to = sorted(str(mail["To"]).lower() for mail in post.taken)
    assert len(to) == 4, "one letter each"
    assert Case.objects.get(pk=case_id).answered_at is None, "a letter to everyone answers nobody's case"
    assert {"park@example.test", details.email, "lee@example.test"} < {
        one.split("<")[-1].strip("> ") for one in to
    }
    letter = next(mail for mail in post.taken if "park@" in str(mail["To"]))
    text = letter.get_content()
    assert (SAID["ko"] in text, DID["ko"] in text, "Hello" in text) == (True, True, False)
    assert letter["Auto-Submitted"] == "auto-generated"
    assert Vote.objects.filter(told_at__isnull=True).count() == 1, "only who never said yes"
    assert told_moments() == [("case", 1.0)] * 2 + [("vote", 1.0)] * 2
    secret = re.search(r"/helped/(\S+)", text)
    assert secret
    assert help_asked(secret=secret[1]).said == SAID["en"]
    answer_helped(secret=secret[1], helped=True, now=NOW + 3 * DAY)
    with pytest.raises(CaseRefused, match="already"):
        answer_helped(secret=secret[1], helped=False, now=NOW + 3 * DAY)
    seen = mending_for(desk.manager, mending_id=mending)
    assert (seen.told, seen.answered, seen.helped) == (4, 1, 1)
    (helped,) = Moment.objects.filter(perceived__isnull=False)
    assert (helped.perceived, helped.subject_kind, helped.subject_id) == (1.0, "vote", str(only.pk))
    (about,) = subjects_for(desk.owner, subjects=[("vote", str(only.pk)), ("vote", "x")]).values()
    assert (about.title, about.excerpt) == (SAID["en"], "")
    assert subjects_for(mina, subjects=[("vote", str(only.pk))]) == {}
    assert Message.objects.filter(direction="out", case_id=case_id).count() == 1


def test_a_letter_that_does_not_go_out_is_tried_again_and_tells_nobody_meanwhile(
    desk: Desk, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    open_id = shown(desk)
    by_mail(open_id, "park@example.test")
    by_mail(open_id, "nobody@example.test")
    mending = mended(desk)
    later, never = voters()
    with post_office(settings, "451 Later", "250 Taken", "550 Never") as post:
        with pytest.raises(NotCarried) as refused:
            tell_voter(telling_id=later, now=NOW + DAY)
        assert mending_for(desk.manager, mending_id=mending).told == 0
        assert tell_voter(telling_id=later, now=NOW + DAY)
        assert not tell_voter(telling_id=never, now=NOW + DAY)
        Telling.objects.filter(pk=never).update(mailing_until=NOW + 2 * DAY)
        assert not tell_voter(telling_id=never, now=NOW + DAY), "another worker has it in hand"
    assert len({str(mail["Message-ID"]) for mail in post.seen if "park" in str(mail["To"])}) == 1
    assert "example.test" not in f"{refused.value}{caplog.text}"
    assert count_untold(now=NOW + 60 * DAY) == 1
    assert count_untold(now=NOW + 61 * DAY) == 0
    assert told_moments() == [("vote", 1.0), ("vote", 0.0)]


def test_a_customer_without_an_address_is_told_and_answers_on_their_own_page(desk: Desk) -> None:
    open_id = shown(desk)
    mina, details = customer(desk)
    said_by(mina, open_id)
    CustomerDetails.objects.filter(pk=details.pk).update(email="")
    mended(desk)
    (telling,) = voters()
    assert own_votes_for(mina)[0].did == ""
    assert tell_voter(telling_id=telling, now=NOW + DAY)
    (own,) = own_votes_for(mina)
    assert (own.said, own.did, own.telling_id, own.helped) == (SAID["en"], DID["en"], telling, None)
    stranger, _other = customer(desk, "Stranger")
    for other in (stranger, desk.manager, NOBODY):
        with pytest.raises(NotFound):
            say_voter_helped(by=other, telling_id=telling, helped=True, now=NOW + DAY)
    say_voter_helped(by=mina, telling_id=telling, helped=False, now=NOW + DAY)
    assert own_votes_for(mina)[0].helped is False
    assert own_votes_for(stranger) == own_votes_for(NOBODY) == ()


def test_who_takes_it_back_or_is_erased_is_told_no_more_and_leaves_nothing(desk: Desk) -> None:
    first, second = shown(desk), shown(desk, "tape")
    desk.cause("tape", parent="packing")
    mina, details = customer(desk)
    both, _both = customer(desk, "Both")
    back, _back = customer(desk, "Back")
    for person in (mina, both, back):
        said_by(person, first)
    said_by(both, second)
    by_mail(second, details.email)
    case_id = complained(desk, customer=both.customer_key, contact=None)
    mending = mended(desk, tell=False)
    assert OpenCause.objects.filter(closed_at__isnull=True).count() == 0, "what lies below is mended, too"
    assert mending_for(desk.manager, mending_id=mending).listed == 3
    take_back(by=back, open_id=first, now=NOW + DAY)
    take_back(by=both, open_id=first, now=NOW + DAY)
    key = details.customer_id
    files = {name: list(rows) for name, rows in held(key)}
    assert [row["open_cause__said"] for row in files["votes.json"]] == [SAID, SAID]
    erase_customer(person=OPERATOR, key=key, now=NOW + DAY)
    with pytest.raises(NotFound):
        said_by(mina, shown(desk, "driver"))
    (left,) = Telling.objects.all()
    assert (left.case_id, left.votes) == (case_id, list(Vote.objects.values_list("pk", flat=True)))
    said_again = Vote.objects.get()
    assert said_again.customer_key == both.customer_key
    tell_everyone(by=desk.manager, mending_id=mending, now=NOW + DAY)
    tell_some(mending_id=mending, now=NOW + DAY)
    erase(UUID(str(both.customer_key)))
    row = Vote.objects.get()
    assert (row.customer_key, row.email, row.digest) == (None, "", None)
    assert row.told_at, "the figure stays, as nobody's"


def test_addresses_that_nobody_needs_are_forgotten(desk: Desk) -> None:
    open_id = shown(desk)
    by_mail(open_id, "silent@example.test", confirmed_at=None)
    waiting = by_mail(open_id, "waits@example.test")
    told = by_mail(open_id, "told@example.test", told_at=NOW)
    assert forget_votes(now=NOW + 6 * DAY) == 0
    assert forget_votes(now=NOW + 8 * DAY) == 1
    assert forget_votes(now=NOW + 31 * DAY) == 1
    assert dict(Vote.objects.values_list("pk", "email")) == {waiting.pk: "waits@example.test", told.pk: ""}


def test_votes_stand_beside_complaints_and_in_no_other_figure(desk: Desk) -> None:
    complained(desk, "driver")
    open_id, tape = shown(desk), shown(desk, "tape")
    desk.cause("tape", parent="packing")
    mina, _mina = customer(desk)
    said_by(mina, open_id)
    said_by(mina, tape)
    by_mail(tape, "park@example.test")
    seen = pareto_for(desk.manager, by="count", **QUARTER)
    assert [(bar.slug, bar.n, bar.voters, bar.share) for bar in seen.bars] == [
        ("driver", 1, 0, 1.0),
        ("packing", 0, 2, 0.0),
    ]
    assert (seen.n, seen.without) == (1, 0)
    assert Case.objects.count() == 1


def test_only_leads_show_a_cause_and_say_it_in_english(desk: Desk) -> None:
    desk.cause("packing")
    mina, _mina = customer(desk)
    for person in (desk.owner, desk.stranger, mina, NOBODY):
        with pytest.raises(PermissionDenied):
            show_cause(by=person, slug="packing", said=SAID, progress=Progress.LOOKING, now=NOW)
        with pytest.raises(PermissionDenied):
            take_cause_down(by=person, slug="packing", now=NOW)
    with pytest.raises(CauseRefused, match="English"):
        show_cause(by=desk.manager, slug="packing", said={"ko": "젖음"}, progress=Progress.LOOKING, now=NOW)
    with pytest.raises(NotFound):
        show_cause(by=desk.manager, slug="none", said=SAID, progress=Progress.LOOKING, now=NOW)
    first = shown(desk)
    said_by(mina, first)
    take_cause_down(by=desk.manager, slug="packing", now=NOW)
    assert open_causes(NOBODY) == ()
    with pytest.raises(NotFound):
        said_by(mina, first)
    assert shown(desk, progress=Progress.MENDING) == first, "it comes back with its votes"
    assert [(one.votes, one.progress) for one in shown_causes_for(desk.owner)] == [(1, "mending")]
    mended(desk)
    assert shown(desk) != first, "what comes back after it was mended begins anew"
    for other in (mina, NOBODY):
        with pytest.raises(NotFound):
            shown_causes_for(other)


def test_an_answer_to_a_mention_is_prepared_for_a_person_to_post(desk: Desk) -> None:
    case_id = complained(
        desk,
        channel=Channel.MENTION,
        contact=ContactIn(handle="@han"),
        link="https://social.example/1",
        language="ko",
    )
    rung = complained(desk, channel=Channel.PHONE, contact=ContactIn(phone="02 1"))
    mending = mended(desk)
    by_hand = {one.case_id: one for one in to_tell_for(desk.owner, mending_id=mending)}
    one = by_hand[case_id]
    assert (one.by_hand, one.link) == (True, "https://social.example/1")
    assert SAID["ko"] in one.post
    assert DID["ko"] in one.post
    assert ("/helped/" in one.post, "/you-said/" in one.post) == (False, False), "nothing private is posted"
    assert (by_hand[rung].link, by_hand[rung].post) == ("", "")
    publish(by=desk.manager, mending_id=mending, said=SAID, did=DID, now=NOW + DAY)
    assert "/you-said/" in next(
        each.post for each in to_tell_for(desk.owner, mending_id=mending) if each.post
    )
    assert to_tell_for(desk.stranger, mending_id=mending) == ()
    assert tell_some(mending_id=mending, now=NOW + DAY) == 0, "nothing goes out by itself"
    told_by_hand(by=desk.owner, telling_id=one.id, now=NOW + DAY)
    assert not [each for each in to_tell_for(desk.owner, mending_id=mending) if each.post]
    assert Mending.objects.get(pk=mending).telling_since


def test_whom_a_vote_is_told_by_is_found_by_an_index(db: None) -> None:
    asked = Telling.objects.filter(votes__overlap=[7])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "telling_of_votes" in asked.explain()


def test_a_yes_that_came_while_the_cause_was_being_closed_is_told(desk: Desk) -> None:
    open_id = shown(desk)
    by_mail(open_id, "park@example.test", confirmed_at=NOW + DAY + timedelta(seconds=1))
    mending = mended(desk, tell=False)
    assert mending_for(desk.manager, mending_id=mending).voters == 1
    by_mail(shown(desk), "later@example.test", confirmed_at=NOW + DAY)
    assert list_for_telling(by=desk.manager, mending_id=mending, now=NOW + 2 * DAY) == 0


def test_nobody_is_told_a_second_time_in_the_name_of_who_was_erased(desk: Desk) -> None:
    desk.cause("packing")
    open_id = shown(desk, "tape")
    desk.cause("tape", parent="packing")
    mina, details = customer(desk)
    said_by(mina, open_id)
    first = mend(by=desk.manager, slug="tape", did=DID, now=NOW + DAY)
    list_for_telling(by=desk.manager, mending_id=first, now=NOW + DAY)
    second = mended(desk)
    tell_everyone(by=desk.manager, mending_id=first, now=NOW + DAY)
    once, twice = voters()
    CustomerDetails.objects.filter(pk=details.pk).update(email="")
    assert tell_voter(telling_id=once, now=NOW + DAY)
    erase(details.customer_id)
    assert not tell_voter(telling_id=twice, now=NOW + 2 * DAY)
    assert (mending_for(desk.manager, mending_id=second).told, told_moments()) == (0, [("vote", 1.0)])


def test_a_cause_that_is_offered_no_more_is_none_that_customers_see(desk: Desk) -> None:
    shown(desk)
    retire_cause(by=desk.manager, slug="packing", now=NOW)
    assert (open_causes(NOBODY), shown_causes_for(desk.manager)) == ((), ())
    desk.cause("packing")
    assert [one.slug for one in shown_causes_for(desk.manager)] == ["packing"]
