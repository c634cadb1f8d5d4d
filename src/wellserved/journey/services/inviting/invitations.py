"""Links by which people without an account draw along. The secret is given out once and kept as a digest."""

import secrets
from datetime import datetime

from django.db import transaction

from wellserved.journey.contracts.inviting import InvitationMade
from wellserved.journey.domain.inviting import digest
from wellserved.journey.models import Invitation, Journey
from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require


class ClosesInThePast(ValueError):
    """An invitation has to close in the future."""


@transaction.atomic
def make_invitation(
    *, by: Person, journey: str, title: str, welcome: str, audience: str, closes_at: datetime, now: datetime
) -> InvitationMade:
    """Invite people to a map; `audience` is 'customers' or 'staff'. Raises NotFound, ClosesInThePast."""
    require(by, "maps:facilitate")
    _in_the_future(closes_at, now)
    place = Journey.objects.filter(slug=journey, removed_at__isnull=True).first()
    if place is None:
        raise NotFound(f"There is no journey '{journey}'.")
    secret = secrets.token_urlsafe(24)
    row = Invitation.objects.create(
        journey=place,
        digest=digest(secret),
        title=title,
        welcome=welcome,
        audience=audience,
        created_by_id=by.account_id,
        created_at=now,
        closes_at=closes_at,
    )
    audit(by=by, deed="invitation.made", kind="invitation", object_id=row.pk, now=now, journey=place.pk)
    return InvitationMade(id=row.pk, secret=secret)


@transaction.atomic
def renew_link(
    *, by: Person, journey: str, invitation: int, closes_at: datetime, now: datetime
) -> InvitationMade:
    """A new link, open until `closes_at`; the old one leads nowhere from then on."""
    require(by, "maps:facilitate")
    _in_the_future(closes_at, now)
    secret = secrets.token_urlsafe(24)
    rows = Invitation.objects.filter(pk=invitation, journey__slug=journey, journey__removed_at__isnull=True)
    if not rows.update(digest=digest(secret), closes_at=closes_at):
        raise _missing(invitation)
    audit(by=by, deed="invitation.link_renewed", kind="invitation", object_id=invitation, now=now)
    return InvitationMade(id=invitation, secret=secret)


@transaction.atomic
def close_invitation(*, by: Person, journey: str, invitation: int, now: datetime) -> None:
    """Close it early; what was said stays. Raises NotFound for one that is closed already."""
    require(by, "maps:facilitate")
    rows = Invitation.objects.filter(pk=invitation, journey__slug=journey, closes_at__gt=now)
    if not rows.update(closes_at=now):
        raise _missing(invitation)
    audit(by=by, deed="invitation.closed", kind="invitation", object_id=invitation, now=now)


def _in_the_future(closes_at: datetime, now: datetime) -> None:
    if closes_at <= now:
        raise ClosesInThePast("The invitation would be closed already. Choose a later day.")


def _missing(invitation: int) -> NotFound:
    return NotFound(f"There is no such invitation {invitation} to this journey.")
