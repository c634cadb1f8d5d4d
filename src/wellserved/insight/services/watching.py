"""Watching a cell's control chart, and seeing what it raised."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from wellserved.insight.contracts import MapQuestion
from wellserved.insight.domain import may_watch
from wellserved.insight.models import Alert, Watch
from wellserved.journey.queries import measure_keys, owned_touchpoints
from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require

# What a customer was told, and what the customer felt: the gaps that hurt at once.
USUAL_GAPS = (4, 5)
USUAL_RULES = (1, 2, 3, 4)
# Any number of our own: it stands for "who watches what".
_WATCHING = 0x7761_7463


@transaction.atomic
def set_watch(
    *,
    by: Person,
    journey: str,
    touchpoint: str,
    measure: str,
    gap: int,
    chart: str = "as_fits",
    every: str = "week",
    rules: Iterable[int] = USUAL_RULES,
    now: datetime,
) -> int:
    """Watch a cell; a watch that it has ends for this one. Gives the id.

    Raises NotFound where the map has no such measure, PermissionDenied for a touchpoint of somebody else's where
    the asker does not see every location.
    """
    require(by, "alerts:write")
    place = next(
        (k for k in measure_keys(journey=journey) if (k.touchpoint, k.measure) == (touchpoint, measure)), None
    )
    if place is None:
        raise NotFound(
            f"There is no measure '{measure}' at touchpoint '{touchpoint}' of journey '{journey}'."
        )
    with connection.cursor() as cursor:
        # Two who set a watch of one cell at once take turns, and the later one's stands.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_WATCHING, place.measure_id])
    running = Watch.objects.filter(measure_id=place.measure_id, gap=gap, ended_at__isnull=True)
    running.update(ended_at=now)
    row = Watch.objects.create(
        measure_id=place.measure_id,
        gap=gap,
        chart=chart,
        every=every,
        rules=sorted(set(rules)),
        set_by_id=by.account_id,
        set_at=now,
    )
    if not may_watch(by, owner_id=row.measure.touchpoint.owner_id):
        raise PermissionDenied(
            "A control chart counts every location. Ask somebody who sees them all, or the touchpoint's owner."
        )
    audit(by=by, deed="watch.set", kind="watch", object_id=row.pk, now=now, gap=gap)
    return row.pk


@transaction.atomic
def end_watch(*, by: Person, watch_id: int, now: datetime) -> None:
    """Raise no more alerts of it; those raised stay. Raises NotFound for what is not theirs to end."""
    require(by, "alerts:write")
    row = (
        Watch.objects.select_for_update(of=("self",))
        .select_related("measure__touchpoint")
        .filter(pk=watch_id, ended_at__isnull=True)
        .first()
    )
    if row is None or not may_watch(by, owner_id=row.measure.touchpoint.owner_id):
        raise NotFound(f"There is no watch {watch_id} that runs.")
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    audit(by=by, deed="watch.ended", kind="watch", object_id=row.pk, now=now)


@transaction.atomic
def watch_owned(*, by: Person, now: datetime) -> int:
    """Watch gaps 4 and 5 of every touchpoint that has an owner, where there are cases and no watch yet. How many?"""
    from wellserved.insight.queries.asking import fresh_lake, scoped  # noqa: PLC0415  queries import services
    from wellserved.insight.queries.counting import answer  # noqa: PLC0415  as above

    require(by, "alerts:write")
    if by.location_ids is not None:
        raise PermissionDenied("A control chart counts every location. Ask somebody who sees them all.")
    owned = owned_touchpoints()
    measures = [key for key in measure_keys() if key.touchpoint_id in owned]
    watched = set(Watch.objects.filter(ended_at__isnull=True).values_list("measure_id", "gap"))
    lake, _ = fresh_lake(now=now)
    found = answer(lake, scoped(by, MapQuestion(), measures=measures), measures=measures)
    wanted = [
        (cell.measure_id, cell.gap)
        for cell in found.cells
        if cell.gap in USUAL_GAPS and cell.enough and (cell.measure_id, cell.gap) not in watched
    ]
    count = 0
    for measure_id, gap in wanted:
        row, is_new = Watch.objects.get_or_create(
            measure_id=measure_id,
            gap=gap,
            ended_at=None,
            defaults={"rules": list(USUAL_RULES), "set_by_id": by.account_id, "set_at": now},
        )
        if is_new:
            count += 1
            audit(by=by, deed="watch.set", kind="watch", object_id=row.pk, now=now, gap=gap)
    return count


@transaction.atomic
def see_alert(*, by: Person, alert_id: int, now: datetime) -> None:
    """Somebody has taken note. Seen twice, the first stands. Raises NotFound for what is not theirs to see."""
    require(by, "alerts:write")
    row = (
        Alert.objects.select_for_update(of=("self",))
        .select_related("watch__measure__touchpoint")
        .filter(pk=alert_id)
        .first()
    )
    if row is None or not may_watch(by, owner_id=row.watch.measure.touchpoint.owner_id):
        raise NotFound(f"There is no alert {alert_id}.")
    if row.seen_at is None:
        row.seen_at, row.seen_by_id = now, by.account_id
        row.save(update_fields=["seen_at", "seen_by"])
        audit(by=by, deed="alert.seen", kind="alert", object_id=row.pk, now=now)


@transaction.atomic
def see_alerts(*, by: Person, alert_ids: Iterable[int], now: datetime) -> None:
    """All of these, or none where one is not theirs to see."""
    require(by, "alerts:write")
    # In one order: two who see the same ones must not wait for each other.
    for alert_id in sorted(set(alert_ids)):
        see_alert(by=by, alert_id=alert_id, now=now)
