"""How cases are shown where a moment is about one: `subject_id` is the case's id."""

from collections.abc import Collection

from django.urls import NoReverseMatch, reverse

from wellserved.cases.domain.numbers import number_of
from wellserved.journey.queries.subjects import SubjectSeen, register_subject
from wellserved.people.contracts import Person

from .seeing import seen_by

__all__ = ["register"]


def register() -> None:
    register_subject(kind="case", shows=_shown)


def _shown(person: Person, ids: Collection[str]) -> dict[str, SubjectSeen]:
    if not person.may("cases:read"):
        return {}
    wanted = [int(one) for one in ids if one.isascii() and one.isdigit() and len(one) < 19]
    rows = seen_by(person).filter(pk__in=wanted)
    return {
        str(row.pk): SubjectSeen(title=number_of(row.pk), excerpt=row.title, href=_page(row.pk))
        for row in rows
    }


def _page(case_id: int) -> str:
    try:
        # The front door with staff's page stands above; without one there is a title and no link.
        return reverse("workspace:case", args=[case_id])
    except NoReverseMatch:
        return ""
