"""Those of the grocer's people who do something here."""

from dataclasses import dataclass

from wellserved.demo.organisation.people import MANAGER, STAFF
from wellserved.people.contracts import Person
from wellserved.people.queries import account_id_of, person_of

LEAD = "team.lead@example.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """`managers` are all who answer rounds; `manager` is the one whom one signs in as."""

    manager: Person
    lead: Person
    managers: tuple[Person, ...]


def found() -> People:
    return People(
        manager=_person(MANAGER),
        lead=_person(LEAD),
        managers=tuple(_person(m.email) for m in STAFF if m.role in {"manager", "administrator"}),
    )


def _person(email: str) -> Person:
    return person_of(account_id=account_id_of(email=email))
