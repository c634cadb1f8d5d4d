"""How often subscribing may be tried: counted by network and by address, whatever comes of it."""

from datetime import datetime, timedelta

from django.db import connection

from wellserved.platform.mailboxes import mailbox_key
from wellserved.tracking.domain.guessing import counters_of
from wellserved.tracking.services.notices.secrets import address_digest

BY_ADDRESS, BY_NETWORK = 20, 200
"""Attempts an hour, of one address and of its whole network."""
LETTERS = 5
"""Letters that ask for a yes, an address and day."""
_COUNT = """
INSERT INTO tracking_guesscount (network, since, misses) VALUES (%s, %s, 1)
ON CONFLICT (network, since) DO UPDATE SET misses = tracking_guesscount.misses + 1 RETURNING misses
"""


class TooManyAttempts(Exception):
    """Of one network; `until` is when it may try again."""

    def __init__(self, until: datetime) -> None:
        super().__init__("There were too many attempts from this network. Try again in an hour.")
        self.until = until


def count_attempt(asker: str, *, now: datetime) -> None:
    """`asker` is the address that asks. Raises TooManyAttempts."""
    since = now.replace(minute=0, second=0, microsecond=0)
    address, network = counters_of(asker, now=now)
    counts = [_counted(f"sub {one.key}"[:50], since) for one in (address, network)]
    if counts[0] > (BY_ADDRESS if asker else BY_NETWORK) or counts[1] > BY_NETWORK:
        raise TooManyAttempts(since + timedelta(hours=1))


def may_ask(email: str, *, now: datetime) -> bool:
    """Whether this address may be sent one more letter today; nobody's mailbox is filled through us."""
    key = address_digest("letter", mailbox_key(email)).hex()[:40]
    return _counted(f"mail {key}", now.replace(hour=0, minute=0, second=0, microsecond=0)) <= LETTERS


def _counted(key: str, since: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, since])
        return int(cursor.fetchone()[0])
