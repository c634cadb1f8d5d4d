"""How much comes from where: past a limit it is kept apart, far past it is refused."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.db import connection

from wellserved.platform.networks import NOWHERE, keys_of

__all__ = ["Flow", "count_answer", "count_miss", "forget_received", "is_guessing", "memory"]

STRETCH = timedelta(minutes=10)
DAY = timedelta(days=1)
# A kiosk in a busy shop, and all of a mobile network behind a few addresses, stay well below.
ANSWERS_OF_ADDRESS, ANSWERS_OF_NETWORK = 120, 1200
REFUSED_AT = 10
MISSES_OF_ADDRESS, MISSES_OF_NETWORK = 40, 400
MEGABYTE = 1_000_000
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


class Memory:
    """Which addresses and networks were refused for guessing in this stretch, as this process knows."""

    def __init__(self) -> None:
        self._until: dict[str, datetime] = {}

    def refuse(self, keys: Iterable[str], *, now: datetime) -> None:
        kept = {key: until for key, until in self._until.items() if until > now}
        self._until = kept | dict.fromkeys(keys, _stretch_of(now) + STRETCH)

    def has(self, key: str, *, now: datetime) -> bool:
        return key in self._until and self._until[key] > now

    def forget(self) -> None:
        self._until = {}


memory = Memory()


def count_answer(*, address: str, now: datetime, files: int = 0) -> Flow:
    """Count a response that was begun at an open door, or files (their bytes): each megabyte is as an answer more."""
    one, network = keys_of(address)
    answers = 1 + files // MEGABYTE
    counted = {key: n for key, n, _ in _count([one, network], answers=answers, misses=0, now=now)}
    most = ANSWERS_OF_NETWORK if one == NOWHERE else ANSWERS_OF_ADDRESS
    over = max(counted[one] / most, counted[network] / ANSWERS_OF_NETWORK)
    if over > REFUSED_AT:
        return Flow.REFUSED
    return Flow.FLOOD if over > 1 else Flow.USUAL


def count_miss(*, address: str, now: datetime) -> Flow:
    """Count a secret that was asked for in vain; of whom this process refuses already, no more is written."""
    one, network = keys_of(address)
    if memory.has(one, now=now) or memory.has(network, now=now):
        return Flow.REFUSED
    most = {one: MISSES_OF_NETWORK if one == NOWHERE else MISSES_OF_ADDRESS, network: MISSES_OF_NETWORK}
    counted = _count([one, network], answers=0, misses=1, now=now)
    over = [key for key, _, misses in counted if misses > most[key]]
    memory.refuse(over, now=now)
    return Flow.REFUSED if over else Flow.USUAL


def is_guessing(*, address: str, now: datetime) -> bool:
    """Whether this process has refused this very address in this stretch."""
    return memory.has(keys_of(address)[0], now=now)


def forget_received(*, now: datetime) -> int:
    """Remove what no limit looks at any more; a job does so daily."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM voice_received WHERE since < %s", [now - DAY])
        return int(cursor.rowcount)


def _count(keys: list[str], *, answers: int, misses: int, now: datetime) -> list[tuple[str, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [_stretch_of(now), answers, misses, keys])
        return list(cursor.fetchall())


def _stretch_of(now: datetime) -> datetime:
    seconds = int(STRETCH.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
