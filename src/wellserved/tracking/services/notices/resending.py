"""Dead letters sent again, because somebody mended what kept them from arriving."""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require
from wellserved.tracking.domain.noticing import due_by
from wellserved.tracking.models import Notice, Subscription
from wellserved.tracking.services.notices.starting import start_sending

AT_ONCE = 1000


@transaction.atomic
def send_again(*, by: Person, notices: Collection[int], now: datetime) -> int:
    """Let these be tried for another day, after quiet hours; returns how many that are. Those of an ended
    subscription stay dead.

    Raises NotFound where none of them is dead any more.
    """
    require(by, "notices:write")
    rows = Notice.objects.filter(
        pk__in=list(notices)[:AT_ONCE], state=Notice.State.DEAD, subscription__ended_at__isnull=True
    )
    again = list(rows.select_related("subscription").select_for_update(of=("self",)))
    if not again:
        raise NotFound("None of these waits to be sent again.")
    ids = [row.pk for row in again]
    for row in again:
        to = row.subscription
        row.state, row.attempts = Notice.State.WAITING, 0
        row.due_at = due_by(
            to.channel,
            now=now,
            zone=ZoneInfo(to.time_zone),
            quiet_from=to.quiet_from,
            quiet_until=to.quiet_until,
        )
    Notice.objects.bulk_update(again, ["state", "attempts", "due_at"])
    audit(by=by, deed="notices.sent_again", kind="notice", object_id=ids[0], now=now, n=len(ids))
    start_sending(set(Subscription.Channel.values))
    return len(ids)
