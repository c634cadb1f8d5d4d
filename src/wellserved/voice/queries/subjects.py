"""How an answer is shown where a moment is about one: `subject_id` is the response's id."""

from collections.abc import Collection

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from wellserved.journey.queries.subjects import SubjectSeen, register_subject, row_ids
from wellserved.people.contracts import Person
from wellserved.voice.models import Response

__all__ = ["register"]


def register() -> None:
    register_subject(kind="answer", shows=_shown)


def _shown(person: Person, ids: Collection[str]) -> dict[str, SubjectSeen]:
    if not person.may("answers:read"):
        return {}
    rows = Response.objects.filter(pk__in=row_ids(ids)).select_related("questionnaire")
    if person.location_ids is not None:
        rows = rows.filter(location_id__in=person.location_ids)
    return {str(row.pk): _seen(row) for row in rows}


def _seen(row: Response) -> SubjectSeen:
    try:
        # The front door with staff's page stands above; without one there is a title and no link.
        href = reverse("workspace:answer", args=[row.pk])
    except NoReverseMatch:
        href = ""
    title = gettext("Answer %(number)s to “%(title)s”") % {"number": row.pk, "title": row.questionnaire.title}
    return SubjectSeen(title=title, excerpt="", href=href)
