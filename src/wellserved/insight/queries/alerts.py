"""Watches and alerts, for those who may see the figures of every location or own the touchpoint."""

from datetime import date, datetime
from typing import TypeVar

from django.db.models import QuerySet

from wellserved.insight.contracts import AlertRaised, Place, WatchSet
from wellserved.insight.models import Alert, Watch
from wellserved.people.contracts import Person
from wellserved.people.queries import names_of_accounts

from .asking import zone

Row = TypeVar("Row", Alert, Watch)
_PLACE = "measure__touchpoint__journey"
_OWNER = "measure__touchpoint__owner"


def alerts_for(
    person: Person, *, unseen: bool = False, journey: str | None = None, limit: int = 100
) -> tuple[AlertRaised, ...]:
    """The latest alerts that this person may see, those of ended watches too."""
    rows = _seen_by(person, Alert.objects.select_related(f"watch__{_PLACE}", f"watch__{_OWNER}"), "watch__")
    if unseen:
        rows = rows.filter(seen_at__isnull=True)
    if journey is not None:
        rows = rows.filter(watch__measure__touchpoint__journey__slug=journey)
    found = list(rows.order_by("-raised_at", "-id")[:limit])
    names = names_of_accounts(row.seen_by_id for row in found)
    return tuple(_alert(row, seen_by=names.get(row.seen_by_id or 0, "")) for row in found)


def watches_for(person: Person, *, journey: str | None = None) -> tuple[WatchSet, ...]:
    """The watches that are set, in the order of the journeys and of what is watched."""
    rows = _seen_by(person, Watch.objects.select_related(_PLACE, _OWNER), "").filter(ended_at__isnull=True)
    if journey is not None:
        rows = rows.filter(measure__touchpoint__journey__slug=journey)
    ordered = rows.order_by(f"{_PLACE}__title", "measure__touchpoint__title", "measure__title", "gap", "id")
    return tuple(_watch(row) for row in ordered)


def watch_for(person: Person, *, journey: str, touchpoint: str, measure: str, gap: int) -> WatchSet | None:
    """The watch of one cell, None where it is not watched."""
    rows = _seen_by(person, Watch.objects.select_related(_PLACE, _OWNER), "").filter(
        measure__touchpoint__journey__slug=journey,
        measure__touchpoint__slug=touchpoint,
        measure__slug=measure,
        gap=gap,
        ended_at__isnull=True,
    )
    row = rows.first()
    return _watch(row) if row else None


def of_alert(row: Alert) -> AlertRaised:
    """An alert as it leaves this room; its watch, measure, touchpoint and journey are at hand."""
    return _alert(row, seen_by="")


def alerts_visible_to(person: Person) -> QuerySet[Alert]:
    return _seen_by(person, Alert.objects.all(), "watch__")


def _seen_by(person: Person, rows: QuerySet[Row], prefix: str) -> QuerySet[Row]:
    """They count every location: for those who may see them all, and for whom the touchpoint belongs to."""
    if not person.may("map:read"):
        return rows.none()
    parts = ("measure", "measure__touchpoint", _PLACE)
    drawn = rows.filter(**{f"{prefix}{part}__removed_at__isnull": True for part in parts})
    if person.location_ids is None:
        return drawn
    if person.staff_id is None:
        return rows.none()
    return drawn.filter(**{f"{prefix}{_OWNER}_id": person.staff_id})


def _place(row: Watch) -> Place:
    touchpoint = row.measure.touchpoint
    return Place(
        journey=touchpoint.journey.slug,
        journey_title=touchpoint.journey.title,
        touchpoint=touchpoint.slug,
        touchpoint_title=touchpoint.title,
        measure=row.measure.slug,
        measure_title=row.measure.title,
        gap=row.gap,
    )


def _watch(row: Watch) -> WatchSet:
    owner = row.measure.touchpoint.owner
    return WatchSet(
        id=row.pk,
        place=_place(row),
        chart=row.chart,
        every=row.every,
        rules=tuple(sorted(row.rules)),
        owner=owner.name if owner and owner.active else "",
        set_at=row.set_at,
    )


def _alert(row: Alert, *, seen_by: str) -> AlertRaised:
    return AlertRaised(
        id=row.pk,
        place=_place(row.watch),
        every=row.watch.every,
        rule=row.rule,
        start=_day(row.start),
        end=_day(row.end),
        value=row.value,
        n=row.n,
        centre=row.centre,
        low=row.low,
        high=row.high,
        worse=row.worse,
        raised_at=row.raised_at,
        seen_at=row.seen_at,
        seen_by=seen_by,
    )


def _day(instant: datetime) -> date:
    return instant.astimezone(zone()).date()
