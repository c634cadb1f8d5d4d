"""How parcels, returns and repairs are shown where a moment is about one: `subject_id` is the consignment's id."""

from collections.abc import Callable, Collection
from functools import partial

from django.urls import NoReverseMatch, reverse

from wellserved.journey.queries.subjects import SubjectSeen, register_subject
from wellserved.people.contracts import Person
from wellserved.tracking.domain.statuses import Kind, Status
from wellserved.tracking.models import Consignment, Progress

from .finding import consignments_for, seen_by
from .public import status_said

__all__ = ["register"]


def register() -> None:
    for kind in Kind:
        shows: Callable[[Person, Collection[str]], dict[str, SubjectSeen]] = partial(_shown, kind)
        finds: Callable[[Person, str], list[str]] = partial(_found, kind)
        register_subject(kind=kind.value, shows=shows, finds=finds)


def _found(kind: Kind, person: Person, text: str) -> list[str]:
    if not person.may("parcels:read"):
        return []
    return [str(one.id) for one in consignments_for(person, text=text) if one.kind is kind]


def _shown(kind: Kind, person: Person, ids: Collection[str]) -> dict[str, SubjectSeen]:
    if not person.may("parcels:read"):
        return {}
    wanted = [int(one) for one in ids if one.isascii() and one.isdigit() and len(one) < 19]
    rows = list(seen_by(person).filter(pk__in=wanted, kind=kind.value))
    states = dict(Progress.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "status"))
    return {str(row.pk): _seen(row, kind, states.get(row.pk, "")) for row in rows}


def _seen(row: Consignment, kind: Kind, status: str) -> SubjectSeen:
    try:
        # The front door with staff's page stands above; without one there is a title and no link.
        href = reverse("workspace:parcel", args=[row.pk])
    except NoReverseMatch:
        href = ""
    return SubjectSeen(
        title=row.number, excerpt=status_said(kind, Status(status)) if status else "", href=href
    )
