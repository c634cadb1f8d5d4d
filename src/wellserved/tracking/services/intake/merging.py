# ruff: noqa: S608  every word of these statements is our own
"""`domain.progress` as one statement: what new scans come to is merged into what is held, without reading it first.

It locks the consignments in the order of their ids, as everybody does, decides once what each of them comes to, writes
it down, and puts a line into tracking_change for all that somebody may want to hear of.
"""

from wellserved.tracking.domain.progress import CLOSING

# Reasons and places are compared as Python compares them, by code point.
_SAYS = '(n.tier, n.status_at, n.rank, n.reason COLLATE "C") > (p.tier, coalesce(p.status_at, \'-infinity\'), p.rank, p.reason COLLATE "C")'
_PUTS = (
    '(coalesce(n.place_at, \'-infinity\'), n.place COLLATE "C", n.country COLLATE "C")'
    ' > (coalesce(p.place_at, \'-infinity\'), p.place COLLATE "C", p.country COLLATE "C")'
)
_NAMES = (
    "(coalesce(n.expected_at, '-infinity'), coalesce(n.expected_on, '-infinity'))"
    " > (coalesce(p.expected_at, '-infinity'), coalesce(p.expected_on, '-infinity'))"
)
_GREATER = {
    "says": ("status", "reason", "status_at", "tier", "rank"),
    "puts": ("place", "country", "place_at"),
    "names": ("expected_on", "expected_at"),
}
_OTHERS = {
    "first_scan_at": "least(held_first_scan_at, new_first_scan_at)",
    "last_scan_at": "greatest(held_last_scan_at, new_last_scan_at)",
    "scans": "held_scans + new_scans",
    "attempts": "held_attempts + new_attempts",
    "reached": "held_reached | new_reached",
}
_COLUMNS = (*(name for names in _GREATER.values() for name in names), *_OTHERS)


def _closed() -> str:
    """`is_closed` of what was decided, written out of the same table."""
    ways = []
    for kind, each in CLOSING.items():
        for ends, needed in each:
            named = ", ".join(f"'{end}'" for end in sorted(ends))
            ways.append(f"(d.kind = '{kind}' AND d.status IN ({named}) AND d.reached & {needed} = {needed})")
    return " OR ".join(ways)


def _either(name: str, condition: str) -> str:
    return f"CASE WHEN {condition} THEN new_{name} ELSE held_{name} END AS {name}"


_MERGED = ", ".join(
    [_either(name, condition) for condition, names in _GREATER.items() for name in names]
    + [f"{rule} AS {name}" for name, rule in _OTHERS.items()]
)
_REPLACED = ", ".join(f"new_{name} AS {name}" for name in _COLUMNS)
_PAIRS = ", ".join(f"n.{name} AS new_{name}, p.{name} AS held_{name}" for name in _COLUMNS)


def _statement(decision: str, *, whole: bool) -> str:
    return f"""
WITH held AS (
    SELECT n.consignment_id, n.kind, n.version, {_PAIRS}, {_SAYS} AS says, {_PUTS} AS puts, {_NAMES} AS names,
        {"false" if whole else "n.again OR p.corrected"} AS again
    FROM (SELECT * FROM progress_new ORDER BY consignment_id) n, LATERAL (
        SELECT * FROM tracking_progress t WHERE t.consignment_id = n.consignment_id FOR NO KEY UPDATE) p
), decided AS MATERIALIZED (
    SELECT consignment_id, kind, version, held_status, held_place, held_reached, held_attempts, held_expected_on,
        {decision}
    FROM held WHERE NOT again
), written AS (
    UPDATE tracking_progress p SET ({", ".join(_COLUMNS)}) = ({", ".join(f"d.{name}" for name in _COLUMNS)}),
        closed = {_closed()}, version = p.version + d.version{", corrected = true" if whole else ""}
    FROM decided d WHERE p.consignment_id = d.consignment_id
), changed AS (
    INSERT INTO tracking_change (consignment_id, before, after, recorded_at)
    SELECT consignment_id, held_status, status, %s FROM decided
    WHERE (held_status, held_place, held_reached, held_attempts) <> (status, place, reached, attempts)
        OR held_expected_on IS DISTINCT FROM expected_on
    ORDER BY consignment_id RETURNING id
)
SELECT (SELECT count(*) FROM changed), (SELECT array_agg(consignment_id) FROM held WHERE again)
"""


MERGE = _statement(_MERGED, whole=False)
"""Both take the time of recording, and expect a temporary table `progress_new` with the columns of tracking_progress,
`kind` and `again`. They tell how many changed, and which were left alone because all their scans must be read anew.
"""
REPLACE = _statement(_REPLACED, whole=True)
