"""What helps to answer: texts to begin with."""

from collections.abc import Mapping
from dataclasses import dataclass

from wellserved.cases.domain.templates import filled
from wellserved.cases.models import ReplyTemplate
from wellserved.people.contracts import NotFound, Person

__all__ = ["TemplateSeen", "template_text", "templates_for"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSeen:
    slug: str
    language: str
    title: str
    body: str


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
