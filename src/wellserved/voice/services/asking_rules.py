"""Deciding whom we ask about what, and how often anybody is asked at all."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from wellserved.journey.queries import measure_keys
from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require
from wellserved.voice.contracts import RuleIn
from wellserved.voice.domain.conditions import COMPARISONS, DEEPEST, depth, named
from wellserved.voice.domain.definition import Condition
from wellserved.voice.models import AskRule, Questionnaire, QuietTime
from wellserved.voice.queries.versions import latest_of

from .asking_moments import LEVELS

__all__ = ["RuleRefused", "add_rule", "change_rule", "end_rule", "set_quiet_days"]

LONGEST_DAYS = 3650


class RuleRefused(ValueError):
    """`place` is the field at fault."""

    def __init__(self, place: str, said: str) -> None:
        super().__init__(f"{place}: {said}")
        self.place, self.said = place, said


@transaction.atomic
def add_rule(*, by: Person, rule: RuleIn, now: datetime) -> int:
    """Ask from now on: about what happens from now on. Returns its id. Raises NotFound, RuleRefused."""
    require(by, "surveys:write")
    row = AskRule.objects.create(**_fields(rule), made_at=now, made_by_id=by.account_id, starts_at=now)
    audit(by=by, deed="ask_rule.added", kind="ask_rule", object_id=row.pk, now=now)
    return row.pk


@transaction.atomic
def change_rule(*, by: Person, rule_id: int, rule: RuleIn, now: datetime) -> None:
    """What is due already keeps its time; quotas, words and expiry hold for it as changed. Raises NotFound, RuleRefused."""
    require(by, "surveys:write")
    if not AskRule.objects.filter(pk=rule_id, ends_at__isnull=True).update(**_fields(rule)):
        raise NotFound(f"There is no rule {rule_id} in force.")
    audit(by=by, deed="ask_rule.changed", kind="ask_rule", object_id=rule_id, now=now)


@transaction.atomic
def end_rule(*, by: Person, rule_id: int, now: datetime) -> None:
    """Nobody is asked by it any more, also who is due; links that were sent stay good. Raises NotFound."""
    require(by, "surveys:write")
    # It may not end before it began: the first microsecond of a rule is its own.
    row = AskRule.objects.select_for_update().filter(pk=rule_id, ends_at__isnull=True).first()
    if row is None:
        raise NotFound(f"There is no rule {rule_id} in force.")
    row.ends_at = max(now, row.starts_at + row.starts_at.resolution)
    row.save(update_fields=["ends_at"])
    audit(by=by, deed="ask_rule.ended", kind="ask_rule", object_id=rule_id, now=now)


@transaction.atomic
def set_quiet_days(*, by: Person, days: int, now: datetime) -> None:
    """For how many days everybody is left alone after an ask, over all questionnaires. Raises RuleRefused."""
    require(by, "surveys:write")
    if not 0 <= days <= LONGEST_DAYS:
        raise RuleRefused("days", f"Give a number of days from 0 to {LONGEST_DAYS}.")
    QuietTime.objects.update_or_create(
        only=True, defaults={"days": days, "changed_at": now, "changed_by_id": by.account_id}
    )
    audit(by=by, deed="quiet_time.set", kind="quiet_time", object_id=1, now=now, days=days)


def _fields(rule: RuleIn) -> dict[str, Any]:
    questionnaire = Questionnaire.objects.filter(slug=rule.questionnaire).first()
    if questionnaire is None:
        raise NotFound(f"There is no questionnaire '{rule.questionnaire}'.")
    if latest_of(questionnaire.pk) is None:
        raise RuleRefused("questionnaire", "It was never published: publish it first.")
    _look_at(rule)
    return {
        "name": rule.name.strip(),
        "questionnaire": questionnaire,
        "journey": rule.journey,
        "touchpoint": rule.touchpoint,
        "measure": rule.measure,
        "level": rule.level,
        "when": dict(rule.when) if rule.when else None,
        "delay_minutes": rule.delay_minutes,
        "sampling": rule.sampling,
        "quota": rule.quota,
        "quota_days": rule.quota_days,
        "total": rule.total,
        "expires_after_days": rule.expires_after_days,
        "remind_after_days": rule.remind_after_days,
        "again_after_days": sorted(set(rule.again_after_days)),
        "subject": dict(rule.subject),
        "letter": dict(rule.letter),
    }


def _look_at(rule: RuleIn) -> None:
    """Raises RuleRefused for the first thing that cannot be."""
    place = (rule.journey, rule.touchpoint, rule.measure)
    if not rule.name.strip():
        raise RuleRefused("name", "Give it a name.")
    if place not in {(key.journey, key.touchpoint, key.measure) for key in measure_keys()}:
        raise RuleRefused("measure", "There is no such measure on the map: choose one.")
    if rule.level not in ("", *LEVELS):
        raise RuleRefused("level", f"A moment has no such level: choose one of {', '.join(LEVELS)}, or none.")
    if rule.when:
        _look_at_condition(rule.when)
    if not 0 < rule.sampling <= 1:
        raise RuleRefused("sampling", "Ask more than 0% and at most 100%.")
    days = (rule.quota_days, rule.expires_after_days, *rule.again_after_days, rule.remind_after_days or 1)
    if not all(1 <= one <= LONGEST_DAYS for one in days) or len(set(rule.again_after_days)) > 12:
        raise RuleRefused(
            "again_after_days", f"Give at most twelve numbers of days from 1 to {LONGEST_DAYS}."
        )
    if not 0 <= rule.delay_minutes <= LONGEST_DAYS * 1440:
        raise RuleRefused("delay_minutes", f"Wait at most {LONGEST_DAYS} days.")
    if rule.again_after_days and min(rule.again_after_days) * 1440 <= rule.delay_minutes:
        raise RuleRefused("again_after_days", "Ask again later than the first time.")
    if rule.remind_after_days and rule.remind_after_days >= rule.expires_after_days:
        raise RuleRefused("remind_after_days", "Remind before the link expires.")


def _look_at_condition(when: Mapping[str, object]) -> None:
    try:
        condition: Condition = msgspec.convert(when, Condition)
    except (msgspec.ValidationError, RecursionError) as error:
        raise RuleRefused("when", f"This is no condition: {error}.") from error
    if depth(condition) > DEEPEST:
        raise RuleRefused("when", "It is nested too deeply: take it apart.")
    for one in named(condition):
        if not one.fact or one.item:
            raise RuleRefused("when", "A rule looks at facts of the moment: name one, and no item.")
        if one.is_ not in COMPARISONS:
            raise RuleRefused(
                "when", f"'{one.is_[:20]}' compares nothing: use one of {', '.join(COMPARISONS)}."
            )
