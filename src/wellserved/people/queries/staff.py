"""Staff and the programs that act for them."""

from collections.abc import Iterable

from wellserved.people.contracts import Person, StaffMember, TokenLine
from wellserved.people.models import ApiToken, Staff


def staff_for(person: Person) -> tuple[StaffMember, ...]:
    """All staff for those who may change them; others find themselves alone."""
    rows = Staff.objects.select_related("account").order_by("name", "id")
    if not person.may("staff:write"):
        rows = rows.filter(id=person.staff_id) if person.staff_id is not None else rows.none()
    return tuple(
        StaffMember(
            staff_id=row.id,
            account_id=row.account_id,
            name=row.name,
            email=row.account.email,
            role=row.role,
            location_id=row.location_id,
            active=row.active,
        )
        for row in rows
    )


def staff_names(person: Person, *, account_ids: Iterable[int | None]) -> dict[int, str]:
    """Who stands behind accounts, by name: colleagues know each other, others know none of them."""
    return names_of_accounts(account_ids) if person.is_staff else {}


def names_of_accounts(account_ids: Iterable[int | None]) -> dict[int, str]:
    """The same for a reader who was let in already; who is no staff, or gone, has no name here."""
    wanted = {id_ for id_ in account_ids if id_ is not None}
    if not wanted:
        return {}
    return dict(Staff.objects.filter(account_id__in=wanted).values_list("account_id", "name"))


def tokens_for(person: Person) -> tuple[TokenLine, ...]:
    if not person.may("tokens:write"):
        return ()
    return tuple(
        TokenLine(
            token_id=row.id,
            name=row.name,
            scopes=frozenset(row.scopes),
            created_at=row.created_at,
            expires_at=row.expires_at,
            revoked_at=row.revoked_at,
            last_used_at=row.last_used_at,
        )
        for row in ApiToken.objects.order_by("-created_at", "-id")
    )
