"""Whether two cases can be one."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

__all__ = ["Matter", "Obstacle", "obstacle"]


class Obstacle(StrEnum):
    """What stands in the way of a merge, the first that was found."""

    ITSELF = "itself"
    GONE_MERGED = "gone_merged"
    OTHER_MERGED = "other_merged"
    QUARANTINED = "quarantined"
    TWO_CUSTOMERS = "two_customers"
    GOING_OUT = "going_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A case as far as merging asks; `going_out` says that a reply of it is on its way."""

    id: int
    customer: UUID | None
    merged: bool
    quarantined: bool
    going_out: bool = False


def obstacle(gone: Matter, stays: Matter) -> Obstacle | None:
    found = {
        Obstacle.ITSELF: gone.id == stays.id,
        Obstacle.GONE_MERGED: gone.merged,
        Obstacle.OTHER_MERGED: stays.merged,
        Obstacle.QUARANTINED: gone.quarantined or stays.quarantined,
        Obstacle.TWO_CUSTOMERS: None not in (gone.customer, stays.customer)
        and gone.customer != stays.customer,
        Obstacle.GOING_OUT: gone.going_out,
    }
    return next((one for one, there in found.items() if there), None)
