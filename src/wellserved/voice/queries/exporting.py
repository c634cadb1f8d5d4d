"""Answers as they are read for a file: all of a questionnaire, of some versions and time, a row at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from wellserved.people.contracts import NotFound, Person
from wellserved.people.queries import locations, segments
from wellserved.voice.domain.definition import Definition
from wellserved.voice.exchange.sheets import Answered
from wellserved.voice.models import Response, Version

from .responses import responses_of
from .versions import definition_of

__all__ = ["Wanted", "answered", "answers_wanted", "versions_wanted"]

AT_ONCE = 2000
_FIELDS = (
    "pk",
    "version_id",
    "started_at",
    "finished_at",
    "seconds",
    "language",
    "channel",
    "location_id",
    "segment_id",
    "facts",
    "flags",
    "counted_at",
    "customer_key",
    "answers",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which answers: versions from `first` to `last`, finished from `since` on and before `until`; `flagged` ones, too."""

    questionnaire: str
    first: int | None = None
    last: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    flagged: bool = False


def versions_wanted(wanted: Wanted) -> list[tuple[int, int, Definition]]:
    """Id, number and definition, the latest first. Raises NotFound where there are none."""
    rows = Version.objects.filter(questionnaire__slug=wanted.questionnaire)
    given = {"number__gte": wanted.first, "number__lte": wanted.last}
    rows = rows.filter(**{name: value for name, value in given.items() if value is not None})
    found = list(rows.order_by("-number").values_list("pk", "number"))
    if not found:
        raise NotFound(f"'{wanted.questionnaire}' has no such version; publish it first.")
    return [(id_, number, definition_of(id_)) for id_, number in found]


def answers_wanted(person: Person, wanted: Wanted, *, versions: list[int]) -> QuerySet[Response]:
    """Those that this person may see; what was set aside is not among them. Raises NotFound."""
    rows = responses_of(person, questionnaire=wanted.questionnaire).filter(aside="", version__in=versions)
    if not wanted.flagged:
        rows = rows.filter(Q(flags=0) | Q(counted_at__isnull=False))
    given = {"finished_at__gte": wanted.since, "finished_at__lt": wanted.until}
    return rows.filter(**{name: value for name, value in given.items() if value is not None})


def answered(rows: QuerySet[Response]) -> Iterator[Answered]:
    """In the order in which they came. The server keeps the place in them for as long as they are read, in a transaction:
    so they are of one moment, and never all in memory.
    """
    codes = {place.location_id: place.code for place in locations()}
    slugs = {one.segment_id: one.slug for one in segments()}
    values = rows.select_related(None).order_by("pk").values_list(*_FIELDS)
    with transaction.atomic():
        for (
            id_,
            version,
            started,
            finished,
            seconds,
            language,
            channel,
            place,
            segment,
            *rest,
        ) in values.iterator(chunk_size=AT_ONCE):
            facts, flags, counted_at, customer, answers = rest
            yield Answered(
                id=id_,
                version_id=version,
                started_at=started,
                finished_at=finished,
                seconds=seconds,
                language=language,
                channel=channel,
                location=codes.get(place, ""),
                segment=slugs.get(segment, ""),
                facts=facts,
                flags=flags,
                counted=counted_at is not None,
                customer=customer,
                answers=answers,
            )
