"""The trainings of the windows, and how what each of them said did."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from wellserved.people.contracts import NotFound, Person

__all__ = ["Training", "trainings_for"]

# Each training says how the windows did that were shown until then: those of the one before.
_TRAININGS = """
SELECT trained_at, deliveries, left(encode(sha256(content), 'hex'), 12),
  lag(coverage) OVER latest, lag(mean_width_hours) OVER latest
FROM tracking_windowmodel WINDOW latest AS (ORDER BY id DESC) ORDER BY id DESC LIMIT 20
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """`coverage` and `mean_width_hours` are of the windows last shown for what was delivered until the next training."""

    trained_at: datetime
    deliveries: int
    version: str
    coverage: float | None
    mean_width_hours: float | None


def trainings_for(person: Person) -> tuple[Training, ...]:
    """Those that are kept, the one in use first. They are of all locations, and name none."""
    if not person.may("parcels:read"):
        raise NotFound("There are no windows to see.")
    with connection.cursor() as cursor:
        cursor.execute(_TRAININGS)
        rows = cursor.fetchall()
    return tuple(
        Training(trained_at=at, deliveries=n, version=version, coverage=coverage, mean_width_hours=width)
        for at, n, version, coverage, width in rows
    )
