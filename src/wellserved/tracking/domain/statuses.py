"""The one vocabulary: what a scan can say of a parcel, a return or a repair."""

from enum import StrEnum


class Kind(StrEnum):
    """What is followed."""

    PARCEL = "parcel"
    RETURN = "return"
    REPAIR = "repair"


class Status(StrEnum):
    """A scan's statement. The first twelve hold for all that travels; the others for what is done with it."""

    INFO_RECEIVED = "info_received"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    READY_FOR_PICKUP = "ready_for_pickup"
    ATTEMPT_FAILED = "attempt_failed"
    DELIVERED = "delivered"
    ON_HOLD = "on_hold"
    DELAYED = "delayed"
    RETURNED_TO_SENDER = "returned_to_sender"
    CANCELLED = "cancelled"
    EXCEPTION = "exception"
    EXPIRED = "expired"
    # A return, once it has arrived.
    INSPECTED = "inspected"
    REFUNDED = "refunded"
    EXCHANGED = "exchanged"
    RETURN_REFUSED = "return_refused"
    # A repair, in the workshop.
    RECEIVED = "received"
    DIAGNOSED = "diagnosed"
    QUOTED = "quoted"
    APPROVED = "approved"
    DECLINED = "declined"
    REPAIRED = "repaired"
    TESTED = "tested"
    SENT_BACK = "sent_back"


_EVERYWHERE = frozenset(list(Status)[:12])
MAY_SAY = {
    Kind.PARCEL: _EVERYWHERE,
    Kind.RETURN: _EVERYWHERE
    | {Status.RECEIVED, Status.INSPECTED, Status.REFUNDED, Status.EXCHANGED, Status.RETURN_REFUSED},
    Kind.REPAIR: _EVERYWHERE
    | {
        Status.RECEIVED,
        Status.DIAGNOSED,
        Status.QUOTED,
        Status.APPROVED,
        Status.DECLINED,
        Status.REPAIRED,
        Status.TESTED,
        Status.SENT_BACK,
    },
}
"""The statuses that a scan of each kind may bring."""


def sayable(kind: Kind, status: Status) -> Status:
    """What can be said of this kind: one announced as another than its scans spoke of may hold what it cannot say."""
    return status if status in MAY_SAY[kind] else Status.IN_TRANSIT
