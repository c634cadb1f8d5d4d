"""Suggestions for a case, topics that rise, and what triage has learnt, for staff."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wellserved.cases.domain.numbers import number_of
from wellserved.cases.domain.triage import Sentiment, Target
from wellserved.cases.models import RisingTopic, TriageModel
from wellserved.people.contracts import NotFound, Person

from .reading import CaseSeen
from .seeing import seen_by

__all__ = [
    "SURE",
    "Example",
    "LearntSeen",
    "Sentiment",
    "SuggestionSeen",
    "Target",
    "TopicSeen",
    "learnt_for",
    "suggestions_for",
    "topics_for",
    "unseen_topics_for",
]

SURE = 0.8
"""The confidence below which nothing is shown."""
MOST_TOPICS, MOST_EXAMPLES = 50, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionSeen:
    """`label` '' says that triage is silent and may be told; `confidence` is None then. `rule` names what spoke."""

    target: Target
    label: str
    confidence: float | None
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    case_id: int
    number: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSeen:
    """`expected` people would write of it if nothing had changed; examples are those that this person may see."""

    id: int
    terms: tuple[str, ...]
    people: int
    of_people: int
    expected: float
    first_at: datetime
    last_at: datetime
    seen_at: datetime | None
    seen_by: str
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LearntSeen:
    """`measured` are the figures of cross-validation, None where too little was decided to tell."""

    target: Target
    version: str
    trained_at: datetime
    texts: int
    labels: int
    measured: dict[str, Any] | None


def suggestions_for(person: Person, *, case: CaseSeen) -> tuple[SuggestionSeen, ...]:
    """What triage is sure of and nobody has decided; the sentiment always, as nothing else asks for it.

    `case` is what `case_for` gave this person.
    """
    if not person.may("cases:read") or case.merged_into is not None:
        return ()
    known = {
        Target.LANGUAGE: case.language,
        Target.CAUSE: case.cause_id,
        Target.TOUCHPOINT: case.touchpoint_id,
    }
    found = []
    for target in Target:
        one = case.said_by_triage.get(target, {"label": "", "confidence": 0.0})
        sure = one["label"] and one["confidence"] >= SURE
        if (
            target in case.decided
            or known.get(target)
            or (target == Target.URGENCY and one["label"] == case.urgency)
        ):
            continue
        if sure or target == Target.SENTIMENT:
            found.append(
                SuggestionSeen(
                    target=target,
                    label=one["label"] if sure else "",
                    confidence=one["confidence"] if sure else None,
                    rule=one.get("rule", ""),
                )
            )
    return tuple(found)


def topics_for(person: Person) -> tuple[TopicSeen, ...]:
    """The latest topics, those that nobody has seen first. NotFound for whoever may not see cases."""
    visible = seen_by(person)
    rows = sorted(
        RisingTopic.objects.select_related("seen_by").order_by("-last_at", "-pk")[:MOST_TOPICS],
        key=lambda row: row.seen_at is not None,
    )
    wanted = {one for row in rows for one in row.examples}
    titles = dict(visible.filter(pk__in=wanted, quarantine="").values_list("pk", "title"))
    return tuple(
        TopicSeen(
            id=row.pk,
            terms=tuple(row.terms),
            people=row.people,
            of_people=row.of_people,
            expected=row.expected,
            first_at=row.first_at,
            last_at=row.last_at,
            seen_at=row.seen_at,
            seen_by=row.seen_by.name if row.seen_by else "",
            examples=tuple(
                Example(case_id=one, number=number_of(one), title=titles[one])
                for one in [one for one in row.examples if one in titles][:MOST_EXAMPLES]
            ),
        )
        for row in rows
    )


def unseen_topics_for(person: Person) -> int:
    """How many topics nobody has seen; 0 for whoever may not see cases."""
    return RisingTopic.objects.filter(seen_at__isnull=True).count() if person.may("cases:read") else 0


def learnt_for(person: Person) -> tuple[LearntSeen, ...]:
    """What triage works with now, target by target. NotFound for whoever may not see cases."""
    if not person.may("cases:read"):
        raise NotFound("There are no cases to see.")
    rows = TriageModel.objects.filter(current=True).defer("content").order_by("target")
    return tuple(
        LearntSeen(
            target=Target(row.target),
            version=row.version,
            trained_at=row.trained_at,
            texts=row.figures["texts"],
            labels=row.figures["labels"],
            measured=row.figures["measured"],
        )
        for row in rows
    )
