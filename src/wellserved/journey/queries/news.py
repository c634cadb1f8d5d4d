"""What others did at the maps since somebody looked, and what waits for that somebody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Count, Max

from wellserved.journey.models import (
    BeliefRound,
    Contribution,
    Edit,
    ImprovementWanted,
    RoundAnswer,
    RoundQuestion,
)
from wellserved.people.contracts import Person
from wellserved.people.queries import staff_names

AT_MOST = 20
LEVELS_AT_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class MapEdited:
    """One person's edits of one map, counted; `by` is empty where it was nobody of the staff."""

    journey: str
    title: str
    by: str
    edits: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelSet:
    """A promise or belief that came to be; `kind` is 'promise' or 'belief', `segment` empty for everybody."""

    kind: str
    journey: str
    journey_title: str
    touchpoint: str
    touchpoint_title: str
    measure: str
    measure_title: str
    unit: str
    segment: str
    level: float
    valid_from: datetime
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundOpen:
    round_id: int
    title: str
    closes_at: datetime
    questions: int
    answered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionsWaiting:
    """Contributions to one map that were neither put into a cluster, adopted nor set aside."""

    journey: str
    title: str
    waiting: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprovementAsked:
    wanted_id: int
    title: str
    journey: str
    touchpoint: str
    touchpoint_title: str
    measure: str
    gap: int
    by: str
    at: datetime


def edits_for(person: Person, *, since: datetime | None) -> tuple[MapEdited, ...]:
    """Others' edits of maps, the latest first; one's own are no news."""
    if not person.may("map:read"):
        return ()
    rows = Edit.objects.filter(journey__removed_at__isnull=True).exclude(
        by_id=person.account_id, by_id__isnull=False
    )
    if since is not None:
        rows = rows.filter(at__gt=since)
    found = list(
        rows.order_by()
        .values("journey__slug", "journey__title", "by_id")
        .annotate(edits=Count("id"), last_at=Max("at"))
        .order_by("-last_at")[:AT_MOST]
    )
    names = staff_names(person, account_ids={row["by_id"] for row in found})
    return tuple(
        MapEdited(
            journey=row["journey__slug"],
            title=row["journey__title"],
            by=names.get(row["by_id"], ""),
            edits=row["edits"],
            last_at=row["last_at"],
        )
        for row in found
    )


def levels_set_for(person: Person, *, since: datetime | None) -> tuple[LevelSet, ...]:
    """Promises and beliefs that others set, the latest first."""
    if not person.may("map:read"):
        return ()
    found = [
        (kind, row)
        for kind in ("promise", "belief")
        for row in _set_since(kind, since=since, not_by=person.account_id)
    ]
    found.sort(key=lambda one: one[1].pgh_created_at, reverse=True)
    names = staff_names(person, account_ids={row.set_by_id for _, row in found})
    return tuple(_level_set(kind, row, names=names) for kind, row in found[:LEVELS_AT_MOST])


def rounds_open_for(person: Person, *, now: datetime) -> tuple[RoundOpen, ...]:
    """Rounds of belief that this manager may answer now, those that close first before the others."""
    if not person.may("beliefs:round") or person.staff_id is None:
        return ()
    rounds = list(
        BeliefRound.objects.filter(opens_at__lte=now, closes_at__gt=now, revealed_at__isnull=True).order_by(
            "closes_at"
        )[:AT_MOST]
    )
    ids = [one.pk for one in rounds]
    questions = _counted(RoundQuestion.objects.filter(round_id__in=ids), "round_id")
    mine = RoundAnswer.objects.filter(question__round_id__in=ids, staff_id=person.staff_id)
    answers = _counted(mine, "question__round_id")
    return tuple(
        RoundOpen(
            round_id=one.pk,
            title=one.title,
            closes_at=one.closes_at,
            questions=questions.get(one.pk, 0),
            answered=answers.get(one.pk, 0),
        )
        for one in rounds
    )


def contributions_waiting_for(person: Person) -> tuple[ContributionsWaiting, ...]:
    """What invited people said and no facilitator has dealt with yet, by map."""
    if not person.may("maps:facilitate"):
        return ()
    waiting = Contribution.objects.filter(
        adopted_at__isnull=True,
        set_aside_at__isnull=True,
        cluster__isnull=True,
        invitation__journey__removed_at__isnull=True,
    )
    found = (
        waiting.values("invitation__journey__slug", "invitation__journey__title")
        .annotate(waiting=Count("id"), last_at=Max("at"))
        .order_by("-last_at")[:AT_MOST]
    )
    return tuple(
        ContributionsWaiting(
            journey=row["invitation__journey__slug"],
            title=row["invitation__journey__title"],
            waiting=row["waiting"],
            last_at=row["last_at"],
        )
        for row in found
    )


def improvements_wanted_for(person: Person) -> tuple[ImprovementAsked, ...]:
    """What is wanted at the touchpoints that this person owns, the latest first."""
    if not person.may("map:read") or person.staff_id is None:
        return ()
    rows = list(
        ImprovementWanted.objects.filter(
            measure__touchpoint__owner_id=person.staff_id,
            measure__touchpoint__removed_at__isnull=True,
            measure__touchpoint__journey__removed_at__isnull=True,
            closed_at__isnull=True,
        )
        .select_related("measure__touchpoint__journey")
        .order_by("-at", "-id")[:AT_MOST]
    )
    names = staff_names(person, account_ids={row.by_id for row in rows})
    return tuple(
        ImprovementAsked(
            wanted_id=row.pk,
            title=row.title,
            journey=row.measure.touchpoint.journey.slug,
            touchpoint=row.measure.touchpoint.slug,
            touchpoint_title=row.measure.touchpoint.title,
            measure=row.measure.slug,
            gap=row.gap,
            by=names.get(row.by_id, "") if row.by_id else "",
            at=row.at,
        )
        for row in rows
    )


def _set_since(kind: str, *, since: datetime | None, not_by: int | None) -> Any:
    events = apps.get_model("journey", f"{kind.title()}Event")
    rows = (
        events._default_manager.filter(  # noqa: SLF001  Django's public name for it
            pgh_label="insert",
            measure__removed_at__isnull=True,
            measure__touchpoint__journey__removed_at__isnull=True,
        )
        .exclude(set_by_id=not_by, set_by_id__isnull=False)
        .select_related("measure__touchpoint__journey", "segment")
    )
    if since is not None:
        rows = rows.filter(pgh_created_at__gt=since)
    return rows.order_by("-pgh_created_at")[:LEVELS_AT_MOST]


def _level_set(kind: str, row: Any, *, names: dict[int, str]) -> LevelSet:
    touchpoint = row.measure.touchpoint
    return LevelSet(
        kind=kind,
        journey=touchpoint.journey.slug,
        journey_title=touchpoint.journey.title,
        touchpoint=touchpoint.slug,
        touchpoint_title=touchpoint.title,
        measure=row.measure.slug,
        measure_title=row.measure.title,
        unit=row.measure.unit,
        segment=row.segment.name if row.segment else "",
        level=row.standard if kind == "promise" else row.believed,
        valid_from=row.valid_from,
        by=names.get(row.set_by_id, ""),
        at=row.pgh_created_at,
    )


def _counted(rows: Any, by: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(by).annotate(n=Count("id")))
