"""What notices hold on a customer: the addresses at which they asked to be told."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from wellserved.people.contracts import NotFound, Person
from wellserved.people.holdings import Rows, register_holding
from wellserved.people.queries import customer_for
from wellserved.tracking.domain.subscribing import mail_key
from wellserved.tracking.models import Notice, Subscription
from wellserved.tracking.services.notices.secrets import address_digest


def held(customer_key: UUID) -> Iterable[tuple[str, Rows]]:
    rows = _of(customer_key).select_related("consignment").order_by("made_at", "pk")
    yield "subscriptions.json", (_subscription(row) for row in rows.iterator(chunk_size=500))
    notices = Notice.objects.filter(subscription__in=_of(customer_key)).order_by("made_at", "pk")
    fields = ("consignment__number", "occasion", "reason", "made_at", "state", "handed_over_at")
    yield "notices.json", notices.values(*fields).iterator(chunk_size=2000)


def erase(customer_key: UUID) -> bool:
    """Their subscriptions and what was told through them. Others who follow the same parcel are others."""
    _of(customer_key).delete()
    return False


def register() -> None:
    register_holding(name="notices", held=held, erase=erase)


def _of(customer_key: UUID) -> QuerySet[Subscription]:
    """Also what they asked for without signing in, by the number alone: their address tells."""
    theirs = Q(customer_key=customer_key)
    try:
        email = customer_for(Person(customer_key=customer_key), key=customer_key).email
    except NotFound:
        email = ""
    if email:
        theirs |= Q(channel="email", address_digest=address_digest("email", mail_key(email)))
    return Subscription.objects.filter(theirs)


def _subscription(row: Subscription) -> dict[str, object]:
    return {
        "number": row.consignment.number if row.consignment else "",
        "channel": row.channel,
        "address": row.address,
        "language": row.language,
        "time_zone": row.time_zone,
        "quiet_from": row.quiet_from,
        "quiet_until": row.quiet_until,
        "made_at": row.made_at,
        "confirmed_at": row.confirmed_at,
        "ended_at": row.ended_at,
    }
