"""The question before every deed: who may?"""

from uuid import UUID

from django.core.exceptions import PermissionDenied

from wellserved.people.contracts import Person
from wellserved.people.domain import PERMISSIONS


def require(person: Person, permission: str) -> None:
    if not person.may(permission):
        roles = " or ".join(sorted(role.replace("_", " ") for role in PERMISSIONS[permission].roles))
        held_by = f"a role that may: {roles}" if roles else "an API token with this scope"
        raise PermissionDenied(f"This needs the permission '{permission}'. It is held by {held_by}.")


def require_own_or(person: Person, permission: str, *, key: UUID) -> None:
    """A customer may do to their own data what staff need a permission for."""
    if person.customer_key != key:
        require(person, permission)
