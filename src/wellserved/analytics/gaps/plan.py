"""The steps of an answer, in order: each is kept under its name, and the later ones speak of it by that name."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import ibis

from wellserved.analytics.contracts import Part
from wellserved.analytics.gaps import asked, cells, comparisons, expectation, guilt, tables


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    expression: Any


@cache
def counting(*, borrow: bool, by: tuple[str, ...] = ()) -> tuple[Step, ...]:
    """What the five gaps are worked out from. With `by` it counts what `parted` holds."""
    moments = tables.PARTED if by else tables.ASKED
    expecting = expectation.with_expectation(moments, tables.BORROWED if borrow else None)
    steps = [Step("borrowed", expectation.borrowed(tables.ASKED))] if borrow else []
    return (
        *steps,
        Step("beliefs", comparisons.beliefs(expecting, by=by)),
        Step("deliveries", comparisons.delivery(moments, by=by)),
        Step("communications", comparisons.communication(moments, by=by)),
        Step("customers", comparisons.customer(expecting, tables.MEASURES, by=by)),
    )


@cache
def five_gaps(*, by: tuple[str, ...] = ()) -> Any:
    """The cells, from what `counting` kept."""
    beliefs, deliveries, communications, customers = map(_kept, counting(borrow=False, by=by))
    return cells.cells(beliefs, deliveries, communications, customers, tables.MEASURES, by=by)


@cache
def parted_by(part: Part) -> Step:
    """What `counting` by `part` counts."""
    return Step("parted", asked.parted(tables.ASKED, part))


@cache
def sliced() -> Step:
    """The same by stretches of time."""
    return Step("parted", asked.sliced(tables.ASKED, tables.SLICES))


@cache
def blaming() -> tuple[Step, ...]:
    """What the guilt is worked out from, after `counting` with borrowed expectations."""
    judged = _judged(tables.ASKED)
    perceptions = Step("perceptions", guilt.short_perceptions(judged))
    done = guilt.deliveries_to_the_same(tables.ASKED, _kept(perceptions))
    links = Step("links", guilt.broken_links(_judged(done)))
    return (Step("laid_deliveries", guilt.short_deliveries(judged)), perceptions, links)


@cache
def guilt_of_all() -> Any:
    """Every shortfall by link and yardstick, from what `blaming` kept."""
    deliveries, perceptions, links = (_kept(step) for step in blaming())
    return deliveries.union(guilt.guilt_of_perceptions(perceptions, links))


def _kept(step: Step) -> Any:
    return ibis.table(step.expression.schema(), name=step.name)


def _judged(asked: Any) -> Any:
    return expectation.with_direction(expectation.with_expectation(asked, tables.BORROWED), tables.MEASURES)
