"""The board: the dearest first, page after page, and only what a person may see."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from wellserved.people.contracts import NOBODY, NotFound, Person
from wellserved.people.models import Account, AuditLine, Customer, CustomerDetails, Location, Staff
from wellserved.people.queries import person_of
from wellserved.tracking.domain.calling import BADNESS, Candidate, first_to_call
from wellserved.tracking.models import Consignment, Trouble, TroubleKind
from wellserved.tracking.queries import board, board_counts
from wellserved.tracking.queries.board import BoardChoice, board_for, offered_for
from wellserved.tracking.queries.board_choice import TROUBLES
from wellserved.tracking.queries.board_counts import Counted, counts_for
from wellserved.tracking.queries.board_currencies import currencies_for, in_one_currency
from wellserved.tracking.queries.board_first import first_calls_for
from wellserved.tracking.services.calling import NoStaff, note_called, release, take_over

from .conftest import NOW
from .troubled import troubled

pytestmark = pytest.mark.django_db


def staff(role: str = "manager", location: Location | None = None) -> Person:
    account = Account.objects.create_user(f"{uuid4().hex}@staff.test")
    Staff.objects.create(account=account, name=f"Alex {role}", role=role, location=location)
    return person_of(account_id=account.pk)


@pytest.fixture
def north() -> Location:
    return Location.objects.create(code="north", name="North depot")


def numbers(person: Person, **choice: Any) -> list[str]:
    found = board_for(person, choice=BoardChoice(**choice), now=NOW)
    return [line.number for line in found.lines]


def test_values_of_different_currencies_are_never_put_in_one_order(north: Location) -> None:
    for n, (value, currency) in enumerate(
        [(90_000, "KRW"), (50, "EUR"), (80, "EUR"), (70_000, "KRW"), (5, "KRW")]
    ):
        troubled(f"KR10{n}", value=value, currency=currency, location=north if currency == "EUR" else None)
    troubled("KR200", value=0, currency="")
    person = staff()
    found = currencies_for(person, choice=BoardChoice(), now=NOW)
    assert found == {
        "KRW": Counted(n=3, all_seen=True),
        "EUR": Counted(n=2, all_seen=True),
        "": Counted(n=1, all_seen=True),
    }
    assert in_one_currency(BoardChoice(), found).currency == "KRW", "the one with the most lines"
    assert in_one_currency(BoardChoice(currency="EUR"), found).currency == "EUR"
    assert in_one_currency(BoardChoice(currency="XYZ"), found).currency == "KRW"
    assert numbers(person, currency="EUR") == ["KR102", "KR101"]
    assert numbers(person, currency="") == ["KR200"]
    assert [call.about[0].number for call in first_calls_for(person, now=NOW, currency="EUR")] == [
        "KR102",
        "KR101",
    ]
    lead = staff("team_lead", north)
    assert list(currencies_for(lead, choice=BoardChoice(), now=NOW)) == ["EUR"]
    assert currencies_for(person, choice=BoardChoice(trouble="held"), now=NOW) == {}


def test_every_trouble_has_a_tab_and_a_weight() -> None:
    assert set(TROUBLES) == set(BADNESS) == set(TroubleKind.values)


def test_the_dearest_come_first_and_pages_follow_without_loss_or_doubles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(board, "PAGE", 3)
    for n, value in enumerate([5, 9, 9, 9, 9, 1, 9.5, 0]):
        troubled(f"KR10{n}", value=value)
    person, seen, after = staff(), [], None
    for _ in range(3):
        found = board_for(person, choice=BoardChoice(after=after), now=NOW)
        seen += [line.number for line in found.lines]
        after = found.after
    assert seen == ["KR106", "KR101", "KR102", "KR103", "KR104", "KR100", "KR105", "KR107"]
    assert after is None


def test_each_filter_leaves_what_it_says(north: Location) -> None:
    me = staff()
    troubled("MINE", owner_id=me.staff_id)
    troubled("CALLED", called_at=NOW)
    troubled("OLD", hours=100)
    troubled("UPS1", carrier="ups", service="express")
    Consignment.objects.filter(pk=troubled("RET1").consignment_id).update(kind="return")
    troubled("NORTH", location=north)
    assert numbers(me, mine=True) == ["MINE"]
    assert "CALLED" not in numbers(me, uncalled=True)
    assert numbers(me, older_hours=72) == ["OLD"]
    assert numbers(me, carrier="ups") == numbers(me, service="express") == ["UPS1"]
    assert numbers(me, kind="return") == ["RET1"]
    assert numbers(me, location_id=north.pk) == ["NORTH"]
    assert numbers(me, trouble="silent") == []
    offered = offered_for(me, choice=BoardChoice(carrier="ups"), now=NOW)
    assert (offered.carriers, offered.services) == (("own", "ups"), ("express",))


def test_counts_follow_the_filters_and_say_when_they_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board_counts, "MOST", 2)
    monkeypatch.setattr(board_counts, "SIFTED", 2)
    for n in range(5):
        troubled(f"KR10{n}")
    troubled("KR100", kind="silent")
    troubled("UPS1", carrier="ups", kind="silent")
    me, none = staff(), Counted(n=0, all_seen=True)
    counts = counts_for(me, choice=BoardChoice(trouble="held"), now=NOW)
    assert counts == dict.fromkeys(TROUBLES, none) | {
        "late": Counted(n=2, all_seen=False),
        "silent": Counted(n=2, all_seen=True),
    }
    of_ups = counts_for(me, choice=BoardChoice(carrier="ups"), now=NOW)
    assert (of_ups["silent"], of_ups["late"]) == (Counted(n=1, all_seen=True), Counted(n=0, all_seen=False))


def test_a_rare_choice_is_looked_for_so_far_and_then_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "FAR", 3)
    for n in range(7):
        troubled(f"KR10{n}", value=90 - n, carrier="rare" if n in {1, 5} else "own")
    person, seen, after = staff(), [], None
    for _ in range(3):
        found = board_for(person, choice=BoardChoice(carrier="rare", after=after), now=NOW)
        seen.append(([line.number for line in found.lines], found.looked_at))
        after = found.after
    assert seen == [(["KR101"], 3), (["KR105"], 3), ([], None)]
    assert after is None


def test_staff_of_one_place_see_and_touch_that_alone(north: Location) -> None:
    theirs, other = troubled("NORTH", location=north), troubled("ELSEWHERE")
    agent, lost = staff("agent", north), staff("agent")
    assert numbers(agent) == ["NORTH"]
    assert numbers(lost) == []
    assert counts_for(agent, choice=BoardChoice(), now=NOW)["late"].n == 1
    assert [call.about[0].number for call in first_calls_for(agent, now=NOW)] == ["NORTH"]
    assert take_over(by=agent, troubles=[theirs.pk, other.pk], now=NOW) == 1
    with pytest.raises(NotFound):
        note_called(by=agent, troubles=[other.pk], now=NOW)
    other.refresh_from_db()
    assert (other.owner_id, other.called_at) == (None, None)


@pytest.mark.parametrize("stranger", [NOBODY, Person(customer_key=uuid4())])
def test_strangers_find_no_board_and_do_nothing(stranger: Person) -> None:
    one = troubled("KR100")
    with pytest.raises(NotFound):
        board_for(stranger, choice=BoardChoice(), now=NOW)
    with pytest.raises(NotFound):
        first_calls_for(stranger, now=NOW)
    with pytest.raises(PermissionDenied):
        release(by=stranger, troubles=[one.pk], now=NOW)


def test_troubles_are_taken_called_about_and_given_back_with_a_line_each() -> None:
    me, colleague = staff(), staff()
    ids = [troubled("KR100").pk, troubled("KR101").pk]
    assert take_over(by=me, troubles=ids, now=NOW) == 2
    assert note_called(by=me, troubles=ids, now=NOW) == 2
    later = NOW + timedelta(hours=1)
    assert note_called(by=colleague, troubles=ids, now=later) == 0
    assert {one.called_at for one in Trouble.objects.all()} == {NOW}
    assert release(by=colleague, troubles=ids[:1], now=later) == 1
    assert list(Trouble.objects.order_by("pk").values_list("owner_id", flat=True)) == [None, me.staff_id]
    deeds = AuditLine.objects.order_by("pk").values_list("deed", "facts")
    assert list(deeds) == [
        ("troubles.taken_over", {"n": 2}),
        ("troubles.called", {"n": 2}),
        ("troubles.released", {"n": 1}),
    ]


def test_what_is_right_again_is_not_there_to_take_and_a_program_owns_nothing() -> None:
    one = troubled("KR100")
    with pytest.raises(NoStaff):
        take_over(by=Person(scopes=frozenset({"parcels:write"})), troubles=[one.pk], now=NOW)
    pk = one.pk
    one.delete()
    with pytest.raises(NotFound):
        release(by=staff(), troubles=[pk], now=NOW)


def test_a_customer_is_called_once_about_all_of_theirs_and_not_again() -> None:
    customer = Customer.objects.create(created_at=timezone.now())
    CustomerDetails.objects.create(customer=customer, name="Kim Mina", phone="+82 10 0000 0000")
    troubled("A100", value=40, customer_key=customer.key)
    troubled("A100", kind="returning", value=40)
    troubled("A200", value=50, customer_key=customer.key)
    troubled("B100", value=100)
    dearest = troubled("C100", value=900, called_at=NOW)
    troubled("D100", kind="ready_too_long", value=250)
    calls = first_calls_for(staff(), now=NOW)
    # 4 x 40 + 3 x 50, then 3 x 100, then 1 x 250.
    assert [[about.number for about in call.about] for call in calls] == [
        ["A100", "A200"],
        ["B100"],
        ["D100"],
    ]
    assert (calls[0].name, calls[0].phone) == ("Kim Mina", "+82 10 0000 0000")
    assert dearest.called_at
    program = Person(scopes=frozenset({"parcels:read"}))
    assert {call.name for call in first_calls_for(program, now=NOW)} == {""}


def test_a_consignment_counts_by_its_worst_trouble() -> None:
    both = [
        Candidate(trouble=trouble, consignment_id=1, value=Decimal(10), currency="", customer_key=None)
        for trouble in ("late", "returning", "held")
    ]
    (call,) = first_to_call(both, most=5)
    assert (call.weight, call.about[0].trouble) == (Decimal(40), "returning")
