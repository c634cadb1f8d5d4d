"""Times as callers give them: with a zone, within what the database can hold in every zone."""

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime

FIRST, LAST = date(1970, 1, 1), date(2200, 1, 1)


def _bounded(time: datetime) -> datetime:
    # Compared by the naive date first: near year 1 and 9999 a change of zone overflows.
    if not FIRST <= time.date() < LAST:
        raise ValueError(f"It lies outside of {FIRST:%Y} to {LAST:%Y}: check the year.")
    return time.astimezone(UTC)


def _bounded_day(day: date) -> date:
    if not FIRST <= day < LAST:
        raise ValueError(f"It lies outside of {FIRST:%Y} to {LAST:%Y}: check the year.")
    return day


Time = Annotated[AwareDatetime, AfterValidator(_bounded)]
Day = Annotated[date, AfterValidator(_bounded_day)]
