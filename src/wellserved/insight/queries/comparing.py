"""Two sides of one cell beside each other: before and after a day, two segments, two locations, two channels."""

from dataclasses import replace
from datetime import date, datetime
from math import sqrt

from wellserved.analytics.contracts import Question
from wellserved.analytics.lake import Reading
from wellserved.analytics.statistics import chance_of_difference, wilson
from wellserved.insight.contracts import Comparison, GapCell, MapQuestion, Side
from wellserved.journey.contracts import MeasureKey
from wellserved.people.contracts import NotFound, Person

from .asking import engine, fresh_lake, measure_table, remembered, scoped
from .cases import the_measure
from .choices import choices_for
from .counting import answer
from .extents import extent_of
from .maps import gap_cell

KINDS = {"segment": "segments", "location": "locations", "channel": "channels"}


def before_and_after_for(
    person: Person,
    *,
    journey: str,
    touchpoint: str,
    measure: str,
    gap: int,
    question: MapQuestion,
    day: date,
    now: datetime,
) -> Comparison:
    """The cell before `day` and from `day` on, over stretches of the same length where the records allow it.

    `question` narrows it to segments, locations and channels; its period is left aside.
    """
    key = the_measure(person, journey=journey, touchpoint=touchpoint, measure=measure)
    lake, _ = fresh_lake(now=now)
    open_ended = replace(question, since=None, until=None, compare=False)
    extent = extent_of(lake, scoped(person, open_ended, measures=[key]))
    if extent.first is None or extent.until is None or not extent.first < day < extent.until:
        raise NotFound("There are no records on both sides of this day.")
    length = min(day - extent.first, extent.until - day)
    sides = [
        _side(person, lake, key, gap, replace(open_ended, since=since, until=until))
        for since, until in ((day - length, day), (day, day + length))
    ]
    return compared(*sides)


def side_by_side_for(
    person: Person,
    *,
    journey: str,
    touchpoint: str,
    measure: str,
    gap: int,
    question: MapQuestion,
    kind: str,
    one: str,
    other: str,
    now: datetime,
) -> Comparison:
    """The cell of two segments, locations or channels (`kind`), over the question's period."""
    key = the_measure(person, journey=journey, touchpoint=touchpoint, measure=measure)
    if kind not in KINDS:
        raise NotFound(f"There is no comparing by '{kind}'; there is by {', '.join(KINDS)}.")
    titles = {c.key: c.title for c in getattr(choices_for(person, journey=journey), KINDS[kind])}
    lake, _ = fresh_lake(now=now)
    sides = []
    for name in (one, other):
        if name not in titles:
            raise NotFound(f"There is no {kind} '{name}' here.")
        asked = replace(question, **{KINDS[kind]: (name,)})  # type: ignore[arg-type]  # one of three fields of tuples
        sides.append(replace(_side(person, lake, key, gap, asked), key=name, title=titles[name]))
    return compared(*sides)


def compared(one: Side, other: Side) -> Comparison:
    """The difference of the two shares with its 95% interval and the two-sided chance of one as large.

    Interval: R. G. Newcombe, "Interval Estimation for the Difference Between Independent Proportions", Statistics
    in Medicine 17 (1998), 873-890, method 10 (from the two Wilson intervals). Test: two-proportion z, pooled.
    """
    if one.cell is None or other.cell is None:
        return Comparison(one=one, other=other)
    a, b = one.cell, other.cell
    difference = b.share - a.share
    (a_low, a_high), (b_low, b_high) = wilson(a.short, a.n), wilson(b.short, b.n)
    return Comparison(
        one=one,
        other=other,
        difference=difference,
        low=difference - sqrt((b.share - b_low) ** 2 + (a_high - a.share) ** 2),
        high=difference + sqrt((b_high - b.share) ** 2 + (a.share - a_low) ** 2),
        p=chance_of_difference(a.short, a.n, b.short, b.n),
    )


def _side(person: Person, lake: Reading, key: MeasureKey, gap: int, question: MapQuestion) -> Side:
    asked = scoped(person, question, measures=[key])
    found = answer(lake, asked, measures=[key])
    cell: GapCell | None = next((gap_cell(c) for c in found.cells if c.gap == gap), None)
    return Side(
        key="",
        title="",
        since=question.since,
        until=question.until,
        cell=cell,
        medians=remembered(lake, ("medians", asked, key.measure_id), lambda: _medians(lake, asked, key)),
    )


def _medians(lake: Reading, asked: Question, key: MeasureKey) -> tuple[tuple[str, float], ...]:
    from wellserved.analytics.gaps.levels import levels  # noqa: PLC0415  Ibis takes a second to import

    with engine().asking(lake, asked, {"measures": measure_table([key])}) as answering:
        return tuple((d.level, d.median) for d in levels(answering, measure_id=key.measure_id))
