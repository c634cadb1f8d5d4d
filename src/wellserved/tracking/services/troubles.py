"""What is wrong with consignments now: set when it begins, gone when it is right again, told before customers ask."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from wellserved.tracking.domain.statuses import Status
from wellserved.tracking.models import TroubleKind

READY_TOO_LONG = timedelta(days=5)
# A status says one of these by itself; the others come with time.
_OF_STATUS = {
    TroubleKind.FAILED: (Status.ATTEMPT_FAILED, Status.EXCEPTION),
    TroubleKind.HELD: (Status.ON_HOLD,),
    TroubleKind.RETURNING: (Status.RETURNED_TO_SENDER,),
}
# The first thing that a customer was told is the promise; later ones are news.
_PROMISE = """
LEFT JOIN LATERAL (
    SELECT latest FROM tracking_told t WHERE t.consignment_id = c.id ORDER BY told_at, id LIMIT 1
) promise ON true
"""
_SILENCE = """
LEFT JOIN LATERAL (
    SELECT hours FROM tracking_silencelimit s
    WHERE s.kind = c.kind AND s.status = p.status AND s.service IN (c.service, '')
    ORDER BY s.service DESC LIMIT 1
) silence ON true
"""
# Its customer has it at home yet: that no carrier speaks of it is no silence.
_ASKED = """c.kind = 'return' AND p.status = 'info_received'
        AND EXISTS (SELECT FROM tracking_returnasked a WHERE a.consignment_id = c.id)"""
_FOUND = f"""
SELECT c.id, wrong.kind, wrong.since, coalesce(c.value, 0), c.location_id, c.currency
FROM tracking_consignment c
JOIN tracking_progress p ON p.consignment_id = c.id
LEFT JOIN tracking_window w ON w.consignment_id = c.id
{_PROMISE}
{_SILENCE}
CROSS JOIN LATERAL (VALUES
    ('late', promise.latest, promise.latest < %(now)s),
    ('will_be_late', w.made_at, w.earliest > promise.latest AND promise.latest >= %(now)s),
    ('silent', p.last_scan_at + silence.hours * interval '1 hour',
        p.last_scan_at + silence.hours * interval '1 hour' < %(now)s AND NOT ({_ASKED})),
    ('failed', p.status_at, p.status = ANY(%(failed)s)),
    ('held', p.status_at, p.status = ANY(%(held)s)),
    ('returning', p.status_at, p.status = ANY(%(returning)s)),
    ('ready_too_long', p.status_at + %(ready)s, p.status = 'ready_for_pickup' AND p.status_at + %(ready)s < %(now)s),
    ('return_asked', p.status_at, {_ASKED})
) AS wrong (kind, since, holds)
WHERE c.announced_at IS NOT NULL AND NOT p.closed AND wrong.holds
"""  # noqa: S608  our own words
_SET = f"""
WITH found AS ({_FOUND} AND c.id = ANY(%(ids)s)),
gone AS (
    DELETE FROM tracking_trouble t WHERE t.consignment_id = ANY(%(ids)s)
    AND NOT EXISTS (SELECT FROM found f WHERE f.id = t.consignment_id AND f.kind = t.kind)
)
INSERT INTO tracking_trouble (consignment_id, kind, since, value, location_id, currency)
SELECT * FROM found ORDER BY 1, 2
ON CONFLICT (consignment_id, kind) DO UPDATE SET
    value = excluded.value, location_id = excluded.location_id, currency = excluded.currency
    WHERE (tracking_trouble.value, tracking_trouble.location_id, tracking_trouble.currency)
        IS DISTINCT FROM (excluded.value, excluded.location_id, excluded.currency)
RETURNING consignment_id, kind, xmax = 0
"""  # noqa: S608  our own words
_WATCHED = f"""
WITH found (id, kind, since, value, location_id, currency) AS ({_FOUND})
SELECT coalesce(found.id, t.consignment_id) AS id FROM found
FULL JOIN tracking_trouble t ON t.consignment_id = found.id AND t.kind = found.kind
WHERE t.id IS NULL OR found.id IS NULL
GROUP BY 1 ORDER BY 1 LIMIT %(most)s
"""  # noqa: S608  our own words
_TOLD = {"late": "late", "will_be_late": "window", "silent": "silent"}


@transaction.atomic
def judge(consignment_ids: list[int], *, now: datetime) -> None:
    """Bring the troubles of these consignments up to date, and tell customers of what they could not know yet."""
    from .noticing import note_trouble  # noqa: PLC0415  it judges nothing, and is not needed to look

    with connection.cursor() as cursor:
        cursor.execute(_SET, {**_facts(now), "ids": consignment_ids})
        begun = cursor.fetchall()
    for kind, occasion in _TOLD.items():
        concerned = [consignment_id for consignment_id, which, fresh in begun if fresh and which == kind]
        if concerned:
            note_trouble(concerned, occasion, now=now)


def look_for_trouble(*, now: datetime, batch: int = 1000) -> int:
    """Find what became late or silent by time alone, and what is no more; returns how many it concerned."""
    concerned = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_WATCHED, {**_facts(now), "most": batch})
            ids = [consignment_id for (consignment_id,) in cursor.fetchall()]
        if not ids:
            return concerned
        judge(ids, now=now)
        concerned += len(ids)


def _facts(now: datetime) -> dict[str, Any]:
    of_status = {kind.value: [status.value for status in statuses] for kind, statuses in _OF_STATUS.items()}
    return {"now": now, "ready": READY_TOO_LONG, **of_status}
