"""The postcode opens what belongs to the customer. 'Unknown' and 'not yours' take the same way to the same answer."""

from datetime import datetime
from hashlib import sha256
from hmac import compare_digest

from django.db import connection

from wellserved.platform.refusals import Refused
from wellserved.tracking.domain.guessing import DAY, WRONG_POSTCODES_A_DAY, Counter, stretch_of
from wellserved.tracking.domain.postcodes import postcode_key

from .guesses import count, count_misses


class NotOpened(Refused):
    """This number and this postcode do not belong together, or there is no such number."""


class TooManyPostcodes(Refused):
    """So many wrong postcodes were given for this number today that none is looked at any more."""


def unlock(*, number: str, carrier: str | None, postcode: str, address: str, now: datetime) -> int:
    """The id of the consignment that the postcode opens.

    Raises NotOpened and TooManyPostcodes. `number` is as `number_key` writes it; an empty `carrier` is the
    own fleet, and None is any.
    """
    tries = _tries(number, now=now)
    # Claimed before it is looked at, so that a thousand guesses at once are still only ten.
    ((_key, tried),) = count([tries], by=1)
    opened = _opened(number, carrier, postcode_key(postcode))
    if tried > tries.most:
        count_misses(address=address, misses=1, now=now)
        raise TooManyPostcodes("Too many wrong postcodes were given for this number today.")
    if opened is None:
        count_misses(address=address, misses=1, now=now)
        raise NotOpened("This number and this postcode do not belong together.")
    count([tries], by=-1)
    return opened


def _opened(number: str, carrier: str | None, given: str) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id, r.postcode_key FROM tracking_consignment c"
            " LEFT JOIN tracking_recipient r ON r.consignment_id = c.id"
            " WHERE c.number = %s AND c.carrier = coalesce(%s, c.carrier) AND c.announced_at IS NOT NULL",
            [number, carrier],
        )
        rows = cursor.fetchall() or [(None, "")]
    # Every row is compared in full, one that is not there too.
    fits = [
        id_ for id_, kept in rows if compare_digest((kept or "").encode(), given.encode()) and kept and given
    ]
    return fits[0] if fits else None


def _tries(number: str, *, now: datetime) -> Counter:
    since = stretch_of(now, length=DAY)
    key = f"postcode {sha256(number.encode()).hexdigest()[:24]}"
    return Counter(key, since, since + DAY, WRONG_POSTCODES_A_DAY)
