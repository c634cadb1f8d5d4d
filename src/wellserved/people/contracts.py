"""What every room may know of people."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from .domain import PERMISSIONS

ASK_WORDING = "1"
"""The version of what one agrees to where consent to being asked is taken; whoever changes those words counts it up."""


class NotFound(LookupError):
    """There is no such thing for this person: missing and forbidden look alike from outside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody at the door: staff, customer, program or nobody.

    `location_ids` limits whose figures may be seen; None is every location, the empty set none. An agent or
    team lead sees their location and what lies below it, without one nothing; managers and programs see all.
    """

    account_id: int | None = None
    name: str = ""
    language: str = ""
    role: str | None = None
    staff_id: int | None = None
    customer_key: UUID | None = None
    location_ids: frozenset[int] | None = None
    scopes: frozenset[str] = frozenset()
    token_id: int | None = None

    @property
    def is_authenticated(self) -> bool:
        return self.account_id is not None or bool(self.scopes)

    @property
    def is_staff(self) -> bool:
        return self.staff_id is not None

    def may(self, permission: str) -> bool:
        """Whether the role, or for a program the token's scopes, grant `permission`."""
        if permission not in PERMISSIONS:
            message = f"'{permission}' is not a permission; see wellserved.people.domain.PERMISSIONS."
            raise ValueError(message)
        return permission in self.scopes or self.role in PERMISSIONS[permission].roles


NOBODY = Person()
OPERATOR = Person(role="administrator")
"""Whoever has the command line of the machine; the audit knows them by having no account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A location; `path` holds the names from the root of the tree down to this one."""

    location_id: int
    code: str
    name: str
    parent_id: int | None
    path: tuple[str, ...]

    @property
    def depth(self) -> int:
        return len(self.path) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerSegment:
    segment_id: int
    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    staff_id: int
    account_id: int
    name: str
    email: str
    role: str
    location_id: int | None
    active: bool


class ConsentWay(StrEnum):
    """The way by which a customer said to staff that they agree, or agree no more."""

    PHONE = "phone"
    PERSON = "person"
    WRITING = "writing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven:
    purpose: str
    wording: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCard:
    """A customer with everything personal that we hold; empty where we hold nothing."""

    key: UUID
    segment: str | None
    language: str
    created_at: datetime
    erased_at: datetime | None
    name: str
    email: str
    phone: str
    address: str
    has_account: bool
    consents: tuple[ConsentGiven, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenLine:
    """An API token as it may be shown: never its secret."""

    token_id: int
    name: str
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
