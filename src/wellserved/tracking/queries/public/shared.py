"""What the holder of a shared link sees: the same as whoever knows the number."""

from datetime import datetime

from wellserved.people.contracts import NotFound
from wellserved.platform.link_secrets import digest
from wellserved.tracking.models import Share

from .facts import Followed
from .following import announced


def shared(*, secret: str, now: datetime) -> Followed:
    """NotFound for a secret that opens nothing, and for one whose time is over."""
    found = Share.objects.filter(secret_digest=digest(secret), ends_at__gt=now).first()
    followed = announced(ids=[found.consignment_id]) if found else ()
    if not followed:
        raise NotFound("This link leads to no consignment, or not any more.")
    return followed[0]
