"""The whole run: every journey, every touchpoint, every case; and the truth about them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wellserved.demo.organisation import JOURNEYS, Answered, Journey, Operated, Touchpoint
from wellserved.demo.organisation.planted import ECHO

from .columns import Group, columns
from .episodes import DAY, HOUR, Episodes, first_day, live, midnight
from .levels import Cases, answered, clocked
from .odds import is_planted, odds
from .population import Population, populate
from .randomness import Flags, happens, stream
from .truth import Truth, Witness

MEASURES = tuple(
    (journey.slug, touchpoint.slug, measure.slug)
    for journey in JOURNEYS
    for touchpoint in journey.touchpoints
    for measure in touchpoint.measures
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """`moments` in the order of time; its ids are indices, see `columns`. The same for the same seed, until and scale."""

    seed: int
    until: date
    scale: float
    population: Population
    moments: pa.Table
    truth: Truth

    @property
    def since(self) -> date:
        return first_day(self.until)


def simulate(*, seed: int, until: date, scale: float = 1.0) -> Simulated:
    """Eighteen months up to the end of `until` (UTC); `scale` multiplies customers and their goes."""
    population = populate(seed=seed, scale=scale)
    witness = Witness(since=first_day(until))
    tables = [
        columns(group)
        for journey in JOURNEYS
        for group in _groups(journey, population, seed=seed, until=until, scale=scale, witness=witness)
    ]
    table = pa.concat_tables(tables)
    order = pc.sort_indices(table, [("occurred_at", "ascending"), ("source_key", "ascending")])
    return Simulated(
        seed=seed,
        until=until,
        scale=scale,
        population=population,
        moments=table.take(order).combine_chunks(),
        truth=witness.truth(seed=seed, until=until, scale=scale, customers=len(population)),
    )


def _groups(
    journey: Journey, population: Population, *, seed: int, until: date, scale: float, witness: Witness
) -> Iterator[Group]:
    episodes = live(journey, population, seed=seed, until=until, scale=scale)
    for touchpoint in journey.touchpoints:
        yield from _at(touchpoint, journey, episodes, seed=seed, until=until, witness=witness)


def _at(
    touchpoint: Touchpoint, journey: Journey, episodes: Episodes, *, seed: int, until: date, witness: Witness
) -> Iterator[Group]:
    """The touchpoint's measures, the clocked ones first: what was left short there echoes in the scores."""
    jitter = stream(seed, "time", journey.slug, touchpoint.slug).lognormal(0, 0.25, len(episodes))
    begins = episodes.begins + np.rint(touchpoint.after * jitter * HOUR).astype(np.int64)
    echoes = is_planted(journey.slug, touchpoint.slug, touchpoint.measures)
    left_short = np.zeros(len(episodes), bool)
    for place, spec in enumerate(touchpoint.measures):
        at = (journey.slug, touchpoint.slug, spec.slug)
        rng = stream(seed, *at)
        occurred = begins + place * HOUR // 60
        rows = np.flatnonzero(happens(rng, spec.happens, n=len(episodes)) & (occurred < _end(until)))
        day = (occurred[rows] - midnight(first_day(until))) // DAY
        here = episodes.taken(rows, day=day)
        cases = _cases(rng, spec, at, here, left_short=left_short[rows] & echoes)
        if isinstance(spec, Operated):
            left_short[rows] |= cases.left_short
        witness.hears(at, cases, here)
        yield Group(
            measure=MEASURES.index(at),
            subject=journey.subject,
            touchpoint=touchpoint,
            spec=spec,
            numbers=rows,
            episodes=here,
            occurred_at=occurred[rows],
            cases=cases,
            rng=stream(seed, "columns", *at),
        )


def _cases(
    rng: np.random.Generator,
    spec: Operated | Answered,
    at: tuple[str, str, str],
    here: Episodes,
    *,
    left_short: Flags,
) -> Cases:
    if isinstance(spec, Answered):
        chance = np.where(left_short, ECHO, odds(at, gap=5, episodes=here))
        return answered(rng, spec, chance=chance, segment=here.segment)
    by_gap = {gap: odds(at, gap=gap, episodes=here) for gap in range(1, 6)}
    return clocked(rng, spec, odds=by_gap, segment=here.segment, day=here.day)


def _end(until: date) -> int:
    return midnight(until + timedelta(days=1))
