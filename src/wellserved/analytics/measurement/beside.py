"""What was delivered beside what was perceived: answers about something, split by whether it kept what was told."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from wellserved.analytics.contracts import Question
from wellserved.analytics.engines import Engine
from wellserved.analytics.lake import Reading

from .asking import AskedFor, instrument_of, read, respondents
from .instrument import Tally
from .sheet import DimensionFigures, Mean, dimensions_of, interval, mean_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What these respondents perceived: over all items, as the overall judgement, and by dimension."""

    answered: int
    overall: Mean | None
    outcome: Mean | None
    dimensions: tuple[DimensionFigures, ...]


def judged(
    engine: Engine,
    lake: Reading,
    *,
    question: Question,
    asked: AskedFor,
    delivered: Question,
    measure_id: int,
    about: Any,
) -> Mapping[bool, Judged]:
    """The question's answers about something, by whether no more of a measure was delivered than was told.

    `about` is an Arrow table (answer, subject; both text), `delivered` which moments of that measure are looked at. Answers
    about what was told nothing, or is not over yet, are left out; nothing is weighted.
    """
    import ibis  # noqa: PLC0415  takes a second to import

    from wellserved.analytics.gaps.asked import asked as moments_of  # noqa: PLC0415  as above
    from wellserved.analytics.gaps.tables import ASKED, MOMENTS  # noqa: PLC0415  as above

    plain = replace(asked, frame=())
    instrument = instrument_of(plain)
    mine = ASKED.filter(ASKED.measure_id == measure_id, ASKED.told.notnull(), ASKED.delivered.notnull())
    each = mine.group_by("subject_id").aggregate(kept=(mine.delivered <= mine.told).all())
    given = ibis.table({"answer": "string", "subject": "string"}, name="about")
    kept = given.inner_join(each, given.subject == each.subject_id).select("answer", "kept")
    rows = respondents(plain, moments=moments_of(MOMENTS, question))
    joined = rows.inner_join(kept, rows.subject_id == kept.answer).drop("answer", "subject_id")
    tallies = {True: Tally(instrument), False: Tally(instrument)}
    with engine.asking(lake, delivered, {"about": about}) as answering:
        for batch in answering.batches(joined):
            values, _segments, _recommended = read(batch, instrument, plain)
            is_kept = batch.column("kept").to_numpy(zero_copy_only=False).astype(bool)
            for part, tally in tallies.items():
                tally.add(values[is_kept == part])
    found = {}
    for part, tally in tallies.items():
        sums = tally.sums()
        last = len(sums.pairwise.n) - 1
        found[part] = Judged(
            answered=sums.pairwise.answered,
            overall=mean_of(sums.pairwise, range(len(instrument.items))),
            outcome=mean_of(sums.pairwise, [last]) if instrument.outcome else None,
            dimensions=dimensions_of(sums),
        )
    return found


def difference(one: Mean, other: Mean) -> Mean | None:
    """`one` less `other`, of different respondents, with Welch's interval; None where either has no error.

    B. L. Welch, "The generalization of 'Student's' problem when several different population variances are involved",
    Biometrika 34 (1947), 28-35.
    """
    if one.standard_error is None or other.standard_error is None:
        return None
    parts = [(mean.standard_error or 0.0) ** 2 for mean in (one, other)]
    error = sum(parts) ** 0.5
    each = zip(parts, (one, other), strict=True)
    spread = sum(part**2 / max(mean.effective_n - 1, 1.0) for part, mean in each)
    degrees = sum(parts) ** 2 / spread if spread else one.effective_n + other.effective_n - 2
    low, high = interval(one.value - other.value, error, degrees + 1)
    return Mean(
        value=one.value - other.value,
        standard_error=error,
        low=low,
        high=high,
        n=min(one.n, other.n),
        effective_n=degrees + 1,
    )
