"""What ties a customer's random key to a person: details, an account, consents."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from wellserved.people.contracts import ConsentWay, CustomerCard, NotFound, Person
from wellserved.people.models import Consent, Customer, CustomerDetails
from wellserved.people.queries import customer_for

from .allowing import require_own_or
from .audit import audit
from .staff import ensure_account


class AddressTaken(ValueError):
    """The e-mail address signs in another customer."""


@transaction.atomic
def tie_customer(
    *,
    by: Person,
    key: UUID,
    now: datetime,
    name: str = "",
    email: str = "",
    phone: str = "",
    address: str = "",
    sign_in: bool = False,
) -> CustomerCard:
    """Replace the customer's details; with `sign_in` they may from then on sign in with `email`.

    Raises Django's ValidationError for a detail that is too long or no e-mail address, AddressTaken where
    another customer signs in with it.
    """
    require_own_or(by, "customers:write", key=key)
    _present(key)
    details = CustomerDetails.objects.filter(customer_id=key).first() or CustomerDetails(customer_id=key)
    details.name, details.email, details.phone, details.address = name, email, phone, address
    details.clean_fields(exclude=["customer", "account"])
    if sign_in:
        details.account = ensure_account(email=email)
    try:
        with transaction.atomic():
            details.save()
    except IntegrityError as error:
        raise AddressTaken(
            "Another customer signs in with this e-mail address; give a different one."
        ) from error
    audit(by=by, deed="customer.tied", kind="customer", object_id=key, now=now, sign_in=sign_in)
    return customer_for(Person(customer_key=key), key=key)


@transaction.atomic
def give_consent(
    *, by: Person, key: UUID, purpose: str, wording: str, now: datetime, way: ConsentWay | None = None
) -> None:
    """Note that the customer agreed to `purpose` in the version `wording`; an earlier version ends now.

    `way` is how they said so to staff; whoever agrees themselves has none.
    """
    require_own_or(by, "customers:write", key=key)
    _present(key)
    in_force = Consent.objects.filter(customer_id=key, purpose=purpose, withdrawn_at__isnull=True)
    if in_force.filter(wording=wording).exists():
        return  # agreed twice to the same words: the first time is the one that counts
    in_force.update(withdrawn_at=now)
    Consent.objects.create(customer_id=key, purpose=purpose, wording=wording, given_at=now)
    audit(by=by, deed="consent.given", kind="customer", object_id=key, now=now, purpose=purpose, way=way)


@transaction.atomic
def withdraw_consent(
    *, by: Person, key: UUID, purpose: str, now: datetime, way: ConsentWay | None = None
) -> None:
    require_own_or(by, "customers:write", key=key)
    withdrawn = Consent.objects.filter(customer_id=key, purpose=purpose, withdrawn_at__isnull=True).update(
        withdrawn_at=now
    )
    if not withdrawn:
        raise NotFound("There is no consent in force for this purpose, so there is none to withdraw.")
    audit(by=by, deed="consent.withdrawn", kind="customer", object_id=key, now=now, purpose=purpose, way=way)


def _present(key: UUID) -> None:
    # Locked, so that details cannot be written behind an erasure that is under way.
    if not Customer.objects.select_for_update().filter(key=key, erased_at__isnull=True).exists():
        raise NotFound("There is no such customer; whoever was erased cannot be tied again.")
