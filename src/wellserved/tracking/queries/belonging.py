"""What is a customer's."""

from uuid import UUID

from django.db.models import Q

from wellserved.tracking.models import Consignment, Problem

__all__ = ["of_customer", "reported_of"]


def of_customer(customer_key: UUID) -> Q:
    """Of consignments: also the returns and repairs of their parcels that were announced without saying whose they are."""
    return Q(customer_key=customer_key) | Q(customer_key__isnull=True, about__customer_key=customer_key)


def reported_of(customer_key: UUID) -> tuple[int, ...]:
    """The ids of what was reported of their consignments, by them or by whoever gave the postcode."""
    theirs = Consignment.objects.filter(of_customer(customer_key)).values("pk")
    rows = Problem.objects.filter(consignment__in=theirs).order_by("pk")
    return tuple(rows.values_list("pk", flat=True))
