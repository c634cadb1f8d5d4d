"""The customers to call first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from wellserved.people.contracts import Person
from wellserved.people.models import CustomerDetails
from wellserved.tracking.domain.calling import Candidate, first_to_call
from wellserved.tracking.models import Recipient

from .board_choice import TROUBLES, BoardChoice, condition

__all__ = ["Call", "CallAbout", "first_calls_for"]

OF_EACH = 30
MOST = 8

# Of each trouble the dearest: as the badness is the same within a trouble, the first of all are among them.
_DEAREST = """
SELECT k.kind, d.consignment_id, d.value, c.currency, c.customer_key, c.number
FROM unnest(%(kinds)s::text[]) AS k(kind)
CROSS JOIN LATERAL (
  SELECT t.consignment_id, t.value FROM tracking_trouble t
  WHERE t.kind = k.kind AND t.called_at IS NULL AND t.value > 0 AND {where}
  ORDER BY t.value DESC, t.consignment_id LIMIT %(most)s) AS d
JOIN tracking_consignment c ON c.id = d.consignment_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAbout:
    consignment_id: int
    number: str
    trouble: str
    value: float
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Name and phone are empty for whoever may not see customers' details, and where we hold none."""

    name: str
    phone: str
    about: tuple[CallAbout, ...]


def first_calls_for(person: Person, *, now: datetime, currency: str | None = None) -> tuple[Call, ...]:
    """Nobody whom somebody called already; the order is that of `domain.calling`, within one currency."""
    of = condition(person, BoardChoice(currency=currency), now=now)
    given = {**of.given, "kinds": list(TROUBLES), "most": OF_EACH}
    with connection.cursor() as cursor:
        cursor.execute(_DEAREST.format(where=of.where), given)
        rows = cursor.fetchall()
    numbers = {consignment_id: number for _, consignment_id, _, _, _, number in rows}
    found = first_to_call(
        (
            Candidate(trouble=kind, consignment_id=id_, value=value, currency=currency, customer_key=key)
            for kind, id_, value, currency, key, _number in rows
        ),
        most=MOST,
    )
    may = person.may("customers:read")
    details = _details({one.key for one in found if one.key}) if may else {}
    names = _recipients([one.about[0].consignment_id for one in found]) if may else {}
    return tuple(
        Call(
            name=details.get(one.key, ("", ""))[0] or names.get(one.about[0].consignment_id, ""),
            phone=details.get(one.key, ("", ""))[1],
            about=tuple(
                CallAbout(
                    consignment_id=each.consignment_id,
                    number=numbers[each.consignment_id],
                    trouble=each.trouble,
                    value=float(each.value),
                    currency=each.currency,
                )
                for each in one.about
            ),
        )
        for one in found
    )


def _details(keys: set[UUID]) -> dict[UUID | None, tuple[str, str]]:
    rows = CustomerDetails.objects.filter(customer_id__in=keys).values_list("customer_id", "name", "phone")
    return {key: (name, phone) for key, name, phone in rows}


def _recipients(ids: list[int]) -> dict[int, str]:
    return dict(Recipient.objects.filter(pk__in=ids).values_list("pk", "name"))
