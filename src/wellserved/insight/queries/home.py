"""The workspace's front page: where the maps are worst, what changed for certain, which alerts nobody has seen."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, QuerySet, Value, When

from wellserved.analytics.statistics import chance_of_difference
from wellserved.insight.contracts import GapCell, JourneyMap, MapQuestion, Patience, StillCounting
from wellserved.insight.models import Alert, Look
from wellserved.journey.queries import journeys_for, measure_keys
from wellserved.people.contracts import Person

from .alerts import alerts_visible_to
from .asking import fresh_lake, scoped
from .extents import extent_told
from .maps import journey_map_for
from .remembering import Told

WEEKS = 4
WORST = 5
CHANGED = 5
FALSE_DISCOVERIES = 0.05
_unseen_counted: dict[tuple[bool, bool, int | None], tuple[str, tuple[Any, ...]]] = {}
"""What may be seen depends on nothing else of a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellPlaced:
    """A cell with its place on one of the maps."""

    journey: str
    journey_title: str
    touchpoint: str
    touchpoint_title: str
    measure: str
    measure_title: str
    cell: GapCell


@dataclass(frozen=True, slots=True, kw_only=True)
class MapsToday:
    """The last four weeks with records, of every map, against the four weeks before.

    `worst` are the cells that are worst for certain (the highest lower ends of their intervals), `changed` those
    whose share rose or fell beyond chance, with false discoveries held at 5%. `cells` were enough to compare.
    They hold as of `as_of`; `counting`: there are newer moments. Not `counted`: some map, or its four weeks before,
    was never counted, and nothing can be said of all of them yet.
    """

    since: date | None
    until: date | None
    before_since: date | None
    cases: int
    cells: int
    worst: tuple[CellPlaced, ...]
    changed: tuple[CellPlaced, ...]
    as_of: datetime
    counting: bool = False
    counted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertUnseen:
    """A chart that left its control limits; shares in 0..1. `yours`: the touchpoint is this person's own."""

    alert_id: int
    journey: str
    touchpoint: str
    touchpoint_title: str
    measure: str
    measure_title: str
    gap: int
    rule: int
    start: datetime
    value: float
    low: float
    high: float
    n: int
    worse: bool
    raised_at: datetime
    yours: bool


def last_look_for(person: Person) -> datetime | None:
    """When this person looked at the front page before this visit; None the first time."""
    if person.account_id is None:
        return None
    return Look.objects.filter(account_id=person.account_id).values_list("before", flat=True).first()


def unseen_alerts_for(person: Person, *, limit: int = 20) -> tuple[AlertUnseen, ...]:
    """Alerts that nobody has seen yet, those of this person's own touchpoints first."""
    rows = _unseen(person).select_related("watch__measure__touchpoint__journey")
    # Sorted where all of them are: a person's own may be older than a hundred of others'.
    if person.staff_id is not None:
        own = When(watch__measure__touchpoint__owner=person.staff_id, then=Value(0))
        rows = rows.order_by(Case(own, default=Value(1)), "-raised_at", "-id")
    else:
        rows = rows.order_by("-raised_at", "-id")
    return tuple(_alert(row, person=person) for row in rows[:limit])


def unseen_alerts_count_for(person: Person) -> int:
    """As every page of the workspace says it. Django's own statement is kept: to put it together takes longer than to count."""
    who = (person.may("map:read"), person.location_ids is None, person.staff_id)
    if who not in _unseen_counted:
        _unseen_counted[who] = _statement(_unseen(person).values("pk"))
    statement, given = _unseen_counted[who]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({statement}) one", given)  # noqa: S608  Django's own words
        return int(cursor.fetchone()[0])


def _statement(rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    try:
        statement, given = rows.query.sql_with_params()
    except EmptyResultSet:
        return "SELECT WHERE false", ()
    return statement, given


def maps_today_for(person: Person, *, now: datetime, patience: Patience | None = None) -> MapsToday:
    """Asks the lake one question a map; asked again before new moments come it is answered from memory.

    `patience` is one for all of them, and does what it does for `journey_map_for`.
    """
    drawn = journeys_for(person)
    if not drawn:
        return _nothing(as_of=now, counted=True)
    try:
        end = _last_day(person, now=now, patience=patience)
    except StillCounting:
        return _nothing(as_of=now, counted=False)
    if end.state is None:
        return _nothing(as_of=now, counted=end.fresh)
    question = MapQuestion(since=end.state - timedelta(weeks=WEEKS), until=end.state, compare=True)
    maps = [
        journey_map_for(person, journey=one.slug, question=question, now=now, patience=patience)
        for one in drawn
    ]
    # Without the period before, what changed for certain would be told of some maps only.
    if any(one.before_since is None for one in maps):
        return _nothing(as_of=now, counted=False)
    cells = tuple(chain.from_iterable(_cells(one) for one in maps))
    comparable = [placed for placed in cells if placed.cell.enough and placed.cell.share_before is not None]
    short = [placed for placed in cells if placed.cell.enough and placed.cell.short]
    return MapsToday(
        since=question.since,
        until=question.until,
        before_since=maps[0].before_since,
        cases=sum(one.cases for one in maps),
        cells=len(comparable),
        worst=tuple(sorted(short, key=lambda p: (-p.cell.low, -p.cell.share))[:WORST]),
        changed=surely_changed(comparable)[:CHANGED],
        as_of=min(one.as_of for one in maps),
        counting=not end.fresh or any(one.counting for one in maps),
    )


def _nothing(*, as_of: datetime, counted: bool) -> MapsToday:
    return MapsToday(
        since=None,
        until=None,
        before_since=None,
        cases=0,
        cells=0,
        worst=(),
        changed=(),
        as_of=as_of,
        counting=not counted,
        counted=counted,
    )


def surely_changed(cells: list[CellPlaced]) -> tuple[CellPlaced, ...]:
    """Those whose share differs from the period before beyond chance, the largest difference first.

    Two-proportion z tests (pooled), and of all cells looked at together at most 5% false discoveries are expected:
    Benjamini and Hochberg 1995. A map of 300 touchpoints would show dozens of changes that are none otherwise.
    """
    ranked = sorted((chance(placed.cell), place) for place, placed in enumerate(cells))
    last = max(
        (rank for rank, (p, _) in enumerate(ranked, 1) if p <= FALSE_DISCOVERIES * rank / len(ranked)),
        default=0,
    )
    found = [cells[place] for _, place in ranked[:last]]
    return tuple(sorted(found, key=lambda placed: -abs(difference(placed.cell))))


def difference(cell: GapCell) -> float:
    return cell.share - (cell.share_before or 0.0)


def chance(cell: GapCell) -> float:
    """The probability of a difference this large if nothing had changed."""
    return chance_of_difference((cell.share_before or 0.0) * cell.n_before, cell.n_before, cell.short, cell.n)


def _cells(journey_map: JourneyMap) -> list[CellPlaced]:
    return [
        CellPlaced(
            journey=journey_map.journey,
            journey_title=journey_map.title,
            touchpoint=touchpoint.touchpoint,
            touchpoint_title=touchpoint.title,
            measure=measure.measure,
            measure_title=measure.title,
            cell=cell,
        )
        for stage in journey_map.stages
        for touchpoint in stage.touchpoints
        for measure in touchpoint.measures
        for cell in measure.cells.values()
    ]


def _last_day(person: Person, *, now: datetime, patience: Patience | None) -> Told[date | None]:
    """The day after the last record that this person may see: in old records too, four weeks are not empty."""
    lake, _ = fresh_lake(now=now)
    told = extent_told(lake, scoped(person, MapQuestion(), measures=measure_keys()), patience=patience)
    return Told(told.state.until, told.as_of, told.fresh)


def _unseen(person: Person) -> QuerySet[Alert]:
    return alerts_visible_to(person).filter(seen_at__isnull=True)


def _alert(row: Alert, *, person: Person) -> AlertUnseen:
    measure = row.watch.measure
    return AlertUnseen(
        alert_id=row.pk,
        journey=measure.touchpoint.journey.slug,
        touchpoint=measure.touchpoint.slug,
        touchpoint_title=measure.touchpoint.title,
        measure=measure.slug,
        measure_title=measure.title,
        gap=row.watch.gap,
        rule=row.rule,
        start=row.start,
        value=row.value,
        low=row.low,
        high=row.high,
        n=row.n,
        worse=row.worse,
        raised_at=row.raised_at,
        yours=person.staff_id is not None and measure.touchpoint.owner_id == person.staff_id,
    )
