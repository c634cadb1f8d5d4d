"""Who is to hear of what changed: a notice for each subscription and state, made in a few statements a batch."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from wellserved.tracking.contracts import Changed, Kind
from wellserved.tracking.domain.noticing import Reached, Said, Trouble, due_by, news, reached
from wellserved.tracking.services.notices.starting import start_sending

# A customer who follows all of theirs and this one too hears once: the narrower subscription speaks.
_LISTENERS = """
SELECT DISTINCT ON (c.id, s.channel, s.address_digest)
       c.id, c.kind, s.id, s.channel, s.time_zone, s.quiet_from, s.quiet_until
FROM tracking_consignment c
JOIN LATERAL (
    SELECT * FROM tracking_subscription WHERE consignment_id = c.id AND ended_at IS NULL
    UNION ALL
    SELECT * FROM tracking_subscription
    WHERE customer_key = c.customer_key AND consignment_id IS NULL AND ended_at IS NULL
) s ON s.confirmed_at IS NOT NULL
WHERE c.id = ANY(%s) AND c.announced_at IS NOT NULL
ORDER BY c.id, s.channel, s.address_digest, s.consignment_id NULLS LAST, s.id
"""
_SCANS = """
SELECT consignment_id, digest, status, reason, occurred_at, recorded_at, corrects
FROM tracking_scan WHERE consignment_id = ANY(%s)
"""
# Silence that was broken and begins anew is told anew; what is late stays late.
_TIMES_TROUBLED = """
SELECT n.subscription_id, n.consignment_id, count(*), bool_or(n.made_at > coalesce(last.at, '-infinity'))
FROM tracking_notice n LEFT JOIN LATERAL (
    SELECT max(recorded_at) AS at FROM tracking_scan s WHERE s.consignment_id = n.consignment_id
) last ON true
WHERE n.consignment_id = ANY(%s) AND n.occasion = %s GROUP BY 1, 2
"""
_INSERT = """
INSERT INTO tracking_notice
       (subscription_id, consignment_id, occasion, nth, reason, made_at, due_at, state, attempts, last_answer)
SELECT subscription, consignment, occasion, nth, reason, %s, due_at, 'waiting', 0, ''
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::int[], %s::text[], %s::timestamptz[])
     WITH ORDINALITY AS given (subscription, consignment, occasion, nth, reason, due_at, place)
ORDER BY place
ON CONFLICT DO NOTHING
RETURNING id, subscription_id, consignment_id
"""
# Nobody wants to read at eight that it was on its way at six when it has been at the door since seven. A program
# gets every event.
_OVERTAKE = """
UPDATE tracking_notice n SET state = 'superseded'
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS newer (subscription, consignment, id), tracking_subscription s
WHERE n.subscription_id = newer.subscription AND n.consignment_id = newer.consignment AND n.id < newer.id
  AND n.state = 'waiting' AND s.id = n.subscription_id AND s.channel <> 'webhook' AND (%s OR n.occasion = ANY(%s))
"""


@dataclass(frozen=True, slots=True)
class _Listener:
    consignment_id: int
    kind: Kind
    subscription_id: int
    channel: str
    zone: ZoneInfo
    quiet_from: time | None
    quiet_until: time | None

    def due_at(self, now: datetime) -> datetime:
        return due_by(
            self.channel, now=now, zone=self.zone, quiet_from=self.quiet_from, quiet_until=self.quiet_until
        )


class _New(NamedTuple):
    to: _Listener
    occasion: str
    nth: int
    reason: str


def note_changes(changes: Sequence[Changed], *, now: datetime) -> int:
    """Make the notices of these changes, in the order in which they happened; returns how many are new.

    A state is told once to each subscription, however often this is called and however many scans repeat it,
    and again only when it was truly reached again; not when it was reached more than two days ago. What is told is
    sent by jobs after the commit.
    """
    listeners = _listeners({c.consignment_id for c in changes})
    history = _history(listeners)
    new: dict[_New, None] = {}
    for change in changes:
        if change.after is None:
            continue
        for to in listeners.get(change.consignment_id, ()):
            told = news(
                history.get(change.consignment_id, ()),
                kind=to.kind,
                status=change.after,
                since=change.recorded_at,
                now=now,
                to_program=to.channel == "webhook",
            )
            new.update((_New(to, one.status, one.nth, one.reason), None) for one in told)
    return _make(list(new), now=now, overtakes_all=True)


def note_trouble(consignment_ids: Iterable[int], occasion: str, *, now: datetime) -> int:
    """Tell of trouble that we see coming: 'late', 'silent' or 'window' (it will be missed); returns how many.

    Each is told once; silence again when it was broken by a scan and began anew.
    """
    trouble = Trouble(occasion)
    listeners = _listeners(set(consignment_ids))
    before = _troubled(list(listeners), trouble)
    new = []
    for those in listeners.values():
        for to in those:
            times, still = before.get((to.subscription_id, to.consignment_id), (0, False))
            if not times or (trouble is Trouble.SILENT and not still):
                new.append(_New(to, trouble.value, times + 1, ""))
    return _make(new, now=now, overtakes_all=False)


def _listeners(consignments: set[int]) -> dict[int, list[_Listener]]:
    found: dict[int, list[_Listener]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_LISTENERS, [list(consignments)])
        for id_, kind, subscription, channel, zone, quiet_from, quiet_until in cursor.fetchall():
            to = _Listener(id_, Kind(kind), subscription, channel, ZoneInfo(zone), quiet_from, quiet_until)
            found[id_].append(to)
    return found


def _history(consignments: Iterable[int]) -> dict[int, tuple[Reached, ...]]:
    ids = list(consignments)
    if not ids:
        return {}
    scans: dict[int, list[Said]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_SCANS, [ids])
        rows = cursor.fetchall()
    corrected = {(row[0], row[6]) for row in rows}
    for id_, digest, status, reason, at, recorded_at, _ in rows:
        said = Said(
            digest=digest,
            status=status,
            reason=reason,
            occurred_at=at,
            recorded_at=recorded_at,
            taken_back=(id_, digest) in corrected,
        )
        scans[id_].append(said)
    return {id_: reached(those) for id_, those in scans.items()}


def _troubled(consignments: list[int], trouble: Trouble) -> dict[tuple[int, int], tuple[int, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(_TIMES_TROUBLED, [consignments, trouble.value])
        return {(row[0], row[1]): (row[2], row[3]) for row in cursor.fetchall()}


def _make(new: Sequence[_New], *, now: datetime, overtakes_all: bool) -> int:
    if not new:
        return 0
    due = [one.to.due_at(now) for one in new]
    columns: list[Any] = [
        [one.to.subscription_id for one in new],
        [one.to.consignment_id for one in new],
        [one.occasion for one in new],
        [one.nth for one in new],
        [one.reason for one in new],
        due,
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_INSERT, [now, *columns])
        made = cursor.fetchall()
        newest: dict[tuple[int, int], int] = {}
        for id_, subscription, consignment in made:
            newest[subscription, consignment] = id_
        keys = list(newest)
        pairs = [[s for s, _ in keys], [c for _, c in keys], list(newest.values())]
        cursor.execute(_OVERTAKE, [*pairs, overtakes_all, [t.value for t in Trouble]])
    if made:
        start_sending({one.to.channel for one, at in zip(new, due, strict=True) if at <= now})
    return len(made)
