"""The zone of tolerance: between the service that customers would just accept and the one that they desire.

V. A. Zeithaml, L. L. Berry and A. Parasuraman, "The nature and determinants of customer expectations of service", Journal of
the Academy of Marketing Science 21 (1993), 1-12; A. Parasuraman, V. A. Zeithaml and L. L. Berry, "Alternative scales for
measuring service quality", Journal of Retailing 70 (1994), 201-230 (three columns; adequacy and superiority).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .crossproducts import Matrix, gathered
from .shares import share_of, weighed
from .sheet import Mean, mean_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneShare:
    """`count` of the respondents, their share of all (0 to 1, weighted where they are) and its 95% Wilson score interval."""

    count: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """Means on the scale's own units; adequacy is perceived less minimum, superiority perceived less desired.

    `below`, `within` and `above` are how many respondents perceived less than their minimum, more than they desired,
    or what lies between (ends included). `left_out` answered not all three; `contradictory` named a minimum above
    what they desire, and are left out as well.
    """

    minimum: Mean
    desired: Mean
    perceived: Mean
    adequacy: Mean
    superiority: Mean
    below: ZoneShare
    within: ZoneShare
    above: ZoneShare
    n: int
    left_out: int
    contradictory: int


def zone(minimum: Matrix, desired: Matrix, perceived: Matrix, weights: Matrix | None = None) -> Zone | None:
    """Of one dimension: each (n, k), a row a respondent, NaN where there is no answer; a single item may be (n,).

    A respondent's values are their means over the items of which all three were answered. `weights` (n,) weigh means and
    shares. None where nobody answered all three of an item.
    """
    three: Any = np.stack(
        [np.reshape(one, (len(one), -1)).astype(np.float64) for one in (minimum, desired, perceived)]
    )
    answered = ~np.isnan(three).any(axis=0)
    known = answered.any(axis=1)
    many = np.where(known, answered.sum(axis=1), 1)
    scores = np.where(answered, three, 0.0).sum(axis=2) / many
    sane = known & (scores[0] <= scores[1])
    low, high, got = scores[:, sane]
    if not len(got):
        return None
    mine = None if weights is None else weights[sane]
    means = gathered(np.column_stack([low, high, got, got - low, got - high]), mine)
    found = [mean_of(means, [variable]) for variable in range(5)]
    least, most, felt, adequacy, superiority = (one for one in found if one is not None)
    n, whole = len(got), weighed(np.full(len(got), fill_value=True), mine)

    def share(chosen: Any) -> ZoneShare:
        value, least, most = share_of(weighed(chosen, mine), whole)
        return ZoneShare(count=int(chosen.sum()), share=value, low=least, high=most)

    return Zone(
        minimum=least,
        desired=most,
        perceived=felt,
        adequacy=adequacy,
        superiority=superiority,
        below=share(got < low),
        within=share((low <= got) & (got <= high)),
        above=share(got > high),
        n=n,
        left_out=int((~known).sum()),
        contradictory=int((known & ~sane).sum()),
    )
