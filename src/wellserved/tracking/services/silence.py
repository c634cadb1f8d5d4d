"""After how long without a scan a consignment counts as silent: measured on the organisation's own scans."""

from datetime import datetime, timedelta

from django.db import connection, transaction

SHARE = 0.95
ENOUGH = 100
_OVER = timedelta(days=180)

_MEASURE = """
WITH waited AS (
    SELECT c.kind, c.service, s.status,
        extract(epoch FROM lead(s.occurred_at) OVER of_one - s.occurred_at) / 3600 AS hours
    FROM tracking_scan s JOIN tracking_consignment c ON c.id = s.consignment_id
    WHERE s.recorded_at > %(since)s AND s.status <> ''
    WINDOW of_one AS (PARTITION BY s.consignment_id ORDER BY s.occurred_at, s.digest)
)
INSERT INTO tracking_silencelimit (kind, status, service, hours, intervals, measured_at)
SELECT kind, status, coalesce(service, ''), percentile_cont(%(share)s) WITHIN GROUP (ORDER BY hours), count(*), %(now)s
FROM waited WHERE hours > 0
GROUP BY GROUPING SETS ((kind, status), (kind, status, service))
HAVING count(*) >= %(enough)s AND (grouping(service) = 1 OR service <> '')
"""


@transaction.atomic
def measure_silence(*, now: datetime) -> int:
    """Set the limits anew from the last 180 days: per kind, status and service, and per kind and status for services
    with fewer than 100 intervals. A consignment that has not had its next scan yet does not count.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tracking_silencelimit")
        cursor.execute(_MEASURE, {"since": now - _OVER, "share": SHARE, "enough": ENOUGH, "now": now})
        return int(cursor.rowcount)
