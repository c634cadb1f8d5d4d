"""Dead letters sent again, because somebody mended what kept them from arriving."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require
from wellserved.tracking.models import Notice, Subscription
from wellserved.tracking.services.notices.starting import start_sending

AT_ONCE = 1000


@transaction.atomic
def send_again(*, by: Person, notices: Collection[int], now: datetime) -> int:
    """Let these be tried for another day; returns how many that are. Those of an ended subscription stay dead.

    Raises NotFound where none of them is dead any more.
    """
    require(by, "notices:write")
    rows = Notice.objects.filter(
        pk__in=list(notices)[:AT_ONCE], state=Notice.State.DEAD, subscription__ended_at__isnull=True
    )
    ids = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    if not ids:
        raise NotFound("None of these waits to be sent again.")
    Notice.objects.filter(pk__in=ids).update(state=Notice.State.WAITING, attempts=0, due_at=now)
    audit(by=by, deed="notices.sent_again", kind="notice", object_id=ids[0], now=now, n=len(ids))
    start_sending(set(Subscription.Channel.values))
    return len(ids)
