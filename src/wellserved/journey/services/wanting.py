"""Wanting an improvement, before anybody has planned it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from wellserved.journey.models import ImprovementWanted, Measure
from wellserved.journey.queries.wanting import may_close
from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require


@transaction.atomic
def want_improvement(
    *,
    by: Person,
    journey: str,
    touchpoint: str,
    measure: str,
    gap: int,
    title: str,
    why: str = "",
    seen: Mapping[str, str | float | None],
    now: datetime,
) -> int:
    """Say what ought to be improved at a cell; `seen` keeps the figures looked at. Gives the id.

    Raises NotFound where the map has no such measure.
    """
    require(by, "improvements:want")
    place = Measure.objects.filter(
        touchpoint__journey__slug=journey, touchpoint__slug=touchpoint, slug=measure, removed_at__isnull=True
    ).first()
    if place is None:
        raise NotFound(
            f"There is no measure '{measure}' at touchpoint '{touchpoint}' of journey '{journey}'."
        )
    row = ImprovementWanted.objects.create(
        measure=place, gap=gap, title=title, why=why, seen=dict(seen), by_id=by.account_id, at=now
    )
    audit(by=by, deed="improvement.wanted", kind="improvement", object_id=row.pk, now=now, gap=gap)
    return row.pk


@transaction.atomic
def close_wanted(*, by: Person, wanted_id: int, now: datetime) -> None:
    """It is done, or no longer wanted. Raises NotFound for what is closed already or not theirs to close."""
    require(by, "improvements:want")
    row = ImprovementWanted.objects.select_for_update().filter(pk=wanted_id, closed_at__isnull=True).first()
    if row is None or not may_close(by, row):
        raise NotFound(f"There is no improvement {wanted_id} for you to close.")
    row.closed_at = now
    row.save(update_fields=["closed_at"])
    audit(by=by, deed="improvement.closed", kind="improvement", object_id=row.pk, now=now)
