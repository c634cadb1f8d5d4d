"""The one question: what is known of these numbers, everything in one way to the database and back.

What is not announced is not there, so 'unknown' and 'not to be shown' are one question with one answer. Scans that
were taken back are left out; the second parameter is how many of the latest come along.
"""

ANNOUNCED = """
SELECT c.id, c.kind, c.number, c.carrier, c.service, c.origin, c.origin_country, c.destination,
  c.destination_country, c.announced_at, p.status, p.reason, p.status_at, p.place, p.country, p.expected_on,
  p.attempts, p.scans, p.reached, p.closed, p.version,
  w.earliest, w.latest, w.made_at, w.model_id IS NOT NULL,
  (SELECT json_agg(t ORDER BY t.told_at)::text FROM
    (SELECT told_at, earliest, latest FROM tracking_told WHERE consignment_id = c.id) t),
  EXISTS (SELECT FROM tracking_proof f WHERE f.consignment_id = c.id),
  (SELECT json_agg(s)::text FROM
    (SELECT occurred_at AS at, status, reason, place, country FROM tracking_scan o
     WHERE consignment_id = c.id AND status <> '' AND NOT (p.corrected AND EXISTS (
       SELECT FROM tracking_scan b WHERE b.consignment_id = c.id AND b.corrects = o.digest))
     ORDER BY occurred_at DESC, recorded_at DESC, digest LIMIT $2) s)
FROM tracking_consignment c
JOIN tracking_progress p ON p.consignment_id = c.id
LEFT JOIN tracking_window w ON w.consignment_id = c.id
WHERE c.number = ANY($1::text[]) AND c.announced_at IS NOT NULL
ORDER BY c.announced_at DESC, c.id DESC
"""
ANNOUNCED_BY_ID = ANNOUNCED.replace("c.number = ANY($1::text[])", "c.id = ANY($1::bigint[])")
VERSIONS = "SELECT consignment_id, version FROM tracking_progress WHERE consignment_id = ANY($1::bigint[])"


def for_psycopg(statement: str) -> str:
    """Django's cursor has another sign for parameters, which are used in the order of their numbers."""
    return statement.replace("$2", "%(most)s").replace("$1", "%(asked)s")
