"""Until when a customer can send a parcel back, and why they do."""

from datetime import datetime, timedelta

from .statuses import Kind, Status

REASONS_TO_RETURN = (
    "does_not_fit",
    "changed_mind",
    "not_as_described",
    "damaged",
    "faulty",
    "wrong",
    "too_late",
    "other",
)
WANTS = ("refund", "exchange")


def may_return(
    kind: Kind, status: Status | None, status_at: datetime | None, *, days: int, now: datetime
) -> bool:
    """A delivered parcel, for `days` after its delivery; never where that is 0."""
    if kind is not Kind.PARCEL or status is not Status.DELIVERED or status_at is None:
        return False
    return days > 0 and now - status_at <= timedelta(days=days)
