"""From moments to figures: one respondent's answers are moments of the same subject, and here they become a row.

The engine groups moments by subject; what comes back is read batch by batch and kept as sums only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wellserved.analytics.contracts import Question
from wellserved.analytics.engines import Engine
from wellserved.analytics.lake import Reading

from .crossproducts import Matrix
from .framing import Margin, Weighing, weighing
from .instrument import Instrument, Item, Sums, Tally, numbers
from .shares import Weighed, weighed

ANSWER = "answer"
"""The kind of subject that a response is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How many answers a measure has: of `perceived` and of `expected`."""

    measure_id: int
    perceived: int
    expected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedItem:
    """A measure as an item of `dimension`; `turned` is the sum of the scale's ends where lower answers are better."""

    measure_id: int
    dimension: str
    has_expected: bool
    turned: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFor:
    """Which measures are items, which one is the overall judgement, and which is recommending, from 0 to 10.

    `frame` says how many people there are in all, by one margin or several: respondents are weighted to it.
    """

    items: tuple[AskedItem, ...]
    outcome: int | None = None
    outcome_turned: float | None = None
    nps: int | None = None
    centre: float = 0.0
    frame: tuple[Margin, ...] = ()


@dataclass(frozen=True, eq=False, kw_only=True)
class Gathered:
    """Sums over everybody and within each segment (None: not known); `nps` are who answered 0, 1, ... 10.

    `left_out` respondents are of no category of a margin of the frame, `weighing` is what the others stand for.
    """

    whole: Sums
    by_segment: Mapping[int | None, Sums]
    nps: tuple[Weighed, ...]
    left_out: int
    weighing: Weighing | None = None


def answered(engine: Engine, lake: Reading, *, question: Question) -> tuple[Answered, ...]:
    """Which measures have answers of respondents among the question's moments."""
    import ibis  # noqa: PLC0415  takes a second to import

    from wellserved.analytics.gaps.tables import ASKED  # noqa: PLC0415  as above

    rows = ASKED.filter(ASKED.subject_kind == ANSWER)
    counted = rows.group_by("measure_id").aggregate(
        perceived=rows.perceived.count(), expected=rows.expected.count()
    )
    with engine.asking(lake, question, {}) as answering:
        found = answering.answer(counted.order_by(ibis._.measure_id))
    return tuple(Answered(**row) for row in found)


def gather(engine: Engine, lake: Reading, *, question: Question, asked: AskedFor, seed: int = 0) -> Gathered:
    """One pass over the moments of these measures. Items are named m and their measure's id.

    Raises NoSuchFrameError where respondents cannot be weighted to the frame.
    """
    instrument = instrument_of(asked)
    inner = Instrument(items=instrument.items, centre=instrument.centre)
    whole = Tally(instrument, seed=seed)
    parts: dict[int | None, Tally] = {}
    nps = [Weighed()] * 11
    left_out = 0
    with engine.asking(lake, question, {}) as answering:
        weights = _weights(answering, asked)
        for batch in answering.batches(respondents(asked)):
            values, segments, recommended = read(batch, instrument, asked)
            share = None
            if weights is not None:
                kept, share = weights.of(batch)
                left_out += int((~kept).sum())
                values, segments, recommended = values[kept], segments[kept], recommended[kept]
            nps = [a + b for a, b in zip(nps, _answering(recommended, share), strict=True)]
            whole.add(values, share)
            for segment in np.unique(segments).tolist():
                mine = parts.setdefault(None if segment < 0 else segment, Tally(inner, seed=seed))
                mine.add(values[segments == segment][:, : len(inner.columns)])
    return Gathered(
        whole=whole.sums(),
        by_segment={segment: tally.sums() for segment, tally in parts.items()},
        nps=tuple(nps),
        left_out=left_out,
        weighing=weights,
    )


def instrument_of(asked: AskedFor) -> Instrument:
    return Instrument(
        items=tuple(
            Item(
                name=f"m{item.measure_id}",
                dimension=item.dimension,
                perceived=f"p{item.measure_id}",
                expected=f"e{item.measure_id}" if item.has_expected else "",
            )
            for item in asked.items
        ),
        outcome="" if asked.outcome is None else "outcome",
        centre=asked.centre,
    )


def respondents(asked: AskedFor, *, moments: Any = None) -> Any:
    """A row a subject of `moments`, else of those asked for: each item's levels, the outcome, recommending, the segment."""
    import ibis  # noqa: PLC0415  as above

    from wellserved.analytics.gaps.tables import ASKED  # noqa: PLC0415  as above

    known = {item.measure_id for item in asked.items} | {asked.outcome, asked.nps} - {None}
    every = ASKED if moments is None else moments
    rows = every.filter(every.subject_kind == ANSWER, every.measure_id.isin(sorted(known)))  # type: ignore[type-var]  # None is taken out
    levels: dict[str, Any] = {}
    for item in asked.items:
        mine = rows.measure_id == item.measure_id
        levels[f"p{item.measure_id}"] = _turned(rows.perceived.max(where=mine), item.turned)
        if item.has_expected:
            levels[f"e{item.measure_id}"] = _turned(rows.expected.max(where=mine), item.turned)
    if asked.outcome is not None:
        said = rows.perceived.max(where=rows.measure_id == asked.outcome)
        levels["outcome"] = _turned(said, asked.outcome_turned)
    if asked.nps is not None:
        levels["nps"] = rows.perceived.max(where=rows.measure_id == asked.nps)
    levels["segment"] = ibis.coalesce(rows.segment_id.max(), -1)
    levels |= {margin.column: rows[margin.column].max() for margin in asked.frame}
    return rows.group_by("subject_id").aggregate(**levels)


def _turned(level: Any, ends: float | None) -> Any:
    return level if ends is None else ends - level


def read(batch: Any, instrument: Instrument, asked: AskedFor) -> tuple[Matrix, Any, Matrix]:
    values = np.empty((batch.num_rows, len(instrument.columns)), order="F")
    for number, name in enumerate(instrument.columns):
        values[:, number] = numbers(batch.column(name))
    segments = numbers(batch.column("segment")).astype(np.int64)
    if asked.nps is None:
        return values, segments, np.full(batch.num_rows, np.nan)
    return values, segments, numbers(batch.column("nps"))


def _answering(recommended: Matrix, weights: Matrix | None) -> list[Weighed]:
    """Whole numbers from 0 to 10; what else stands there is no answer to that question."""
    return [weighed(recommended == answer, weights) for answer in range(11)]


def _weights(answering: Any, asked: AskedFor) -> Weighing | None:
    """What each respondent stands for, so that every margin has the frame's sizes."""
    if not asked.frame:
        return None
    import pyarrow as pa  # noqa: PLC0415  matrices need no Arrow

    rows = respondents(asked)
    counted = rows.group_by([margin.column for margin in asked.frame]).aggregate(n=rows.count())
    return weighing(asked.frame, pa.Table.from_batches(answering.batches(counted)))


def items_of(
    known: Iterable[Answered], measures: Mapping[int, tuple[str, float | None]]
) -> Sequence[AskedItem]:
    """The answered ones of `measures` (id to dimension and `turned`) as items, in the order of `measures`."""
    counts = {one.measure_id: one for one in known}
    return [
        AskedItem(
            measure_id=measure_id,
            dimension=dimension,
            has_expected=counts[measure_id].expected > 0,
            turned=turned,
        )
        for measure_id, (dimension, turned) in measures.items()
        if measure_id in counts and counts[measure_id].perceived
    ]
