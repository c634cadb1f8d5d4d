"""Whom we ask about what, and what came of it. No customer is named here."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection

from wellserved.people.contracts import NotFound, Person
from wellserved.voice.contracts import RuleIn
from wellserved.voice.models import AskRule, Door, Questionnaire, QuietTime, Version

__all__ = [
    "SINCE",
    "Counts",
    "DoorLine",
    "RuleLine",
    "askable_for",
    "door_for",
    "doors_for",
    "quiet_days",
    "quiet_days_for",
    "rule_for",
    "rules_for",
]

SINCE = timedelta(days=90)
MOST = 200
ANSWERS_AT_MOST = 10_000
_USUAL_QUIET = 30
_ASKED = """
SELECT rule_id, count(*), count(reminded_at), count(*) FILTER (WHERE state = 'answered'),
  count(*) FILTER (WHERE state = 'expired'), count(*) FILTER (WHERE state IN ('sending', 'sent'))
FROM voice_invitation WHERE rule_id = ANY(%s) AND sent_at >= %s GROUP BY 1
"""
_WAITING = (
    "SELECT rule_id, count(*) FROM voice_invitation WHERE state = 'due' AND rule_id = ANY(%s) GROUP BY 1"
)
_DROPPED = """
SELECT rule_id, why, count(*) FROM voice_invitation
WHERE state = 'dropped' AND rule_id = ANY(%s) AND due_at >= %s GROUP BY 1, 2
"""
# As many as one wants to know of, of each door by itself: a busy counter has millions.
_ANSWERS = """
SELECT d.id, n.answers FROM unnest(%s::bigint[]) AS d (id), LATERAL (
  SELECT count(*) AS answers FROM (
    SELECT FROM voice_response r WHERE r.door_id = d.id AND r.finished_at IS NOT NULL LIMIT %s) few) n
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Of the asks of the last 90 days; `waiting` are still to come, `dropped` says by why how many were not asked.

    `asked` counts every letter that was let through: `answered`, `expired`, `open` and the undeliverable ones of `dropped`.
    """

    waiting: int = 0
    asked: int = 0
    reminded: int = 0
    answered: int = 0
    expired: int = 0
    open: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    id: int
    rule: RuleIn
    title: str
    starts_at: datetime
    ends_at: datetime | None
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorLine:
    """An open way in; `answers` are counted up to ten thousand, None for a door of a place that this person does not see."""

    slug: str
    title: str
    questionnaire: str
    channel: str
    location: str
    location_id: int | None
    journey: str
    touchpoint: str
    made_at: datetime
    closes_at: datetime | None
    answers: int | None
    quota: int | None
    hosts: tuple[str, ...]


def rules_for(person: Person, *, now: datetime, ended: bool = False) -> tuple[RuleLine, ...]:
    """Rules in force, or those that ended, the latest first. Raises NotFound."""
    _may(person)
    rows = AskRule.objects.select_related("questionnaire").filter(ends_at__isnull=not ended)
    return _lines(list(rows.order_by("-pk")[:MOST]), now=now)


def rule_for(person: Person, *, rule_id: int, now: datetime) -> RuleLine:
    """One rule. Raises NotFound."""
    _may(person)
    rows = list(AskRule.objects.select_related("questionnaire").filter(pk=rule_id))
    if not rows:
        raise NotFound(f"There is no rule {rule_id}.")
    return _lines(rows, now=now)[0]


def quiet_days_for(person: Person) -> int:
    """For how many days a customer is left alone after an ask."""
    _may(person)
    return quiet_days()


def quiet_days() -> int:
    """The same, on nobody's behalf."""
    found = QuietTime.objects.values_list("days", flat=True).first()
    return _USUAL_QUIET if found is None else found


def askable_for(person: Person) -> tuple[tuple[str, str], ...]:
    """Short name and title of every questionnaire that was published and is not archived."""
    _may(person)
    published = Version.objects.values("questionnaire")
    rows = Questionnaire.objects.filter(pk__in=published, archived_at__isnull=True)
    return tuple(rows.order_by("title", "pk").values_list("slug", "title"))


def doors_for(person: Person) -> tuple[DoorLine, ...]:
    """Open ways in, the latest first. Raises NotFound."""
    _may(person)
    rows = Door.objects.select_related("questionnaire", "location").order_by("-pk")
    return _doors(list(rows[:MOST]), person)


def door_for(person: Person, *, slug: str) -> DoorLine:
    """One of them. Raises NotFound."""
    _may(person)
    rows = list(Door.objects.select_related("questionnaire", "location").filter(slug=slug))
    if not rows:
        raise NotFound(f"There is no open link '{slug}'.")
    return _doors(rows, person)[0]


def _may(person: Person) -> None:
    if not person.may("surveys:read"):
        raise NotFound("There is nothing of asking for this person to see.")


def _lines(rows: list[AskRule], *, now: datetime) -> tuple[RuleLine, ...]:
    counts = _counts([row.pk for row in rows], since=now - SINCE)
    return tuple(
        RuleLine(
            id=row.pk,
            rule=RuleIn(
                questionnaire=row.questionnaire.slug,
                again_after_days=tuple(row.again_after_days),
                **{name: getattr(row, name) for name in _AS_THEY_ARE},
            ),
            title=row.questionnaire.title,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            counts=counts[row.pk],
        )
        for row in rows
    )


_AS_THEY_ARE = (
    "name",
    "journey",
    "touchpoint",
    "measure",
    "level",
    "when",
    "delay_minutes",
    "sampling",
    "quota",
    "quota_days",
    "total",
    "expires_after_days",
    "remind_after_days",
    "subject",
    "letter",
)


def _counts(rules: list[int], *, since: datetime) -> dict[int, Counts]:
    dropped: dict[int, dict[str, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, [rules, since])
        asked = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(_WAITING, [rules])
        waiting = dict(cursor.fetchall())
        cursor.execute(_DROPPED, [rules, since])
        for rule, why, n in cursor.fetchall():
            dropped[rule][why] = n
    found = {}
    for rule in rules:
        sent, reminded, answered, expired, still = asked.get(rule, (0, 0, 0, 0, 0))
        found[rule] = Counts(
            waiting=waiting.get(rule, 0),
            asked=sent,
            reminded=reminded,
            answered=answered,
            expired=expired,
            open=still,
            dropped=dropped[rule],
        )
    return found


def _doors(rows: list[Door], person: Person) -> tuple[DoorLine, ...]:
    places = person.location_ids
    seen = [row.pk for row in rows if places is None or row.location_id is None or row.location_id in places]
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS, [seen, ANSWERS_AT_MOST])
        answers = dict(cursor.fetchall())
    return tuple(
        DoorLine(
            slug=row.slug,
            title=row.title or row.questionnaire.title,
            questionnaire=row.questionnaire.slug,
            channel=row.channel,
            location=row.location.name if row.location else "",
            location_id=row.location_id,
            journey=str(row.facts.get("journey", "")),
            touchpoint=str(row.facts.get("touchpoint", "")),
            made_at=row.made_at,
            closes_at=row.closes_at,
            answers=answers.get(row.pk),
            quota=row.quota,
            hosts=tuple(row.hosts),
        )
        for row in rows
    )
