"""The end of a subscription: whoever holds its secret ends it, and a browser or program that is gone for good."""

from datetime import datetime

from django.db import transaction

from wellserved.people.contracts import NotFound, Person
from wellserved.tracking.models import Notice, Subscription
from wellserved.tracking.services.notices.secrets import digest


def end_by_secret(*, secret: str, now: datetime, all_of_address: bool = False) -> None:
    """End what this link belongs to, or with it everything that goes to the same address.

    Raises NotFound for a link that never was. Ending twice is ending.
    """
    with transaction.atomic():
        row = Subscription.objects.filter(end_secret_digest=digest(secret)).first()
        if row is None:
            raise NotFound("There is no such subscription.")
        which = Subscription.objects.filter(pk=row.pk)
        if all_of_address:
            which = Subscription.objects.filter(channel=row.channel, address_digest=row.address_digest)
        _end(list(which.values_list("pk", flat=True)), now=now)


def end_own(*, by: Person, subscription_id: int, now: datetime) -> None:
    """A signed-in customer ends one of theirs."""
    with transaction.atomic():
        rows = Subscription.objects.filter(pk=subscription_id, customer_key=by.customer_key)
        if by.customer_key is None or not rows.exists():
            raise NotFound("There is no such subscription.")
        _end([subscription_id], now=now)


def end_gone(subscription_id: int, *, now: datetime) -> None:
    """The other side said that it is gone for good."""
    with transaction.atomic():
        _end([subscription_id], now=now)


def _end(ids: list[int], *, now: datetime) -> None:
    Subscription.objects.filter(pk__in=ids, ended_at__isnull=True).update(ended_at=now)
    waiting = Notice.objects.filter(subscription_id__in=ids, state=Notice.State.WAITING)
    waiting.update(state=Notice.State.SUPERSEDED)
    Notice.objects.filter(subscription_id__in=ids).exclude(body="").update(body="")
