"""Adding staff, setting roles, letting somebody go."""

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.test import Client

from wellserved.people.contracts import NOBODY, OPERATOR, NotFound
from wellserved.people.models import AuditLine
from wellserved.people.queries import person_of, staff_for
from wellserved.people.services import (
    AlreadyStaff,
    CodeTaken,
    LastAdministrator,
    RoleUnknown,
    add_location,
    add_segment,
    add_staff,
    deactivate,
    set_role,
)

from .conftest import People


def test_staff_are_added_with_a_role_and_found_by_their_account(people: People) -> None:
    member = add_staff(by=OPERATOR, name="Kim", email="kim@staff.test", role="agent", now=people.now)
    assert person_of(account_id=member.account_id).role == "agent"
    with pytest.raises(AlreadyStaff):
        add_staff(by=OPERATOR, name="Kim", email="KIM@staff.test", role="agent", now=people.now)
    with pytest.raises(RoleUnknown, match="agent, team_lead"):
        add_staff(by=OPERATOR, name="Kim", email="x@staff.test", role="boss", now=people.now)


def test_a_customer_who_starts_to_work_here_keeps_their_account(people: People) -> None:
    details = people.customer()
    member = add_staff(by=OPERATOR, name="Kim", email=details.email, role="agent", now=people.now)
    person = person_of(account_id=member.account_id)
    assert (person.customer_key, person.role) == (details.customer_id, "agent")


def test_a_role_that_is_set_holds_at_once_and_is_kept_as_history(people: People) -> None:
    staff = people.staff("agent")
    set_role(by=OPERATOR, staff_id=staff.pk, role="manager", now=people.now)
    assert person_of(account_id=staff.account_id).location_ids is None
    events = apps.get_model("people", "StaffRoleLocationActiveEvent")
    assert list(events.objects.filter(pgh_obj=staff).order_by("pgh_id").values_list("role", flat=True)) == [
        "agent",
        "manager",
    ]


def test_the_last_administrator_stays(people: People) -> None:
    only = people.staff("administrator")
    for deed in (
        lambda: set_role(by=OPERATOR, staff_id=only.pk, role="agent", now=people.now),
        lambda: deactivate(by=OPERATOR, staff_id=only.pk, now=people.now),
    ):
        with pytest.raises(LastAdministrator):
            deed()
    people.staff("administrator")
    assert not deactivate(by=OPERATOR, staff_id=only.pk, now=people.now).active


def test_who_is_let_go_is_signed_out(people: People, client: Client) -> None:
    staff = people.staff()
    client.force_login(staff.account, backend="django.contrib.auth.backends.ModelBackend")
    key = client.session.session_key
    deactivate(by=OPERATOR, staff_id=staff.pk, now=people.now)
    assert not client.session.exists(key)
    assert person_of(account_id=staff.account_id).role is None


@pytest.mark.parametrize("role", ["agent", "team_lead", "manager"])
def test_others_than_administrators_change_no_staff(people: People, role: str) -> None:
    staff = people.staff(role)
    person = person_of(account_id=staff.account_id)
    for by in (person, NOBODY):
        with pytest.raises(PermissionDenied):
            set_role(by=by, staff_id=staff.pk, role="administrator", now=people.now)
        with pytest.raises(PermissionDenied):
            deactivate(by=by, staff_id=staff.pk, now=people.now)
    people.staff("administrator")
    assert [member.staff_id for member in staff_for(person)] == [staff.pk]
    assert staff_for(NOBODY) == ()


def test_places_and_segments_are_added_once(people: People) -> None:
    north = add_location(by=OPERATOR, code="north", name="North", now=people.now)
    shop = add_location(by=OPERATOR, code="shop", name="Shop", parent_id=north.location_id, now=people.now)
    assert (shop.path, shop.depth) == (("North", "Shop"), 1)
    add_segment(by=OPERATOR, slug="gold", name="Gold", now=people.now)
    with pytest.raises(CodeTaken):
        add_location(by=OPERATOR, code="north", name="Again", now=people.now)
    with pytest.raises(CodeTaken):
        add_segment(by=OPERATOR, slug="gold", name="Again", now=people.now)
    with pytest.raises(NotFound):
        add_location(by=OPERATOR, code="lost", name="Lost", parent_id=0, now=people.now)
    with pytest.raises(PermissionDenied):
        add_segment(by=person_of(account_id=people.staff().account_id), slug="x", name="X", now=people.now)
    assert AuditLine.objects.count() == 3
