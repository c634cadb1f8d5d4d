"""Who somebody is, from the account that they signed in with."""

from django.db import connection

from wellserved.people.contracts import NOBODY, NotFound, Person
from wellserved.people.domain import sees_every_location
from wellserved.people.models import Account

from .places import SUBTREE

# One round trip for every page: staff, customer and the location's subtree together.
_PERSON = """
SELECT account.language, staff.id, staff.name, staff.role,
       ARRAY({below}),
       details.customer_id, details.name
FROM people_account account
LEFT JOIN people_staff staff ON staff.account_id = account.id AND staff.active
LEFT JOIN people_customerdetails details ON details.account_id = account.id
WHERE account.id = %s AND account.is_active
""".format(below=SUBTREE.format(root="staff.location_id"))


def person_of(*, account_id: int) -> Person:
    """Staff, customer or both; nobody when the account is not active."""
    with connection.cursor() as cursor:
        cursor.execute(_PERSON, [account_id])
        row = cursor.fetchone()
    if row is None:
        return NOBODY
    language, staff_id, staff_name, role, location_ids, customer_key, customer_name = row
    return Person(
        account_id=account_id,
        name=staff_name or customer_name or "",
        language=language,
        role=role,
        staff_id=staff_id,
        customer_key=customer_key,
        location_ids=None if sees_every_location(role) else frozenset(location_ids),
    )


def account_id_of(*, email: str) -> int:
    """The account with this e-mail address, in upper or lower case alike."""
    found = Account.objects.filter(email__iexact=email, is_active=True).values_list("id", flat=True).first()
    if found is None:
        raise NotFound(
            "There is no active account with this e-mail address; add it as staff or customer first."
        )
    return found
