"""What a notice tells of a consignment beside its state: read once for all that are sent together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

_FACTS = """
SELECT c.id, p.status, p.closed, w.earliest, w.latest, t.latest, c.destination_country
FROM tracking_consignment c
LEFT JOIN tracking_progress p ON p.consignment_id = c.id
LEFT JOIN tracking_window w ON w.consignment_id = c.id
LEFT JOIN LATERAL (
    SELECT latest FROM tracking_told t WHERE t.consignment_id = c.id ORDER BY told_at, id LIMIT 1
) t ON true
WHERE c.id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """`told` is the latest that was told first: what was promised stays what was promised. `country`: where it goes."""

    consignment_id: int
    status: str = ""
    closed: bool = False
    earliest: datetime | None = None
    latest: datetime | None = None
    told: datetime | None = None
    country: str = ""


def facts_of(consignments: Iterable[int]) -> dict[int, Facts]:
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, [list(set(consignments))])
        return {row[0]: Facts(row[0], row[1] or "", bool(row[2]), *row[3:]) for row in cursor.fetchall()}
