"""People to test with: an owner of each role, a colleague, a stranger."""

import uuid
from datetime import UTC, datetime

import pytest

from wellserved.people.models import Account, Customer, CustomerDetails, Location, Staff
from wellserved.people.queries import person_of
from wellserved.people.services import add_token

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class People:
    """Makes people straight in the tables, so that a test of one deed does not lean on another."""

    now = NOW

    def staff(
        self, role: str = "agent", *, location: Location | None = None, name: str = "Alex Staff"
    ) -> Staff:
        account = Account.objects.create_user(f"{uuid.uuid4().hex}@staff.test")
        return Staff.objects.create(account=account, name=name, role=role, location=location)

    def customer(self, name: str = "Chris Customer") -> CustomerDetails:
        email = f"{uuid.uuid4().hex}@customer.test"
        customer = Customer.objects.create(created_at=NOW)
        account = Account.objects.create_user(email)
        return CustomerDetails.objects.create(customer=customer, account=account, name=name, email=email)

    def program(self, *scopes: str) -> dict[str, str]:
        """The headers of a program whose token has these scopes."""
        by = person_of(account_id=self.staff("administrator").account_id)
        secret = add_token(by=by, name="program", scopes=frozenset(scopes), now=NOW)
        return {"Authorization": f"Bearer {secret}"}

    def location(self, name: str, parent: Location | None = None) -> Location:
        return Location.objects.create(
            code=f"{name.lower()}-{uuid.uuid4().hex[:8]}", name=name, parent=parent
        )


@pytest.fixture
def people(db: None) -> People:
    return People()
