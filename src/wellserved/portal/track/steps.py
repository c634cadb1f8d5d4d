"""How far it has come, in as many steps as there are to go."""

from dataclasses import dataclass

from wellserved.portal.track.pressing import Verbatim
from wellserved.tracking.contracts import Kind, Status
from wellserved.tracking.queries.public import Followed, status_said

_DONE, _NOW, _NEXT = Verbatim("done"), Verbatim("now"), Verbatim("next")
_WAY: dict[Kind, tuple[Status, ...]] = {
    Kind.PARCEL: (
        Status.INFO_RECEIVED,
        Status.IN_TRANSIT,
        Status.OUT_FOR_DELIVERY,
        Status.DELIVERED,
    ),
    Kind.RETURN: (
        Status.INFO_RECEIVED,
        Status.IN_TRANSIT,
        Status.RECEIVED,
        Status.INSPECTED,
        Status.REFUNDED,
    ),
    Kind.REPAIR: (
        Status.RECEIVED,
        Status.DIAGNOSED,
        Status.REPAIRED,
        Status.SENT_BACK,
        Status.DELIVERED,
    ),
}
# States between two steps stand at the one that they interrupt.
_STANDS_AT = {
    Status.READY_FOR_PICKUP: Status.OUT_FOR_DELIVERY,
    Status.ATTEMPT_FAILED: Status.OUT_FOR_DELIVERY,
    Status.EXCHANGED: Status.REFUNDED,
    Status.QUOTED: Status.DIAGNOSED,
    Status.APPROVED: Status.DIAGNOSED,
    Status.TESTED: Status.REPAIRED,
}
_NOWHERE = {
    Status.RETURNED_TO_SENDER,
    Status.CANCELLED,
    Status.EXPIRED,
    Status.DECLINED,
    Status.RETURN_REFUSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    name: str
    look: Verbatim


def steps(followed: Followed) -> tuple[Step, ...]:
    """None where it no longer goes this way: a bar of what will not be would mislead."""
    if followed.status in _NOWHERE:
        return ()
    way = _WAY[followed.kind]
    here = _place(followed, way)
    last = len(way) - 1
    return tuple(
        Step(
            name=status_said(followed.kind, _named(followed, status) if n == here else status),
            look=_DONE if n < here or here == last else _NOW if n == here else _NEXT,
        )
        for n, status in enumerate(way)
    )


def _place(followed: Followed, way: tuple[Status, ...]) -> int:
    status = _STANDS_AT.get(followed.status, followed.status)
    if status in way:
        return way.index(status)
    reached = [n for n, one in enumerate(way) if one in followed.reached]
    return max(reached, default=min(1, len(way) - 1))


def _named(followed: Followed, status: Status) -> Status:
    return followed.status if _STANDS_AT.get(followed.status) == status else status
