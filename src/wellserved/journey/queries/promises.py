"""What is promised and believed."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Count, Q, QuerySet

from wellserved.journey.contracts import BeliefHeld, PromiseMade
from wellserved.journey.models import Belief, Promise
from wellserved.people.contracts import NotFound, Person

from .maps import journeys_for

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


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyPromises:
    """How many promises and beliefs of a journey are in force."""

    journey: str
    title: str
    goal: str
    promises: int
    beliefs: int


def promises_by_journey_for(person: Person, *, at: datetime) -> tuple[JourneyPromises, ...]:
    """Every journey that this person may see; NotFound for who may not see the map."""
    if not person.may("map:read"):
        raise NotFound("There are no promises to see.")
    promises, beliefs = _counted(Promise.objects.all(), at), _counted(Belief.objects.all(), at)
    return tuple(
        JourneyPromises(
            journey=journey.slug,
            title=journey.title,
            goal=journey.goal,
            promises=promises.get(journey.slug, 0),
            beliefs=beliefs.get(journey.slug, 0),
        )
        for journey in journeys_for(person)
    )


def promise_for(person: Person, *, promise_id: int) -> PromiseMade:
    """One promise; NotFound where there is none for this person."""
    row = Promise.objects.select_related(*_PLACE).filter(pk=promise_id).first()
    if row is None or not person.may("map:read"):
        raise NotFound(f"There is no promise {promise_id}.")
    return promise_made(row)


def belief_for(person: Person, *, belief_id: int) -> BeliefHeld:
    """One belief; NotFound where there is none for this person."""
    row = Belief.objects.select_related(*_PLACE).filter(pk=belief_id).first()
    if row is None or not person.may("map:read"):
        raise NotFound(f"There is no belief {belief_id}.")
    return belief_held(row)


def _counted(rows: QuerySet[Row], at: datetime) -> dict[str, int]:
    slugs = _chosen(rows, None, at).order_by().values_list("measure__touchpoint__journey__slug")
    return dict(slugs.annotate(Count("pk")))


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
        why=p.why,
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
        why=b.why,
    )
