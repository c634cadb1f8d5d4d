"""When it will come: windows made from the organisation's own deliveries, trained again by a job."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

import numpy as np
from django.db import connection, transaction

from wellserved.analytics.windows import History, Known, Said, WindowModel, Windows, train
from wellserved.tracking.models import Window
from wellserved.tracking.models import WindowModel as Trained
from wellserved.tracking.queries.public.hours import begin_of, hours_of

COVERAGE = 0.9
KEPT = 10
_OVER = timedelta(days=540)
_MOST = 1_000_000
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_NAMES = ("status", "lane", "destination", "origin", "service", "place")
# What follows the time and the names in a row.
_WAITED, _TOLD, _NAMED, _TO, _AT = range(1 + len(_NAMES), 6 + len(_NAMES))
_KNOWN = "c.lane, c.destination, c.origin, c.carrier || '/' || c.service"
_OPEN = f"""
SELECT c.id, p.status_at, p.status, {_KNOWN}, p.place,
  extract(epoch FROM p.status_at - p.first_scan_at) / 3600.0,
  (SELECT latest FROM tracking_told t WHERE t.consignment_id = c.id ORDER BY told_at DESC, id DESC LIMIT 1),
  p.expected_on, c.destination_country, p.country
FROM tracking_consignment c JOIN tracking_progress p ON p.consignment_id = c.id
WHERE c.id = ANY(%s) AND c.kind = 'parcel' AND c.announced_at IS NOT NULL AND NOT p.closed AND p.status_at IS NOT NULL
"""  # noqa: S608  our own words
# What was told is read as it was at the scan: a later word must not make past windows look better informed.
_PAST = f"""
SELECT s.consignment_id, s.occurred_at, s.status, {_KNOWN}, s.place,
  extract(epoch FROM s.occurred_at - p.first_scan_at) / 3600.0,
  (SELECT t.latest FROM tracking_told t
    WHERE t.consignment_id = c.id AND t.told_at <= s.occurred_at ORDER BY t.told_at DESC, t.id DESC LIMIT 1),
  s.expected_on, c.destination_country, s.country,
  extract(epoch FROM done.at - s.occurred_at) / 3600.0
FROM tracking_scan s
JOIN tracking_consignment c ON c.id = s.consignment_id
JOIN tracking_progress p ON p.consignment_id = c.id
LEFT JOIN LATERAL (SELECT min(occurred_at) AS at FROM tracking_scan d
  WHERE d.consignment_id = c.id AND d.status = 'delivered' AND p.status = 'delivered') done ON true
WHERE c.kind = 'parcel' AND c.announced_at IS NOT NULL AND NOT p.corrected AND s.occurred_at > %(since)s
  AND s.status NOT IN ('', 'delivered', 'returned_to_sender', 'cancelled', 'expired')
  AND (done.at IS NULL OR done.at >= s.occurred_at) AND p.status NOT IN ('returned_to_sender', 'cancelled', 'expired')
ORDER BY s.occurred_at DESC LIMIT %(most)s
"""  # noqa: S608  as above


def predict(consignment_ids: Sequence[int], *, now: datetime) -> int:
    """Say anew when these parcels will come; returns for how many a window stands.

    Windows of whole days go from midnight to midnight where the parcel goes. Where there is too little history the day
    stands in that the carrier, or we, named: `model` is then empty.
    """
    rows = _rows(_OPEN, [list(consignment_ids)])
    if not rows:
        return 0
    number, model = _latest()
    known = _known([row[1:] for row in rows])
    windows = (model or _without_history(now)).predict(known)
    made = [
        _window(row, number, windows, place, now=now)
        for place, row in enumerate(rows)
        if windows.said[place] != Said.NOTHING
    ]
    Window.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["consignment"],
        update_fields=["earliest", "latest", "model", "made_at"],
    )
    return len(made)


def retrain(*, now: datetime) -> WindowModel:
    """Train a model of all that was scanned in the last 18 months, and say how the last windows did."""
    rows = _rows(_PAST, {"since": now - _OVER, "most": _MOST})
    history = History(
        known=_known([row[1:-1] for row in rows]),
        scanned_at=np.array([row[1].timestamp() for row in rows], float),
        hours=np.array([np.nan if row[-1] is None else float(row[-1]) for row in rows], float),
    )
    model = train(history, now=now, coverage=COVERAGE)
    with transaction.atomic():
        coverage, width = _judged()
        Trained.objects.create(
            trained_at=now,
            deliveries=len({row[0] for row in rows if row[-1] is not None}),
            coverage=coverage,
            mean_width_hours=width,
            content=model.to_bytes(),
        )
        _forget_old()
    return model


def _judged() -> tuple[float | None, float | None]:
    """How many of those delivered since the last training came within the window last shown, and how wide it was.

    Whichever training made the window: those of the last one alone would leave out whatever took longer than a day.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT avg((p.status_at BETWEEN w.earliest AND w.latest)::int)::float,"
            " avg(extract(epoch FROM w.latest - w.earliest) / 3600)::float"
            " FROM tracking_window w JOIN tracking_progress p ON p.consignment_id = w.consignment_id"
            " WHERE w.model_id IS NOT NULL AND p.status = 'delivered'"
            " AND p.status_at > (SELECT max(trained_at) FROM tracking_windowmodel)"
        )
        coverage, width = cursor.fetchone()
    return coverage, width


def _forget_old() -> None:
    kept = list(Trained.objects.order_by("-pk").values_list("pk", flat=True)[:KEPT])
    used = Window.objects.filter(model__isnull=False).values("model")
    Trained.objects.exclude(pk__in=kept).exclude(pk__in=used).delete()


def _latest() -> tuple[int | None, WindowModel | None]:
    number = Trained.objects.order_by("-pk").values_list("pk", flat=True).first()
    return (None, None) if number is None else (number, _model(number))


@lru_cache(maxsize=2)
def _model(number: int) -> WindowModel:
    return WindowModel.from_bytes(bytes(Trained.objects.get(pk=number).content))


def _without_history(now: datetime) -> WindowModel:
    return WindowModel(coverage=COVERAGE, trained_at=now, stages={}, enough=0)


def _known(rows: Sequence[Sequence[Any]]) -> Known:
    """Rows of: time of the scan, the names, hours waited, what was told, the day named, where it goes, where it is."""
    names = {name: np.array([row[place] for row in rows], str) for place, name in enumerate(_NAMES, start=1)}
    here = [row[0].astimezone(hours_of(row[_AT] or row[_TO])) for row in rows]
    there = [row[0].astimezone(hours_of(row[_TO])) for row in rows]
    return Known(
        **names,
        weekday=np.array([at.weekday() for at in here], np.int64),
        hour=np.array([at.hour for at in here], np.int64),
        waited_hours=_numbers([row[_WAITED] for row in rows]),
        told_hours=_numbers([_told_hours(row) for row in rows]),
        since_midnight=np.array([_hours_of_day(at) for at in there], float),
    )


def _told_hours(row: Sequence[Any]) -> float | None:
    """To the end of the last thing said of the day, by the carrier or else by us.

    A carrier's day is over when it is over where the parcel goes: in Seoul nine hours before it is in Greenwich.
    """
    at, latest, named, country = row[0], row[_TOLD], row[_NAMED], row[_TO]
    if named is not None:
        latest = begin_of(named + _DAY, hours_of(country))
    return None if latest is None else (latest - at) / _HOUR


def _hours_of_day(at: datetime) -> float:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond) / _HOUR


def _numbers(values: list[Any]) -> Any:
    return np.array([np.nan if value is None else float(value) for value in values], float)


def _rows(statement: str, parameters: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def _window(row: Sequence[Any], number: int | None, windows: Windows, place: int, *, now: datetime) -> Window:
    earliest, latest = (
        _from(row[1], bound[place], zone=hours_of(row[1 + _TO]), by_day=bool(windows.by_day[place]))
        for bound in (windows.lower, windows.upper)
    )
    return Window(
        consignment_id=row[0],
        earliest=earliest,
        latest=latest,
        model_id=number if windows.predicted[place] else None,
        made_at=now,
    )


def _from(at: datetime, hours: float, *, zone: tzinfo, by_day: bool) -> datetime:
    """So many hours later; by the day it is the midnight nearest to that, which a change of the clocks moves by one."""
    then = at + timedelta(hours=float(hours))
    return begin_of((then + _DAY / 2).astimezone(zone).date(), zone) if by_day else then
