"""How the customer wants to have it."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from wellserved.people.contracts import NotFound
from wellserved.platform.refusals import Refused
from wellserved.tracking.models import Consignment, Progress, Wish

LONGEST = 200
DAYS_AHEAD = 14


class WishRefused(Refused):
    """`why` is one of 'over', 'empty', 'too_long', 'day' and 'unknown'."""

    def __init__(self, why: str, message: str) -> None:
        super().__init__(message)
        self.why = why


@transaction.atomic
def wish(*, consignment_id: int, what: str, detail: str = "", day: date | None = None, now: datetime) -> int:
    """Keep a wish in the stead of the one before. Raises WishRefused; NotFound where there is no consignment.

    The caller has made sure that it is the customer's (`owned_for(...).may_wish`).
    """
    said = " ".join(detail.replace("\x00", "").split())
    # Two wishes at once stand one after the other, so that one of them holds.
    consignment = Consignment.objects.select_for_update().filter(pk=consignment_id).first()
    if consignment is None:
        raise NotFound("There is no such consignment.")
    _refuse(consignment_id, what=what, said=said, day=day, now=now)
    _still(consignment_id).update(withdrawn_at=now)
    kept = Wish.objects.create(
        consignment_id=consignment_id,
        what=what,
        detail=said,
        day=day if what != Wish.What.SAFE_PLACE else None,
        said_at=now,
    )
    return kept.pk


def withdraw_wish(*, consignment_id: int, now: datetime) -> bool:
    """Take back the wish that holds; False where none does."""
    return bool(_still(consignment_id).update(withdrawn_at=now))


def _refuse(consignment_id: int, *, what: str, said: str, day: date | None, now: datetime) -> None:
    if what not in Wish.What.values:
        raise WishRefused("unknown", f"A wish is one of {', '.join(Wish.What.values)}.")
    if Progress.objects.filter(pk=consignment_id, closed=True).exists():
        raise WishRefused("over", "It has arrived or was called off: nothing can be changed any more.")
    if what == Wish.What.SAFE_PLACE and not said:
        raise WishRefused("empty", "Say where it shall be left.")
    if len(said) > LONGEST:
        raise WishRefused("too_long", f"Say it in {LONGEST} characters or less.")
    if what != Wish.What.SAFE_PLACE:
        first = localdate(now)
        if day is None or not first < day <= first + timedelta(days=DAYS_AHEAD):
            raise WishRefused("day", f"Choose a day from tomorrow on, within {DAYS_AHEAD} days.")


def _still(consignment_id: int) -> QuerySet[Wish]:
    return Wish.objects.filter(consignment_id=consignment_id, withdrawn_at__isnull=True)
