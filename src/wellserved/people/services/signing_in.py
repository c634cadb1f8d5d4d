"""Links that sign their holder in once."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from sesame.backends import ModelBackend
from sesame.utils import get_query_string

from wellserved.people.contracts import NOBODY, NotFound, Person
from wellserved.people.models import Account
from wellserved.people.queries import person_of

from .audit import audit


class LinkSpent(LookupError):
    """The link signs nobody in: it was used, ran out, or was cut short on its way."""


def sign_in_link(*, account_id: int, base_url: str, now: datetime, by: Person = NOBODY) -> str:
    """An address that signs the account in once, within a day; any other sign-in before then ends it too."""
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    if account is None:
        raise NotFound(f"There is no active account {account_id}; nobody could sign in with the link.")
    audit(by=by, deed="make_sign_in_link", kind="account", object_id=account_id, now=now)
    return f"{base_url.rstrip('/')}{reverse('sign_in_link')}{get_query_string(account)}"


def holder_of_link(*, token: str) -> Person:
    """Whom the link would sign in. Looking does not use it up."""
    return person_of(account_id=_account(token).pk)


def use_link(*, token: str, now: datetime) -> Account:
    """Claim the link; of two who try at once one succeeds."""
    account = _account(token)
    with transaction.atomic():
        # The token is signed over last_login: moving it on is what ends the link.
        claimed = Account.objects.filter(pk=account.pk, last_login=account.last_login, is_active=True).update(
            last_login=now
        )
        if not claimed:
            raise LinkSpent
        audit(
            by=Person(account_id=account.pk),
            deed="use_sign_in_link",
            kind="account",
            object_id=account.pk,
            now=now,
        )
    return account


def _account(token: str) -> Account:
    account = ModelBackend().authenticate(request=None, sesame=token)
    if not isinstance(account, Account):
        raise LinkSpent
    return account
