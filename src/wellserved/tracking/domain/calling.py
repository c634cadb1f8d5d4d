"""Whom to call first: what is at stake, times how bad the worst of the troubles is."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

__all__ = ["BADNESS", "Candidate", "Customer", "first_to_call"]

BADNESS = {
    "returning": 4,
    "failed": 3,
    "late": 3,
    "silent": 2,
    "held": 2,
    "will_be_late": 2,
    "ready_too_long": 1,
    "return_asked": 1,
}
"""How many times its value a trouble counts. What goes back is lost to the customer; what waits for them is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A consignment with a trouble of which nobody has spoken to its customer."""

    trouble: str
    consignment_id: int
    value: Decimal
    currency: str
    customer_key: UUID | None

    @property
    def weight(self) -> Decimal:
        return self.value * BADNESS[self.trouble]


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """One call: all of a customer's consignments in trouble, the worst first; without a key each stands alone."""

    key: UUID | None
    about: tuple[Candidate, ...]

    @property
    def weight(self) -> Decimal:
        return sum((one.weight for one in self.about), Decimal(0))


def first_to_call(candidates: Iterable[Candidate], *, most: int) -> tuple[Customer, ...]:
    """A consignment counts once, by its worst trouble, and a customer once, by all of theirs together."""
    worst: dict[int, Candidate] = {}
    for one in candidates:
        known = worst.get(one.consignment_id)
        if known is None or (one.weight, one.trouble) > (known.weight, known.trouble):
            worst[one.consignment_id] = one
    calls: dict[object, list[Candidate]] = {}
    for one in worst.values():
        calls.setdefault(one.customer_key or one.consignment_id, []).append(one)
    customers = (
        Customer(key=about[0].customer_key, about=tuple(sorted(about, key=_worst_first)))
        for about in calls.values()
    )
    return tuple(sorted(customers, key=lambda one: (-one.weight, one.about[0].consignment_id))[:most])


def _worst_first(one: Candidate) -> tuple[Decimal, int]:
    return (-one.weight, one.consignment_id)
