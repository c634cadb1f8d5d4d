"""Customers on somebody's behalf: their own for a customer, anybody's for staff who may."""

from collections.abc import Collection
from uuid import UUID

from django.db.models.functions import Lower

from wellserved.people.contracts import ConsentGiven, CustomerCard, NotFound, Person
from wellserved.people.models import Account, Consent, Customer, CustomerDetails

AT_MOST = 100


def customer_for(person: Person, *, key: UUID) -> CustomerCard:
    """One customer with details and consents."""
    if not (person.may("customers:read") or person.customer_key == key):
        raise NotFound("No such customer.")
    customer = Customer.objects.select_related("segment").filter(key=key).first()
    if customer is None:
        raise NotFound("No such customer.")
    details = CustomerDetails.objects.filter(customer_id=key).first()
    return _card(customer, details or CustomerDetails(customer_id=key), consents=_consents(key))


def customers_for(person: Person, *, words: str = "") -> tuple[CustomerCard, ...]:
    """Customers by name, the newest first, at most a hundred; without the permission only oneself."""
    rows = CustomerDetails.objects.select_related("customer__segment").order_by("-customer__created_at", "pk")
    if not person.may("customers:read"):
        rows = rows.filter(customer_id=person.customer_key) if person.customer_key else rows.none()
    if words:
        rows = rows.filter(name__icontains=words)
    return tuple(_card(row.customer, row) for row in rows[:AT_MOST])


def customer_of_address(email: str) -> UUID | None:
    """The customer whose account has this e-mail address; None where there is none."""
    accounts = Account.objects.annotate(low=Lower("email")).filter(low=email.lower(), is_active=True)
    found = CustomerDetails.objects.filter(account__in=accounts).values_list("customer_id", flat=True)
    return found.first()


def customers_of_addresses(emails: Collection[str]) -> dict[str, UUID]:
    """Of each e-mail address that an account has, in small letters, its customer."""
    low = {email.lower() for email in emails}
    accounts = Account.objects.annotate(low=Lower("email")).filter(low__in=low, is_active=True)
    by_account = dict(accounts.values_list("pk", "low"))
    found = CustomerDetails.objects.filter(account__in=by_account).values_list("account_id", "customer_id")
    return {by_account[account]: key for account, key in found}


def _consents(key: UUID) -> tuple[ConsentGiven, ...]:
    return tuple(
        ConsentGiven(
            purpose=row.purpose, wording=row.wording, given_at=row.given_at, withdrawn_at=row.withdrawn_at
        )
        for row in Consent.objects.filter(customer_id=key).order_by("given_at", "id")
    )


def _card(
    customer: Customer, details: CustomerDetails, *, consents: tuple[ConsentGiven, ...] = ()
) -> CustomerCard:
    return CustomerCard(
        key=customer.key,
        segment=customer.segment.slug if customer.segment else None,
        language=customer.language,
        created_at=customer.created_at,
        erased_at=customer.erased_at,
        name=details.name,
        email=details.email,
        phone=details.phone,
        address=details.address,
        has_account=details.account_id is not None,
        consents=consents,
    )
