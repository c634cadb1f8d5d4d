"""Erasing a customer: nothing then leads from the figures to the person, and the figures stay."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from wellserved.people.contracts import NOBODY, NotFound, Person
from wellserved.people.holdings import holdings
from wellserved.people.models import Customer
from wellserved.people.services.allowing import require_own_or
from wellserved.people.services.audit import audit


@transaction.atomic
def erase_customer(*, person: Person, key: UUID, now: datetime) -> None:
    """Erase for good everything personal in every room. Administrators may, and customers themselves.

    The random key stays only where moments carry it. What a source calls the customer is gone too, so a later
    import of the same person makes a new key that nothing ties to the old one. Raises NotFound for an unknown
    customer or one erased before.
    """
    own = person.customer_key == key
    require_own_or(person, "customers:erase", key=key)
    if not Customer.objects.filter(key=key, erased_at__isnull=True).update(erased_at=now):
        raise NotFound("No such customer, or erased before.")
    # Upper rooms first: they may know what is theirs only by an address that the lower ones are about to erase.
    left = [holding.erase(key) for holding in reversed(holdings())]
    if not any(left):
        Customer.objects.filter(key=key).delete()
    # A customer's own account is gone by now, and the line may not name who it was.
    audit(
        by=NOBODY if own else person, deed="customer.erased", kind="customer", object_id=key, now=now, own=own
    )


def request_erasure(*, person: Person, now: datetime) -> None:
    """The customer's own wish, carried out at once; the page asks twice before it calls this."""
    if person.customer_key is None:
        raise PermissionDenied("Only a customer can ask to be erased; sign in as one.")
    erase_customer(person=person, key=person.customer_key, now=now)
