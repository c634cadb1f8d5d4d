"""The steps of an answer, in order: each is kept under its name, and the later ones speak of it by that name."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import ibis

from wellserved.analytics.contracts import Part
from wellserved.analytics.gaps import asked, cells, comparisons, expectation, guilt, tables

READ_BY_MAP = (*tables.COUNTED, "subject_kind", "subject_id")


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
def whole_map() -> tuple[Step, ...]:
    """What the five gaps with borrowed expectations and the guilt are worked out from."""
    expecting = expectation.with_expectation(tables.ASKED, tables.BORROWED)
    judged = expectation.with_direction(expecting, tables.MEASURES)
    perceptions = Step("perceptions", guilt.short_perceptions(judged))
    done = expectation.with_expectation(
        guilt.deliveries_to_the_same(tables.ASKED, _kept(perceptions)), tables.BORROWED
    )
    return (
        Step("borrowed", expectation.borrowed(tables.ASKED)),
        Step("chains", comparisons.chains(expecting)),
        Step("customers", comparisons.customer(expecting, tables.MEASURES)),
        perceptions,
        Step("links", guilt.broken_links(expectation.with_direction(done, tables.MEASURES))),
    )


@cache
def five_gaps_of_map() -> Any:
    """The cells, from what `whole_map` kept."""
    _, chains, customers, _, _ = map(_kept, whole_map())
    return cells.cells(
        comparisons.beliefs_of(chains),
        comparisons.delivery_of(chains),
        comparisons.communication_of(chains),
        customers,
        tables.MEASURES,
    )


@cache
def guilt_of_map() -> Any:
    """Every shortfall by link and yardstick, from what `whole_map` kept."""
    _, chains, _, perceptions, links = map(_kept, whole_map())
    deliveries = guilt.short_deliveries(expectation.with_direction(chains, tables.MEASURES))
    return deliveries.union(guilt.guilt_of_perceptions(perceptions, links))


def _kept(step: Step) -> Any:
    return ibis.table(step.expression.schema(), name=step.name)
