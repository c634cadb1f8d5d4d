"""The net promoter score and its margin of error.

F. F. Reichheld, "The one number you need to grow", Harvard Business Review 81 (December 2003), 46-54: of answers from 0
to 10, the share of 9 and 10 (promoters) less the share of 0 to 6 (detractors). Its variance is that of a variable that
is 1, 0 or -1: p + d - (p - d)^2; B. Rocks, "Interval estimation for the net promoter score", The American
Statistician 70 (2016), 365-372 (the Wald interval). With weights it is the weighted mean of that variable, with the
linearised error of C.-E. Särndal, B. Swensson and J. Wretman, "Model Assisted Survey Sampling" (1992), section 5.6.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from wellserved.analytics.statistics import Z95

from .shares import Weighed, alike, together
from .sheet import interval


@dataclass(frozen=True, slots=True, kw_only=True)
class NetPromoter:
    """`score` and its 95% `margin` in points, -100 to 100; counts of respondents.

    Shares are weighted where respondents are, from 0 to 1, and `effective_n` is what n is worth then.
    """

    score: float
    margin: float
    promoters: int
    passives: int
    detractors: int
    promoter_share: float
    detractor_share: float
    effective_n: float

    @property
    def n(self) -> int:
        return self.promoters + self.passives + self.detractors


def net_promoter(counts: Sequence[int]) -> NetPromoter | None:
    """Of how many answered 0, 1, ... 10: eleven counts. None where nobody did."""
    if len(counts) != 11 or min(counts) < 0:
        raise ValueError(
            f"Recommending is answered from 0 to 10: eleven counts, none below 0; got {list(counts)}."
        )
    return net_promoter_of([alike(one) for one in counts], weighted=False)


def net_promoter_of(answers: Sequence[Weighed], *, weighted: bool) -> NetPromoter | None:
    """Of who answered 0, 1, ... 10. With weights the margin is by Student's t, as a mean's; without, 1.96 errors."""
    detractors, passives, promoters = together(answers[:7]), together(answers[7:9]), together(answers[9:])
    whole = detractors + passives + promoters
    if whole.weights <= 0:
        return None
    p, d = promoters.weights / whole.weights, detractors.weights / whole.weights
    score = p - d
    if weighted:
        squares = (
            promoters.squares * (1 - score) ** 2
            + passives.squares * score**2
            + detractors.squares * (1 + score) ** 2
        )
        error = sqrt(squares * whole.n / max(whole.n - 1, 1)) / whole.weights
        margin = interval(score, error, whole.effective_n)[1] - score
    else:
        margin = Z95 * sqrt(max(p + d - score**2, 0.0) / whole.n)
    return NetPromoter(
        score=100 * score,
        margin=100 * margin,
        promoters=promoters.n,
        passives=passives.n,
        detractors=detractors.n,
        promoter_share=p,
        detractor_share=d,
        effective_n=whole.effective_n,
    )
