"""Intervals for shares and counts. Pure arithmetic: nothing heavy is imported here."""

from math import erfc, sqrt
from typing import Any

Z95 = 1.959963984540054


def wilson(short: float, n: float) -> tuple[float, float]:
    """The 95% score interval of the share short / n, as (low, high), both within 0 and 1.

    E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
    Journal of the American Statistical Association 22 (1927), 209-212. No continuity correction.
    Without cases nothing is known: n = 0 gives (0.0, 1.0). Raises ValueError unless 0 <= short <= n.
    """
    if not 0 <= short <= n:
        message = f"A share needs 0 <= short <= n; got short={short}, n={n}. Count both over the same cases."
        raise ValueError(message)
    if n == 0:
        return 0.0, 1.0
    spread = Z95 * sqrt(short * (n - short) / n + Z95 * Z95 / 4)
    middle = short + Z95 * Z95 / 2
    whole = n + Z95 * Z95
    # Rounding may leave a hair beyond the exact ends, which are 0 and 1 when none or all fall short.
    low = 0.0 if short == 0 else (middle - spread) / whole
    high = 1.0 if short == n else (middle + spread) / whole
    return low, high


def poisson(events: int) -> tuple[float, float]:
    """The exact 95% interval of the mean of a Poisson count of `events`, as (low, high).

    F. Garwood, "Fiducial Limits for the Poisson Distribution", Biometrika 28 (1936), 437-442.
    """
    from scipy.special import gammaincinv  # noqa: PLC0415  scipy is heavy, and the shares' callers never need it

    low = float(gammaincinv(events, 0.025)) if events else 0.0
    return low, float(gammaincinv(events + 1, 0.975))


def chance_of_difference(one: float, one_n: int, other: float, other_n: int) -> float:
    """The probability (0 to 1) that shares one / one_n and other / other_n differ this much by chance alone.

    Two-sided two-proportion z test with the pooled share; both n above 0. Where all or none fall short on both
    sides there is no spread and nothing differs: 1.0. J. L. Fleiss, "Statistical Methods for Rates and
    Proportions", 2nd edition (1981), section 2.1, without continuity correction.
    """
    pooled = (one + other) / (one_n + other_n)
    spread = sqrt(pooled * (1 - pooled) * (1 / one_n + 1 / other_n))
    return erfc(abs(other / other_n - one / one_n) / spread / sqrt(2)) if spread else 1.0


def wilson_expressions(short: Any, n: Any) -> tuple[Any, Any]:
    """The same interval as two Ibis expressions, for numeric columns `short` and `n` where n > 0."""
    import ibis  # noqa: PLC0415  Ibis takes a second to import; the scalar's callers never need it

    spread = (short * (n - short) / n + Z95 * Z95 / 4).sqrt() * Z95
    middle = short + Z95 * Z95 / 2
    whole = n + Z95 * Z95
    low = ibis.cases((short == 0, 0.0), else_=(middle - spread) / whole)
    high = ibis.cases((short == n, 1.0), else_=(middle + spread) / whole)
    return low, high
