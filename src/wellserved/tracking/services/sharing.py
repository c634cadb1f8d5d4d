"""Links to one consignment's page, for whoever shall follow it along."""

from datetime import datetime, timedelta

from django.db import transaction

from wellserved.people.contracts import NotFound
from wellserved.platform.link_secrets import digest, new_secret
from wellserved.tracking.models import Consignment, Share

KEPT = timedelta(days=60)
MOST = 20


@transaction.atomic
def share(*, consignment_id: int, now: datetime) -> str:
    """The secret of a new link, told only now. It ends after 60 days; of more than 20 the oldest end at once."""
    if not Consignment.objects.select_for_update().filter(pk=consignment_id).exists():
        raise NotFound("There is no such consignment.")
    secret = new_secret()
    Share.objects.create(
        consignment_id=consignment_id, secret_digest=digest(secret), made_at=now, ends_at=now + KEPT
    )
    newest = Share.objects.filter(consignment_id=consignment_id).order_by("-id").values_list("pk", flat=True)
    Share.objects.filter(consignment_id=consignment_id).exclude(pk__in=list(newest[:MOST])).delete()
    return secret
