"""A customer's consents with who noted them, when and by which way, as the audit has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wellserved.people.contracts import ConsentGiven, Person
from wellserved.people.models import AuditLine, CustomerDetails

from .customers import customer_for
from .staff import staff_names

__all__ = ["ConsentLine", "Noted", "consents_for"]

Lines = Mapping[tuple[str, str, datetime], AuditLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """`own` where the customer did it themselves; `by` is empty for a program and for whoever is gone."""

    own: bool
    by: str
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentLine:
    """Without `withdrawn` a consent ended by itself, as when newer words took its place."""

    purpose: str
    wording: str
    given_at: datetime
    given: Noted | None
    withdrawn_at: datetime | None
    withdrawn: Noted | None


def consents_for(person: Person, *, key: UUID) -> tuple[ConsentLine, ...]:
    """The latest first. NotFound as for the customer."""
    consents = customer_for(person, key=key).consents
    rows = AuditLine.objects.filter(
        object_kind="customer", object_id=str(key), deed__in=["consent.given", "consent.withdrawn"]
    )
    lines = {(row.deed, row.facts["purpose"], row.at): row for row in rows} if consents else {}
    names = staff_names(person, account_ids=[row.account_id for row in lines.values()])
    account = CustomerDetails.objects.filter(customer_id=key).values_list("account_id", flat=True).first()
    return tuple(_line(one, lines, names, account) for one in reversed(consents))


def _line(one: ConsentGiven, lines: Lines, names: Mapping[int, str], account: int | None) -> ConsentLine:
    ended = lines.get(("consent.withdrawn", one.purpose, one.withdrawn_at)) if one.withdrawn_at else None
    return ConsentLine(
        purpose=one.purpose,
        wording=one.wording,
        given_at=one.given_at,
        given=_noted(lines.get(("consent.given", one.purpose, one.given_at)), names, account),
        withdrawn_at=one.withdrawn_at,
        withdrawn=_noted(ended, names, account),
    )


def _noted(line: AuditLine | None, names: Mapping[int, str], account: int | None) -> Noted | None:
    if line is None:
        return None
    # Somebody who works here and is a customer, too, says by a way how they were told.
    way = line.facts.get("way") or ""
    own = not way and line.account_id is not None and line.account_id == account
    return Noted(own=own, by="" if own else names.get(line.account_id or 0, ""), way=way)
