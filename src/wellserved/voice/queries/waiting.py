"""What waits for somebody to look at it: what was set aside, and what was flagged and does not count."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from wellserved.people.contracts import NotFound, Person
from wellserved.voice.contracts import AttachmentSeen, ResponseSeen
from wellserved.voice.models import Attachment, Questionnaire

from .responses import LARGEST_PAGE, responses_of, seen_as, visible_to

__all__ = ["WaitingLine", "attachments_of", "flagged_for", "title_of", "waiting_for"]

WAITS = Q(counted_at=None) & ~Q(flags=0) & Q(aside="")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLine:
    """How many responses of a questionnaire were set aside, and how many were flagged and do not count."""

    slug: str
    title: str
    aside: int
    flagged: int


def waiting_for(person: Person) -> tuple[WaitingLine, ...]:
    """Questionnaires with responses that wait, those with most first. Raises NotFound for whoever may see no answers."""
    if not person.may("answers:read"):
        raise NotFound("There is no answer for this person to see.")
    rows = visible_to(person).filter(finished_at__isnull=False).order_by()
    aside = rows.exclude(aside="").values_list("questionnaire").annotate(n=Count("pk"))
    flagged = rows.filter(WAITS).values_list("questionnaire").annotate(n=Count("pk"))
    set_aside, doubtful = dict(aside), dict(flagged)
    named = Questionnaire.objects.filter(pk__in=[*set_aside, *doubtful]).values_list("pk", "slug", "title")
    lines = [
        WaitingLine(slug=slug, title=title, aside=set_aside.get(pk, 0), flagged=doubtful.get(pk, 0))
        for pk, slug, title in named
    ]
    return tuple(sorted(lines, key=lambda one: (-one.aside - one.flagged, one.slug)))


def title_of(person: Person, *, questionnaire: str) -> str:
    """What a questionnaire is called by staff. Raises NotFound."""
    responses_of(person, questionnaire=questionnaire)
    return Questionnaire.objects.values_list("title", flat=True).get(slug=questionnaire)


def flagged_for(
    person: Person, *, questionnaire: str, after: int = 0, limit: int = 50
) -> tuple[ResponseSeen, ...]:
    """What was answered too fast, all alike or twice, and does not count; the earliest first. Raises NotFound."""
    rows = responses_of(person, questionnaire=questionnaire).filter(WAITS, pk__gt=after)
    return seen_as(list(rows.order_by("pk")[: min(limit, LARGEST_PAGE)]), questionnaire)


def attachments_of(seen: Sequence[ResponseSeen]) -> Mapping[int, tuple[AttachmentSeen, ...]]:
    """The photos and voice notes of responses that somebody was shown, by the response, without their bytes."""
    rows = Attachment.objects.filter(response__in=[one.id for one in seen]).defer("content").order_by("pk")
    found: dict[int, list[AttachmentSeen]] = defaultdict(list)
    for row in rows:
        found[row.response_id].append(
            AttachmentSeen(id=row.pk, item=row.item, media_type=row.media_type, size=row.size)
        )
    return {response: tuple(those) for response, those in found.items()}
