"""Staff: who works here, as what and where."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from wellserved.people.contracts import NotFound, Person, StaffMember
from wellserved.people.models import Account, Staff
from wellserved.people.models.staff import Role

from .allowing import require
from .audit import audit
from .sessions import end_sessions


class AlreadyStaff(ValueError):
    """The e-mail address signs in another member of staff."""


class LastAdministrator(ValueError):
    """Nobody would be left who can add staff."""


class RoleUnknown(ValueError):
    """There is no such role."""


@transaction.atomic
def add_staff(
    *, by: Person, name: str, email: str, role: str, now: datetime, location_id: int | None = None
) -> StaffMember:
    """Add somebody who signs in with `email`; a customer with that address keeps their account."""
    require(by, "staff:write")
    _known(role)
    account = ensure_account(email=email)
    try:
        with transaction.atomic():
            staff = Staff.objects.create(account=account, name=name, role=role, location_id=location_id)
    except IntegrityError as error:
        if "account_id" not in str(error):
            raise
        raise AlreadyStaff("This e-mail address belongs to staff already; set their role instead.") from error
    audit(by=by, deed="staff.added", kind="staff", object_id=staff.pk, now=now, role=role)
    return _member(staff)


@transaction.atomic
def set_role(
    *, by: Person, staff_id: int, role: str, now: datetime, location_id: int | None = None
) -> StaffMember:
    """Give a role and the location that it holds for (none: see Person.location_ids)."""
    require(by, "staff:write")
    _known(role)
    staff = _locked(staff_id)
    if role != Role.ADMINISTRATOR:
        _keep_an_administrator(staff)
    staff.role, staff.location_id = role, location_id
    staff.save(update_fields=["role", "location"])
    audit(by=by, deed="staff.role_set", kind="staff", object_id=staff_id, now=now, role=role)
    return _member(staff)


@transaction.atomic
def deactivate(*, by: Person, staff_id: int, now: datetime) -> StaffMember:
    """Let somebody go: their role ends at once and their sessions with it. What they did keeps their id."""
    require(by, "staff:write")
    staff = _locked(staff_id)
    _keep_an_administrator(staff)
    staff.active = False
    staff.save(update_fields=["active"])
    end_sessions(account_id=staff.account_id)
    audit(by=by, deed="staff.deactivated", kind="staff", object_id=staff_id, now=now)
    return _member(staff)


def ensure_account(*, email: str) -> Account:
    """The account with this address. A new one has no password: a code by e-mail signs it in."""
    account = Account.objects.filter(email__iexact=email).first()
    if account is None:
        account = Account.objects.create_user(email)
        EmailAddress.objects.create(user=account, email=account.email, primary=True)
    return account


def _known(role: str) -> None:
    if role not in Role.values:
        raise RoleUnknown(f"There is no role '{role}'; give one of {', '.join(Role.values)}.")


def _locked(staff_id: int) -> Staff:
    # The administrators first, in one order: two who demote each other must not both succeed, nor deadlock.
    list(Staff.objects.select_for_update().filter(role=Role.ADMINISTRATOR, active=True).order_by("pk"))
    staff = (
        Staff.objects.select_for_update(of=("self",)).select_related("account").filter(pk=staff_id).first()
    )
    if staff is None:
        raise NotFound(f"There is no member of staff {staff_id}.")
    return staff


def _keep_an_administrator(staff: Staff) -> None:
    others = Staff.objects.filter(role=Role.ADMINISTRATOR, active=True).exclude(pk=staff.pk)
    if staff.role == Role.ADMINISTRATOR and staff.active and not others.exists():
        raise LastAdministrator("This is the last administrator. Make somebody else one first.")


def _member(staff: Staff) -> StaffMember:
    return StaffMember(
        staff_id=staff.pk,
        account_id=staff.account_id,
        name=staff.name,
        email=staff.account.email,
        role=staff.role,
        location_id=staff.location_id,
        active=staff.active,
    )
