"""The return of a parcel that is under way. Whether it may be seen is `owned_for`'s to say."""

from wellserved.tracking.domain.statuses import Kind
from wellserved.tracking.models import Progress

from .facts import ReturnSeen


def open_return(parcel: int) -> ReturnSeen | None:
    """The latest that is announced and not over."""
    returns = Progress.objects.filter(
        consignment__about=parcel,
        consignment__kind=Kind.RETURN,
        consignment__announced_at__isnull=False,
        closed=False,
    )
    found = returns.order_by("-consignment").values_list("consignment", "consignment__number").first()
    return ReturnSeen(id=found[0], number=found[1]) if found else None
