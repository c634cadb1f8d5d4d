"""What is promised and believed."""

from datetime import datetime
from typing import TypeVar

from django.db.models import Q, QuerySet

from wellserved.journey.contracts import BeliefHeld, PromiseMade
from wellserved.journey.models import Belief, Promise
from wellserved.people.contracts import Person

Row = TypeVar("Row", Promise, Belief)
_PLACE = ("measure__touchpoint__journey", "segment")


def promises_for(
    person: Person, *, journey: str | None = None, at: datetime | None = None
) -> tuple[PromiseMade, ...]:
    """Promises that this person may see; `at` keeps those in force at that time."""
    if not person.may("map:read"):
        return ()
    return tuple(promise_made(p) for p in _chosen(Promise.objects.select_related(*_PLACE), journey, at))


def beliefs_for(
    person: Person, *, journey: str | None = None, at: datetime | None = None
) -> tuple[BeliefHeld, ...]:
    """Beliefs that this person may see; `at` keeps those in force at that time."""
    if not person.may("map:read"):
        return ()
    return tuple(belief_held(b) for b in _chosen(Belief.objects.select_related(*_PLACE), journey, at))


def _chosen(rows: QuerySet[Row], journey: str | None, at: datetime | None) -> QuerySet[Row]:
    if journey is not None:
        rows = rows.filter(measure__touchpoint__journey__slug=journey)
    if at is not None:
        rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=at), valid_from__lte=at)
    return rows.order_by("measure_id", "segment_id", "valid_from")


def promise_made(p: Promise) -> PromiseMade:
    return PromiseMade(
        id=p.pk,
        journey=p.measure.touchpoint.journey.slug,
        touchpoint=p.measure.touchpoint.slug,
        measure=p.measure.slug,
        segment=p.segment.slug if p.segment else None,
        level=p.standard,
        told=p.told,
        valid_from=p.valid_from,
        valid_to=p.valid_to,
    )


def belief_held(b: Belief) -> BeliefHeld:
    return BeliefHeld(
        id=b.pk,
        journey=b.measure.touchpoint.journey.slug,
        touchpoint=b.measure.touchpoint.slug,
        measure=b.measure.slug,
        segment=b.segment.slug if b.segment else None,
        level=b.believed,
        valid_from=b.valid_from,
        valid_to=b.valid_to,
    )
