"""The net promoter score and its margin of error.

F. F. Reichheld, "The one number you need to grow", Harvard Business Review 81 (December 2003), 46-54: of answers from 0
to 10, the share of 9 and 10 (promoters) less the share of 0 to 6 (detractors). Its variance is that of a variable that
is 1, 0 or -1: p + d - (p - d)^2; B. Rocks, "Interval estimation for the net promoter score", The American
Statistician 70 (2016), 365-372 (the Wald interval).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from wellserved.analytics.statistics import Z95


@dataclass(frozen=True, slots=True, kw_only=True)
class NetPromoter:
    """`score` and its 95% `margin` in points, -100 to 100; counts of respondents."""

    score: float
    margin: float
    promoters: int
    passives: int
    detractors: int

    @property
    def n(self) -> int:
        return self.promoters + self.passives + self.detractors


def net_promoter(counts: Sequence[int]) -> NetPromoter | None:
    """Of how many answered 0, 1, ... 10: eleven counts. None where nobody did."""
    if len(counts) != 11 or min(counts) < 0:
        raise ValueError(
            f"Recommending is answered from 0 to 10: eleven counts, none below 0; got {list(counts)}."
        )
    detractors, passives, promoters = sum(counts[:7]), sum(counts[7:9]), sum(counts[9:])
    n = detractors + passives + promoters
    if not n:
        return None
    p, d = promoters / n, detractors / n
    return NetPromoter(
        score=100 * (p - d),
        margin=100 * Z95 * sqrt(max(p + d - (p - d) ** 2, 0.0) / n),
        promoters=promoters,
        passives=passives,
        detractors=detractors,
    )
