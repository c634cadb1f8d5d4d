"""What a facilitator makes of it: clusters, set aside, adopted once and with an edit that can be undone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from wellserved.journey.contracts import DeedRefused, DrawnTouchpoint, EditConflict, MeasureKey, SetField
from wellserved.journey.contracts.inviting import (
    AdoptedAlready,
    Adoption,
    ContributionSeen,
    FeltOtherwise,
    Holder,
    InvitationMade,
)
from wellserved.journey.models import Contribution, Edit
from wellserved.journey.queries import drawing_for
from wellserved.journey.queries.inviting import Looked, contributions_for, invited_by, together_for
from wellserved.journey.services import edit_map, undo
from wellserved.journey.services.inviting import (
    adopt,
    adopt_feelings,
    change_words,
    make_invitation,
    put_together,
    rename_cluster,
    say_feeling,
    say_words,
    set_aside,
    take_apart,
    take_back,
    take_up,
)
from wellserved.people.contracts import OPERATOR, NotFound, Person
from wellserved.people.models import Account, AuditLine, Staff
from wellserved.people.queries import person_of

from .conftest import NOW

Measures = dict[str, MeasureKey]
NOTE = Adoption(lane="thinking", text="Where is it?")


def member(role: str) -> Person:
    account = Account.objects.create_user(f"{uuid4().hex}@staff.test")
    Staff.objects.create(account=account, name="Alex", role=role)
    return person_of(account_id=account.pk)


@pytest.fixture
def lead(db: None) -> Person:
    return member("team_lead")


@pytest.fixture
def link(measures: Measures) -> InvitationMade:
    return make_invitation(
        by=OPERATOR,
        journey="parcel",
        title="Your parcel",
        welcome="",
        audience="customers",
        closes_at=NOW + timedelta(days=14),
        now=NOW,
    )


@pytest.fixture
def door(measures: Measures) -> int:
    return measures["days"].touchpoint_id


@pytest.fixture
def somebody(link: InvitationMade) -> Holder:
    return Holder(secret=link.secret, key=uuid4())


def note(somebody: Holder, door: int, kind: str = "note") -> int:
    return say_words(holder=somebody, kind=kind, text="Nobody said when", touchpoint=door, now=NOW)


def feel(link: InvitationMade, door: int, *feelings: int) -> None:
    for feeling in feelings:
        say_feeling(holder=Holder(secret=link.secret, key=uuid4()), touchpoint=door, feeling=feeling, now=NOW)


def drawn() -> list[DrawnTouchpoint]:
    drawing = drawing_for(OPERATOR, journey="parcel", now=NOW)
    return [touchpoint for stage in drawing.stages for touchpoint in stage.touchpoints]


def looked(state: str = "") -> tuple[ContributionSeen, ...]:
    return together_for(OPERATOR, journey="parcel", looked=Looked(state=state), now=NOW).contributions


def put(by: Person, said: set[int], door: int, lane: str = "thinking") -> None:
    adopt(
        by=by,
        journey="parcel",
        contributions=said,
        adoption=Adoption(lane=lane, text="Where is it?", touchpoint=door),
        now=NOW,
    )


def test_a_note_is_added_to_what_stands_in_the_lane(lead: Person, somebody: Holder, door: int) -> None:
    put(lead, {note(somebody, door)}, door)
    put(lead, {note(somebody, door)}, door)
    assert drawn()[0].thinking == "Where is it? · Where is it?"


def test_a_missing_step_becomes_a_touchpoint_behind_the_one_named(
    lead: Person, somebody: Holder, door: int
) -> None:
    put(lead, {note(somebody, door, "missing_step")}, door, "step")
    put(lead, {note(somebody, door, "missing_step")}, door, "step")
    stage = drawing_for(OPERATOR, journey="parcel", now=NOW).stages[0].id
    first = Adoption(lane="step", text="I choose a day", stage=stage)
    adopt(by=lead, journey="parcel", contributions=[note(somebody, door)], adoption=first, now=NOW)
    titles = [touchpoint.title for touchpoint in drawn()]
    assert titles == ["I choose a day", "Handed over at the door", "Where is it?", "Where is it?"]


def test_a_whole_cluster_is_adopted_with_one_edit_and_it_is_kept_by_whom(
    lead: Person, somebody: Holder, door: int
) -> None:
    said = {note(somebody, door), note(somebody, door)}
    cluster = put_together(by=lead, journey="parcel", contributions=said, title="When?", now=NOW)
    assert {c.id for c in contributions_for(lead, journey="parcel", cluster=cluster)} == said
    put(lead, said, door)
    edit = Edit.objects.get()
    rows = Contribution.objects.values_list("adopted_by", "adopted_at", "adopted_with")
    assert set(rows) == {(lead.account_id, NOW, edit.pk)}
    seen = together_for(lead, journey="parcel", looked=Looked(state="adopted"), now=NOW).contributions
    assert {(c.state, c.adopted_by) for c in seen} == {("adopted", "Alex")}


def test_whoever_said_it_reads_that_it_is_on_the_map_and_leaves_it_there(
    lead: Person, somebody: Holder, door: int
) -> None:
    said = note(somebody, door)
    put(lead, {said}, door)
    (own,) = invited_by(secret=somebody.secret, key=somebody.key, now=NOW).own
    assert own.adopted
    with pytest.raises(NotFound):
        take_back(holder=somebody, contribution=said, now=NOW)
    with pytest.raises(NotFound):
        change_words(holder=somebody, contribution=said, text="Hm", now=NOW)


def test_what_is_undone_on_the_map_is_not_called_adopted_and_waits_again_when_taken_up(
    lead: Person, somebody: Holder, door: int
) -> None:
    said = note(somebody, door)
    put(lead, {said}, door)
    undo(by=lead, journey="parcel", now=NOW)
    assert drawn()[0].thinking == ""
    assert [c.state for c in looked()] == ["taken_off"]
    assert not invited_by(secret=somebody.secret, key=somebody.key, now=NOW).own[0].adopted
    assert take_up(by=lead, journey="parcel", contributions=[said], now=NOW) == 1
    put(lead, {said}, door)
    assert drawn()[0].thinking == "Where is it?"


def test_what_is_adopted_is_not_adopted_again(lead: Person, somebody: Holder, door: int) -> None:
    first, second = note(somebody, door), note(somebody, door)
    put(lead, {first}, door)
    with pytest.raises(AdoptedAlready):
        put(lead, {first, second}, door)
    assert Edit.objects.count() == 1
    assert [c.state for c in looked() if c.id == second] == ["waiting"]


def test_a_text_that_does_not_fit_adopts_nothing(lead: Person, somebody: Holder, door: int) -> None:
    said = note(somebody, door)
    for lane, text in (("step", "x" * 121), ("thinking", "x" * 301), ("thinking", " "), ("title", "Hm")):
        with pytest.raises(DeedRefused):
            adopt(
                by=lead,
                journey="parcel",
                contributions=[said],
                adoption=Adoption(lane=lane, text=text, touchpoint=door),
                now=NOW,
            )
    assert [c.state for c in looked()] == ["waiting"]


def test_a_touchpoint_of_another_map_is_not_drawn_on(lead: Person, somebody: Holder, door: int) -> None:
    with pytest.raises(NotFound):
        put(lead, {note(somebody, door)}, door + 1000)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_adopt_at_once_one_does(link: InvitationMade, somebody: Holder, door: int) -> None:
    said = note(somebody, door)
    leads = [member("team_lead"), member("manager")]

    def try_it(by: Person) -> str:
        try:
            put(by, {said}, door)
        except AdoptedAlready:
            return "late"
        finally:
            connections.close_all()
        return "adopted"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(try_it, leads)) == ["adopted", "late"]
    assert Edit.objects.count() == 1
    assert drawn()[0].thinking == "Where is it?"


def test_the_median_feeling_goes_on_the_map(lead: Person, link: InvitationMade, door: int) -> None:
    feel(link, door, -2, -1, 1, 2)
    (felt,) = together_for(lead, journey="parcel", looked=Looked(), now=NOW).felt
    assert (felt.counts, felt.n, felt.median, felt.waiting) == ((1, 1, 0, 1, 1), 4, -1, 4)
    adopt_feelings(by=lead, journey="parcel", touchpoint=door, feeling=-1, seen=0, now=NOW)
    assert drawn()[0].feeling == -1
    (felt,) = together_for(lead, journey="parcel", looked=Looked(), now=NOW).felt
    assert (felt.waiting, felt.adopted_by, felt.adopted_at) == (0, "Alex", NOW)
    assert set(Contribution.objects.values_list("adopted_with", flat=True)) == {Edit.objects.get().pk}
    with pytest.raises(AdoptedAlready):
        adopt_feelings(by=lead, journey="parcel", touchpoint=door, feeling=-1, seen=1, now=NOW)


def test_a_median_that_was_undone_can_be_adopted_again(lead: Person, link: InvitationMade, door: int) -> None:
    feel(link, door, 2)
    adopt_feelings(by=lead, journey="parcel", touchpoint=door, feeling=2, seen=0, now=NOW)
    undo(by=lead, journey="parcel", now=NOW)
    (felt,) = together_for(lead, journey="parcel", looked=Looked(), now=NOW).felt
    assert (felt.waiting, felt.adopted_by) == (1, "")
    adopt_feelings(by=lead, journey="parcel", touchpoint=door, feeling=2, seen=2, now=NOW)
    assert drawn()[0].feeling == 2


def test_a_median_that_has_moved_on_is_not_adopted(lead: Person, link: InvitationMade, door: int) -> None:
    feel(link, door, -2)
    with pytest.raises(FeltOtherwise):
        adopt_feelings(by=lead, journey="parcel", touchpoint=door, feeling=0, seen=0, now=NOW)
    assert not Contribution.objects.filter(adopted_at__isnull=False).exists()


def test_a_feeling_that_somebody_drew_meanwhile_is_shown_and_not_drawn_over(
    lead: Person, link: InvitationMade, door: int
) -> None:
    feel(link, door, -2)
    by_hand = [SetField(kind="touchpoint", id=door, field="feeling", value=1)]
    edit_map(by=OPERATOR, journey="parcel", seen=0, deeds=by_hand, now=NOW)
    with pytest.raises(EditConflict):
        adopt_feelings(by=lead, journey="parcel", touchpoint=door, feeling=-2, seen=0, now=NOW)
    assert drawn()[0].feeling == 1


def test_set_aside_and_taken_up_again(lead: Person, somebody: Holder, door: int) -> None:
    said = note(somebody, door)
    assert set_aside(by=lead, journey="parcel", contributions=[said], now=NOW) == 1
    assert [c.state for c in looked("set_aside")] == ["set_aside"]
    assert looked("open") == ()
    with pytest.raises(AdoptedAlready):
        put(lead, {said}, door)
    assert take_up(by=lead, journey="parcel", contributions=[said], now=NOW) == 1
    assert [c.state for c in looked("open")] == ["waiting"]


def test_other_words_wait_as_if_they_were_new(lead: Person, somebody: Holder, door: int) -> None:
    said = note(somebody, door)
    put_together(by=lead, journey="parcel", contributions=[said], title="When?", now=NOW)
    change_words(holder=somebody, contribution=said, text="Nobody came", now=NOW)
    assert [(c.state, c.text) for c in looked()] == [("waiting", "Nobody came")]


def test_clusters_are_named_filled_and_left(lead: Person, somebody: Holder, door: int) -> None:
    first, second = note(somebody, door), note(somebody, door)
    cluster = put_together(by=lead, journey="parcel", contributions=[first], title="When?", now=NOW)
    put_together(by=lead, journey="parcel", contributions=[second], cluster=cluster, now=NOW)
    rename_cluster(by=lead, journey="parcel", cluster=cluster, title="Which day?", now=NOW)
    (seen,) = together_for(lead, journey="parcel", looked=Looked(), now=NOW).clusters
    assert (seen.title, seen.size, seen.waiting) == ("Which day?", 2, 2)
    assert take_apart(by=lead, journey="parcel", contributions=[first], now=NOW) == 1
    assert [c.id for c in looked("clustered")] == [second]


def test_a_cluster_holds_what_belongs_to_its_own_map(lead: Person, somebody: Holder, door: int) -> None:
    with pytest.raises(NotFound):
        put_together(by=lead, journey="parcel", contributions=[note(somebody, door)], cluster=999, now=NOW)
    with pytest.raises(NotFound):
        put_together(by=lead, journey="elsewhere", contributions=[], title="x", now=NOW)


def test_filters_by_kind_and_invitation(
    lead: Person, link: InvitationMade, somebody: Holder, door: int
) -> None:
    step, _note = note(somebody, door, "missing_step"), note(somebody, door)
    steps = together_for(lead, journey="parcel", looked=Looked(kind="missing_step"), now=NOW)
    assert [c.id for c in steps.contributions] == [step]
    assert steps.found == 1
    elsewhere = Looked(invitation=link.id + 1)
    assert together_for(lead, journey="parcel", looked=elsewhere, now=NOW).contributions == ()


def test_an_agent_sorts_and_adopts_nothing(somebody: Holder, door: int) -> None:
    agent, said = member("agent"), [note(somebody, door)]
    for deed in (
        lambda: put(agent, set(said), door),
        lambda: adopt_feelings(by=agent, journey="parcel", touchpoint=door, feeling=0, seen=0, now=NOW),
        lambda: set_aside(by=agent, journey="parcel", contributions=said, now=NOW),
        lambda: take_up(by=agent, journey="parcel", contributions=said, now=NOW),
        lambda: take_apart(by=agent, journey="parcel", contributions=said, now=NOW),
        lambda: put_together(by=agent, journey="parcel", contributions=said, title="x", now=NOW),
        lambda: rename_cluster(by=agent, journey="parcel", cluster=1, title="x", now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_the_audit_holds_figures_and_no_words(lead: Person, somebody: Holder, door: int) -> None:
    put(lead, {note(somebody, door)}, door)
    facts = [line.facts for line in AuditLine.objects.all()]
    assert not [one for one in facts if "Nobody said when" in str(one) or "Where is it" in str(one)]
