"""How much comes from where: past a limit it is kept apart, far past it is refused."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.db import connection

from wellserved.platform.networks import NOWHERE, keys_of

__all__ = ["Flow", "count_answer", "count_miss", "forget_received"]

STRETCH = timedelta(minutes=10)
DAY = timedelta(days=1)
# A kiosk in a busy shop, and all of a mobile network behind a few addresses, stay well below.
ANSWERS_OF_ADDRESS, ANSWERS_OF_NETWORK = 120, 1200
REFUSED_AT = 10
MISSES_OF_ADDRESS = 40
_COUNT = """
INSERT INTO voice_received (network, since, answers, misses)
SELECT k, %s, %s, %s FROM unnest(%s::text[]) AS n (k) ORDER BY k
ON CONFLICT (network, since) DO UPDATE SET answers = voice_received.answers + excluded.answers,
  misses = voice_received.misses + excluded.misses
RETURNING network, answers, misses
"""


class Flow(StrEnum):
    USUAL = "usual"
    FLOOD = "flood"
    REFUSED = "refused"


def count_answer(*, address: str, now: datetime) -> Flow:
    """Count a response that was begun at an open door."""
    one, network = keys_of(address)
    counted = {key: answers for key, answers, _ in _count([one, network], answers=1, misses=0, now=now)}
    most = ANSWERS_OF_NETWORK if one == NOWHERE else ANSWERS_OF_ADDRESS
    over = max(counted[one] / most, counted[network] / ANSWERS_OF_NETWORK)
    if over > REFUSED_AT:
        return Flow.REFUSED
    return Flow.FLOOD if over > 1 else Flow.USUAL


def count_miss(*, address: str, now: datetime) -> Flow:
    """Count a secret that was asked for in vain."""
    one, network = keys_of(address)
    counted = {key: misses for key, _, misses in _count([one, network], answers=0, misses=1, now=now)}
    return Flow.REFUSED if counted[one] > MISSES_OF_ADDRESS else Flow.USUAL


def forget_received(*, now: datetime) -> int:
    """Remove what no limit looks at any more; a job does so daily."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM voice_received WHERE since < %s", [now - DAY])
        return int(cursor.rowcount)


def _count(keys: list[str], *, answers: int, misses: int, now: datetime) -> list[tuple[str, int, int]]:
    seconds = int(STRETCH.total_seconds())
    since = datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [since, answers, misses, keys])
        return list(cursor.fetchall())
