"""Asking to be told: by mail after a yes, by web push or webhook at once."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection, transaction

from wellserved.people.contracts import NotFound, Person
from wellserved.people.queries import customer_for
from wellserved.tracking.domain.keys import number_key
from wellserved.tracking.domain.subscribing import Fault, Wanted, clean_mail, clean_push, fault_of, mail_key
from wellserved.tracking.models import Consignment, Subscription
from wellserved.tracking.notices.posting import loopback_may
from wellserved.tracking.services.notices.limits import count_attempt, may_ask
from wellserved.tracking.services.notices.secrets import address_digest, digest, link_secret, new_seed


class SubscriptionRefused(ValueError):
    """What is wrong with what was asked for: `fault` names the place and the mend."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.said} {fault.mend}")
        self.fault = fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    """`asks`: a letter with a link went out, if the number is known. `secret` signs a webhook's events and is shown once."""

    asks: bool
    secret: str = ""


def subscribe(
    *, by: Person, number: str, wanted: Wanted, asker: str, now: datetime, carrier: str = ""
) -> Subscribed:
    """Be told of one consignment, by whoever knows its number.

    The answer is the same whether the number is known or not. Raises SubscriptionRefused for an address or
    hours that cannot be, TooManyAttempts for a network that tries too often.
    """
    wanted = _clean(wanted)
    count_attempt(asker, now=now)
    rows = Consignment.objects.filter(number=number_key(number), announced_at__isnull=False)
    if carrier:
        rows = rows.filter(carrier=carrier)
    seed = new_seed()
    answer = Subscribed(
        asks=wanted.channel == "email" and not _is_own(by, wanted),
        secret=seed if wanted.channel == "webhook" else "",
    )
    # Of two carriers with the same number the page asks which; without an answer the newer one is meant.
    consignment = rows.order_by("-announced_at", "-pk").first()
    if consignment is not None:
        with transaction.atomic():
            _subscribe(by, wanted, seed=seed, consignment=consignment.pk, now=now)
    return answer


def subscribe_to_all(*, by: Person, wanted: Wanted, asker: str, now: datetime) -> Subscribed:
    """A signed-in customer is told of everything that is on its way to them, now and later.

    Raises NotFound for whoever is no customer, else as `subscribe` does.
    """
    if by.customer_key is None:
        raise NotFound("Only a customer who has signed in can be told of everything.")
    wanted = _clean(wanted)
    count_attempt(asker, now=now)
    seed = new_seed()
    with transaction.atomic():
        _subscribe(by, wanted, seed=seed, consignment=None, now=now)
    return Subscribed(
        asks=wanted.channel == "email" and not _is_own(by, wanted),
        secret=seed if wanted.channel == "webhook" else "",
    )


def _subscribe(by: Person, wanted: Wanted, *, seed: str, consignment: int | None, now: datetime) -> None:
    digest_of = address_digest(wanted.channel, _key(wanted))
    _one_at_a_time(digest_of)
    same = Subscription.objects.filter(
        channel=wanted.channel, address_digest=digest_of, consignment=consignment, ended_at__isnull=True
    )
    if consignment is None:
        same = same.filter(customer_key=by.customer_key)
    row = same.first()
    if row is not None and wanted.channel == "webhook" and row.customer_key in {None, by.customer_key}:
        # The secret was shown once and is lost, or else nobody would ask again.
        same.update(ended_at=now)
        row = None
    confirmed = wanted.channel != "email" or _is_own(by, wanted)
    if row is None:
        row = Subscription.objects.create(
            consignment_id=consignment,
            customer_key=by.customer_key,
            channel=wanted.channel,
            address=wanted.address,
            address_digest=digest_of,
            secret=seed,
            language=wanted.language,
            time_zone=wanted.time_zone,
            quiet_from=wanted.quiet_from,
            quiet_until=wanted.quiet_until,
            made_at=now,
            confirmed_at=now if confirmed else None,
            end_secret_digest=digest(link_secret(seed)),
        )
    elif row.confirmed_at is None:
        _ask_anew(row, by, wanted, confirmed=confirmed, now=now)
    if row.confirmed_at is None and may_ask(_key(wanted), now=now):
        from wellserved.tracking.notice_jobs import mail_confirmation  # noqa: PLC0415  the jobs import the services

        mail_confirmation.defer(subscription_id=row.pk)


def _ask_anew(row: Subscription, by: Person, wanted: Wanted, *, confirmed: bool, now: datetime) -> None:
    """Nobody has said yes to it, so whoever asked last is meant: from now on the letter's link works for a week."""
    row.made_at = now
    row.language, row.time_zone = wanted.language, wanted.time_zone
    row.quiet_from, row.quiet_until = wanted.quiet_from, wanted.quiet_until
    if confirmed:
        row.confirmed_at, row.customer_key = now, by.customer_key
    row.save()


def _one_at_a_time(digest_of: bytes) -> None:
    """Two clicks at once make one subscription; the table alone cannot tell for all of a customer's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest_of[:8], "big", signed=True)]
        )


def _clean(wanted: Wanted) -> Wanted:
    fault = fault_of(wanted, loopback=loopback_may())
    if fault is not None:
        raise SubscriptionRefused(fault)
    if wanted.channel == "email":
        return replace(wanted, address=clean_mail(wanted.address))
    if wanted.channel == "web_push":
        return replace(wanted, address=clean_push(wanted.address))
    return wanted


def _key(wanted: Wanted) -> str:
    return mail_key(wanted.address) if wanted.channel == "email" else wanted.address


def _is_own(by: Person, wanted: Wanted) -> bool:
    """Whoever signed in by this very address has said yes by that."""
    if by.customer_key is None or by.account_id is None:
        return False
    return mail_key(customer_for(by, key=by.customer_key).email) == mail_key(wanted.address)
