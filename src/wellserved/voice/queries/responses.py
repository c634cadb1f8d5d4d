"""What was answered: a page at a time, counted, and as columns of figures."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from wellserved.people.contracts import NotFound, Person
from wellserved.people.queries import locations, segments
from wellserved.platform.cursors import cursor_of, place_of_cursor
from wellserved.voice.contracts import AttachmentSeen, Flag, FlagCounts, ResponseSeen, ResponsesSeen
from wellserved.voice.models import Attachment, Questionnaire, Response

__all__ = [
    "aside_for",
    "attachment_for",
    "attachments_for",
    "flag_counts_for",
    "response_for",
    "responses_for",
    "responses_of",
    "seen_as",
    "visible_to",
]

LARGEST_PAGE = 1000


def responses_for(
    person: Person,
    *,
    questionnaire: str,
    version: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    location: str | None = None,
    customer: UUID | None = None,
    flagged: bool | None = None,
    after: str | None = None,
    limit: int = 50,
) -> ResponsesSeen:
    """Finished responses that this person may see, the latest first; what was set aside is not among them.

    Raises NotFound for an unknown questionnaire, CursorUnreadable.
    """
    rows = responses_of(person, questionnaire=questionnaire).filter(aside="")
    if version is not None:
        rows = rows.filter(version__number=version)
    if flagged is not None:
        rows = rows.exclude(flags=0) if flagged else rows.filter(flags=0)
    if location is not None:
        rows = rows.filter(location__code=location)
    given = {"customer_key": customer, "finished_at__gte": since, "finished_at__lt": until}
    rows = rows.filter(**{name: value for name, value in given.items() if value is not None})
    limit = min(limit, LARGEST_PAGE)
    page = list(_after(rows, after).order_by("-finished_at", "-id")[: limit + 1])
    return ResponsesSeen(
        responses=seen_as(page[:limit], questionnaire),
        next=_cursor(page[limit - 1]) if len(page) > limit else None,
    )


def response_for(person: Person, *, response: int) -> ResponseSeen:
    """One response. Raises NotFound."""
    row = visible_to(person).filter(pk=response).first()
    if row is None:
        raise NotFound(f"There is no response {response}.")
    return seen_as([row], row.questionnaire.slug)[0]


def aside_for(
    person: Person, *, questionnaire: str, after: int = 0, limit: int = 50
) -> tuple[ResponseSeen, ...]:
    """What came too late, twice or in a flood, and waits for somebody to look at it; the earliest first."""
    rows = responses_of(person, questionnaire=questionnaire).exclude(aside="").filter(pk__gt=after)
    return seen_as(list(rows.order_by("pk")[: min(limit, LARGEST_PAGE)]), questionnaire)


def flag_counts_for(person: Person, *, questionnaire: str) -> FlagCounts:
    """How many were flagged by which rule, for the line beside every figure. Raises NotFound."""
    rows = responses_of(person, questionnaire=questionnaire).order_by()
    finished = rows.filter(aside="").count()
    counts = {
        flag: (number, counted)
        for flag, number, counted in rows.filter(aside="")
        .exclude(flags=0)
        .values_list("flags")
        .annotate(number=Count("pk"), counted=Count("counted_at"))
    }
    return FlagCounts(
        finished=finished,
        flagged=sum(number for number, _ in counts.values()),
        counted=sum(counted for _, counted in counts.values()),
        aside=rows.exclude(aside="").count(),
        by_flag={
            flag.name.lower(): sum(n for bits, (n, _) in counts.items() if bits & flag)  # type: ignore[union-attr]  # single bits have names
            for flag in Flag
        },
    )


def attachments_for(person: Person, *, response: int) -> tuple[AttachmentSeen, ...]:
    """The photos and voice notes of one response, without their bytes. Raises NotFound."""
    seen = response_for(person, response=response)
    rows = Attachment.objects.filter(response=seen.id).order_by("pk")
    return tuple(AttachmentSeen(**row) for row in rows.values("id", "item", "media_type", "size"))


def attachment_for(person: Person, *, response: int, attachment: int) -> tuple[str, bytes]:
    """The media type and the bytes. Raises NotFound."""
    seen = response_for(person, response=response)
    row = Attachment.objects.filter(response=seen.id, pk=attachment).first()
    if row is None:
        raise NotFound(f"Response {response} has no attachment {attachment}.")
    return row.media_type, bytes(row.content)


def responses_of(person: Person, *, questionnaire: str) -> QuerySet[Response]:
    """The finished responses that this person may see of a questionnaire, for the room's own queries."""
    found = Questionnaire.objects.filter(slug=questionnaire).values_list("pk", flat=True).first()
    if found is None or not person.may("answers:read"):
        raise NotFound(f"There is no questionnaire '{questionnaire}'.")
    return visible_to(person).filter(questionnaire=found, finished_at__isnull=False)


def visible_to(person: Person) -> QuerySet[Response]:
    """All responses that this person may see, for the room's own queries."""
    rows = Response.objects.select_related("version", "questionnaire")
    if not person.may("answers:read"):
        return rows.none()
    return rows if person.location_ids is None else rows.filter(location_id__in=person.location_ids)


def seen_as(rows: list[Response], questionnaire: str) -> tuple[ResponseSeen, ...]:
    """These rows of a questionnaire as others see them."""
    codes = {place.location_id: place.code for place in locations()} if rows else {}
    slugs = {one.segment_id: one.slug for one in segments()} if rows else {}
    return tuple(
        ResponseSeen(
            id=row.pk,
            questionnaire=questionnaire,
            version=row.version.number,
            customer=row.customer_key,
            segment=slugs.get(row.segment_id or 0),
            location=codes.get(row.location_id or 0),
            language=row.language,
            channel=row.channel,
            facts=row.facts,
            started_at=row.started_at,
            finished_at=row.finished_at,
            seconds=row.seconds,
            answers=row.answers,
            flags=Flag(row.flags),
            aside=row.aside,
            counted_at=row.counted_at,
        )
        for row in rows
    )


def _after(rows: QuerySet[Response], cursor: str | None) -> QuerySet[Response]:
    if cursor is None:
        return rows
    at, id_ = place_of_cursor(cursor)
    return rows.filter(Q(finished_at__lt=at) | Q(finished_at=at, id__lt=id_), finished_at__lte=at)


def _cursor(row: Response) -> str:
    return cursor_of(row.finished_at or row.started_at, row.pk)
