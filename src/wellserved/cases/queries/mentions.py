"""Where customers speak elsewhere, for staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from wellserved.cases.models import Mention, MentionSource
from wellserved.people.contracts import NotFound, Person

__all__ = ["SourceSeen", "source_for", "sources_for"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSeen:
    """`brought` counts the cases that it became; `trouble` is a word for what went wrong at the last visit, or empty."""

    id: int
    slug: str
    name: str
    kind: str
    address: str
    mapping: Mapping[str, str]
    token: str
    case_kind: str
    touchpoint_id: int | None
    location_id: int | None
    every_minutes: int
    next_at: datetime | None
    looked_at: datetime | None
    read_at: datetime | None
    failures: int
    trouble: str
    trouble_detail: str
    brought: int
    last_at: datetime | None


_FIELDS = (
    "id", "slug", "name", "kind", "address", "mapping", "token", "case_kind", "touchpoint_id", "location_id", "every_minutes",
    "next_at", "looked_at", "read_at", "failures", "trouble", "trouble_detail", "brought", "last_at",
)  # fmt: skip


def sources_for(person: Person) -> tuple[SourceSeen, ...]:
    """Those in force, by name. NotFound for whoever sees no cases."""
    return tuple(SourceSeen(**row) for row in _rows(person).order_by("name", "pk").values(*_FIELDS))


def source_for(person: Person, *, slug: str) -> SourceSeen:
    row = _rows(person).filter(slug=slug).values(*_FIELDS).first()
    if row is None:
        raise NotFound("There is no such source.")
    return SourceSeen(**row)


def _rows(person: Person) -> QuerySet[MentionSource]:
    if not person.may("cases:read"):
        raise NotFound("There are no sources to see.")
    of = Mention.objects.filter(source=OuterRef("pk")).order_by().values("source")
    return MentionSource.objects.filter(ended_at__isnull=True).annotate(
        brought=Coalesce(Subquery(of.annotate(n=Count("pk")).values("n")), 0),
        last_at=Subquery(of.annotate(at=Max("seen_at")).values("at")),
    )
