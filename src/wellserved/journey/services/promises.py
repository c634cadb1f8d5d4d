"""Setting, correcting and ending what is promised and what is believed."""

from datetime import datetime
from typing import TypeVar

import pghistory
from django.db import IntegrityError, transaction
from django.db.models import Q

from wellserved.journey.contracts import BeliefHeld, PromiseMade
from wellserved.journey.models import Belief, Measure, Promise
from wellserved.journey.queries.promises import belief_held, promise_made
from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require

from .levels import segment_of, within_the_scale

Row = TypeVar("Row", Promise, Belief)


class OverlapsAnother(ValueError):
    """Another promise or belief of the same measure and segment is in force from `begins` on, until `ends`.

    Or its own times make no span; where only `ends` is known, it has ended itself before the end that was given.
    """

    def __init__(self, said: str, *, begins: datetime | None = None, ends: datetime | None = None) -> None:
        super().__init__(said)
        self.begins = begins
        self.ends = ends


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
    why: str = "",
    correcting: bool = False,
    now: datetime,
) -> PromiseMade:
    """Promise a level from `valid_from` on. An open-ended promise in force before it ends where this begins.

    Moments already recorded keep the standard that was in force. `correcting` lets one that begins at the very
    same time be changed in its place. Raises NotFound for an unknown place, OutsideTheScale, and
    OverlapsAnother where a promise with an end, or a later one, stands in the way.
    """
    require(by, "promises:write")
    row = Promise(
        measure=_measure(journey=journey, touchpoint=touchpoint, measure=measure),
        segment=segment_of(segment),
        standard=standard,
        told=told,
        valid_from=valid_from,
        valid_to=valid_to,
        why=why,
        set_by_id=by.account_id,
    )
    _put(row, level=standard, by=by, correcting=correcting, now=now)
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
    why: str = "",
    correcting: bool = False,
    now: datetime,
) -> BeliefHeld:
    """Note what managers believe customers expect, from `valid_from` on; as `set_promise` otherwise."""
    require(by, "promises:write")
    row = Belief(
        measure=_measure(journey=journey, touchpoint=touchpoint, measure=measure),
        segment=segment_of(segment),
        believed=believed,
        valid_from=valid_from,
        valid_to=valid_to,
        why=why,
        set_by_id=by.account_id,
    )
    _put(row, level=believed, by=by, correcting=correcting, now=now)
    return belief_held(row)


def end_promise(
    *, by: Person, promise_id: int, valid_to: datetime, why: str = "", now: datetime
) -> PromiseMade:
    """Let a promise hold until before `valid_to` and no longer; `why` is kept with the change."""
    require(by, "promises:write")
    row = _found(Promise, promise_id)
    _end(row, by=by, valid_to=valid_to, why=why, now=now)
    return promise_made(row)


def end_belief(*, by: Person, belief_id: int, valid_to: datetime, why: str = "", now: datetime) -> BeliefHeld:
    """Let a belief hold until before `valid_to` and no longer."""
    require(by, "promises:write")
    row = _found(Belief, belief_id)
    _end(row, by=by, valid_to=valid_to, why=why, now=now)
    return belief_held(row)


def _put(row: Promise | Belief, *, level: float, by: Person, correcting: bool, now: datetime) -> None:
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        raise OverlapsAnother("It would end before it begins: give an end after the begin, or none.")
    measure = row.measure
    scale = (measure.scale_low, measure.scale_high)
    within_the_scale(level, measure=measure.slug, unit=measure.unit, scale=scale)
    kind = type(row)
    same = kind._default_manager.filter(  # noqa: SLF001  Django's public name for it
        measure=row.measure, segment=row.segment
    )
    try:
        with transaction.atomic(), _remembering(by, why=row.why):
            stands = (
                same.select_for_update().filter(valid_from=row.valid_from).first() if correcting else None
            )
            if stands is None:
                same.filter(valid_to__isnull=True, valid_from__lt=row.valid_from).update(
                    valid_to=row.valid_from
                )
                row.save(force_insert=True)
            else:
                row.pk, row.valid_to = stands.pk, row.valid_to or stands.valid_to
                row.save(force_update=True)
            deed = f"{kind.__name__.lower()}.{'corrected' if stands else 'set'}"
            audit(by=by, deed=deed, kind=kind.__name__.lower(), object_id=row.pk, now=now, level=level)
    except IntegrityError as error:
        if "never_overlap" not in str(error):
            raise
        other = (
            same.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=row.valid_from))
            .exclude(pk=row.pk)
            .order_by("valid_from")
            .first()
        )
        begins = f"{other.valid_from:%Y-%m-%d}" if other else "the same time"
        raise OverlapsAnother(
            f"Another {kind.__name__.lower()} for this measure and segment is in force from {begins}. "
            "End this one before that begins, or change the other.",
            begins=other.valid_from if other else None,
            ends=other.valid_to if other else None,
        ) from error


def _end(row: Promise | Belief, *, by: Person, valid_to: datetime, why: str, now: datetime) -> None:
    if valid_to <= row.valid_from:
        raise OverlapsAnother(
            f"It begins on {row.valid_from:%Y-%m-%d}: it would end before. Give a later end."
        )
    kind = type(row).__name__.lower()
    with transaction.atomic(), _remembering(by, why=why):
        # Somebody may have ended it, or set its successor, since it was looked up.
        stands = type(row)._default_manager.select_for_update()  # noqa: SLF001  as above
        row.valid_to = stands.values_list("valid_to", flat=True).get(pk=row.pk)
        if row.valid_to is not None and row.valid_to < valid_to:
            raise OverlapsAnother(
                f"It ends on {row.valid_to:%Y-%m-%d} already. Set a new one from then on instead.",
                ends=row.valid_to,
            )
        row.valid_to = valid_to
        row.save(update_fields=["valid_to"])
        audit(by=by, deed=f"{kind}.ended", kind=kind, object_id=row.pk, now=now)


def _remembering(by: Person, *, why: str) -> pghistory.context:
    """What the history of the row keeps beside it: who did this, with which token, and why."""
    return pghistory.context(account=by.account_id, token=by.token_id, why=why)


def _found(kind: type[Row], key: int) -> Row:
    rows = kind._default_manager  # noqa: SLF001  as above
    row = rows.select_related("measure__touchpoint__journey", "segment").filter(pk=key).first()
    if row is None:
        raise NotFound(f"There is no {kind.__name__.lower()} {key}.")
    return row


def _measure(*, journey: str, touchpoint: str, measure: str) -> Measure:
    found = (
        Measure.objects.select_related("touchpoint__journey")
        .filter(
            touchpoint__journey__slug=journey,
            touchpoint__slug=touchpoint,
            slug=measure,
            removed_at__isnull=True,
            touchpoint__removed_at__isnull=True,
            touchpoint__stage__removed_at__isnull=True,
            touchpoint__journey__removed_at__isnull=True,
        )
        .first()
    )
    if found is None:
        raise NotFound(
            f"There is no measure '{measure}' at touchpoint '{touchpoint}' of journey '{journey}'."
        )
    return found
