"""How cases, topics that rise among them, and votes for what is behind them are shown and found: `subject_id` is the row's id."""

from collections.abc import Collection

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from wellserved.cases.domain.numbers import NumberUnreadable, id_of, number_of
from wellserved.cases.models import RisingTopic, Vote
from wellserved.journey.queries.subjects import SubjectSeen, register_subject, row_ids
from wellserved.people.contracts import Person
from wellserved.platform.lists import listed

from .causes import title_in
from .seeing import seen_by

__all__ = ["register"]
_LATEST = 100


def register() -> None:
    register_subject(kind="case", shows=_shown, finds=_found)
    register_subject(kind="rising-topic", shows=_topics, finds=_topics_found)
    register_subject(kind="vote", shows=_votes)


def _found(person: Person, text: str) -> list[str]:  # noqa: ARG001  what they may not see is left out when it is shown
    try:
        return [str(id_of(text))]
    except NumberUnreadable:
        return []


def _shown(person: Person, ids: Collection[str]) -> dict[str, SubjectSeen]:
    if not person.may("cases:read"):
        return {}
    rows = seen_by(person).filter(pk__in=row_ids(ids))
    return {
        str(row.pk): SubjectSeen(title=number_of(row.pk), excerpt=row.title, href=_page("case", row.pk))
        for row in rows
    }


def _votes(person: Person, ids: Collection[str]) -> dict[str, SubjectSeen]:
    """What was said to happen to somebody too; never who said so."""
    if not person.may("cases:read"):
        return {}
    rows = Vote.objects.filter(pk__in=row_ids(ids)).select_related("open_cause")
    language = get_language() or "en"
    return {
        str(row.pk): SubjectSeen(
            title=title_in(row.open_cause.said, language), excerpt="", href=_page("open_causes")
        )
        for row in rows
    }


def _topics(person: Person, ids: Collection[str]) -> dict[str, SubjectSeen]:
    if not person.may("cases:read"):
        return {}
    return {
        str(row.pk): SubjectSeen(
            title=listed(f"“{term}”" for term in row.terms), excerpt="", href=_page("topics")
        )
        for row in RisingTopic.objects.filter(pk__in=row_ids(ids))
    }


def _topics_found(person: Person, text: str) -> list[str]:
    """Of the latest, those that have the word among theirs."""
    if not person.may("cases:read"):
        return []
    word = text.casefold()
    latest = RisingTopic.objects.order_by("-last_at", "-pk")[:_LATEST]
    return [str(row.pk) for row in latest if any(word in term.casefold() for term in row.terms)]


def _page(name: str, *place: int) -> str:
    try:
        # The front door with staff's page stands above; without one there is a title and no link.
        return reverse(f"workspace:{name}", args=place)
    except NoReverseMatch:
        return ""
