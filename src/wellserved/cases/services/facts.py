"""What staff find out about a case: its kind, cause, touchpoint, urgency, cost, and what was done."""

from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wellserved.cases.domain.facts import Kind, State, Urgency
from wellserved.cases.models import Case, Cause
from wellserved.journey.queries.touchpoints import touchpoint_keys
from wellserved.people.contracts import Person
from wellserved.people.models import Location
from wellserved.people.services import audit

from .claiming import CaseRefused, claimed, not_merged
from .due import promise_due
from .indexing import index_anew


class Unset(Enum):
    """A fact that is left as it is."""

    UNSET = 0


UNSET = Unset.UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsSet:
    """What is to be changed; ids of cause, touchpoint and location, None takes the fact away."""

    kind: Kind | Unset = UNSET
    title: str | Unset = UNSET
    language: str | Unset = UNSET
    cause: int | Unset | None = UNSET
    touchpoint: int | Unset | None = UNSET
    location: int | Unset | None = UNSET
    urgency: Urgency | Unset = UNSET
    team: str | Unset = UNSET
    value: Decimal | Unset | None = UNSET
    currency: str | Unset = UNSET
    did: str | Unset = UNSET
    cost: Decimal | Unset | None = UNSET
    cost_currency: str | Unset = UNSET
    subject: tuple[str, str] | Unset | None = UNSET
    """Kind and id of what it is about."""


_COLUMNS = {"cause": "cause_id", "touchpoint": "touchpoint_id", "location": "location_id"}
_AMOUNTS = (("value", "currency"), ("cost", "cost_currency"))
_IDS = {"cause_id", "touchpoint_id", "location_id", "urgency"}
"""What the audit line says the new value of; the others may hold free text."""


@transaction.atomic
def set_facts(*, by: Person, case_id: int, facts: FactsSet, now: datetime) -> None:
    """Change what is given. Raises CaseRefused, naming the field; then nothing is changed."""
    row = claimed(by, case_id)
    not_merged(row)
    given = _paired(row, _columns(facts))
    changed = {name: value for name, value in given.items() if getattr(row, name) != value}
    if not changed:
        return
    _check(row, changed, by)
    for name, value in changed.items():
        setattr(row, name, value)
    row.touched_at = now
    if "location_id" in changed:
        promise_due(row)
    row.save()
    if changed.keys() & {"title", "did"}:
        index_anew(row)
    said = {name: value for name, value in changed.items() if name in _IDS}
    audit(
        by=by,
        deed="case.facts_set",
        kind="case",
        object_id=row.pk,
        now=now,
        changed=",".join(sorted(changed)),
        **said,
    )


def _columns(facts: FactsSet) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in fields(facts):
        value = getattr(facts, one.name)
        if value is UNSET:
            continue
        if one.name == "subject":
            found["subject_kind"], found["subject_id"] = value or ("", "")
        else:
            found[_COLUMNS.get(one.name, one.name)] = value.value if isinstance(value, Enum) else value
    return found


def _paired(row: Case, given: dict[str, Any]) -> dict[str, Any]:
    """Without its amount a currency says nothing, and no moment takes it."""
    for amount, currency in _AMOUNTS:
        if given.get(amount, getattr(row, amount)) is None:
            given[currency] = ""
    return given


def _check(row: Case, changed: dict[str, Any], by: Person) -> None:
    after = {
        name: changed.get(name, getattr(row, name)) for name in ("value", "currency", "cost", "cost_currency")
    }
    for amount, currency in _AMOUNTS:
        if after[amount] is not None and not after[currency]:
            raise CaseRefused(_("An amount needs its currency."), field=currency)
        if after[amount] is not None and after[amount] < 0:
            raise CaseRefused(_("An amount is not below zero."), field=amount)
    cause = changed.get("cause_id")
    if cause is not None and not Cause.objects.filter(pk=cause, retired_at__isnull=True).exists():
        raise CaseRefused(_("There is no such cause any more. Choose another."), field="cause")
    if "cause_id" in changed and cause is None and row.state == State.DONE and row.kind == Kind.COMPLAINT:
        raise CaseRefused(_("A closed complaint keeps a cause. Choose another one."), field="cause")
    if changed.get("kind") == Kind.COMPLAINT and row.state == State.DONE and row.cause_id is None:
        raise CaseRefused(_("A closed complaint has a cause. Choose one first."), field="cause")
    touchpoint = changed.get("touchpoint_id")
    if touchpoint is not None and not touchpoint_keys(ids=[touchpoint]):
        raise CaseRefused(_("There is no such touchpoint any more. Choose another."), field="touchpoint")
    _check_place(changed, by)


def _check_place(changed: dict[str, Any], by: Person) -> None:
    place = changed.get("location_id")
    if place is not None and not Location.objects.filter(pk=place).exists():
        raise CaseRefused(_("There is no such location any more. Choose another."), field="location")
    if place is not None and by.location_ids is not None and place not in by.location_ids:
        raise CaseRefused(
            _("This location is none of yours. Ask a manager to move the case."), field="location"
        )
