"""Customers and staff draw with us: what holders of a link may say, and who else sees it."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from wellserved.journey.contracts import MeasureKey, Remove, SetField
from wellserved.journey.contracts.inviting import (
    ContributionRefused,
    Holder,
    InvitationClosed,
    InvitationMade,
    Invited,
)
from wellserved.journey.domain import inviting as rules
from wellserved.journey.models import Contribution, Invitation
from wellserved.journey.queries.inviting import Looked, invitations_for, invited_by, together_for
from wellserved.journey.services import edit_map
from wellserved.journey.services.inviting import (
    ClosesInThePast,
    change_words,
    close_invitation,
    make_invitation,
    renew_link,
    say_feeling,
    say_words,
    take_back,
)
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound, Person
from wellserved.people.models import AuditLine

from .conftest import NOW

LATER = NOW + timedelta(days=1)
CLOSES = NOW + timedelta(days=14)
Measures = dict[str, MeasureKey]
pytestmark = pytest.mark.django_db


def invite(by: Person = OPERATOR, audience: str = "customers") -> InvitationMade:
    return make_invitation(
        by=by,
        journey="parcel",
        title="Your parcel",
        welcome="Help us",
        audience=audience,
        closes_at=CLOSES,
        now=NOW,
    )


@pytest.fixture
def link(measures: Measures) -> InvitationMade:
    return invite()


@pytest.fixture
def door(measures: Measures) -> int:
    return measures["days"].touchpoint_id


def holder(link: InvitationMade) -> Holder:
    return Holder(secret=link.secret, key=uuid4())


def seen(somebody: Holder) -> Invited:
    return invited_by(secret=somebody.secret, key=somebody.key, now=LATER)


def note(somebody: Holder, door: int, text: str = "The bell was not heard") -> int:
    return say_words(holder=somebody, kind="note", text=text, touchpoint=door, now=LATER)


def test_only_the_digest_of_the_secret_is_kept(link: InvitationMade) -> None:
    row = Invitation.objects.get()
    assert link.secret not in {str(value) for value in vars(row).values()}
    assert row.digest == rules.digest(link.secret)
    assert all(link.secret not in str(line.facts) for line in AuditLine.objects.all())


def test_holders_find_their_own_and_nobody_else_s(link: InvitationMade, door: int) -> None:
    one, other = holder(link), holder(link)
    note(one, door)
    say_feeling(holder=one, touchpoint=door, feeling=-1, now=LATER)
    assert [c.kind for c in seen(one).own] == ["note", "feeling"]
    assert seen(other).own == ()
    assert invited_by(secret=link.secret, key=None, now=LATER).own == ()


def test_a_feeling_said_again_takes_the_place_of_the_first(link: InvitationMade, door: int) -> None:
    one = holder(link)
    first = say_feeling(holder=one, touchpoint=door, feeling=-2, now=LATER)
    assert say_feeling(holder=one, touchpoint=door, feeling=1, now=LATER) == first
    assert [c.feeling for c in seen(one).own] == [1]


def test_words_are_changed_and_taken_back(link: InvitationMade, door: int) -> None:
    one = holder(link)
    said = note(one, door)
    change_words(holder=one, contribution=said, text=" No bell \n at all ", now=LATER)
    assert [c.text for c in seen(one).own] == ["No bell\nat all"]
    take_back(holder=one, contribution=said, now=LATER)
    assert seen(one).own == ()
    assert not Contribution.objects.exists()


def test_nobody_changes_or_takes_back_what_somebody_else_said(link: InvitationMade, door: int) -> None:
    said, other = note(holder(link), door), holder(link)
    with pytest.raises(NotFound):
        change_words(holder=other, contribution=said, text="mine", now=LATER)
    with pytest.raises(NotFound):
        take_back(holder=other, contribution=said, now=LATER)
    assert Contribution.objects.filter(text="The bell was not heard").exists()


def test_a_missing_step_stands_behind_a_touchpoint_or_at_a_stage_s_start(
    link: InvitationMade, door: int
) -> None:
    one = holder(link)
    stage = seen(one).stages[0].id
    say_words(holder=one, kind="missing_step", text="Somebody calls", touchpoint=door, now=LATER)
    say_words(holder=one, kind="missing_step", text="I choose a day", stage=stage, now=LATER)
    assert [(c.stage, c.touchpoint) for c in seen(one).own] == [(stage, door), (stage, None)]


@pytest.mark.parametrize(("text", "why"), [("", "empty"), (" \n\x00 ", "empty"), ("x" * 601, "too_long")])
def test_texts_say_something_and_are_not_too_long(
    link: InvitationMade, door: int, text: str, why: str
) -> None:
    with pytest.raises(ContributionRefused) as refused:
        note(holder(link), door, text)
    assert refused.value.why == why


def test_a_note_needs_a_touchpoint(link: InvitationMade) -> None:
    one = holder(link)
    with pytest.raises(ContributionRefused):
        say_words(holder=one, kind="note", text="Hm", stage=seen(one).stages[0].id, now=LATER)


def test_one_key_and_one_invitation_hold_so_much_and_no_more(
    link: InvitationMade, door: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wellserved.journey.services.inviting.contributing.MOST_OF_ONE_KEY", 2)
    monkeypatch.setattr("wellserved.journey.services.inviting.contributing.MOST_OF_AN_INVITATION", 3)
    one = holder(link)
    for expected in ("", "", "own_limit"):
        assert _refusal(one, door) == expected
    other = holder(link)
    for expected in ("", "limit"):
        assert _refusal(other, door) == expected


def _refusal(somebody: Holder, door: int) -> str:
    try:
        note(somebody, door)
    except ContributionRefused as refused:
        return refused.why
    return ""


def test_a_closed_invitation_takes_nothing_and_still_shows_one_s_own(link: InvitationMade, door: int) -> None:
    one = holder(link)
    said = note(one, door)
    close_invitation(by=OPERATOR, journey="parcel", invitation=link.id, now=LATER)
    for deed in (
        lambda: note(one, door),
        lambda: say_feeling(holder=one, touchpoint=door, feeling=0, now=LATER),
        lambda: change_words(holder=one, contribution=said, text="Hm", now=LATER),
        lambda: take_back(holder=one, contribution=said, now=LATER),
    ):
        with pytest.raises(InvitationClosed):
            deed()
    assert not seen(one).open
    assert len(seen(one).own) == 1


def test_it_closes_by_itself(link: InvitationMade, door: int) -> None:
    with pytest.raises(InvitationClosed):
        say_feeling(holder=holder(link), touchpoint=door, feeling=0, now=CLOSES)


def test_a_new_link_ends_the_old_one_and_keeps_what_was_said(link: InvitationMade, door: int) -> None:
    one = holder(link)
    note(one, door)
    renewed = renew_link(by=OPERATOR, journey="parcel", invitation=link.id, closes_at=CLOSES, now=LATER)
    with pytest.raises(NotFound):
        note(one, door)
    with pytest.raises(NotFound):
        seen(one)
    assert len(seen(Holder(secret=renewed.secret, key=one.key)).own) == 1


def test_customers_see_no_backstage_and_staff_do(link: InvitationMade, door: int) -> None:
    edit_map(
        by=OPERATOR,
        journey="parcel",
        seen=0,
        deeds=[SetField(kind="touchpoint", id=door, field="side", value="backstage")],
        now=NOW,
    )
    customer, colleague = holder(link), holder(invite(audience="staff"))
    assert seen(customer).stages == ()
    assert [t.id for s in seen(colleague).stages for t in s.touchpoints] == [door]
    assert _refusal(customer, door) == "place"
    assert _refusal(colleague, door) == ""


def test_nothing_is_said_about_what_is_not_on_the_map(link: InvitationMade, door: int) -> None:
    edit_map(by=OPERATOR, journey="parcel", seen=0, deeds=[Remove(kind="touchpoint", id=door)], now=NOW)
    assert _refusal(holder(link), door) == "place"


def test_an_invitation_closes_in_the_future(measures: Measures) -> None:
    with pytest.raises(ClosesInThePast):
        make_invitation(
            by=OPERATOR, journey="parcel", title="x", welcome="", audience="staff", closes_at=NOW, now=NOW
        )


@pytest.mark.parametrize("role", ["agent", None])
def test_agents_and_customers_neither_invite_nor_look(link: InvitationMade, role: str | None) -> None:
    somebody = Person(account_id=None, role=role) if role else NOBODY
    with pytest.raises(PermissionDenied):
        invite(somebody)
    with pytest.raises(PermissionDenied):
        close_invitation(by=somebody, journey="parcel", invitation=link.id, now=LATER)
    with pytest.raises(PermissionDenied):
        renew_link(by=somebody, journey="parcel", invitation=link.id, closes_at=CLOSES, now=LATER)
    with pytest.raises(NotFound):
        invitations_for(somebody, journey="parcel", now=LATER)
    with pytest.raises(NotFound):
        together_for(somebody, journey="parcel", looked=Looked(), now=LATER)


def test_the_facilitator_sees_how_many_said_how_much(link: InvitationMade, door: int) -> None:
    one = holder(link)
    for somebody in (one, one, holder(link)):
        note(somebody, door)
    (line,) = invitations_for(OPERATOR, journey="parcel", now=LATER)
    assert (line.contributions, line.people, line.open) == (3, 2, True)


@given(st.lists(st.sampled_from(rules.FEELINGS), min_size=1, max_size=40))
def test_the_median_is_the_middle_one_and_of_two_the_worse(feelings: list[int]) -> None:
    counts = [feelings.count(feeling) for feeling in rules.FEELINGS]
    assert rules.lower_median(counts) == sorted(feelings)[(len(feelings) - 1) // 2]


def test_keys_are_random_and_no_customer_s(link: InvitationMade, door: int) -> None:
    note(holder(link), door)
    row = Contribution.objects.get()
    assert isinstance(row.by_key, UUID)
    names = {field.name for field in Contribution._meta.get_fields()}
    assert not {"customer", "customer_key", "account", "staff"} & names
