"""Who guesses: numbers asked for in vain are counted by address and by network, in stretches of ten minutes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wellserved.platform.networks import NOWHERE, keys_of

STRETCH = timedelta(minutes=10)
DAY = timedelta(days=1)
MISSES_OF_ADDRESS = 40
MISSES_OF_NETWORK = 200
# A city has some dozens of postcodes, and the city is shown: few tries a day are all that keeps the rest.
WRONG_POSTCODES_A_DAY = 10


@dataclass(frozen=True, slots=True)
class Counter:
    """`misses` past `most` refuse whoever the counter is about until the stretch ends."""

    key: str
    since: datetime
    ends: datetime
    most: int


def counters_of(address: str, *, now: datetime) -> tuple[Counter, Counter]:
    """Of an address and of its network: /24, or /48 of IPv6, which a household or a host is given whole."""
    since = stretch_of(now)
    ends = since + STRETCH
    one, network = keys_of(address)
    return (
        Counter(one, since, ends, MISSES_OF_NETWORK if one == NOWHERE else MISSES_OF_ADDRESS),
        Counter(network, since, ends, MISSES_OF_NETWORK),
    )


def stretch_of(now: datetime, *, length: timedelta = STRETCH) -> datetime:
    """When the stretch began in which `now` lies."""
    seconds = int(length.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
