"""Questionnaires with their drafts and versions."""

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from wellserved.people.contracts import NotFound, Person
from wellserved.voice.contracts import DraftSeen, QuestionnaireLine, VersionSeen
from wellserved.voice.domain.faults import faults
from wellserved.voice.models import Draft, Questionnaire, Version

from .versions import definition_of, thawed

__all__ = ["draft_for", "questionnaires_for", "version_for", "versions_for"]


def questionnaires_for(person: Person, *, archived: bool = False) -> tuple[QuestionnaireLine, ...]:
    """Those that this person may see, the last changed first; none where they may see none."""
    if not person.may("surveys:read"):
        return ()
    latest = Version.objects.filter(questionnaire=OuterRef("pk")).order_by("-number")
    drafts = Draft.objects.filter(questionnaire=OuterRef("pk"))
    rows = (
        Questionnaire.objects.filter(Q() if archived else Q(archived_at__isnull=True))
        .annotate(
            version=Subquery(latest.values("number")[:1]),
            published_at=Subquery(latest.values("published_at")[:1]),
            changed_at=Subquery(drafts.values("changed_at")[:1]),
            edition=Subquery(drafts.values("edition")[:1]),
            archived=Q(archived_at__isnull=False),
        )
        .order_by(F("changed_at").desc(), "pk")
    )
    names = ("id", "slug", "title", "version", "published_at", "changed_at", "edition", "archived")
    return tuple(QuestionnaireLine(**row) for row in rows.values(*names))


def draft_for(person: Person, *, questionnaire: str) -> DraftSeen:
    """What is written on, with what keeps it from being published. Raises NotFound."""
    found = _seen_by(person, questionnaire).get()
    draft = Draft.objects.get(pk=found.pk)
    definition = thawed(draft.definition)
    return DraftSeen(
        questionnaire_id=found.pk,
        slug=found.slug,
        definition=definition,
        edition=draft.edition,
        changed_at=draft.changed_at,
        faults=faults(definition),
    )


def version_for(person: Person, *, questionnaire: str, number: int | None = None) -> VersionSeen:
    """A version by its number, the latest without one. Raises NotFound."""
    rows = Version.objects.filter(questionnaire__in=_seen_by(person, questionnaire).values("pk"))
    if number is not None:
        rows = rows.filter(number=number)
    row = rows.order_by("-number").values_list("pk", "questionnaire_id", "number", "published_at").first()
    if row is None:
        raise NotFound(f"'{questionnaire}' has no such version; publish it first.")
    id_, questionnaire_id, found, published_at = row
    return VersionSeen(
        id=id_,
        questionnaire_id=questionnaire_id,
        slug=questionnaire,
        number=found,
        definition=definition_of(id_),
        published_at=published_at,
    )


def versions_for(person: Person, *, questionnaire: str) -> tuple[VersionSeen, ...]:
    """All versions, the latest first. Raises NotFound."""
    (questionnaire_id,) = _seen_by(person, questionnaire).values_list("pk", flat=True)
    rows = Version.objects.filter(questionnaire=questionnaire_id).order_by("-number")
    return tuple(
        VersionSeen(
            id=id_,
            questionnaire_id=questionnaire_id,
            slug=questionnaire,
            number=number,
            definition=definition_of(id_),
            published_at=published_at,
        )
        for id_, number, published_at in rows.values_list("pk", "number", "published_at")
    )


def _seen_by(person: Person, slug: str) -> QuerySet[Questionnaire]:
    rows = Questionnaire.objects.filter(slug=slug)
    if not person.may("surveys:read") or not rows.exists():
        raise NotFound(f"There is no questionnaire '{slug}'.")
    return rows
