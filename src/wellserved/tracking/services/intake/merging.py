# ruff: noqa: S608  every word of these statements is our own
"""`domain.progress` as one UPDATE: what new scans come to is merged into what is held, without reading it first."""

from wellserved.tracking.domain.progress import CLOSING

# Reasons and places are compared as Python compares them, by code point.
_STATE = '(n.tier, n.status_at, n.rank, n.reason COLLATE "C") > (p.tier, coalesce(p.status_at, \'-infinity\'), p.rank, p.reason COLLATE "C")'
_PLACE = (
    '(coalesce(n.place_at, \'-infinity\'), n.place COLLATE "C", n.country COLLATE "C")'
    ' > (coalesce(p.place_at, \'-infinity\'), p.place COLLATE "C", p.country COLLATE "C")'
)
_NAMED = (
    "(coalesce(n.expected_at, '-infinity'), coalesce(n.expected_on, '-infinity'))"
    " > (coalesce(p.expected_at, '-infinity'), coalesce(p.expected_on, '-infinity'))"
)


def _over() -> str:
    """`is_closed` of the merged state, written out of the same table."""
    status, reached = f"(CASE WHEN {_STATE} THEN n.status ELSE p.status END)", "(p.reached | n.reached)"
    ways = []
    for kind, each in CLOSING.items():
        for ends, needed in each:
            named = ", ".join(f"'{end}'" for end in sorted(ends))
            ways.append(f"(n.kind = '{kind}' AND {status} IN ({named}) AND {reached} & {needed} = {needed})")
    return " OR ".join(ways)


def _greater(condition: str, *names: str) -> str:
    return ", ".join(f"{name} = CASE WHEN {condition} THEN n.{name} ELSE p.{name} END" for name in names)


def _announcing(update: str) -> str:
    """`update`, and a line in tracking_change for all that somebody may want to hear of that it changed; takes the time of recording."""
    return (
        "WITH held AS (SELECT consignment_id, p.status, p.place, p.expected_on, p.reached, p.attempts FROM progress_new JOIN tracking_progress p USING (consignment_id)),"
        f" written AS ({update} RETURNING p.consignment_id, p.status, p.place, p.expected_on, p.reached, p.attempts)"
        " INSERT INTO tracking_change (consignment_id, before, after, recorded_at)"
        " SELECT w.consignment_id, h.status, w.status, %s FROM written w JOIN held h USING (consignment_id)"
        " WHERE (h.status, h.place, h.reached, h.attempts) <> (w.status, w.place, w.reached, w.attempts)"
        " OR h.expected_on IS DISTINCT FROM w.expected_on"
    )


_FROM = " FROM progress_new n WHERE p.consignment_id = n.consignment_id"
MERGE = _announcing(
    "UPDATE tracking_progress p SET "
    + _greater(_STATE, "status", "reason", "status_at", "tier", "rank")
    + ", "
    + _greater(_PLACE, "place", "country", "place_at")
    + ", "
    + _greater(_NAMED, "expected_on", "expected_at")
    + ", first_scan_at = least(p.first_scan_at, n.first_scan_at)"
    ", last_scan_at = greatest(p.last_scan_at, n.last_scan_at)"
    ", scans = p.scans + n.scans, attempts = p.attempts + n.attempts, reached = p.reached | n.reached"
    f", closed = {_over()}, version = p.version + n.version" + _FROM
)
"""Both expect a temporary table `progress_new` with the columns of tracking_progress and `kind`."""
REPLACE = _announcing(
    "UPDATE tracking_progress p SET (status, reason, status_at, tier, rank, place, country, place_at, expected_on,"
    " expected_at, first_scan_at, last_scan_at, scans, attempts, reached, closed, corrected, version)"
    " = (n.status, n.reason, n.status_at, n.tier, n.rank, n.place, n.country, n.place_at, n.expected_on,"
    " n.expected_at, n.first_scan_at, n.last_scan_at, n.scans, n.attempts, n.reached, n.closed, true,"
    " p.version + n.version)" + _FROM
)
