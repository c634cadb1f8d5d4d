"""Whichever way a list takes, it is the same list: of all that fits, the last touched first, and nothing else."""

import random
from datetime import timedelta

import pytest

from wellserved.cases.contracts import Channel, Kind, MessageIn, Urgency
from wellserved.cases.models import Case, CaseText
from wellserved.cases.queries import CaseChoice, cases_for
from wellserved.cases.queries.searching import LIMITS, Limits
from wellserved.cases.services import FactsSet, add_message, close, merge, set_aside, set_facts, take
from wellserved.people.contracts import OPERATOR, Person

from .conftest import NOW, Desk

LATER = NOW + timedelta(days=30)


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """Twenty-four cases of all sorts, a minute apart; every third is closed, every eighth taken, one set aside."""
    cause = desk.cause()
    below = desk.cause("boxes", parent="packing")
    for number in range(24):
        words = ("The box was wet", "배송이 늦었어요", "退款還沒收到")[number % 3] + " refund" * (
            number % 4 == 0
        )
        case_id = desk.case(
            words,
            kind=(Kind.COMPLAINT, Kind.QUESTION)[number % 2],
            language=("en", "ko", "zh-hant")[number % 3],
            location=desk.here.code if number % 5 else "",
            urgency=Urgency.URGENT if number % 6 == 0 else Urgency.NORMAL,
        )
        now = NOW + timedelta(minutes=number)
        if number % 3 == 0:
            facts = FactsSet(cause=(cause, below)[number % 2])
            set_facts(by=desk.owner, case_id=case_id, facts=facts, now=now)
            close(by=desk.owner, case_id=case_id, now=now)
        elif number % 8 == 1:
            take(by=desk.owner, case_id=case_id, now=now)
    set_aside(by=desk.owner, case_id=case_id, now=LATER)
    return desk


def fitting(person: Person, choice: CaseChoice, words: str) -> list[int]:
    """The same, from the cases one by one."""
    rows = Case.objects.filter(quarantine="").order_by("-touched_at", "-pk")
    facts = {"kind": choice.kind, "language": choice.language, "urgency": choice.urgency}
    return [
        row.pk
        for row in rows
        if all(getattr(row, name) == value for name, value in facts.items() if value)
        and (choice.state != "undone" or row.state != "done")
        and (choice.state in {"", "undone"} or row.state == choice.state)
        and (choice.cause_id is None or row.cause_id is not None)
        and (choice.location_id is None or row.location_id == choice.location_id)
        and (person.location_ids is None or row.location_id in {None, *person.location_ids})
        and (not choice.owner or row.owner_id == (person.staff_id if choice.owner == "me" else None))
        and (not choice.overdue or (row.state != "done" and row.resolve_due_at is not None))
        and words in row.title
    ]


@pytest.mark.parametrize("limits", [Limits(1, 0, 2), Limits(2, 0, 60), Limits(3, 100, 3), LIMITS])
def test_every_way_finds_the_same_cases_in_the_same_order(filled: Desk, limits: Limits) -> None:
    cause = (
        Case.objects.exclude(cause=None)
        .values_list("cause__parent", flat=True)
        .exclude(cause__parent=None)[0]
    )
    choices = [
        (CaseChoice(), ""),
        (CaseChoice(state="undone"), ""),
        (CaseChoice(state="done", kind="question"), ""),
        (CaseChoice(language="ko", kind="complaint"), ""),
        (CaseChoice(owner="me"), ""),
        (CaseChoice(owner="nobody", state="undone"), ""),
        (CaseChoice(owner="nobody", language="ko"), ""),
        (CaseChoice(urgency="urgent", location_id=filled.here.pk), ""),
        (CaseChoice(cause_id=cause), ""),
        (CaseChoice(cause_id=cause, text="refund"), "refund"),
        (CaseChoice(text="refunds wet"), "wet refund"),
        (CaseChoice(text="늦었", state="undone"), "늦었"),
        (CaseChoice(text="退款", location_id=filled.here.pk), "退款"),
        (CaseChoice(text="refund", owner="me"), "refund"),
        (CaseChoice(text="wet", language="ko"), "nothing has both"),
        (CaseChoice(text="xylophone"), "xylophone"),
        (CaseChoice(text="!?"), "no words at all"),
    ]
    for person in (filled.owner, filled.stranger, filled.manager):
        for choice, words in choices:
            found = cases_for(person, choice, now=NOW, limits=limits).cases
            assert [one.id for one in found] == fitting(person, choice, words), (person.role, choice)
    page = cases_for(filled.owner, CaseChoice(text="refund"), now=NOW, limit=2, limits=limits)
    rest = cases_for(filled.owner, CaseChoice(text="refund", after=page.next), now=NOW, limits=limits)
    both = [one.id for one in (*page.cases, *rest.cases)]
    assert both == fitting(filled.owner, CaseChoice(), "refund")


def test_whoever_changes_a_case_by_whatever_way_it_is_found_by_what_it_is_now(filled: Desk) -> None:
    case_id = Case.objects.filter(language="ko").values_list("pk", flat=True)[0]
    Case.objects.filter(pk=case_id).update(language="ja", urgency="high", location=None)
    # What somebody wrote is erased; the case stays, and is found by its facts.
    CaseText.objects.filter(pk=case_id).update(words="")
    only = CaseChoice(language="ja", urgency="high")
    found = cases_for(OPERATOR, only, now=NOW, limits=Limits(0, 100, 0)).cases
    assert [one.id for one in found] == [case_id]
    assert CaseText.objects.count() == Case.objects.count()


def test_however_much_is_said_it_is_taken_in_and_found_by_its_first_and_newest_words(desk: Desk) -> None:
    case_id, other = (
        desk.case("The zeppelin was late."),
        desk.case("A walrus instead.", made_at=NOW + timedelta(hours=1)),
    )
    syllables = random.Random(1)  # noqa: S311  any text
    for number in range(9):
        text = "".join(chr(syllables.randrange(0xAC00, 0xD7A4)) for _ in range(19_000)) + f" umbrella{number}"
        words = MessageIn(source="test", source_id=str(number), channel=Channel.EMAIL, text=text)
        add_message(by=OPERATOR, case_id=case_id, message=words, now=NOW + timedelta(minutes=number))
    found = {
        word: [one.id for one in cases_for(desk.owner, CaseChoice(text=word), now=NOW).cases]
        for word in ("zeppelin", "umbrella8", "umbrella0", "walrus")
    }
    assert found == {"zeppelin": [case_id], "umbrella8": [case_id], "umbrella0": [], "walrus": [other]}
    merge(by=desk.owner, case_id=other, into=case_id, now=NOW)
    assert case_id in [one.id for one in cases_for(desk.owner, CaseChoice(text="walrus"), now=NOW).cases]
