"""A complaint to test with, and people to answer it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from wellserved.cases.contracts import CaseIn, Channel, ContactIn, Kind
from wellserved.cases.services import set_cause, take_in
from wellserved.people.contracts import OPERATOR, Person
from wellserved.people.models import Location
from wellserved.people.queries import person_of
from wellserved.people.tests.conftest import People, people

__all__ = ["people"]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""A Monday."""


@dataclass(slots=True)
class Desk:
    """Somebody at the desk, and what comes in."""

    people: People
    here: Location
    owner: Person
    colleague: Person
    stranger: Person
    manager: Person
    program: Person = OPERATOR
    made: int = 0

    def case(
        self,
        text: str = "My parcel came late and the box was wet.",
        *,
        customer: UUID | None = None,
        **facts: Any,
    ) -> int:
        self.made += 1
        given: dict[str, Any] = {
            "source": "test",
            "source_id": str(self.made),
            "kind": Kind.COMPLAINT,
            "channel": Channel.EMAIL,
            "text": text,
            "location": self.here.code,
            "customer": customer,
            "contact": ContactIn(name="Kim Mina", email="mina@example.test"),
            "language": "en",
        } | facts
        return take_in(by=OPERATOR, case=CaseIn(**given), now=given.get("made_at") or NOW).case_id

    def cause(self, slug: str = "packing", parent: str | None = None) -> int:
        return set_cause(by=OPERATOR, slug=slug, titles={"en": slug.title()}, parent=parent, now=NOW)


@pytest.fixture
def desk(people: People) -> Desk:
    here, elsewhere = people.location("Seoul"), people.location("Taipei")
    agent, colleague = (people.staff(location=here, name=name) for name in ("Ann Agent", "Bo Colleague"))
    stranger = people.staff(location=elsewhere, name="Sam Stranger")
    manager = people.staff("manager", name="Max Manager")
    found = [person_of(account_id=one.account_id) for one in (agent, colleague, stranger, manager)]
    return Desk(people, here, *found)
