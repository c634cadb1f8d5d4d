"""When an answer is so low that somebody has to look into it."""

MARGIN = 0.25
"""Of the scale: on 1 to 7 with 5.5 as satisfied, 4 and below are low; of 0 to 10 with 9, 6.5 and below."""


def is_low(
    perceived: float,
    *,
    satisfied: float | None,
    low: float | None,
    high: float | None,
    better: str,
    margin: float,
) -> bool:
    """Whether what was perceived lies further than `margin` of the scale on the bad side of the satisfied level.

    Without a satisfied level or a scale nobody has said what low is, and nothing is.
    """
    if satisfied is None or low is None or high is None:
        return False
    shortfall = satisfied - perceived if better == "higher" else perceived - satisfied
    return shortfall >= margin * (high - low)
