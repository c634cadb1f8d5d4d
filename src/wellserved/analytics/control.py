"""Control charts: has a process left the limits of its own chance? Pure arithmetic: nothing heavy is imported here.

Sources: W. A. Shewhart, Economic Control of Quality of Manufactured Product (1931); Western Electric Company,
Statistical Quality Control Handbook (1956), section I part B for the rules; D. J. Wheeler, Understanding
Variation (1993), for the individuals chart; D. B. Laney, "Improved Control Charts for Attributes", Quality
Engineering 14 (2002), 531-537, for why a p-chart's limits are too narrow where shares vary by more than chance.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, sqrt
from typing import Literal

from wellserved.analytics.contracts import ENOUGH

Kind = Literal["individuals", "proportions"]
Rule = Literal[1, 2, 3, 4]

RULES: tuple[Rule, ...] = (1, 2, 3, 4)
BASELINE = 20
LEAST = 8
D2 = 1.128
"""The mean range of two values of one normal distribution, in its standard deviations: 2 / sqrt(pi)."""
_SIGMAS = 3.0
_EXPECTED = 5.0
_CHI_Z = 2.3263478740408408


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """`short` of `n` cases in one stretch of time."""

    short: int
    n: int

    @property
    def share(self) -> float:
        return self.short / self.n


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Where chance alone leaves a point: `centre` and three of its `sigma` to either side, cut at what can be.

    `is_coarse`: too rare for a pattern of several points; a point is within the limits or beyond them, no more.
    """

    centre: float
    low: float
    high: float
    sigma: float
    is_coarse: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """The point number `index` broke `rule`, on the upper side or the lower; the pattern ends with it."""

    index: int
    rule: Rule
    above: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """`limits` has one for each point, None for a point that is not judged; all None where too little is known.

    `baseline` counts the judged points, the first ones, that the limits were worked out from.
    """

    kind: Kind
    limits: tuple[Limits | None, ...]
    signals: tuple[Signal, ...]
    baseline: int


def chart_of_shares(
    stretches: Sequence[Stretch], *, kind: Kind | None = None, rules: Iterable[Rule] = RULES
) -> Chart:
    """The control chart of a share over time, in the order of time; `kind` None takes the one that fits.

    Limits come from the first 20 stretches with at least 30 cases and then stay: what follows is judged by how the
    service was, not by itself. Limits renewed with every point would creep after a slow decline until it looked
    normal. Those first points are held against the limits as well, since one of them can have gone astray. With 8
    to 19 stretches the limits are from all of them, provisional; with fewer there are none. Whoever calls chooses
    with the first stretch what is to count as normal (Shewhart's phase I).

    A stretch with fewer than 30 cases is not judged and breaks no pattern.
    """
    judged = [number for number, stretch in enumerate(stretches) if stretch.n >= ENOUGH]
    base = [stretches[number] for number in judged[:BASELINE]]
    chosen = kind or kind_that_fits(base)
    if len(base) < LEAST:
        return Chart(kind=chosen, limits=(None,) * len(stretches), signals=(), baseline=len(base))
    if chosen == "individuals":
        same = individuals([stretch.share for stretch in base], least=0.0, most=1.0)
        limits: dict[int, Limits] = dict.fromkeys(judged, same)
    else:
        short, cases = sum(stretch.short for stretch in base), sum(stretch.n for stretch in base)
        limits = {number: proportions(short, cases, n=stretches[number].n) for number in judged}
    deviations = [
        _deviation(stretch.share, limits[number]) if number in limits else None
        for number, stretch in enumerate(stretches)
    ]
    return Chart(
        kind=chosen,
        limits=tuple(limits.get(number) for number in range(len(stretches))),
        signals=tuple(signals(deviations, rules=rules)),
        baseline=len(base),
    )


def chart_of_values(values: Sequence[float], *, rules: Iterable[Rule] = RULES) -> Chart:
    """The individuals chart of single values or means; the baseline is as in `chart_of_shares`."""
    base = values[:BASELINE]
    if len(base) < LEAST:
        return Chart(kind="individuals", limits=(None,) * len(values), signals=(), baseline=len(base))
    limits = individuals(base)
    found = signals([_deviation(value, limits) for value in values], rules=rules)
    return Chart(kind="individuals", limits=(limits,) * len(values), signals=tuple(found), baseline=len(base))


def kind_that_fits(base: Sequence[Stretch]) -> Kind:
    """The p-chart where shares vary by no more than chance, else the individuals chart.

    Chance is the binomial's: the index of dispersion against the 99th percentile of chi-squared (by Wilson and
    Hilferty's approximation, PNAS 17 (1931), 684-688). With thousands of cases a week a p-chart would otherwise
    call every week an exception: Laney's argument. The individuals chart takes the variation as it finds it; where
    the p-chart fits it is the better one, since its sigma is known and not estimated from 19 moving ranges.
    """
    centre = _pooled(base) if len(base) > 1 else 0.0
    if not 0 < centre < 1:
        return "proportions"
    dispersion = sum((stretch.share - centre) ** 2 * stretch.n for stretch in base) / (centre * (1 - centre))
    return "individuals" if dispersion > _chi_squared_99(len(base) - 1) else "proportions"


def individuals(values: Sequence[float], *, least: float = -inf, most: float = inf) -> Limits:
    """Limits of the individuals chart (XmR): the mean and 2.66 mean moving ranges to either side (3 / 1.128).

    Moving ranges see what changes from one value to the next: a step in the baseline widens them little.
    """
    if len(values) < 2:
        raise ValueError(f"A moving range needs two values; got {len(values)}. Wait for another stretch.")
    centre = sum(values) / len(values)
    ranges = [abs(after - value) for value, after in pairwise(values)]
    return _limits(centre, sigma=sum(ranges) / len(ranges) / D2, least=least, most=most)


def proportions(short: int, cases: int, *, n: int) -> Limits:
    """Limits of the p-chart for a stretch of `n` cases, from a baseline in which `short` of `cases` fell short.

    Where fewer than 5 short or 5 other cases are to be expected the normal curve is no guide. Then the share is
    taken from half a case more (Jeffreys), the limits carry Winterbottom's correction for skewness (Quality and
    Reliability Engineering International 9 (1993), 105-109), and only rule 1 is judged: `is_coarse`.
    """
    centre = short / cases
    if n * min(centre, 1 - centre) >= _EXPECTED:
        return _limits(centre, sigma=sqrt(centre * (1 - centre) / n), least=0.0, most=1.0)
    careful = (short + 0.5) / (cases + 1)
    spread = _SIGMAS * sqrt(careful * (1 - careful) / n)
    skew = 4 * (1 - 2 * careful) / (3 * n)
    return Limits(
        centre=centre,
        low=max(careful - spread + skew, 0.0) if centre >= 0.5 else 0.0,
        high=min(careful + spread + skew, 1.0) if centre < 0.5 else 1.0,
        sigma=spread / _SIGMAS,
        is_coarse=True,
    )


def signals(deviations: Iterable[float | None], *, rules: Iterable[Rule] = RULES) -> Iterator[Signal]:
    """The Western Electric rules, on each point's distance from the centre in sigmas; None is passed over.

    1: one point beyond 3 sigma. 2: two of three points in succession beyond 2 sigma on one side. 3: four of five
    beyond 1 sigma on one side. 4: eight on one side of the centre. A rule speaks at the point that completes its
    pattern, at every further point that does, and of each side apart; a point on a line is not beyond it.
    """
    wanted = tuple(rule for rule in RULES if rule in set(rules))
    recent: deque[float] = deque(maxlen=8)
    for index, deviation in enumerate(deviations):
        if deviation is None:
            continue
        recent.append(deviation)
        for rule in wanted:
            if _broken(recent, rule):
                yield Signal(index=index, rule=rule, above=deviation > 0)


_PATTERNS: dict[Rule, tuple[int, int, float]] = {
    1: (1, 1, 3.0),
    2: (2, 3, 2.0),
    3: (4, 5, 1.0),
    4: (8, 8, 0.0),
}


def _broken(recent: Sequence[float], rule: Rule) -> bool:
    needed, among, beyond = _PATTERNS[rule]
    side = 1 if recent[-1] > 0 else -1
    if recent[-1] * side <= beyond:
        return False
    return sum(recent[-back] * side > beyond for back in range(1, min(among, len(recent)) + 1)) >= needed


def _limits(centre: float, *, sigma: float, least: float, most: float) -> Limits:
    return Limits(
        centre=centre,
        low=max(centre - _SIGMAS * sigma, least),
        high=min(centre + _SIGMAS * sigma, most),
        sigma=sigma,
    )


def _deviation(value: float, limits: Limits) -> float:
    if limits.is_coarse:
        return inf if value > limits.high else -inf if value < limits.low else 0.0
    if limits.sigma == 0:
        # Nothing ever varied: the least difference is beyond every limit; rounding is no difference.
        away = value - limits.centre
        return 0.0 if abs(away) < 1e-12 else inf if away > 0 else -inf
    return (value - limits.centre) / limits.sigma


def _pooled(base: Sequence[Stretch]) -> float:
    return sum(stretch.short for stretch in base) / sum(stretch.n for stretch in base)


def _chi_squared_99(freedom: int) -> float:
    spread = 2 / (9 * freedom)
    return float(freedom * (1 - spread + _CHI_Z * sqrt(spread)) ** 3)
