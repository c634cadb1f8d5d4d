"""What the job does: from the history known now to a model, and, to judge it, the same again for every past week."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np

from .calibration import FEWEST_SCORES, Stretch, calibrated, fitted
from .crowding import Crowding, crowding
from .days import told_by_the_day
from .known import History, Ints
from .location import encoded
from .model import Stage, WindowModel, Windows

MOST_ROWS = 200_000


class NoSuchCoverage(ValueError):
    """A window can't hold that share of parcels."""


def train(history: History, *, now: datetime, coverage: float = 0.9) -> WindowModel:
    """A model of windows that hold `coverage` of the parcels that arrive, from what was known at `now`.

    The history may reach beyond `now`: later scans are left out, and a parcel delivered later counts as still on its
    way, so training of a past day can be repeated. Each status is modelled by itself, from its latest 200,000 rows;
    a status with too little history (fewer than 100 arrivals predicted forward) gets no model, and the told day
    stands in. A parcel's first scan is the row with no hours waited, or with none known: what went in and
    has not come out is counted by these, over all statuses. The same history gives the same model, whatever the order of its rows.

    coverage: above 0.5 and at most 0.98. Raises NoSuchCoverage.
    """
    if not 0.5 < coverage <= 0.98:
        raise NoSuchCoverage(f"A coverage of {coverage} can't be calibrated: ask for 0.5 to 0.98.")
    past = history.as_of(now)
    lines = crowding(past, now=now.timestamp())
    stages = {}
    for status in np.unique(past.known.status).tolist():
        rows = np.flatnonzero(past.known.status == status)
        stage = _stage(past.rows(_latest(past, rows)), lines, now=now, coverage=coverage)
        if stage is not None:
            stages[str(status)] = stage
    return WindowModel(coverage=coverage, trained_at=now, stages=stages, enough=FEWEST_SCORES)


def replay(
    history: History, *, since: datetime, until: datetime, every: timedelta, coverage: float = 0.9
) -> Iterator[tuple[Ints, Windows]]:
    """What the job would have shown: trained at `since` and `every` so often, each time for the scans until the next.

    Yields the rows of the history that were predicted and their windows. Nothing that happened after a training
    touches the windows made from it.
    """
    now = since
    while now < until:
        after = min(now + every, until)
        rows = np.flatnonzero(
            (history.scanned_at >= now.timestamp()) & (history.scanned_at < after.timestamp())
        )
        if len(rows):
            model = train(history, now=now, coverage=coverage)
            yield rows, model.predict(history.known.rows(rows))
        now = after


def _latest(past: History, rows: Ints) -> Ints:
    keys = np.nan_to_num(past.hours[rows], nan=-1.0)
    ordered: Ints = rows[np.lexsort((keys, past.scanned_at[rows]))]
    return ordered[-MOST_ROWS:]


def _stage(past: History, lines: Crowding, *, now: datetime, coverage: float) -> Stage | None:
    if np.isnan(past.hours).all():
        return None
    clock = past.known.clock()
    by_day = not np.isnan(clock).all() and told_by_the_day(past.hours, coverage=coverage)
    rows = encoded(past.known)
    names = np.array([*rows.levels[0], ""])
    stretch = Stretch(
        rows=rows,
        scanned_at=past.scanned_at,
        hours=past.hours,
        since_midnight=clock if by_day else np.full(len(past), np.nan),
        lane=rows.codes[:, 0],
        lanes=len(rows.levels[0]),
        crowded=lines.at(past.known.group("lane"), past.scanned_at),
        crowded_now=lines.at(names, np.full(len(names), now.timestamp())),
    )
    location = fitted(stretch, now=now.timestamp())
    bounds = calibrated(stretch, now=now.timestamp(), coverage=coverage) if location else None
    if location is None or bounds is None:
        return None
    return Stage(
        location=location,
        levels=rows.levels,
        low=bounds.low,
        high=bounds.high,
        scores=bounds.scores,
        by_day=by_day,
    )
