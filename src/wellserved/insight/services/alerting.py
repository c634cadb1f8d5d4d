"""Raising alerts where a watched cell has left its control limits, and sending them by mail."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.types import JSONValue

from wellserved.analytics.contracts import Every
from wellserved.insight.contracts import ControlPoint, MapQuestion
from wellserved.insight.domain import RECENT, WINDOW, begun, is_over
from wellserved.insight.models import Alert, Watch
from wellserved.journey.contracts import MeasureKey
from wellserved.journey.queries import measure_keys
from wellserved.people.contracts import OPERATOR
from wellserved.people.services import audit

EVERY: tuple[Every, ...] = ("day", "week", "month")
_GIVE_UP = timedelta(days=2)
_LONGEST = {"day": timedelta(days=1), "week": timedelta(weeks=1), "month": timedelta(days=31)}


@dataclass(frozen=True, slots=True)
class _Signal:
    watch: Watch
    rule: int
    start: datetime
    end: datetime
    point: ControlPoint
    centre: float


def raise_alerts(*, now: datetime) -> int:
    """Hold every watched cell against its limits over the stretches that are over; say how many alerts are new.

    An alert is raised once for a watch, a rule and a stretch, however often this runs, and only for the latest
    stretches since the watch was set. Mails are queued after commit; whoever dies between leaves them to the next run.
    """
    signals = [signal for every in EVERY for signal in _signals(every, now=now)]
    raised = _keep(signals, now=now) if signals else 0
    _queue_mails(now=now)
    return raised


def _signals(every: Every, *, now: datetime) -> list[_Signal]:
    from wellserved.analytics.queries import calendar_slices  # noqa: PLC0415  brings the lake, only for this job
    from wellserved.insight.queries.asking import fresh_lake, scoped, zone  # noqa: PLC0415  as above
    from wellserved.insight.queries.control import chart_of, sliced_series  # noqa: PLC0415  as above

    watches, measures = _running(every)
    if not watches:
        return []
    since = now - _LONGEST[every] * (WINDOW + 1)
    slices = [
        (start, end)
        for start, end in calendar_slices(since=since, until=now, every=every, zone=zone())
        if is_over(end, now=now)
    ]
    lake, _ = fresh_lake(now=now)
    asked = scoped(OPERATOR, MapQuestion(), measures=measures)
    series = sliced_series(lake, asked, measures=measures, slices=slices)
    found = []
    for watch in watches:
        rows = series.get((watch.measure_id, watch.gap), ())
        chart = chart_of(rows, every=every, kind=watch.chart, rules=watch.rules)
        for place, rule in begun(chart.points):
            start, end, _ = rows[place]
            if start >= slices[-RECENT:][0][0] and end > watch.set_at - _LONGEST[every]:
                found.append(_Signal(watch, rule, start, end, chart.points[place], chart.centre or 0.0))
    return found


def _running(every: Every) -> tuple[Sequence[Watch], list[MeasureKey]]:
    drawn = {key.measure_id: key for key in measure_keys()}
    rows = Watch.objects.filter(ended_at__isnull=True, every=every).order_by("pk")
    watches = [watch for watch in rows if watch.measure_id in drawn]
    return watches, [drawn[number] for number in sorted({watch.measure_id for watch in watches})]


@transaction.atomic
def _keep(signals: Iterable[_Signal], *, now: datetime) -> int:
    raised = 0
    for one in signals:
        if _told_before(one):
            continue
        row, is_new = Alert.objects.get_or_create(
            watch=one.watch,
            rule=one.rule,
            start=one.start,
            defaults={
                "end": one.end,
                "value": one.point.share,
                "n": one.point.n,
                "centre": one.centre,
                "low": one.point.low or 0.0,
                "high": one.point.high or 0.0,
                "worse": one.point.worse,
                "raised_at": now,
            },
        )
        if is_new:
            raised += 1
            audit(by=OPERATOR, deed="alert.raised", kind="alert", object_id=row.pk, now=now, rule=one.rule)
    return raised


def _told_before(signal: _Signal) -> bool:
    """By an earlier watch of the same cell: changing how it is watched is no reason to tell it twice."""
    watch = signal.watch
    return (
        Alert.objects.filter(watch__measure=watch.measure_id, watch__gap=watch.gap)
        .filter(rule=signal.rule, start=signal.start, end=signal.end)
        .exclude(watch=watch)
        .exists()
    )


def _queue_mails(*, now: datetime) -> None:
    """A job for each reader with alerts that were not mailed; one that waits already is enough."""
    from wellserved.insight.jobs import mail_alerts  # noqa: PLC0415  the jobs import the services

    rows = Alert.objects.select_related("watch__measure__touchpoint__owner").filter(
        mailed_at__isnull=True, raised_at__gt=now - _GIVE_UP
    )
    by_reader: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        reader = reader_of(row)
        if reader is not None:
            by_reader[reader].append(row.pk)
    for account_id, ids in sorted(by_reader.items()):
        name = f"insight.mail_alerts.{account_id}"
        with suppress(AlreadyEnqueued):
            mail_alerts.configure(lock=name, queueing_lock=name).defer(
                account_id=account_id,
                alert_ids=list[JSONValue](sorted(ids)),
            )


def reader_of(alert: Alert) -> int | None:
    """Whose mail it is: the touchpoint's owner's, without one whoever set the watch; nobody's where both have gone."""
    owner = alert.watch.measure.touchpoint.owner
    return owner.account_id if owner and owner.active else alert.watch.set_by_id
