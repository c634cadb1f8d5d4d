"""Setting what is promised and what is believed."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from wellserved.journey.contracts import BeliefHeld, PromiseMade
from wellserved.journey.models import Belief, Measure, Promise
from wellserved.journey.queries.promises import belief_held, promise_made
from wellserved.people.contracts import NotFound, Person
from wellserved.people.models import Segment
from wellserved.people.services import audit


class OverlapsAnother(ValueError):
    """Another promise or belief of the same measure and segment is in force in that time."""


def set_promise(
    *,
    by: Person,
    journey: str,
    touchpoint: str,
    measure: str,
    segment: str | None,
    standard: float,
    told: str = "",
    valid_from: datetime,
    valid_to: datetime | None = None,
    now: datetime,
) -> PromiseMade:
    """Promise a level from `valid_from` on. An open-ended promise in force before it ends where this begins.

    Moments already recorded keep the standard that was in force. Raises NotFound for an unknown place, and
    OverlapsAnother where a promise with an end, or a later one, stands in the way.
    """
    place = _measure(journey=journey, touchpoint=touchpoint, measure=measure)
    who = _segment(segment)
    row = Promise(
        measure=place, segment=who, standard=standard, told=told, valid_from=valid_from, valid_to=valid_to
    )
    _put(row, by=by, deed="promise.set", now=now)
    return promise_made(row)


def set_belief(
    *,
    by: Person,
    journey: str,
    touchpoint: str,
    measure: str,
    segment: str | None,
    believed: float,
    valid_from: datetime,
    valid_to: datetime | None = None,
    now: datetime,
) -> BeliefHeld:
    """Note what managers believe customers expect, from `valid_from` on; as `set_promise` otherwise."""
    place = _measure(journey=journey, touchpoint=touchpoint, measure=measure)
    who = _segment(segment)
    row = Belief(measure=place, segment=who, believed=believed, valid_from=valid_from, valid_to=valid_to)
    _put(row, by=by, deed="belief.set", now=now)
    return belief_held(row)


def _put(row: Promise | Belief, *, by: Person, deed: str, now: datetime) -> None:
    kind = type(row)
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        raise OverlapsAnother("It would end before it begins: give an end after the begin, or none.")
    same = kind._default_manager.filter(  # noqa: SLF001  Django's public name for it
        measure=row.measure, segment=row.segment
    )
    try:
        with transaction.atomic():
            same.filter(valid_to__isnull=True, valid_from__lt=row.valid_from).update(valid_to=row.valid_from)
            row.save(force_insert=True)
            audit(by=by, deed=deed, kind=kind.__name__.lower(), object_id=row.pk, now=now)
    except IntegrityError as error:
        if "never_overlap" not in str(error):
            raise
        other = (
            same.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=row.valid_from))
            .order_by("valid_from")
            .first()
        )
        stands = f"{other.valid_from:%Y-%m-%d}" if other else "the same time"
        raise OverlapsAnother(
            f"Another {kind.__name__.lower()} for this measure and segment is in force from {stands}. "
            "End this one before that begins, or change the other."
        ) from error


def _measure(*, journey: str, touchpoint: str, measure: str) -> Measure:
    found = (
        Measure.objects.select_related("touchpoint__journey")
        .filter(touchpoint__journey__slug=journey, touchpoint__slug=touchpoint, slug=measure)
        .first()
    )
    if found is None:
        raise NotFound(
            f"There is no measure '{measure}' at touchpoint '{touchpoint}' of journey '{journey}'."
        )
    return found


def _segment(slug: str | None) -> Segment | None:
    if slug is None:
        return None
    found = Segment.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound(f"There is no segment '{slug}'.")
    return found
