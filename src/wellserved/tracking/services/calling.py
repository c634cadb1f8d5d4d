"""What staff do about troubles: take them over, note that the customer was called, give them back."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require
from wellserved.platform.refusals import Refused
from wellserved.tracking.models import Trouble

MOST = 500


class NoStaff(Refused):
    """A program cannot own what a person must do."""


def take_over(*, by: Person, troubles: Collection[int], now: datetime) -> int:
    """They are `by`'s from now on, whoever had them; returns how many that changed."""
    return _done(by, troubles, "troubles.taken_over", now=now, owner_id=_staff(by))


def note_called(*, by: Person, troubles: Collection[int], now: datetime) -> int:
    """Their customers know. Who was called about before stays noted as then."""
    return _done(
        by,
        troubles,
        "troubles.called",
        only={"called_at": None},
        now=now,
        called_at=now,
        called_by_id=_staff(by),
    )


def release(*, by: Person, troubles: Collection[int], now: datetime) -> int:
    """They are nobody's again, for a colleague to take."""
    return _done(by, troubles, "troubles.released", only={"owner__isnull": False}, now=now, owner_id=None)


@transaction.atomic
def _done(
    by: Person,
    troubles: Collection[int],
    deed: str,
    *,
    only: dict[str, Any] | None = None,
    now: datetime,
    **facts: Any,
) -> int:
    """Raises NotFound where none of them is there for this person: gone, or of another location."""
    require(by, "parcels:write")
    ids = list(_theirs(by, troubles).order_by("pk").select_for_update().values_list("pk", flat=True))
    if not ids:
        raise NotFound("None of these troubles is there any more.")
    changed = Trouble.objects.filter(pk__in=ids, **(only or {})).update(**facts)
    if changed:
        audit(by=by, deed=deed, kind="trouble", object_id=ids[0], now=now, n=changed)
    return changed


def _theirs(by: Person, troubles: Collection[int]) -> QuerySet[Trouble]:
    rows = Trouble.objects.filter(pk__in=sorted(set(troubles))[:MOST])
    return rows if by.location_ids is None else rows.filter(location_id__in=by.location_ids)


def _staff(by: Person) -> int:
    require(by, "parcels:write")
    if by.staff_id is None:
        raise NoStaff("Only staff take over troubles and call customers. Sign in as one of them.")
    return by.staff_id
