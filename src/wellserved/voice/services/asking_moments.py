"""Moments that somebody is to be asked about: an invitation for each, due when its rule says."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import connection
from django.db.models import Q, QuerySet

from wellserved.journey.queries import MomentSeen, measure_keys
from wellserved.journey.queries.touchpoints import touchpoint_keys
from wellserved.voice.domain.asking import drawn, times
from wellserved.voice.domain.conditions import holds
from wellserved.voice.domain.definition import Condition
from wellserved.voice.models import AskRule

from .recording import SUBJECT

__all__ = ["LEVELS", "ask_about", "measures_asked_about"]

LEVELS = ("expected", "believed", "standard", "delivered", "told", "perceived")
# A moment that is told twice has its invitations already.
_INSERT = """
INSERT INTO voice_invitation (rule_id, questionnaire_id, customer_key, segment_id, location_id, language, channel, facts,
  moment_id, nth, state, why, attempts, made_at, due_at)
SELECT r.id, r.questionnaire_id, n.customer_key, s.id, l.id, n.language, r.channel, n.facts::jsonb,
  n.moment_id, n.nth, 'due', '', 0, %s, n.due_at
FROM unnest(%s::bigint[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::int[],
  %s::timestamptz[]) AS n (rule_id, customer_key, segment, location, language, facts, moment_id, nth, due_at)
JOIN voice_askrule r ON r.id = n.rule_id
LEFT JOIN people_segment s ON s.slug = n.segment
LEFT JOIN people_location l ON l.code = n.location
ORDER BY n.moment_id, n.rule_id, n.nth
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class _Ask:
    rule: AskRule
    moment: MomentSeen
    nth: int
    due_at: datetime


def measures_asked_about(measure_ids: Collection[int], *, now: datetime) -> set[int]:
    """Those of these measures that a rule in force asks about."""
    places = set(_in_force(now).values_list("journey", "touchpoint", "measure"))
    if not places:
        return set()
    return {
        key.measure_id
        for key in measure_keys(removed=True)
        if key.measure_id in measure_ids and (key.journey, key.touchpoint, key.measure) in places
    }


def ask_about(moments: Sequence[MomentSeen], *, now: datetime) -> int:
    """Make the invitations that these moments give rise to, each once; returns how many are new.

    An answer to a questionnaire never leads to another questionnaire.
    """
    rules = list(_in_force(now))
    of_measure: dict[tuple[str, str, str], list[AskRule]] = {}
    for rule in rules:
        of_measure.setdefault((rule.journey, rule.touchpoint, rule.measure), []).append(rule)
    asks = [
        ask
        for moment in moments
        if moment.customer is not None and moment.subject_kind != SUBJECT
        for rule in of_measure.get((moment.journey, moment.touchpoint, moment.measure), ())
        if _fits(rule, moment)
        for ask in _asks(rule, moment, now=now)
    ]
    return _insert(asks, now=now) if asks else 0


def facts_of(moment: MomentSeen) -> dict[str, object]:
    """What conditions look at, and the questionnaire may say again."""
    found: dict[str, object] = {str(name): value for name, value in moment.attributes.items()}
    found |= {name: getattr(moment, name) for name in LEVELS}
    found |= {
        "journey": moment.journey,
        "touchpoint": moment.touchpoint,
        "measure": moment.measure,
        "segment": moment.segment,
        "location": moment.location,
        "channel": moment.channel,
        "money": None if moment.money is None else float(moment.money),
        "currency": moment.currency,
        "about_kind": moment.subject_kind,
        "about_id": moment.subject_id,
    }
    return {name: value for name, value in found.items() if value is not None}


def _in_force(now: datetime) -> QuerySet[AskRule]:
    still = Q(ends_at__isnull=True) | Q(ends_at__gt=now)
    return AskRule.objects.filter(still, channel="email").order_by("pk")


def _fits(rule: AskRule, moment: MomentSeen) -> bool:
    if moment.occurred_at < rule.starts_at or (rule.ends_at and moment.occurred_at >= rule.ends_at):
        return False
    if rule.level and getattr(moment, rule.level) is None:
        return False
    if not drawn(rule=rule.pk, moment=moment.id, share=rule.sampling):
        return False
    condition = msgspec.convert(rule.when, Condition) if rule.when else None
    return holds(condition, said={}, facts=facts_of(moment))


def _asks(rule: AskRule, moment: MomentSeen, *, now: datetime) -> Iterable[_Ask]:
    again = [timedelta(days=days) for days in rule.again_after_days]
    delay = timedelta(minutes=rule.delay_minutes)
    for nth, due_at in times(moment.occurred_at, delay=delay, again=again, now=now):
        yield _Ask(rule, moment, nth, due_at)


def _insert(asks: Sequence[_Ask], *, now: datetime) -> int:
    titles = {(key.journey, key.touchpoint): key.title for key in touchpoint_keys()}
    columns: list[list[Any]] = [
        [one.rule.pk for one in asks],
        [one.moment.customer for one in asks],
        [one.moment.segment for one in asks],
        [one.moment.location for one in asks],
        [one.moment.language or "" for one in asks],
        [_json(_kept(one.moment, titles)) for one in asks],
        [one.moment.id for one in asks],
        [one.nth for one in asks],
        [one.due_at for one in asks],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [now, *columns])
        return int(cursor.rowcount)


def _kept(moment: MomentSeen, titles: Mapping[tuple[str, str], str]) -> dict[str, object]:
    """Managers' beliefs and the standard are nobody's to read in a link's data; a title may stand in a question."""
    kept = {name: value for name, value in facts_of(moment).items() if name not in ("believed", "standard")}
    title = titles.get((moment.journey, moment.touchpoint))
    return kept | ({"touchpoint_title": title} if title else {})


def _json(facts: Mapping[str, object]) -> str:
    return msgspec.json.encode(facts).decode()
