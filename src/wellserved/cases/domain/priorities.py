"""Which of many faults to mend first."""

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Fault", "expected_loss", "ranked"]

BORROWED = 30
"""So many cases' weight of the general loss each fault borrows: a few dear cases make no priority by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`n` complaints, of which `known` say what was lost (cost and value at stake), `lost` all together."""

    key: int
    n: int
    known: int
    lost: float


def expected_loss(fault: Fault, *, usual: float) -> float:
    """What all n complaints of a fault lose, in the money of `usual`, the loss of a usual complaint.

    The mean of those that are known is drawn towards the usual one, as an empirical Bayes mean with a prior weight of
    `BORROWED` cases (Efron and Morris 1973). Raises ValueError for fewer than no cases or more known than there are.
    """
    if not 0 <= fault.known <= fault.n:
        raise ValueError(f"A fault needs 0 <= known <= n; got known={fault.known}, n={fault.n}.")
    return fault.n * (fault.lost + BORROWED * usual) / (fault.known + BORROWED)


def ranked(faults: Iterable[Fault]) -> list[tuple[Fault, float]]:
    """The dearest first, each with its expected loss; where nobody knows any loss, the most frequent first."""
    given = list(faults)
    known = sum(fault.known for fault in given)
    usual = sum(fault.lost for fault in given) / known if known else 0.0
    losses = [(fault, expected_loss(fault, usual=usual)) for fault in given]
    return sorted(losses, key=lambda one: (-one[1], -one[0].n, one[0].key))
