"""Taking notices that are due, so that no other worker has them, and noting what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from wellserved.tracking.domain.noticing import due_by

LEASE = timedelta(minutes=2)
"""How long a claim holds. Whoever dies with notices in hand has them sent again by others after this."""

# Claimed notices are due again when the claim lapses: no state of its own that a dead worker would leave behind.
_CLAIM = """
UPDATE tracking_notice n SET due_at = %(until)s, attempts = attempts + 1
FROM (
    SELECT w.id, w.due_at FROM tracking_notice w JOIN tracking_subscription s ON s.id = w.subscription_id
    WHERE w.state = 'waiting' AND w.due_at <= %(now)s AND s.channel = %(channel)s
      AND s.ended_at IS NULL AND s.confirmed_at IS NOT NULL {narrower}
    ORDER BY w.due_at, w.id LIMIT %(n)s FOR UPDATE OF w SKIP LOCKED
) due, tracking_subscription s, tracking_consignment c
WHERE n.id = due.id AND s.id = n.subscription_id AND c.id = n.consignment_id
RETURNING n.id, n.attempts, due.due_at, n.occasion, n.reason, n.made_at, c.id, c.kind, c.number, c.carrier,
    s.id, s.address, s.address_digest, s.secret, s.language, s.time_zone, s.end_secret_digest,
    s.channel, s.quiet_from, s.quiet_until, n.body
"""
_OF_THESE = "AND s.address_digest = ANY(%(digests)s)"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice in hand. `was_due` is what it has in common with those that were claimed together before."""

    id: int
    attempts: int
    was_due: datetime
    occasion: str
    reason: str
    made_at: datetime
    consignment_id: int
    kind: str
    number: str
    carrier: str
    subscription_id: int
    address: str
    address_digest: bytes
    secret: str
    language: str
    time_zone: str
    end_secret_digest: bytes
    channel: str
    quiet_from: time | None
    quiet_until: time | None
    body: str

    def due_at(self, now: datetime) -> datetime:
        """When its reader may be told who cannot be told at once."""
        zone = ZoneInfo(self.time_zone)
        return due_by(
            self.channel, now=now, zone=zone, quiet_from=self.quiet_from, quiet_until=self.quiet_until
        )

    def is_resting(self, now: datetime) -> bool:
        """Whose hours cannot be told is awake: what is wrong there is found out by whoever writes to them."""
        try:
            return self.quiet_from is not None and self.due_at(now) > now
        except (LookupError, ValueError, OSError):
            return False


def claim(channel: str, *, now: datetime, at_most: int, with_others: bool = False) -> list[Claimed]:
    """Take what is due, the longest due first; `with_others`: and all else that is due to these addresses.

    Whose quiet hours began while it waited, for a worker that was away or for all that was due before it, is told after
    them.
    """
    given: dict[str, Any] = {"until": now + LEASE, "now": now, "channel": channel, "n": at_most}
    while claimed := _claimed(given, with_others=with_others):
        resting = [one for one in claimed if one.is_resting(now)]
        if resting:
            _put_off(resting, now=now)
        if awake := [one for one in claimed if not one.is_resting(now)]:
            return sorted(awake, key=lambda one: (one.was_due, one.id))
    return []


def _claimed(given: dict[str, Any], *, with_others: bool) -> list[Claimed]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM.format(narrower=""), given)
        rows = cursor.fetchall()
        if rows and with_others:
            digests = list({bytes(row[12]) for row in rows})
            cursor.execute(_CLAIM.format(narrower=_OF_THESE), {**given, "n": 1000, "digests": digests})
            rows += cursor.fetchall()
    return [Claimed(*row) for row in rows]


def _put_off(notices: Sequence[Claimed], *, now: datetime) -> None:
    """It was no attempt: nobody tried."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tracking_notice n SET due_at = mine.due_at, attempts = n.attempts - 1"
            " FROM unnest(%s::bigint[], %s::int[], %s::timestamptz[]) AS mine (id, attempts, due_at)"
            " WHERE n.id = mine.id AND n.attempts = mine.attempts AND n.state = 'waiting'",
            [
                [one.id for one in notices],
                [one.attempts for one in notices],
                [one.due_at(now) for one in notices],
            ],
        )


def kept_bodies(bodies: Mapping[int, str]) -> dict[int, str]:
    """Of each notice the body that it is sent with from now on: where a claim lapsed, another's may stand already.

    What was handed over or ended meanwhile is not among them, and is not sent.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tracking_notice n SET body = CASE WHEN n.body = '' THEN mine.body ELSE n.body END"
            " FROM unnest(%s::bigint[], %s::text[]) AS mine (id, body)"
            " WHERE n.id = mine.id AND n.state = 'waiting' RETURNING n.id, n.body",
            [list(bodies), list(bodies.values())],
        )
        return dict(cursor.fetchall())


def handed_over(notices: Sequence[Claimed], *, answer: str, now: datetime) -> None:
    """They are with whoever carries them on, even where a newer state overtook them meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tracking_notice SET state = 'handed_over', handed_over_at = %s, last_answer = %s, body = ''"
            " WHERE id = ANY(%s) AND state IN ('waiting', 'superseded')",
            [now, answer, [one.id for one in notices]],
        )


def try_again(notices: Sequence[Claimed], *, at: datetime, answer: str) -> None:
    """Due again at `at`, unless the claim lapsed and somebody else has them."""
    _unless_lapsed(notices, "due_at = %s", at, answer)


def give_up(notices: Sequence[Claimed], *, answer: str) -> None:
    """Dead letters: staff see them and may send them again."""
    _unless_lapsed(notices, "state = %s", "dead", answer)


def _unless_lapsed(notices: Sequence[Claimed], what: str, value: datetime | str, answer: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE tracking_notice n SET {what}, last_answer = %s"  # noqa: S608  one of the two above
            " FROM unnest(%s::bigint[], %s::int[]) AS mine (id, attempts)"
            " WHERE n.id = mine.id AND n.attempts = mine.attempts AND n.state = 'waiting'",
            [value, answer[:200], [one.id for one in notices], [one.attempts for one in notices]],
        )
