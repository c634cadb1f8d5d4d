"""A belief round: managers answer, nobody sees the others' answers before the reveal, letters go out once."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from wellserved.journey.contracts import MeasureKey
from wellserved.journey.models import BeliefRound, RoundAnswer
from wellserved.journey.queries import NotRevealed, beliefs_for, round_answers_for, round_for, rounds_for
from wellserved.journey.services import (
    OutsideTheScale,
    QuestionWanted,
    RoundRefused,
    answer,
    create_round,
    reveal_round,
    round_mails,
    take_median,
)
from wellserved.journey.services.rounds import reminded_at
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound, Person
from wellserved.people.models import Account, AuditLine, Staff
from wellserved.people.queries import person_of

from .conftest import NOW

Measures = dict[str, MeasureKey]
PLACE = {"journey": "parcel", "touchpoint": "door"}
CLOSES = NOW + timedelta(days=14)


def staff(name: str, role: str = "manager") -> Person:
    account = Account.objects.create_user(f"{name.lower()}@staff.test")
    Staff.objects.create(account=account, name=name, role=role)
    return person_of(account_id=account.pk)


def held(by: Person, **changes: object) -> int:
    questions = [QuestionWanted(**PLACE, measure="days"), QuestionWanted(**PLACE, measure="score")]
    facts = {"title": "2026", "opens_at": NOW, "closes_at": CLOSES, "questions": questions}
    return create_round(by=by, now=NOW, **(facts | changes))  # type: ignore[arg-type]  # a test's own


def give(key: int, by: Person, *beliefs: float | None, now: datetime = NOW) -> None:
    questions = round_for(by, round_id=key, now=NOW).questions
    for question, believed in zip(questions, beliefs, strict=False):
        answer(by=by, round_id=key, question_id=question.id, believed=believed, now=now)


def test_an_answer_can_be_changed_and_taken_back_until_the_reveal(measures: Measures) -> None:
    ada = staff("Ada")
    key = held(ada)
    give(key, ada, 3, 5)
    give(key, ada, 2)
    assert [q.mine for q in round_for(ada, round_id=key, now=NOW).questions] == [2, 5]
    give(key, ada, None)
    assert [q.mine for q in round_for(ada, round_id=key, now=NOW).questions] == [None, 5]
    reveal_round(by=ada, round_id=key, now=CLOSES)
    with pytest.raises(RoundRefused, match="not open"):
        give(key, ada, 1)
    assert RoundAnswer.objects.get().believed == 5


def test_before_the_reveal_everybody_sees_their_own_answers_only(measures: Measures) -> None:
    ada, max_ = staff("Ada"), staff("Max")
    key = held(ada)
    give(key, ada, 3, 5)
    assert [q.mine for q in round_for(max_, round_id=key, now=NOW).questions] == [None, None]
    for person in (ada, max_, OPERATOR):
        with pytest.raises(NotRevealed):
            round_answers_for(person, round_id=key, now=CLOSES)
    reveal_round(by=max_, round_id=key, now=CLOSES)
    _, answers = round_answers_for(max_, round_id=key, now=CLOSES)
    assert [[(a.staff, a.believed) for a in given] for given in answers.values()] == [
        [("Ada", 3)],
        [("Ada", 5)],
    ]


def test_it_is_revealed_once_all_have_answered_or_it_has_closed(measures: Measures) -> None:
    ada, max_ = staff("Ada", "administrator"), staff("Max")
    staff("Amy", "agent")
    Staff.objects.create(
        account=Account.objects.create_user("gone@staff.test"), name="Gone", role="manager", active=False
    )
    key = held(ada)
    give(key, ada, 3, 5)
    give(key, max_, 4)
    with pytest.raises(RoundRefused, match="not answered yet"):
        reveal_round(by=ada, round_id=key, now=NOW)
    assert not round_for(ada, round_id=key, now=NOW).may_be_revealed
    give(key, max_, 4, 6)
    seen = round_for(ada, round_id=key, now=NOW)
    assert (seen.managers, seen.complete, seen.may_be_revealed) == (2, 2, True)
    reveal_round(by=ada, round_id=key, now=NOW)
    with pytest.raises(RoundRefused, match="already"):
        reveal_round(by=ada, round_id=key, now=CLOSES)


@pytest.mark.parametrize("moment", [NOW - timedelta(hours=1), CLOSES, CLOSES + timedelta(days=1)])
def test_answers_are_taken_while_it_is_open(measures: Measures, moment: datetime) -> None:
    ada = staff("Ada")
    key = held(ada)
    with pytest.raises(RoundRefused, match="not open"):
        give(key, ada, 3, now=moment)


def test_an_answer_lies_within_the_scale(measures: Measures) -> None:
    ada = staff("Ada")
    key = held(ada)
    with pytest.raises(OutsideTheScale, match="scale of 'score'"):
        give(key, ada, 3, 8)
    assert RoundAnswer.objects.count() == 1


def test_who_takes_no_part_finds_no_round_and_does_nothing(measures: Measures) -> None:
    ada = staff("Ada")
    key = held(ada)
    question = round_for(ada, round_id=key, now=NOW).questions[0].id
    for person in (staff("Amy", "agent"), staff("Tess", "team_lead"), Person(account_id=77), NOBODY):
        assert rounds_for(person, now=NOW) == ()
        for query in (round_for, round_answers_for):
            with pytest.raises(NotFound):
                query(person, round_id=key, now=CLOSES)
        with pytest.raises(PermissionDenied):
            held(person)
        with pytest.raises(PermissionDenied):
            answer(by=person, round_id=key, question_id=question, believed=1, now=NOW)
        with pytest.raises(PermissionDenied):
            reveal_round(by=person, round_id=key, now=CLOSES)
        with pytest.raises(PermissionDenied):
            take_median(by=person, round_id=key, question_id=question, now=CLOSES)
    assert BeliefRound.objects.get().revealed_at is None


def test_many_rounds_cost_as_many_queries_as_one(measures: Measures) -> None:
    ada, max_ = staff("Ada"), staff("Max")
    first = held(ada)
    with CaptureQueriesContext(connection) as one:
        assert len(rounds_for(ada, now=NOW)) == 1
    for year in range(12):
        key = held(ada, title=f"{2010 + year}")
        give(key, ada, year, 1 + year % 7)
    give(first, max_, 9, 2)
    with CaptureQueriesContext(connection) as many:
        rounds = rounds_for(ada, now=NOW)
    assert len(many) == len(one) <= 6
    assert rounds == tuple(round_for(ada, round_id=seen.id, now=NOW) for seen in rounds)
    assert [(seen.answered, seen.complete) for seen in rounds] == [(2, 1)] * 12 + [(0, 1)]
    assert [q.mine for q in rounds[0].questions] == [11, 5]


def test_a_program_reveals_but_has_no_answers_of_its_own(measures: Measures) -> None:
    program = Person(scopes=frozenset({"beliefs:round"}), token_id=None)
    key = held(staff("Ada"))
    with pytest.raises(RoundRefused, match="member of staff"):
        give(key, program, 3)
    reveal_round(by=program, round_id=key, now=CLOSES)


def test_the_median_becomes_our_belief_and_says_where_it_comes_from(measures: Measures) -> None:
    ada, max_ = staff("Ada"), staff("Max")
    key = held(ada)
    give(key, ada, 3)
    give(key, max_, 6)
    question = round_for(ada, round_id=key, now=NOW).questions[0].id
    with pytest.raises(NotRevealed):
        take_median(by=ada, round_id=key, question_id=question, now=CLOSES)
    reveal_round(by=ada, round_id=key, now=CLOSES)
    take_median(by=ada, round_id=key, question_id=question, now=CLOSES)
    (belief,) = beliefs_for(OPERATOR)
    assert (belief.level, belief.valid_from, belief.valid_to) == (4.5, CLOSES, None)
    assert "“2026”" in belief.why


def test_the_audit_says_that_somebody_answered_and_never_what(measures: Measures) -> None:
    ada = staff("Ada")
    key = held(ada)
    give(key, ada, 3.25)
    (line,) = AuditLine.objects.filter(deed="round.answered")
    assert "3.25" not in str(line.facts)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"closes_at": NOW}, RoundRefused),
        ({"opens_at": NOW - timedelta(days=9), "closes_at": NOW - timedelta(days=1)}, RoundRefused),
        ({"questions": []}, RoundRefused),
        ({"questions": [QuestionWanted(**PLACE, measure="days")] * 2}, RoundRefused),
        ({"questions": [QuestionWanted(**PLACE, measure="weight")]}, NotFound),
        ({"questions": [QuestionWanted(**PLACE, measure="days", segment="gold")]}, NotFound),
    ],
)
def test_what_makes_no_round_is_refused(
    measures: Measures, changes: dict[str, object], error: type[Exception]
) -> None:
    ada = staff("Ada")
    with pytest.raises(error):
        held(ada, **changes)


def test_letters_are_planned_with_the_round(measures: Measures) -> None:
    held(staff("Ada"))
    planned = ProcrastinateJob.objects.filter(task_name__startswith="journey.")
    jobs = dict(planned.values_list("task_name", "scheduled_at"))
    assert jobs == {
        "journey.invite_to_round": NOW,
        "journey.remind_of_round": reminded_at(opens_at=NOW, closes_at=CLOSES),
    }


def test_each_manager_gets_one_invitation_and_one_reminder_without_personal_data(
    measures: Measures, settings: Settings
) -> None:
    settings.BASE_URL = "https://service.test/"
    ada, _max = staff("Ada"), staff("Max")
    staff("Amy", "agent")
    key = held(ada, title="Ada and Max")
    for _again in range(2):
        round_mails.invite(round_id=key, now=NOW)
    assert [letter.to for letter in mail.outbox] == [["ada@staff.test"], ["max@staff.test"]]
    give(key, ada, 3.25, 5)
    for _again in range(2):
        round_mails.remind(round_id=key, now=NOW)
    assert [letter.to for letter in mail.outbox[2:]] == [["max@staff.test"]]
    for letter in mail.outbox:
        said = f"{letter.subject} {letter.body}"
        assert f"https://service.test/rounds/{key}/" in said
        assert not any(word in said for word in ("Ada", "Max", "3.25", "parcel"))


def test_a_revealed_or_closed_round_sends_no_letters(measures: Measures) -> None:
    ada = staff("Ada")
    key = held(ada)
    assert round_mails.remind(round_id=key, now=CLOSES) == 0
    reveal_round(by=ada, round_id=key, now=CLOSES)
    assert round_mails.invite(round_id=key, now=NOW) == 0
    assert mail.outbox == []


@given(
    opens=st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    lasts=st.timedeltas(timedelta(minutes=1), timedelta(days=400)),
)
def test_the_reminder_comes_while_there_is_time_to_answer(opens: datetime, lasts: timedelta) -> None:
    assert opens < reminded_at(opens_at=opens, closes_at=opens + lasts) < opens + lasts


class OneBoxIsFull(EmailBackend):
    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if any("ada@staff.test" in message.to for message in messages):
            raise SMTPRecipientsRefused({})
        return super().send_messages(messages)


def test_a_letter_that_one_server_refuses_does_not_keep_the_others_from_theirs(
    measures: Measures, settings: Settings
) -> None:
    ada, _max = staff("Ada"), staff("Max")
    key = held(ada)
    settings.EMAIL_BACKEND = f"{__name__}.OneBoxIsFull"
    for _again in range(2):
        with pytest.raises(SMTPRecipientsRefused):
            round_mails.invite(round_id=key, now=NOW)
    assert [letter.to for letter in mail.outbox] == [["max@staff.test"]]
