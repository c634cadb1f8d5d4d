"""Ask me no more: for all questionnaires, until the customer says otherwise."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit
from wellserved.platform.link_secrets import digest
from wellserved.voice.models import Invitation, LastAsked

__all__ = ["ask_again", "ask_no_more", "has_declined"]

_DECLINE = """
INSERT INTO voice_lastasked (customer_key, declined_at) VALUES (%s, %s)
ON CONFLICT (customer_key) DO UPDATE SET declined_at = excluded.declined_at
"""


@transaction.atomic
def ask_no_more(*, secret: str, now: datetime) -> None:
    """Whoever holds the link of a letter asks to get no more of them. Raises NotFound for an unknown link."""
    row = _of(secret)
    with connection.cursor() as cursor:
        cursor.execute(_DECLINE, [row.customer_key, now])
    Invitation.objects.filter(customer_key=row.customer_key, remind_at__isnull=False).update(remind_at=None)
    _audit(row, "asks.declined", now=now)


@transaction.atomic
def ask_again(*, secret: str, now: datetime) -> None:
    """Take that back. Raises NotFound."""
    row = _of(secret)
    _of_customer(row).update(declined_at=None)
    _audit(row, "asks.allowed", now=now)


def has_declined(*, secret: str) -> bool:
    """Raises NotFound for an unknown link."""
    return _of_customer(_of(secret)).filter(declined_at__isnull=False).exists()


def _of(secret: str) -> Invitation:
    row = Invitation.objects.filter(digest=digest(secret), customer_key__isnull=False).first()
    if row is None:
        raise NotFound("This link is none of ours, or its customer was erased.")
    return row


def _of_customer(row: Invitation) -> QuerySet[LastAsked]:
    return LastAsked.objects.filter(customer_key__in=[row.customer_key])


def _audit(row: Invitation, deed: str, *, now: datetime) -> None:
    by = Person(customer_key=row.customer_key)
    audit(by=by, deed=deed, kind="answer_invitation", object_id=row.pk, now=now)
