"""The months of the moment table."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

_LOCK = 5_721_001  # one process at a time makes months; any number that nothing else locks


def ensure_months(months: Iterable[tuple[int, int]]) -> None:
    """Make the partitions of these (year, month) pairs where they are missing, in the running transaction."""
    wanted = {f"journey_moment_{year:04d}_{month:02d}": (year, month) for year, month in months}
    missing = _missing(wanted)
    if not missing:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        for name in sorted(_missing(wanted)):
            year, month = wanted[name]
            following = (year, month + 1) if month < 12 else (year + 1, 1)
            # A table made apart and attached takes a weaker lock than CREATE ... PARTITION OF:
            # nobody who reads or records meanwhile has to wait.
            cursor.execute(
                f"CREATE TABLE {name} (LIKE journey_moment INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
            )
            cursor.execute(
                f"ALTER TABLE journey_moment ATTACH PARTITION {name}"
                f" FOR VALUES FROM ('{year:04d}-{month:02d}-01 00:00:00+00')"
                f" TO ('{following[0]:04d}-{following[1]:02d}-01 00:00:00+00')"
            )


def month_of(moment: datetime) -> tuple[int, int]:
    """The (year, month) in UTC that a moment belongs to; `moment` is in UTC."""
    return moment.year, moment.month


def _missing(names: Iterable[str]) -> list[str]:
    with connection.cursor() as cursor:
        # to_regclass would answer from a cache that waiting for the advisory lock does not renew.
        cursor.execute(
            "SELECT name FROM unnest(%s::text[]) AS name WHERE NOT EXISTS (SELECT FROM pg_class"
            " WHERE relname = name AND relnamespace = current_schema()::regnamespace)",
            [list(names)],
        )
        return [name for (name,) in cursor.fetchall()]
