"""The five gaps and the guilt in plain loops, written from their definitions: what the expressions must give."""

from collections import Counter, defaultdict
from statistics import median
from typing import Any

from scipy.stats import norm

Row = dict[str, Any]
LINKS = ["knowledge", "standard", "delivery", "communication", "perception"]


def gap_map(rows: list[Row], measures: dict[int, tuple[str, float | None]], *, borrow: bool) -> Any:
    """Cells by (touchpoint, measure, gap), guilt by (touchpoint, measure, link), and yardsticks likewise."""
    rows = [{**row, **_judged(row, rows, measures, borrow)} for row in rows if row["measure_id"] in measures]
    return _cells(rows), *_guilt(rows)


def _judged(row: Row, rows: list[Row], measures: dict[int, tuple[str, float | None]], borrow: bool) -> Row:  # noqa: FBT001  a test's own
    better, satisfied = measures[row["measure_id"]]
    same = ("segment_id", "touchpoint_id", "measure_id")
    answers = [
        other["expected"]
        for other in rows
        if other["expected"] is not None and all(other[key] == row[key] for key in same)
    ]
    borrowed = median(answers) if borrow and len(answers) >= 30 else None
    own = row["expected"]
    return {
        "better": better,
        "satisfied": satisfied,
        "e": own if own is not None else borrowed,
        "is_borrowed": own is None and borrowed is not None,
    }


def worse(row: Row, a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return False
    return a < b if row["better"] == "higher" else a > b


def _cases(row: Row) -> list[tuple[int, bool, float, bool]]:
    """(gap, short, distance, borrowed) for each gap that the row counts for."""
    e, b, s, d, t, p = (row[key] for key in ("e", "believed", "standard", "delivered", "told", "perceived"))
    reference = e if e is not None else row["satisfied"]
    borrowed = row["is_borrowed"]
    cases = []
    if e is not None and b is not None:
        cases.append((1, worse(row, b, e), abs(b - e), borrowed))
        if s is not None:
            cases.append((2, not worse(row, b, e) and worse(row, s, e), abs(s - e), borrowed))
    if s is not None and d is not None:
        cases.append((3, worse(row, d, s), abs(d - s), False))
    if t is not None and d is not None:
        cases.append((4, worse(row, d, t), abs(d - t), False))
    if reference is not None and p is not None:
        cases.append((5, worse(row, p, reference), abs(p - reference), borrowed))
    return cases


def _cells(rows: list[Row]) -> dict[tuple[int, int, int], dict[str, Any]]:
    found = defaultdict(list)
    for row in rows:
        for gap, short, distance, borrowed in _cases(row):
            found[row["touchpoint_id"], row["measure_id"], gap].append((short, distance, borrowed))
    return {key: _cell(cases) for key, cases in found.items()}


def _cell(cases: list[tuple[bool, float, bool]]) -> dict[str, Any]:
    n, distances = len(cases), [distance for short, distance, _ in cases if short]
    share = len(distances) / n
    z = norm.ppf(0.975)
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    return {
        "n": n,
        "short": len(distances),
        "share": share,
        "low": middle - half,
        "high": middle + half,
        "mean_shortfall": sum(distances) / len(distances) if distances else None,
        "borrowed": sum(borrowed for _, _, borrowed in cases),
        "enough": n >= 30,
    }


def _links(row: Row) -> list[int]:
    found = []
    if row["e"] is not None and worse(row, row["believed"], row["e"]):
        found.append(0)
    if row["e"] is not None and worse(row, row["standard"], row["e"]):
        found.append(1)
    if worse(row, row["delivered"], row["standard"]):
        found.append(2)
    if worse(row, row["delivered"], row["told"]):
        found.append(3)
    return found


def _yardstick(row: Row) -> tuple[str | None, float | None]:
    if row["e"] is not None:
        return ("borrowed" if row["is_borrowed"] else "own"), row["e"]
    for name in ("told", "standard"):
        if row[name] is not None:
            return name, row[name]
    return ("satisfied", row["satisfied"]) if row["delivered"] is None else (None, None)


def _guilt(rows: list[Row]) -> tuple[Counter[Any], Counter[Any]]:
    guilt: Counter[Any] = Counter()
    yardsticks: Counter[Any] = Counter()
    for row in rows:
        name, e = _yardstick(row)
        outcome = row["delivered"] if row["delivered"] is not None else row["perceived"]
        if not worse(row, outcome, e):
            continue
        links = _links(row)
        if row["delivered"] is None and row["subject_kind"] is not None and row["subject_id"] is not None:
            for other in rows:
                if other is not row and other["delivered"] is not None and _same_subject(row, other):
                    links += _links(other)
        key = (row["touchpoint_id"], row["measure_id"])
        guilt[*key, LINKS[min(links, default=4)]] += 1
        yardsticks[*key, name] += 1
    return guilt, yardsticks


def _same_subject(row: Row, other: Row) -> bool:
    return all(row[key] == other[key] for key in ("touchpoint_id", "subject_kind", "subject_id"))
