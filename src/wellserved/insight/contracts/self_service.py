"""What customers found out by themselves, beside what they had to ask."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfServiceWeek:
    """`parcels` came to their end in the week from `monday` (UTC), `contacts` asked in it where an order is.

    `about` of them are linked to a parcel. `views` of parcels' pages is None for whoever sees some locations alone.
    """

    monday: date
    parcels: int
    contacts: int
    about: int
    views: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfService:
    """Whole weeks, the earliest first; `undecided` more contacts are likely of this cause, and nobody has said so."""

    weeks: tuple[SelfServiceWeek, ...]
    undecided: int
