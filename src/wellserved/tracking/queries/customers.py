"""Whose a number or an order is, and what staff may see of one customer's."""

from uuid import UUID

from wellserved.people.contracts import Person

from .belonging import of_customer
from .finding import MOST, ConsignmentFound, asked_by, found_with_state, seen_by

__all__ = ["customers_by_number_for", "of_customer_for"]


def customers_by_number_for(person: Person, *, text: str) -> frozenset[UUID]:
    """The customers of what this person may see by this very number or order. NotFound where that is none, ever."""
    if not text:
        return frozenset()
    rows = seen_by(person).filter(asked_by(text)).order_by("-made_at", "-pk")[:MOST]
    keys = rows.values_list("customer_key", "about__customer_key")
    return frozenset(key for own, about in keys if (key := own or about))


def of_customer_for(person: Person, *, customer: UUID) -> tuple[ConsignmentFound, ...]:
    """A customer's consignments that this person may see, the latest first, at most fifty."""
    rows = seen_by(person).filter(of_customer(customer))
    return found_with_state(rows.order_by("-made_at", "-pk")[:MOST])
