"""How much is said from where: past a limit it is kept apart, far past it is refused with the words left on the page."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.db import connection
from django.utils.crypto import salted_hmac

from wellserved.platform.mailboxes import mailbox_key
from wellserved.platform.networks import NOWHERE, keys_of

__all__ = ["Flow", "count_letter", "count_said", "count_vote", "forget_received"]

STRETCH = timedelta(minutes=10)
DAY = timedelta(days=1)
# All of a mobile network may stand behind a few addresses.
OF_ADDRESS, OF_NETWORK = 20, 200
REFUSED_AT = 10
LETTERS = 5
"""That ask for a yes, an address and day: nobody's mailbox is filled through us."""
_COUNT = """
INSERT INTO cases_received (network, since, said) SELECT k, %s, 1 FROM unnest(%s::text[]) AS n (k) ORDER BY k
ON CONFLICT (network, since) DO UPDATE SET said = cases_received.said + 1 RETURNING network, said
"""


class Flow(StrEnum):
    USUAL = "usual"
    FLOOD = "flood"
    REFUSED = "refused"


def count_said(*, address: str, now: datetime) -> Flow:
    """Count what was said from this address, and say how it stands with it."""
    over = _over(address, "", now=now)
    if over > REFUSED_AT:
        return Flow.REFUSED
    return Flow.FLOOD if over > 1 else Flow.USUAL


def count_vote(*, address: str, now: datetime) -> bool:
    """Count one more vote from this address, apart from words; whether it may be: there is nothing in it to be kept apart."""
    return _over(address, "vote ", now=now) <= 1


def count_letter(*, email: str, now: datetime) -> bool:
    """Whether one more letter may go to this address today. It is counted under a keyed digest, which says nothing of it."""
    box = mailbox_key(email)
    key = "to " + salted_hmac("wellserved.cases.letter", box, algorithm="sha256").hexdigest()[:40]
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return _counted([key], day)[key] <= LETTERS


def forget_received(*, now: datetime) -> int:
    """Remove what no limit looks at any more; a job does so daily."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_received WHERE since < %s", [now - DAY])
        return int(cursor.rowcount)


def _over(address: str, what: str, *, now: datetime) -> float:
    """How often over the limit; past 1 it is."""
    one, network = keys_of(address)
    seconds = int(STRETCH.total_seconds())
    since = datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
    counted = _counted([what + one, what + network], since)
    most = OF_NETWORK if one == NOWHERE else OF_ADDRESS
    return max(counted[what + one] / most, counted[what + network] / OF_NETWORK)


def _counted(keys: Sequence[str], since: datetime) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [since, list(keys)])
        return dict(cursor.fetchall())
