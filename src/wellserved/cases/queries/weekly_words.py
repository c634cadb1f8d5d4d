"""What customers said of a team's touchpoints, in their own words."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Left

from wellserved.cases.domain.facts import Direction
from wellserved.cases.domain.numbers import number_of
from wellserved.cases.models import Message
from wellserved.journey.queries.touchpoints import TouchpointKey, touchpoint_keys
from wellserved.people.contracts import Person

from .seeing import seen_by

__all__ = ["Quote", "TouchpointWords", "words_for"]

MOST_QUOTES = 8
LONGEST = 400
MOST_CASES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    case_id: int
    number: str
    kind: str
    text: str
    language: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchpointWords:
    """`counts` has every kind with how many there were; `quotes` are the latest, complaints first."""

    place: TouchpointKey
    counts: dict[str, int]
    quotes: tuple[Quote, ...]

    @property
    def n(self) -> int:
        return sum(self.counts.values())


def words_for(
    person: Person, *, since: datetime, until: datetime, touchpoints: Collection[int] | None = None
) -> tuple[TouchpointWords, ...]:
    """What came in from `since` until before `until`, by touchpoint, the most complained of first.

    Of the cases that this person may see, at most the latest two thousand; `touchpoints` limits to these ids.
    """
    first = (
        Message.objects.filter(case=OuterRef("pk"), direction=Direction.IN, quarantine="")
        .order_by("at", "pk")
        .values(start=Left("text", 2 * LONGEST))[:1]
    )
    rows = seen_by(person).filter(
        made_at__gte=since,
        made_at__lt=until,
        quarantine="",
        merged_into__isnull=True,
        touchpoint__isnull=False,
    )
    if touchpoints is not None:
        rows = rows.filter(touchpoint__in=touchpoints)
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    quotes: dict[int, list[Quote]] = defaultdict(list)
    for row in rows.annotate(words=Subquery(first)).order_by("-made_at", "-pk")[:MOST_CASES]:
        place = row.touchpoint_id or 0
        counts[place][row.kind] += 1
        text = " ".join((row.words or "").split())
        if text:
            quotes[place].append(
                Quote(
                    case_id=row.pk,
                    number=number_of(row.pk),
                    kind=row.kind,
                    text=text if len(text) <= LONGEST else text[:LONGEST].rstrip() + "…",
                    language=row.language,
                    made_at=row.made_at,
                )
            )
    found = [
        TouchpointWords(
            place=key,
            counts=dict(counts[key.touchpoint_id]),
            # Sorting is stable: within a kind the latest stay first.
            quotes=tuple(
                sorted(quotes[key.touchpoint_id], key=lambda one: one.kind != "complaint")[:MOST_QUOTES]
            ),
        )
        for key in touchpoint_keys(ids=counts.keys())
    ]
    return tuple(sorted(found, key=lambda one: (-one.counts.get("complaint", 0), -one.n)))
