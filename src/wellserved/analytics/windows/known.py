"""What a window is made from: what is known of a parcel at a scan, and, of past ones, how long they then took."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

GROUPS = ("lane", "destination", "origin", "service", "place")
NUMBERS = ("waited_hours", "told_hours", "distance_km")

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class RowsDisagree(ValueError):
    """The columns handed in are not of one length, or hold what they can't hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of n parcels at the scan from which their window is predicted: one row a parcel and scan.

    Every array has the shape (n,). Only `status` must be there; a column left out, an empty string, a weekday or
    hour of -1 and a NaN all say 'unknown', and what is unknown moves the window nowhere.

    status: the last scan's status. Each status has a model of its own, so it says from where the time runs.
    lane: from where to where (such as a region > a region); windows are calibrated lane by lane.
    destination, origin, service, place: finer than the lane: a postcode area, a shop or sender, the carrier and its
        service, the last scan's place.
    weekday, hour: of the scan, local to its place; Monday is 0; 0 to 23.
    since_midnight: hours from the midnight before the scan to the scan, where the parcel goes: windows are of whole
        days there. Left out, they are of hours.
    waited_hours: from the first scan or the order to this scan.
    told_hours: from this scan to the end of the day that the carrier or the organisation named.
    distance_km: from the scan's place to the destination.
    """

    status: NDArray[np.str_]
    lane: NDArray[np.str_] | None = None
    destination: NDArray[np.str_] | None = None
    origin: NDArray[np.str_] | None = None
    service: NDArray[np.str_] | None = None
    place: NDArray[np.str_] | None = None
    weekday: Ints | None = None
    hour: Ints | None = None
    waited_hours: Floats | None = None
    told_hours: Floats | None = None
    distance_km: Floats | None = None
    since_midnight: Floats | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            column = getattr(self, field.name)
            if column is not None and column.shape != (len(self.status),):
                raise RowsDisagree(
                    f"Column {field.name} has the shape {column.shape}, status has ({len(self.status)},): "
                    "hand in one value a row."
                )

    def __len__(self) -> int:
        return len(self.status)

    def rows(self, chosen: Bools | Ints) -> Self:
        """The rows that a mask or their numbers choose."""
        columns: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        taken: dict[str, Any] = {name: None if c is None else c[chosen] for name, c in columns.items()}
        return type(self)(**taken)

    def group(self, name: str) -> NDArray[np.str_]:
        column: NDArray[np.str_] | None = getattr(self, name)
        return np.full(len(self), "", dtype="<U1") if column is None else column

    def numbers(self) -> Floats:
        """The measured columns, shape (n, 3), NaN where unknown."""
        unknown = np.full(len(self), np.nan)
        columns = [getattr(self, name) for name in NUMBERS]
        return np.column_stack([unknown if c is None else c for c in columns]).astype(float)

    def clock(self) -> Floats:
        unknown = np.full(len(self), np.nan)
        return unknown if self.since_midnight is None else self.since_midnight.astype(float)

    def calendar(self) -> tuple[Ints, Ints]:
        unknown = np.full(len(self), -1)
        return (
            unknown if self.weekday is None else self.weekday,
            unknown if self.hour is None else self.hour,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Past scans and how long it then was until delivery.

    known: n rows. scanned_at: when each scan happened, seconds since 1970 in UTC, shape (n,).
    hours: from the scan to the delivery, shape (n,), at least 0; NaN where it is not delivered as far as anybody
    knows. Parcels still on their way belong in: that they have been out for so long is knowledge too.
    """

    known: Known
    scanned_at: Floats
    hours: Floats

    def __post_init__(self) -> None:
        for name, column in (("scanned_at", self.scanned_at), ("hours", self.hours)):
            if column.shape != (len(self.known),):
                raise RowsDisagree(
                    f"Column {name} has the shape {column.shape}, known has {len(self.known)} rows: "
                    "hand in one value a row."
                )
        if (self.hours < 0).any():
            raise RowsDisagree(
                "Some hours are below 0: leave parcels out that were delivered before their scan."
            )

    def __len__(self) -> int:
        return len(self.scanned_at)

    def rows(self, chosen: Bools | Ints) -> "History":
        return History(
            known=self.known.rows(chosen), scanned_at=self.scanned_at[chosen], hours=self.hours[chosen]
        )

    def as_of(self, now: datetime) -> "History":
        """What was known at `now`: later scans are gone, and whatever was delivered later is still on its way."""
        moment = now.timestamp()
        past = self.rows(self.scanned_at < moment)
        return History(
            known=past.known,
            scanned_at=past.scanned_at,
            hours=np.where(past.scanned_at + past.hours * 3600 <= moment, past.hours, np.nan),
        )
