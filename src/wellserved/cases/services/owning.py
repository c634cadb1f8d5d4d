"""Whose case it is."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wellserved.cases.domain.facts import State
from wellserved.people.contracts import Person
from wellserved.people.models import Staff
from wellserved.people.services import audit, require

from .claiming import CaseRefused, claimed, not_merged


@transaction.atomic
def assign(*, by: Person, case_id: int, staff_id: int | None, now: datetime) -> None:
    """Give the case to somebody of the staff, or with None to nobody."""
    row = claimed(by, case_id)
    not_merged(row)
    if staff_id is not None and not Staff.objects.filter(pk=staff_id, active=True).exists():
        raise CaseRefused(_("There is no such colleague any more. Choose another."), field="owner")
    if row.owner_id == staff_id:
        return
    row.owner_id, row.touched_at = staff_id, now
    if row.state == State.NEW and staff_id is not None:
        row.state = State.OPEN
    row.save(update_fields=["owner_id", "touched_at", "state"])
    audit(by=by, deed="case.assigned", kind="case", object_id=row.pk, now=now, staff=staff_id)


def take(*, by: Person, case_id: int, now: datetime) -> None:
    """It is mine from now on."""
    require(by, "cases:write")
    if by.staff_id is None:
        raise CaseRefused(_("Only somebody of the staff can take a case."), field="owner")
    assign(by=by, case_id=case_id, staff_id=by.staff_id, now=now)
