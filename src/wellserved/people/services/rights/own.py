"""What the room of people itself holds on a customer."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from wellserved.people.holdings import Rows
from wellserved.people.models import (
    Account,
    AuditLine,
    Consent,
    Customer,
    CustomerDetails,
    CustomerIdentity,
    Staff,
)
from wellserved.people.services.sessions import end_sessions


def own_rows(key: UUID) -> Iterable[tuple[str, Rows]]:
    """Details, sign-in, what sources call them, consents, and what was done to their data."""
    accounts = CustomerDetails.objects.filter(customer_id=key).values("account_id")
    yield (
        "customer.json",
        _rows(Customer.objects.filter(key=key), "key", "segment__slug", "language", "created_at"),
    )
    yield (
        "details.json",
        _rows(CustomerDetails.objects.filter(customer_id=key), "name", "email", "phone", "address"),
    )
    yield (
        "account.json",
        _rows(Account.objects.filter(pk__in=accounts), "email", "language", "created_at", "last_login"),
    )
    yield (
        "addresses.json",
        _rows(EmailAddress.objects.filter(user_id__in=accounts), "email", "verified", "primary"),
    )
    yield "identities.json", _rows(CustomerIdentity.objects.filter(customer_id=key), "source", "external_id")
    yield (
        "consents.json",
        _rows(Consent.objects.filter(customer_id=key), "purpose", "wording", "given_at", "withdrawn_at"),
    )
    yield (
        "history.json",
        _rows(AuditLine.objects.filter(object_kind="customer", object_id=str(key)), "at", "deed", "facts"),
    )


def _rows(rows: QuerySet[Any], *fields: str) -> Rows:
    return rows.order_by("pk").values(*fields).iterator(chunk_size=1000)


def erase_own(key: UUID) -> bool:
    """Remove it. The account goes too, unless its holder also works here. The bare key is left to others."""
    details = CustomerDetails.objects.filter(customer_id=key).select_related("account").first()
    if details is not None:
        account = details.account
        details.delete()
        _end_account(account, email=details.email)
    CustomerIdentity.objects.filter(customer_id=key).delete()
    Consent.objects.filter(customer_id=key).delete()
    return False


def _end_account(account: Account | None, *, email: str) -> None:
    if account is not None and Staff.objects.filter(account=account).exists():
        return
    end_sessions(account_id=account.pk if account else None, email=email)
    if account is not None:
        end_sessions(account_id=account.pk, email=account.email)
        account.delete()
