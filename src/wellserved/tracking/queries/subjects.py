"""How parcels, returns, repairs and lots are shown where a moment or a case is about one: `subject_id` is the row's id."""

from collections.abc import Callable, Collection, Iterable
from functools import partial

from django.urls import NoReverseMatch, reverse

from wellserved.journey.queries.subjects import SubjectSeen, register_subject, row_ids
from wellserved.people.contracts import Person
from wellserved.tracking.domain.statuses import Kind, Status
from wellserved.tracking.models import Consignment, Progress

from .finding import consignments_for, seen_by
from .lots import carried_by_for, lots_by_id_for, lots_for
from .public import status_said

__all__ = ["register"]


def register() -> None:
    for kind in Kind:
        shows: Callable[[Person, Collection[str]], dict[str, SubjectSeen]] = partial(_shown, kind)
        finds: Callable[[Person, str], list[str]] = partial(_found, kind)
        register_subject(kind=kind.value, shows=shows, finds=finds, leads=_carried)
    register_subject(kind="lot", shows=_lots, finds=_lots_found)


def _found(kind: Kind, person: Person, text: str) -> list[str]:
    if not person.may("parcels:read"):
        return []
    return [str(one.id) for one in consignments_for(person, text=text) if one.kind is kind]


def _carried(person: Person, ids: Collection[str]) -> Iterable[tuple[str, str]]:
    """A complaint of a parcel may be one of a lot that it carried."""
    if not person.may("parcels:read"):
        return ()
    return (("lot", str(one.id)) for one in carried_by_for(person, consignment_ids=row_ids(ids)))


def _lots_found(person: Person, text: str) -> list[str]:
    return [str(one.id) for one in lots_for(person, text=text)] if person.may("parcels:read") else []


def _lots(person: Person, ids: Collection[str]) -> dict[str, SubjectSeen]:
    if not person.may("parcels:read"):
        return {}
    return {
        str(one.id): SubjectSeen(
            title=one.key.number,
            excerpt=f"GTIN {one.key.gtin}" if one.key.gtin else "",
            href=_page("lot", one.id),
        )
        for one in lots_by_id_for(person, ids=row_ids(ids))
    }


def _shown(kind: Kind, person: Person, ids: Collection[str]) -> dict[str, SubjectSeen]:
    if not person.may("parcels:read"):
        return {}
    rows = list(seen_by(person).filter(pk__in=row_ids(ids), kind=kind.value))
    states = dict(Progress.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "status"))
    return {str(row.pk): _seen(row, kind, states.get(row.pk, "")) for row in rows}


def _seen(row: Consignment, kind: Kind, status: str) -> SubjectSeen:
    excerpt = status_said(kind, Status(status)) if status else ""
    return SubjectSeen(title=row.number, excerpt=excerpt, href=_page("parcel", row.pk))


def _page(name: str, id_: int) -> str:
    try:
        # The front door with staff's page stands above; without one there is a title and no link.
        return reverse(f"workspace:{name}", args=[id_])
    except NoReverseMatch:
        return ""
