"""What helps to answer: texts to begin with, and when a place is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from wellserved.cases.domain.templates import filled
from wellserved.cases.models import BusinessHours, ReplyTemplate
from wellserved.people.contracts import NotFound, Person

__all__ = ["BusinessHoursSeen", "TemplateSeen", "hours_for", "template_text", "templates_for"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSeen:
    slug: str
    language: str
    title: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessHoursSeen:
    """`location` is a code, None for all that have no hours of their own; spans are minutes after midnight."""

    location: str | None
    time_zone: str
    week: tuple[tuple[tuple[int, int], ...], ...]
    country: str
    subdivision: str
    closed_days: tuple[date, ...]


def templates_for(person: Person, *, language: str = "") -> tuple[TemplateSeen, ...]:
    """Texts to begin a reply with: those of this language first, then the others, each by its name."""
    if not person.may("cases:read"):
        raise NotFound("There are no texts to see.")
    rows = ReplyTemplate.objects.order_by("title", "pk")
    seen = [
        TemplateSeen(slug=row.slug, language=row.language, title=row.title, body=row.body) for row in rows
    ]
    return tuple(sorted(seen, key=lambda one: one.language != language))


def template_text(person: Person, *, slug: str, language: str, places: Mapping[str, str]) -> str:
    """One of them with its places filled in: `{name}` and the like; an unknown place stays as it stands."""
    for one in templates_for(person, language=language):
        if (one.slug, one.language) == (slug, language):
            return filled(one.body, places)
    raise NotFound("There is no such text.")


def hours_for(person: Person) -> tuple[BusinessHoursSeen, ...]:
    """All business hours that were set, those for all others first."""
    if not person.may("cases:read"):
        raise NotFound("There are no business hours to see.")
    rows = BusinessHours.objects.select_related("location").order_by("location__name", "pk")
    seen = [
        BusinessHoursSeen(
            location=row.location.code if row.location else None,
            time_zone=row.time_zone,
            week=tuple(tuple((start, stop) for start, stop in day) for day in row.week),
            country=row.country,
            subdivision=row.subdivision,
            closed_days=tuple(row.closed_days),
        )
        for row in rows
    ]
    return tuple(sorted(seen, key=lambda one: one.location is not None))
