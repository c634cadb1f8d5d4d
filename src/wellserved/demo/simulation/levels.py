"""Drawing the six levels of cases so that each falls short with exactly the odds given.

All is worked out in 'badness': the level for a measure where lower is better, its negative where higher is. A level
that is worse is then always the greater one. What is drawn lies on the measure's grid, so that equal means equal.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from wellserved.demo.organisation.catalogue import Answered, Level, Operated
from wellserved.demo.organisation.people import SEGMENTS

from .randomness import Flags, Numbers, Places, happens

ENOUGH = 30
"""From so many answers on a segment's median stands in for an expectation that was not asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """Levels in the measure's unit, nan where there is none; `chances` by gap: each case's own, nan: not counted."""

    expected: Numbers
    delivered: Numbers
    told: Numbers
    perceived: Numbers
    left_short: Flags
    chances: dict[int, Numbers] = field(default_factory=dict)


def in_force(levels: tuple[Level, ...], *, segment: Places, day: Places) -> Numbers:
    """The level that rules each case: a segment's own before everybody's, the later before the earlier."""
    found = np.full(len(segment), np.nan)
    slugs = [kind.slug for kind in SEGMENTS]
    for level in sorted(levels, key=lambda one: (one.segment is not None, one.from_day)):
        # East of Greenwich the first day begins before it does in UTC.
        hit = (day >= level.from_day) | (level.from_day == 0)
        if level.segment is not None:
            hit &= segment == slugs.index(level.segment)
        found[hit] = level.value
    return found


def clocked(
    rng: Generator, spec: Operated, *, odds: dict[int, Numbers], segment: Places, day: Places
) -> Cases:
    """Cases of something done: expected, delivered, told, and for some how it felt."""
    n, sign, step = len(segment), spec.sign, spec.step
    best, worst = sorted((sign * spec.low, sign * spec.high))
    believed = sign * in_force(spec.believed, segment=segment, day=day)
    standard = sign * in_force(spec.standard, segment=segment, day=day)
    expected = _expectations(rng, spec, believed, standard, odds)
    expected = np.clip(expected, best, worst)
    expected[~happens(rng, spec.asked, n=n)] = np.nan
    yardstick = np.where(np.isnan(expected), usual(expected, segment), expected)

    fails = happens(rng, odds[3], n=n)
    missed = step + _grid(rng.pareto(2.2, n) * spec.excess, step)
    kept = _grid(rng.gamma(2.0, spec.margin / 2, n), step)
    delivered = np.clip(np.where(fails, standard + missed, standard - kept), best + step, worst)

    told_chance = np.where(fails & (odds[3] > 0.1), 0.6, odds[4])
    lies = happens(rng, told_chance, n=n)
    overstated = step + _grid(rng.exponential(spec.margin, n), step)
    told = np.where(
        lies, delivered - overstated, delivered + _grid(rng.exponential(spec.margin / 2, n), step)
    )
    told = np.clip(told, best, worst)
    told[~happens(rng, spec.told, n=n)] = np.nan

    left_short = delivered > _first(yardstick, told, standard)
    felt_chance = np.where(delivered > expected, 0.85, odds[5])
    disappointed = happens(rng, felt_chance, n=n)
    felt = np.where(disappointed, expected + step, expected) + np.where(disappointed, 1, -1) * _grid(
        rng.exponential(spec.margin / 2, n), step
    )
    felt[~happens(rng, spec.felt, n=n)] = np.nan
    felt = np.clip(felt, best, worst)

    return Cases(
        expected=_shown(expected, sign),
        delivered=_shown(delivered, sign),
        told=_shown(told, sign),
        perceived=_shown(felt, sign),
        left_short=left_short,
        chances={
            **_knowledge_and_standard(expected, yardstick, believed, standard, odds),
            3: odds[3],
            4: np.where(np.isnan(told), np.nan, told_chance),
            5: np.where(np.isnan(felt), np.nan, felt_chance),
        },
    )


def answered(rng: Generator, spec: Answered, *, chance: Numbers, segment: Places) -> Cases:
    """Cases of something felt: perceived, and for some what had been expected."""
    n, sign, step = len(segment), spec.sign, spec.step
    best, worst = sorted((sign * spec.low, sign * spec.high))
    expected = sign * spec.usual + step * rng.choice([-1.0, 0.0, 1.0], n, p=[0.2, 0.6, 0.2])
    expected[~happens(rng, spec.asked, n=n)] = np.nan
    yardstick = np.where(np.isnan(expected), usual(expected, segment), expected)
    satisfied = np.nan if spec.satisfied is None else sign * spec.satisfied
    yardstick = np.where(np.isnan(yardstick), satisfied, yardstick)
    reference = np.where(np.isnan(yardstick), sign * spec.usual, yardstick)
    short = happens(rng, chance, n=n)
    worse = step * rng.choice([1.0, 2.0, 3.0], n, p=[0.55, 0.3, 0.15])
    better = step * rng.choice([0.0, 1.0], n, p=[0.7, 0.3])
    # A median between two answers is no answer: round to the side that keeps the case where it was drawn.
    felt = np.where(
        short, step * np.ceil(reference / step) + worse, step * np.floor(reference / step) - better
    )
    felt = np.clip(felt, best, worst)
    nothing = np.full(n, np.nan)
    return Cases(
        expected=_shown(expected, sign),
        delivered=nothing,
        told=nothing,
        perceived=_shown(felt, sign),
        left_short=felt > reference,
        chances={5: np.where(np.isnan(yardstick), np.nan, chance)},
    )


def usual(expected: Numbers, segment: Places) -> Numbers:
    """For each case its segment's median expectation, nan where too few were asked."""
    medians = np.full(len(SEGMENTS), np.nan)
    for index in range(len(SEGMENTS)):
        known = expected[(segment == index) & ~np.isnan(expected)]
        if len(known) >= ENOUGH:
            medians[index] = np.median(known)
    return medians[segment]


def _expectations(
    rng: Generator, spec: Operated, believed: Numbers, standard: Numbers, odds: dict[int, Numbers]
) -> Numbers:
    n, step = len(believed), spec.step
    unknown = happens(rng, odds[1], n=n)
    room = np.maximum(np.rint((standard - believed) / step), 0)
    unmet = happens(rng, odds[2], n=n) & (room >= 1)
    harder = believed - step - _grid(rng.gamma(4.0, spec.strict / 4, n), step)
    # Nearer to the belief than to the standard: managers know rather well.
    between = believed + np.floor(rng.random(n) ** 2 * room) * step
    milder = np.maximum(believed, standard) + _grid(rng.gamma(2.0, spec.slack / 2, n), step)
    return np.where(unknown, harder, np.where(unmet, between, milder))


def _knowledge_and_standard(
    expected: Numbers, yardstick: Numbers, believed: Numbers, standard: Numbers, odds: dict[int, Numbers]
) -> dict[int, Numbers]:
    """The chances of gaps 1 and 2. Where a median stands in there is no chance left: it is short or it is not."""
    own = ~np.isnan(expected)
    room = standard > believed
    knowledge = np.where(own, odds[1], (yardstick < believed).astype(float))
    beyond = ((yardstick >= believed) & (yardstick < standard)).astype(float)
    unmet = np.where(own, (1 - odds[1]) * odds[2] * room, beyond)
    nobody = np.isnan(yardstick)
    return {1: np.where(nobody, np.nan, knowledge), 2: np.where(nobody, np.nan, unmet)}


def _first(*levels: Numbers) -> Numbers:
    found = levels[0]
    for level in levels[1:]:
        found = np.where(np.isnan(found), level, found)
    return found


def _grid(distance: Numbers, step: float) -> Numbers:
    return np.floor(distance / step) * step


def _shown(badness: Numbers, sign: int) -> Numbers:
    """In the measure's unit; adding zero turns -0.0 into 0.0."""
    return np.round(sign * badness, 6) + 0.0
