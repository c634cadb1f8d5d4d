"""What a journey's map can be narrowed to."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from wellserved.analytics.contracts import Question
from wellserved.analytics.lake import Lake
from wellserved.insight.contracts import Choice, Choices, MapQuestion
from wellserved.journey.queries import journey_for, measure_keys
from wellserved.people.contracts import Person
from wellserved.people.queries import locations, segments

from .asking import engine, fresh_lake, remembered, scoped, zone


@dataclass(frozen=True, slots=True)
class Extent:
    """How much there is: moments, customers, the first day and the day after the last (None without any)."""

    cases: int
    customers: int
    first: date | None
    until: date | None
    channels: tuple[str, ...]
    segment_ids: frozenset[int]
    location_ids: frozenset[int]


def choices_for(person: Person, *, journey: str) -> Choices:
    """Segments, locations and channels that this journey has moments of, and the days it covers."""
    journey_for(person, journey=journey)
    measures = measure_keys(journey=journey)
    lake, _ = fresh_lake(now=timezone.now())
    extent = extent_of(lake, scoped(person, MapQuestion(), measures=measures))
    parents = {p.location_id: p.parent_id for p in locations()}
    shown = set(extent.location_ids)
    for place in extent.location_ids:
        above = parents.get(place)
        while above is not None and above not in shown:
            shown.add(above)
            above = parents.get(above)
    if person.location_ids is not None:
        shown &= person.location_ids
    return Choices(
        segments=tuple(
            Choice(key=s.slug, title=s.name) for s in segments() if s.segment_id in extent.segment_ids
        ),
        locations=tuple(
            Choice(key=p.code, title=" › ".join(p.path[-2:])) for p in locations() if p.location_id in shown
        ),
        channels=tuple(Choice(key=c, title=c) for c in extent.channels),
        first=extent.first,
        until=extent.until,
    )


def extent_of(lake: Lake, question: Question) -> Extent:
    """How many cases of how many customers the question is about, and what they can be told apart by."""
    return remembered(lake, ("extent", question), lambda: _extent(lake, question))


def _extent(lake: Lake, question: Question) -> Extent:
    import ibis  # noqa: PLC0415  takes a second to import

    asked = ibis.table(
        {
            "customer_key": "string",
            "occurred_at": "timestamp('UTC', 6)",
            "channel": "string",
            "segment_id": "int32",
            "location_id": "int32",
        },
        name="asked",
    )
    with engine().asking(lake, question, {}) as answering:
        (total,) = answering.answer(
            asked.aggregate(
                cases=asked.count(),
                customers=asked.customer_key.nunique(),
                first=asked.occurred_at.min(),
                last=asked.occurred_at.max(),
            )
        )
        parts = answering.answer(asked.select("channel", "segment_id", "location_id").distinct())
    return Extent(
        cases=total["cases"],
        customers=total["customers"],
        first=_day(total["first"]),
        until=_after(_day(total["last"])),
        channels=tuple(sorted({p["channel"] for p in parts if p["channel"] is not None})),
        segment_ids=frozenset(p["segment_id"] for p in parts if p["segment_id"] is not None),
        location_ids=frozenset(p["location_id"] for p in parts if p["location_id"] is not None),
    )


def _day(instant: Any) -> date | None:
    if instant is None:
        return None
    found: datetime = instant
    return found.astimezone(zone()).date()


def _after(day: date | None) -> date | None:
    return None if day is None else day + timedelta(days=1)
