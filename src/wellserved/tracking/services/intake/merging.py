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
    "first_scan_at": "least({held}, {new})",
    "last_scan_at": "greatest({held}, {new})",
    "scans": "{held} + {new}",
    "attempts": "{held} + {new}",
    "reached": "{held} | {new}",
}
_COLUMNS = (*(name for names in _GREATER.values() for name in names), *_OTHERS)
_TOLD = ("status", "place", "reached", "attempts")


def _rules(held: str, new: str) -> dict[str, str]:
    """What each column comes to, where `held` and `new` stand before the names of what is held and what is new."""
    conditions = {"says": _SAYS, "puts": _PUTS, "names": _NAMES}
    if held == "held_":
        conditions = {name: name for name in conditions}
    greater = {
        name: f"CASE WHEN {conditions[condition]} THEN {new}{name} ELSE {held}{name} END"
        for condition, names in _GREATER.items()
        for name in names
    }
    others = {name: rule.format(held=held + name, new=new + name) for name, rule in _OTHERS.items()}
    return greater | others


def _closed(kind: str, status: str, reached: str) -> str:
    """`is_closed` of what was decided, written out of the same table."""
    ways = []
    for each, endings in CLOSING.items():
        for ends, needed in endings:
            named = ", ".join(f"'{end}'" for end in sorted(ends))
            ways.append(f"({kind} = '{each}' AND {status} IN ({named}) AND {reached} & {needed} = {needed})")
    return " OR ".join(ways)


_MERGED = ", ".join(f"{rule} AS {name}" for name, rule in _rules("held_", "new_").items())
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
        closed = {_closed("d.kind", "d.status", "d.reached")}, version = p.version + d.version{", corrected = true" if whole else ""}
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


def _in_place() -> str:
    """Reads and locks each row where it writes it. What must be read anew is written as it was, and so is locked too.

    The array lets the index be read leaf by leaf: it is not gone down for each row.
    """
    rules = _rules("p.", "n.")
    rules |= {
        "closed": _closed("n.kind", rules["status"], rules["reached"]),
        "version": "p.version + n.version",
    }
    columns = ", ".join(
        f"{name} = CASE WHEN n.again OR p.corrected THEN p.{name} ELSE {rule} END"
        for name, rule in rules.items()
    )
    before, after = (", ".join(f"{row}.{name}" for name in _TOLD) for row in ("old", "new"))
    return f"""
WITH written AS (
    UPDATE tracking_progress p SET {columns}
    FROM progress_new n
    WHERE p.consignment_id = n.consignment_id
        AND p.consignment_id = ANY (ARRAY(SELECT consignment_id FROM progress_new))
    RETURNING p.consignment_id, old.status AS before, new.status AS after, n.again OR old.corrected AS again,
        ({before}) <> ({after}) OR old.expected_on IS DISTINCT FROM new.expected_on AS changed
), changed AS (
    INSERT INTO tracking_change (consignment_id, before, after, recorded_at)
    SELECT consignment_id, before, after, %s FROM written WHERE changed RETURNING id
)
SELECT (SELECT count(*) FROM changed), (SELECT array_agg(consignment_id) FROM written WHERE again)
"""


MERGE = _statement(_MERGED, whole=False)
"""All take the time of recording, and expect a temporary table `progress_new` with the columns of tracking_progress,
`kind` and `again`. They tell how many changed, and which were left alone because all their scans must be read anew.
"""
REPLACE = _statement(_REPLACED, whole=True)
MERGE_IN_PLACE = _in_place()
"""MERGE for PostgreSQL 18, which tells the old row beside the new one. It takes less than two thirds of the time."""
BY_MERGE_JOIN = "SET LOCAL enable_nestloop = off; SET LOCAL enable_hashjoin = off"
"""For MERGE_IN_PLACE: a merge join goes by consignment_id, so that two batches cannot deadlock."""
BY_ANY_JOIN = "SET LOCAL enable_nestloop TO DEFAULT; SET LOCAL enable_hashjoin TO DEFAULT"
