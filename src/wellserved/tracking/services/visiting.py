"""How often pages were looked at, by day: what customers found out by themselves, without asking anybody."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from django.db import connection

WRITTEN_EVERY = timedelta(seconds=10)
_COUNT = (
    "INSERT INTO tracking_visit (day, views) VALUES ({}, {}) ON CONFLICT (day)"
    " DO UPDATE SET views = tracking_visit.views + excluded.views"
)


class Pool(Protocol):
    async def execute(self, query: str, *args: object) -> str: ...


class Tally:
    """Views of this process that are not written yet: one write for many, so that a look costs none."""

    def __init__(self, *, every: timedelta = WRITTEN_EVERY) -> None:
        self._every = every
        self._views = 0
        self._written = datetime.min.replace(tzinfo=UTC)

    def add(self, *, now: datetime) -> int:
        """Count one view; returns how many are to be written now."""
        self._views += 1
        if now - self._written < self._every:
            return 0
        views, self._views, self._written = self._views, 0, now
        return views


tally = Tally()


def note_view(*, now: datetime) -> None:
    """Somebody looked at a consignment's page."""
    views = tally.add(now=now)
    if views:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT.format("%s", "%s"), [_day(now), views])


async def note_view_async(pool: Pool, *, now: datetime) -> None:
    views = tally.add(now=now)
    if views:
        await pool.execute(_COUNT.format("$1", "$2"), _day(now), views)


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()
