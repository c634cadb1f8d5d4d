"""The door to cases held against a standard or a belief: groups and bounds in, counts and distributions out."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wellserved.analytics.contracts import LEVELS, Bar, Level, Question
from wellserved.analytics.engines import Answering, Engine
from wellserved.analytics.lake import Reading

FEW_KINDS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Cases that belong together: of one measure and level, in these segments (None: of no known segment)."""

    measure_id: int
    level: Level
    segment_ids: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Of `n` cases so many are `worse` and `better` for the customer than the bound, together by so much each.

    `worse_by` and `better_by` are sums over those cases, zero or positive, in the measure's unit.
    """

    n: int
    worse: int
    better: int
    worse_by: float
    better_by: float

    def __add__(self, other: "Held") -> "Held":
        return Held(
            n=self.n + other.n,
            worse=self.worse + other.worse,
            better=self.better + other.better,
            worse_by=self.worse_by + other.worse_by,
            better_by=self.better_by + other.better_by,
        )


NONE_HELD = Held(n=0, worse=0, better=0, worse_by=0.0, better_by=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How the values of a group lie. The first and the last bar hold what lies beyond them as well."""

    n: int
    least: float
    lower_quartile: float
    median: float
    upper_quartile: float
    greatest: float
    bars: tuple[Bar, ...]


def held_against(
    engine: Engine,
    lake: Reading,
    *,
    question: Question,
    measures: Any,
    groups: Sequence[Group],
    bounds: Sequence[Sequence[float]],
) -> list[list[Mapping[int | None, Held]]]:
    """For each group and each of its bounds: what each segment's cases are when held against it.

    `measures` is the table that `five_gaps` takes. A segment without cases is missing.
    """
    from wellserved.analytics.gaps import held  # noqa: PLC0415  Ibis takes a second to import

    tables = {"measures": measures, "groups": _groups(groups), "bounds": _bounds(bounds)}
    with engine.asking(lake, question, tables) as answering:
        rows = answering.answer(held.against())
    found: list[list[dict[int | None, Held]]] = [[{} for _ in mine] for mine in bounds]
    for row in rows:
        found[row["number"]][row["place"]][row["segment_id"]] = Held(
            n=row["cases"],
            worse=row["worse"],
            better=row["better"],
            worse_by=abs(row["worse_by"]),
            better_by=row["better_by"],
        )
    return found  # type: ignore[return-value]  # a list of dicts is read as one of mappings


def levels_known(engine: Engine, lake: Reading, *, question: Question) -> dict[int, dict[Level, int]]:
    """How many values each measure has of each level that it has any of."""
    from wellserved.analytics.gaps import held  # noqa: PLC0415  as above

    with engine.asking(lake, question, {}) as answering:
        rows = answering.answer(held.known_levels())
    return {row["measure_id"]: {level: row[level] for level in LEVELS if row[level]} for row in rows}


def spreads(
    engine: Engine, lake: Reading, *, question: Question, measures: Any, groups: Sequence[Group]
) -> list[Spread | None]:
    """How each group's values lie; None for a group without cases. A bar a value where few values occur."""
    from wellserved.analytics.gaps import held  # noqa: PLC0415  as above

    tables = {"measures": measures, "groups": _groups(groups)}
    with engine.asking(lake, question, tables) as answering:
        summaries = {row["number"]: row for row in answering.answer(held.summaries())}
        bars = _bars(answering, summaries)
    facts = ("n", "least", "lower_quartile", "median", "upper_quartile", "greatest")
    return [
        Spread(bars=bars[number], **{fact: summaries[number][fact] for fact in facts})
        if number in summaries
        else None
        for number in range(len(groups))
    ]


def _bars(answering: Answering, summaries: Mapping[int, Mapping[str, Any]]) -> dict[int, tuple[Bar, ...]]:
    from wellserved.analytics.gaps import held  # noqa: PLC0415  as above

    few = [number for number, row in summaries.items() if row["kinds"] <= FEW_KINDS]
    many = {number: row for number, row in summaries.items() if row["kinds"] > FEW_KINDS}
    found: dict[int, list[Bar]] = defaultdict(list)
    if few:
        answering.bind("spans", _spans(dict.fromkeys(few, (0.0, 1.0))))
        for row in sorted(answering.answer(held.single_values()), key=lambda row: row["value"]):
            found[row["number"]].append(Bar(low=row["value"], high=row["value"], n=row["n"]))
    if many:
        spans = {number: _span(row) for number, row in many.items()}
        answering.bind("spans", _spans(spans))
        counts = {(row["number"], row["bar"]): row["n"] for row in answering.answer(held.bars())}
        for number, (low, width) in spans.items():
            found[number] = [
                Bar(low=low + width * bar, high=low + width * (bar + 1), n=counts.get((number, bar), 0))
                for bar in range(held.BARS)
            ]
    return {number: tuple(bars) for number, bars in found.items()}


def _span(row: Mapping[str, Any]) -> tuple[float, float]:
    """Where the bars begin and how wide each is: without the outermost hundredths, unless there is nothing else."""
    from wellserved.analytics.gaps import held  # noqa: PLC0415  as above

    low, high = (row["low"], row["high"]) if row["high"] > row["low"] else (row["least"], row["greatest"])
    return low, (high - low) / held.BARS


def _groups(groups: Sequence[Group]) -> Any:
    rows = [
        (number, group.measure_id, group.level, segment)
        for number, group in enumerate(groups)
        for segment in group.segment_ids
    ]
    return _table(rows, number="int32", measure_id="int32", level="string", segment_id="int32")


def _bounds(bounds: Sequence[Sequence[float]]) -> Any:
    rows = [(number, place, bound) for number, mine in enumerate(bounds) for place, bound in enumerate(mine)]
    return _table(rows, number="int32", place="int32", bound="float64")


def _spans(spans: Mapping[int, tuple[float, float]]) -> Any:
    rows = [(number, *span) for number, span in spans.items()]
    return _table(rows, number="int32", least="float64", width="float64")


def _table(rows: Sequence[tuple[Any, ...]], **columns: str) -> Any:
    import pyarrow as pa  # noqa: PLC0415  a program that asks nothing stays small

    arrays = {
        name: pa.array([row[place] for row in rows], pa.type_for_alias(kind))
        for place, (name, kind) in enumerate(columns.items())
    }
    return pa.table(arrays)
