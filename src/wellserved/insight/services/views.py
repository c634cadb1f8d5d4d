"""Saving a view of the workspace under a name."""

from datetime import datetime
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from wellserved.insight.models import SavedView
from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require


class NameTaken(ValueError):
    """The person has saved another view under this name."""


class AddressElsewhere(ValueError):
    """The address does not lie in the workspace's maps."""


@transaction.atomic
def save_view(*, by: Person, name: str, address: str, shared: bool, now: datetime) -> int:
    """Keep an address of the maps: a path with its filters, never another server's. Gives the id."""
    require(by, "map:read")
    if by.account_id is None:
        raise PermissionDenied("A view belongs to somebody who signs in; a token has none.")
    if not lies_in_the_maps(address):
        raise AddressElsewhere("Only pages of the maps can be saved: their addresses begin with /journeys/.")
    try:
        with transaction.atomic():
            row = SavedView.objects.create(
                owner_id=by.account_id, name=name, address=address, shared=shared, created_at=now
            )
    except IntegrityError as error:
        if "view_name_once_per_owner" not in str(error):
            raise
        raise NameTaken("You have a view of this name. Choose another, or delete that one first.") from error
    audit(by=by, deed="view.saved", kind="view", object_id=row.pk, now=now, shared=shared)
    return row.pk


def lies_in_the_maps(address: str) -> bool:
    """Whether it is a path of this server's maps, and no other server's address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc and address.startswith("/journeys/")


@transaction.atomic
def delete_view(*, by: Person, view_id: int, now: datetime) -> None:
    """Whoever saved it takes it away, for everybody. Raises NotFound for other people's."""
    require(by, "map:read")
    gone, _ = SavedView.objects.filter(pk=view_id, owner_id=by.account_id).delete()
    if not gone:
        raise NotFound(f"There is no view {view_id} of yours.")
    audit(by=by, deed="view.deleted", kind="view", object_id=view_id, now=now)
