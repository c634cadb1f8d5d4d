"""API tokens: a program's way in. The secret is shown once and kept as a digest."""

import hashlib
import secrets
import string
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from wellserved.people.contracts import NotFound, Person
from wellserved.people.domain import PERMISSIONS, unknown_scopes
from wellserved.people.models import ApiToken

from .allowing import require
from .audit import audit

_LETTERS = string.ascii_letters + string.digits
_NOTED_EVERY = timedelta(minutes=1)


class ScopesRefused(ValueError):
    """A token needs scopes, and only those that programs may have."""


@transaction.atomic
def add_token(
    *, by: Person, name: str, scopes: frozenset[str], now: datetime, expires_at: datetime | None = None
) -> str:
    """Make a token and return its secret, which cannot be shown again."""
    require(by, "tokens:write")
    unknown = unknown_scopes(scopes)
    if unknown or not scopes:
        may = ", ".join(sorted(name for name, permission in PERMISSIONS.items() if permission.scope))
        given = f"{', '.join(unknown)} is none" if unknown else "none was given"
        raise ScopesRefused(f"A token's scopes are some of {may}; {given}.")
    secret = "ws_" + "".join(secrets.choice(_LETTERS) for _ in range(40))
    token = ApiToken.objects.create(
        name=name,
        digest=_digest(secret),
        scopes=sorted(scopes),
        created_by_id=by.staff_id,
        created_at=now,
        expires_at=expires_at,
    )
    audit(
        by=by, deed="token.added", kind="token", object_id=token.pk, now=now, scopes=" ".join(sorted(scopes))
    )
    return secret


@transaction.atomic
def revoke_token(*, by: Person, token_id: int, now: datetime) -> None:
    """End a token at once and for good."""
    require(by, "tokens:write")
    if not ApiToken.objects.filter(pk=token_id, revoked_at__isnull=True).update(revoked_at=now):
        raise NotFound(f"There is no token {token_id} in force, so there is none to revoke.")
    audit(by=by, deed="token.revoked", kind="token", object_id=token_id, now=now)


def program_of(*, secret: str, now: datetime) -> Person | None:
    """The program that holds this secret, with its scopes; None if it is unknown, revoked or has run out."""
    token = (
        ApiToken.objects.filter(digest=_digest(secret), revoked_at__isnull=True)
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))
        .first()
    )
    if token is None:
        return None
    if token.last_used_at is None or token.last_used_at < now - _NOTED_EVERY:
        # Noted at most once a minute: a write for every call would make each wait for the one before.
        ApiToken.objects.filter(pk=token.pk, last_used_at=token.last_used_at).update(last_used_at=now)
    return Person(name=token.name, scopes=frozenset(token.scopes), token_id=token.pk)


def _digest(secret: str) -> str:
    # The secret has 238 bits of chance: a slow hash would protect nothing more.
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
