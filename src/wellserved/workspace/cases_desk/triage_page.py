"""Suggestions for a case, and topics that rise, made ready."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from wellserved.cases.queries import causes
from wellserved.cases.queries.triage import (
    Example,
    LearntSeen,
    Sentiment,
    SuggestionSeen,
    Target,
    TopicSeen,
)
from wellserved.journey.queries.touchpoints import touchpoint_keys
from wellserved.platform.lists import listed
from wellserved.workspace.wording import count, day, minute, percent, quantity

from .words import URGENCIES, Words, language_name

TARGETS: dict[str, Words] = {
    Target.LANGUAGE: gettext_lazy("Language"),
    Target.SENTIMENT: pgettext_lazy("of a text", "Mood"),
    Target.TOUCHPOINT: gettext_lazy("Touchpoint"),
    Target.CAUSE: gettext_lazy("Cause"),
    Target.URGENCY: gettext_lazy("Urgency"),
}
SENTIMENTS: dict[str, Words] = {
    Sentiment.NEGATIVE: pgettext_lazy("mood of a text", "Upset"),
    Sentiment.NEUTRAL: pgettext_lazy("mood of a text", "Calm"),
    Sentiment.POSITIVE: pgettext_lazy("mood of a text", "Pleased"),
}
RULES: dict[str, Words] = {
    "danger": gettext_lazy("Its words speak of danger or injury."),
    "theft": gettext_lazy("Its words speak of theft or fraud."),
    "law": gettext_lazy("Its words speak of lawyers, authorities or the press."),
    "deadline": gettext_lazy("Its words name a deadline."),
    "again": gettext_lazy("Its words say that it happened before."),
    "asks_where": gettext_lazy("Its words ask where something is, or say that it has not come."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceView:
    label: str
    words: Words
    suggested: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedView:
    """One choice is a suggestion to take; several are asked for, the suggested one marked."""

    target: str
    name: Words
    sure: str
    why: Words
    choices: tuple[ChoiceView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicView:
    id: int
    title: str
    says: str
    when: str
    seen: str
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LearntView:
    name: Words
    texts: str
    labels: str
    right: str
    spoken: str
    version: str
    when: str


def draw_suggested(suggestions: Sequence[SuggestionSeen]) -> tuple[SuggestedView, ...]:
    return tuple(found for one in suggestions if (found := _suggested(one)) is not None)


def draw_topics(topics: Iterable[TopicSeen]) -> tuple[TopicView, ...]:
    return tuple(_topic(one) for one in topics)


def draw_learnt(learnt: Iterable[LearntSeen]) -> tuple[LearntView, ...]:
    return tuple(_learnt(one) for one in learnt)


def _suggested(one: SuggestionSeen) -> SuggestedView | None:
    if one.target == Target.SENTIMENT:
        choices = [
            ChoiceView(label=label, words=words, suggested=label == one.label)
            for label, words in SENTIMENTS.items()
        ]
    else:
        words = _words(one)
        # What was taught may have gone meanwhile.
        choices = [ChoiceView(label=one.label, words=words, suggested=True)] if words else []
    if not choices:
        return None
    sure = (
        ""
        if one.confidence is None
        else _("%(share)s%% sure") % {"share": percent(min(one.confidence, 0.99), brief=True)}
    )
    return SuggestedView(
        target=one.target,
        name=TARGETS[one.target],
        sure=sure,
        why=RULES.get(one.rule, ""),
        choices=tuple(choices),
    )


def _words(one: SuggestionSeen) -> Words:
    if one.target == Target.URGENCY:
        return URGENCIES.get(one.label, "")
    if one.target == Target.LANGUAGE:
        return "" if one.label == "other" else language_name(one.label)
    if one.target == Target.CAUSE:
        return next((" / ".join(each.path) for each in causes() if str(each.id) == one.label), "")
    return next((each.title for each in touchpoint_keys(ids=[int(one.label)])), "")


def _topic(one: TopicSeen) -> TopicView:
    says = ngettext(
        "%(n)s of the %(all)s customers who wrote in the week to %(day)s; %(expected)s was to be expected.",
        "%(n)s of the %(all)s customers who wrote in the week to %(day)s; %(expected)s were to be expected.",
        round(one.expected),
    )
    seen = ""
    if one.seen_at is not None:
        said = {"when": minute(one.seen_at), "who": one.seen_by}
        seen = _("Seen %(when)s by %(who)s.") % said if one.seen_by else _("Seen %(when)s.") % said
    return TopicView(
        id=one.id,
        title=listed(f"“{term}”" for term in one.terms),
        says=says
        % {
            "n": count(one.people),
            "all": count(one.of_people),
            "day": day(one.last_at),
            "expected": quantity(round(one.expected, 1)),
        },
        when=day(one.first_at),
        seen=seen,
        examples=one.examples,
    )


def _learnt(one: LearntSeen) -> LearntView:
    measured = one.measured or {}
    right = measured.get("spoken_accuracy")
    return LearntView(
        name=TARGETS[one.target],
        texts=count(one.texts),
        labels=count(one.labels),
        right="–" if right is None else f"{percent(right, brief=True)}%",
        spoken=f"{percent(measured['spoken'], brief=True)}%" if measured else "–",
        version=one.version,
        when=minute(one.trained_at),
    )
