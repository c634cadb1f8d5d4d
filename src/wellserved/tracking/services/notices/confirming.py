"""The yes that starts a subscription by mail, and how its holder changes it afterwards."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation

from wellserved.people.contracts import NotFound
from wellserved.tracking.domain.noticing import due_by
from wellserved.tracking.domain.subscribing import language_fault, quiet_fault
from wellserved.tracking.models import Notice, Subscription
from wellserved.tracking.notices.letters import confirmation
from wellserved.tracking.services.notices.secrets import digest, link_secret
from wellserved.tracking.services.notices.subscribing import SubscriptionRefused

OPEN_FOR = timedelta(days=7)


def mail_confirmation(*, subscription_id: int, now: datetime) -> None:
    """Ask whoever reads this address; nothing if it was answered or ended meanwhile."""
    row = Subscription.objects.select_related("consignment").filter(pk=subscription_id).first()
    if row is None or row.confirmed_at is not None or row.ended_at is not None:
        return
    with translation.override(row.language):
        confirmation(
            id=f"confirm-{row.pk}",
            to=row.address,
            secret=link_secret(row.secret),
            number=row.consignment.number if row.consignment else "",
            now=now,
        ).send()


def confirm(*, secret: str, now: datetime) -> None:
    """Raises NotFound for a link that never was, was ended, or is older than a week."""
    rows = Subscription.objects.filter(end_secret_digest=digest(secret), ended_at__isnull=True)
    row = rows.first()
    if row is None or (row.confirmed_at is None and row.made_at < now - OPEN_FOR):
        raise NotFound("There is no such subscription.")
    rows.filter(confirmed_at__isnull=True).update(confirmed_at=now)


def prefer(
    *,
    secret: str,
    language: str,
    time_zone: str,
    quiet_from: time | None,
    quiet_until: time | None,
    now: datetime,
) -> None:
    """Change when and in which language somebody is told; notices that wait for quiet hours' end go by the new ones.

    Raises NotFound, or SubscriptionRefused for hours or a language that cannot be.
    """
    fault = language_fault(language) or quiet_fault(time_zone, quiet_from, quiet_until)
    if fault is not None:
        raise SubscriptionRefused(fault)
    with transaction.atomic():
        rows = Subscription.objects.filter(end_secret_digest=digest(secret), ended_at__isnull=True)
        row = rows.select_for_update().first()
        if row is None:
            raise NotFound("There is no such subscription.")
        rows.update(language=language, time_zone=time_zone, quiet_from=quiet_from, quiet_until=quiet_until)
        _due_anew(row.pk, now=now)


def _due_anew(subscription_id: int, *, now: datetime) -> None:
    row = Subscription.objects.get(pk=subscription_id)
    due = due_by(
        row.channel,
        now=now,
        zone=ZoneInfo(row.time_zone),
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
    )
    waiting = Notice.objects.filter(subscription=row, state=Notice.State.WAITING, attempts=0)
    waiting.update(due_at=due)
