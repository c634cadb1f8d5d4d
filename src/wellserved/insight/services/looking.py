"""Noting that somebody looked at the front page."""

from datetime import datetime, timedelta

from django.db import transaction

from wellserved.insight.models import Look
from wellserved.people.contracts import Person
from wellserved.people.services import require

# Whoever comes back sooner is still looking: what was new to them stays new.
ONE_VISIT = timedelta(minutes=30)


@transaction.atomic
def look(*, by: Person, now: datetime) -> None:
    """Begin a visit, or carry on the one that has begun. It is no deed on anybody's data and leaves no audit line."""
    require(by, "map:read")
    if by.account_id is None:
        return
    Look.objects.get_or_create(account_id=by.account_id, defaults={"at": now})
    looked = Look.objects.select_for_update().get(account_id=by.account_id)
    if now - looked.at > ONE_VISIT:
        looked.before = looked.at
    looked.at = max(now, looked.at)
    looked.save(update_fields=["at", "before"])
