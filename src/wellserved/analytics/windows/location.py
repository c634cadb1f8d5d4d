"""Where the middle lies: an additive model of the logarithm of the time, with effects that shrink where little is known.

log(hours + offset) = constant + effect of lane + of destination + ... + piecewise linear in each number + weekday +
hour. The groups' effects are fitted by backfitting, each shrunk towards 0 by n / (n + k) (the empirical Bayes
estimate of a random effect: Robinson, That BLUP is a Good Thing, Statistical Science 6, 1991); so a lane with little
history falls back on its destination and on all lanes. Then a ridge regression (Hoerl and Kennard 1970) weighs the
effects and the numbers together; there each row's group effect is the one without that row, or the row would predict
itself.
"""

from dataclasses import dataclass

import numpy as np

from .known import GROUPS, NUMBERS, Floats, Ints, Known

SHRINK = {"lane": 10.0, "destination": 15.0, "origin": 10.0, "service": 10.0, "place": 15.0}
RIDGE = 5.0
ROUNDS = 4
OFFSET = 0.5  # of the median time: below it, an hour counts as an hour rather than as a share
KNOTS = (0.2, 0.4, 0.6, 0.8)
HOURS_A_BIN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """Known rows as numbers: each group's levels by their place in `levels`, -1 where unknown."""

    levels: tuple[tuple[str, ...], ...]
    codes: Ints
    numbers: Floats
    weekday: Ints
    hour: Ints

    def rows(self, chosen: Ints) -> "Encoded":
        return Encoded(
            levels=self.levels,
            codes=self.codes[chosen],
            numbers=self.numbers[chosen],
            weekday=self.weekday[chosen],
            hour=self.hour[chosen],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A fitted model. effects: by group, one a level. basis: (numbers, 3 + knots): low, high, fill, knots."""

    offset: float
    effects: tuple[Floats, ...]
    basis: Floats
    coefficients: Floats


def encoded(known: Known) -> Encoded:
    levels, codes = [], []
    for name in GROUPS:
        names, places = np.unique(known.group(name), return_inverse=True)
        unknown = int(len(names) > 0 and names[0] == "")
        levels.append(tuple(str(one) for one in names[unknown:]))
        codes.append(places - unknown)
    weekday, hour = known.calendar()
    return Encoded(
        levels=tuple(levels),
        codes=np.column_stack(codes),
        numbers=known.numbers(),
        weekday=weekday,
        hour=hour,
    )


def fit(rows: Encoded, hours: Floats, weight: Floats) -> Location:
    """Fit on n delivered parcels: `hours` and `weight` have the shape (n,)."""
    offset = OFFSET * max(float(np.median(hours)), 1 / 60)
    y = np.log(hours + offset)
    effects, without = _effects(rows, y, weight)
    basis = _basis(rows.numbers)
    design = _design(without, rows.numbers, rows.weekday, rows.hour, basis)
    return Location(
        offset=offset, effects=effects, basis=basis, coefficients=_ridge(design, y, weight=weight)
    )


def effects_of(model: Location, codes: Ints) -> Floats:
    """Each row's group effects, shape (n, groups); 0 for a level that the model never saw."""
    found = np.zeros(codes.shape)
    for number, effect in enumerate(model.effects):
        seen = (codes[:, number] >= 0) & (codes[:, number] < len(effect))
        found[seen, number] = effect[codes[seen, number]]
    return found


def middle(model: Location, effects: Floats, numbers: Floats, weekday: Ints, hour: Ints) -> Floats:
    """The middle of log(hours + offset), shape (n,)."""
    return _design(effects, numbers, weekday, hour, model.basis) @ model.coefficients


def middle_of(model: Location, rows: Encoded) -> Floats:
    return middle(model, effects_of(model, rows.codes), rows.numbers, rows.weekday, rows.hour)


def _effects(rows: Encoded, y: Floats, weight: Floats) -> tuple[tuple[Floats, ...], Floats]:
    """The effects of all levels, and each row's own without the row itself."""
    whole = y - np.average(y, weights=weight)
    fitted, without = np.zeros(rows.codes.shape), np.zeros(rows.codes.shape)
    effects = [np.zeros(len(names)) for names in rows.levels]
    for _ in range(ROUNDS):
        for number, name in enumerate(GROUPS):
            seen = np.flatnonzero(rows.codes[:, number] >= 0)
            if not len(seen):
                continue
            code, w = rows.codes[seen, number], weight[seen]
            left = (whole - fitted.sum(axis=1) + fitted[:, number])[seen]
            size = len(rows.levels[number])
            n, total = np.bincount(code, w, size), np.bincount(code, w * left, size)
            effects[number] = total / (n + SHRINK[name])
            fitted[seen, number] = effects[number][code]
            without[seen, number] = (total[code] - w * left) / (n[code] - w + SHRINK[name])
    return tuple(effects), without


def _basis(numbers: Floats) -> Floats:
    rows = []
    for column in numbers.T:
        there = column[~np.isnan(column)]
        if not len(there):
            rows.append(np.zeros(3 + len(KNOTS)))
            continue
        low, high = np.quantile(there, (0.005, 0.995))
        rows.append(np.array([low, high, np.median(there), *np.quantile(there, KNOTS)]))
    return np.array(rows)


def _design(effects: Floats, numbers: Floats, weekday: Ints, hour: Ints, basis: Floats) -> Floats:
    unknown = np.isnan(numbers)
    # Beyond what was seen nothing is drawn out further: a straight line leads anywhere.
    inside = np.clip(np.where(unknown, basis[:, 2], numbers), basis[:, 0], basis[:, 1])
    above = np.maximum(inside[:, :, None] - basis[None, :, 3:], 0.0)
    return np.hstack(
        [
            np.ones((len(effects), 1)),
            effects,
            inside,
            above.reshape(len(effects), len(NUMBERS) * len(KNOTS)),
            unknown,
            weekday[:, None] == np.arange(7),
            hour[:, None] // HOURS_A_BIN == np.arange(24 // HOURS_A_BIN),
        ]
    )


def _ridge(design: Floats, y: Floats, *, weight: Floats) -> Floats:
    """Coefficients on the columns as they are; the penalty works on standardised ones and spares the constant."""
    centre = np.average(design, axis=0, weights=weight)
    spread = design.std(axis=0)
    spread[spread < 1e-9] = np.inf
    z = (design - centre) / spread
    level = np.average(y, weights=weight)
    gram = (z.T * weight) @ z + RIDGE * np.eye(z.shape[1])
    found: Floats = np.linalg.solve(gram, z.T @ (weight * (y - level))) / spread
    found[0] = level - centre @ found
    return found
