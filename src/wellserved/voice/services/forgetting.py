"""What was begun and never sent is forgotten, with its photos and voice notes."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from wellserved.voice.models import Attachment, Response

__all__ = ["UNFINISHED", "forget_unfinished"]

UNFINISHED = timedelta(days=120)
"""A form is believed for ninety days when it was begun: so what was written in the last month stays."""
AT_ONCE = 500


def forget_unfinished(*, now: datetime) -> int:
    """Remove what was begun so long ago, once no link leads to it any more; a job does so daily. Returns how many."""
    total = 0
    while done := _some(now=now):
        total += done
    return total


@transaction.atomic
def _some(*, now: datetime) -> int:
    """Whoever is sending just now is passed over."""
    over = Q(invitation=None) | Q(invitation__expires_at=None) | Q(invitation__expires_at__lte=now)
    rows = Response.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        over, finished_at=None, started_at__lt=now - UNFINISHED
    )
    ids = list(rows.values_list("pk", flat=True)[:AT_ONCE])
    Attachment.objects.filter(response__in=ids).delete()
    Response.objects.filter(pk__in=ids).delete()
    return len(ids)
