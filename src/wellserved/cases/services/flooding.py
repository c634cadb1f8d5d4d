"""How much is said from where: past a limit it is kept apart, far past it is refused with the words left on the page."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.db import connection

from wellserved.platform.networks import NOWHERE, keys_of

__all__ = ["Flow", "count_said", "forget_received"]

STRETCH = timedelta(minutes=10)
DAY = timedelta(days=1)
# All of a mobile network may stand behind a few addresses.
OF_ADDRESS, OF_NETWORK = 20, 200
REFUSED_AT = 10
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
    one, network = keys_of(address)
    seconds = int(STRETCH.total_seconds())
    since = datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [since, [one, network]])
        counted = dict(cursor.fetchall())
    most = OF_NETWORK if one == NOWHERE else OF_ADDRESS
    over = max(counted[one] / most, counted[network] / OF_NETWORK)
    if over > REFUSED_AT:
        return Flow.REFUSED
    return Flow.FLOOD if over > 1 else Flow.USUAL


def forget_received(*, now: datetime) -> int:
    """Remove what no limit looks at any more; a job does so daily."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_received WHERE since < %s", [now - DAY])
        return int(cursor.rowcount)
