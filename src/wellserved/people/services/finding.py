"""Finding a customer by something that only whoever deals with them knows, and noting who did."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Lower

from wellserved.people.contracts import CustomerCard, Person
from wellserved.people.models import Customer, CustomerDetails
from wellserved.people.models.customers import phone_digits
from wellserved.people.queries import customer_for, customer_of_address

from .allowing import require
from .audit import audit

MOST = 20
SHORTEST_PHONE = 6


@transaction.atomic
def find_customers(
    *, by: Person, text: str, now: datetime, also: Iterable[UUID] = ()
) -> tuple[CustomerCard, ...]:
    """By a whole e-mail address, telephone number or customer key; `also` are those another room found by this text.

    At most twenty, none of them erased. Each leaves an audit line; what was typed is kept nowhere.
    """
    require(by, "customers:read")
    ways = dict.fromkeys(also, "number") | _ways(text.strip())
    there = Customer.objects.filter(key__in=ways, erased_at__isnull=True).order_by("-created_at", "key")
    keys = list(there.values_list("key", flat=True)[:MOST])
    for key in keys:
        audit(by=by, deed="customer.found", kind="customer", object_id=key, now=now, way=ways[key])
    return tuple(customer_for(by, key=key) for key in keys)


def _ways(text: str) -> dict[UUID, str]:
    details = CustomerDetails.objects.values_list("customer_id", flat=True).order_by("pk")
    found: dict[UUID, str] = {}
    if "@" in text:
        low = details.annotate(low=Lower("email")).filter(low=text.lower())
        found |= dict.fromkeys([*low[:MOST], *filter(None, [customer_of_address(text)])], "email")
    digits = re.sub("[^0-9]", "", text)
    if len(digits) >= SHORTEST_PHONE and not re.search(r"[^0-9\s+()./-]", text):
        found |= dict.fromkeys(details.annotate(digits=phone_digits()).filter(digits=digits)[:MOST], "phone")
    with suppress(ValueError):
        found[UUID(text)] = "key"
    return found
