"""Single moments, pseudonymous, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from wellserved.journey.contracts import LEVELS, MeasureKey
from wellserved.journey.models import Moment, Source
from wellserved.people.contracts import Person
from wellserved.people.queries import locations, segments
from wellserved.platform.cursors import cursor_of, place_of_cursor

from .maps import measure_keys

_AS_THEY_ARE = (
    *LEVELS,
    "channel",
    "language",
    "occurred_at",
    "recorded_at",
    "money",
    "currency",
    "subject_kind",
    "subject_id",
    "attributes",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentSeen:
    """A moment with names for the ids; `customer` is the random key that nothing but our records tie to a person."""

    id: int
    source: str
    source_id: str
    journey: str
    touchpoint: str
    measure: str
    expected: float | None
    believed: float | None
    standard: float | None
    delivered: float | None
    told: float | None
    perceived: float | None
    customer: UUID | None
    location: str | None
    segment: str | None
    channel: str | None
    language: str | None
    occurred_at: datetime
    recorded_at: datetime
    money: Decimal | None
    currency: str | None
    subject_kind: str | None
    subject_id: str | None
    attributes: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentsSeen:
    """One page, by time; `next` opens the page after it, None where there is none."""

    moments: tuple[MomentSeen, ...]
    next: str | None


def moments_for(
    person: Person,
    *,
    journey: str | None = None,
    touchpoint: str | None = None,
    measure: str | None = None,
    segment: str | None = None,
    location: str | None = None,
    channel: str | None = None,
    customer: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    after: str | None = None,
    limit: int = 100,
) -> MomentsSeen:
    """Moments that this person may see, the earliest first. Raises CursorUnreadable."""
    if not person.may("moments:read"):
        return MomentsSeen(moments=(), next=None)
    keys = {k.measure_id: k for k in measure_keys(journey=journey, removed=True)}
    chosen = [k for k in keys.values() if touchpoint in (None, k.touchpoint) and measure in (None, k.measure)]
    codes = {place.location_id: place.code for place in locations()}
    slugs = {one.segment_id: one.slug for one in segments()}
    rows = Moment.objects.all()
    if journey is not None or touchpoint is not None or measure is not None:
        rows = rows.filter(measure_id__in=[k.measure_id for k in chosen])
    if person.location_ids is not None:
        rows = rows.filter(location_id__in=person.location_ids)
    if location is not None:
        rows = rows.filter(location_id__in=[id_ for id_, code in codes.items() if code == location])
    if segment is not None:
        rows = rows.filter(segment_id__in=[id_ for id_, slug in slugs.items() if slug == segment])
    given = {
        "channel": channel,
        "customer_key": customer,
        "occurred_at__gte": since,
        "occurred_at__lt": until,
    }
    rows = rows.filter(**{name: value for name, value in given.items() if value is not None})
    page = list(_after(rows, after).order_by("occurred_at", "id")[: limit + 1])
    sources = dict(Source.objects.values_list("pk", "slug"))
    return MomentsSeen(
        moments=tuple(_seen(m, keys[m.measure_id], sources, codes, slugs) for m in page[:limit]),
        next=cursor_of(page[limit - 1].occurred_at, page[limit - 1].id) if len(page) > limit else None,
    )


def seen_by_rooms(moments: Sequence[Moment]) -> tuple[MomentSeen, ...]:
    """For rooms that act on moments, on nobody's behalf."""
    keys = {k.measure_id: k for k in measure_keys(removed=True)}
    codes = {place.location_id: place.code for place in locations()}
    slugs = {one.segment_id: one.slug for one in segments()}
    sources = dict(Source.objects.values_list("pk", "slug"))
    return tuple(_seen(m, keys[m.measure_id], sources, codes, slugs) for m in moments)


def last_moment_at(*, measure_id: int) -> datetime | None:
    """When the latest moment of a measure occurred; for jobs."""
    rows = Moment.objects.filter(measure_id=measure_id).order_by("-occurred_at")
    return rows.values_list("occurred_at", flat=True).first()


def _after(rows: QuerySet[Moment], cursor: str | None) -> QuerySet[Moment]:
    if cursor is None:
        return rows
    at, id_ = place_of_cursor(cursor)
    return rows.filter(Q(occurred_at__gt=at) | Q(occurred_at=at, id__gt=id_), occurred_at__gte=at)


def _seen(
    moment: Moment, key: MeasureKey, sources: dict[int, str], codes: dict[int, str], slugs: dict[int, str]
) -> MomentSeen:
    return MomentSeen(
        id=moment.id,
        source=sources[moment.source_id],
        source_id=moment.source_key,
        journey=key.journey,
        touchpoint=key.touchpoint,
        measure=key.measure,
        customer=moment.customer_key,
        location=codes.get(moment.location_id) if moment.location_id else None,
        segment=slugs.get(moment.segment_id) if moment.segment_id else None,
        **{name: getattr(moment, name) for name in _AS_THEY_ARE},
    )
