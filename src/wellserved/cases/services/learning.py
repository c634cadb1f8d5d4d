"""What triage learns every night from what staff decided."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from wellserved.cases.domain.asking_where import ASKS_WHERE, RULE
from wellserved.cases.domain.facts import State
from wellserved.cases.domain.triage import BALANCED, LEARNT, Target
from wellserved.cases.models import Case, CaseTriage, TriageDecision, TriageModel
from wellserved.cases.queries.causes import branch_of
from wellserved.cases.queries.triage_texts import texts_of

if TYPE_CHECKING:
    from wellserved.analytics.triage import Classifier

MOST_LESSONS = 20_000
MOST_VALIDATED = 5_000
"""Lessons of which the worth is found out; the latest, five times over, in some minutes at most."""
LEARNT_FROM = timedelta(days=730)
KEPT = timedelta(days=730)


def retrain(*, now: datetime) -> None:
    """Learn every target anew from the latest lessons; figures of versions are kept for two years."""
    for target in LEARNT:
        lessons = _lessons(target, now=now)
        texts = texts_of(list(lessons))
        known = [case_id for case_id in lessons if case_id in texts]
        _learn(target, [texts[one] for one in known], [lessons[one] for one in known], now=now)
    TriageModel.objects.filter(current=False, trained_at__lt=now - KEPT).delete()


def _learn(target: Target, texts: Sequence[str], labels: Sequence[str], *, now: datetime) -> None:
    from wellserved.analytics.triage import cross_validated, train  # noqa: PLC0415  brings scipy

    balanced = target in BALANCED
    classifier = train(texts, labels, balanced=balanced)
    figures: dict[str, Any] = {}
    if target == Target.URGENCY:
        figures["rules"] = _rules_held(now=now)
    elif target == Target.CAUSE:
        figures["rules"] = {RULE: _asking_where_held(now=now)}
    before = TriageModel.objects.filter(target=target, current=True).first()
    if before is not None and before.version == classifier.version:
        before.figures |= figures
        before.save(update_fields=["figures"])
        return
    measured = cross_validated(texts[:MOST_VALIDATED], labels[:MOST_VALIDATED], balanced=balanced)
    figures |= {"texts": classifier.texts, "labels": len([one for one in classifier.labels if one])}
    figures["measured"] = asdict(measured) if measured else None
    _keep(target, classifier, figures, now=now)


@transaction.atomic
def _keep(target: Target, classifier: "Classifier", figures: dict[str, Any], *, now: datetime) -> None:
    TriageModel.objects.filter(target=target, current=True).update(current=False, content=None)
    TriageModel.objects.create(
        target=target,
        version=classifier.version,
        trained_at=now,
        figures=figures,
        content=classifier.to_bytes(),
        current=True,
    )


def _lessons(target: Target, *, now: datetime) -> dict[int, str]:
    """Case and label, the latest first: decided by a click, or a fact of the case that staff found out."""
    decided = TriageDecision.objects.filter(target=target, at__gt=now - LEARNT_FROM).order_by("-at")
    found = dict(decided.values_list("case_id", "label")[:MOST_LESSONS])
    if target == Target.SENTIMENT:
        return found
    rows = Case.objects.filter(quarantine="", touched_at__gt=now - LEARNT_FROM).order_by("-touched_at", "-pk")
    if target == Target.URGENCY:
        # Nobody says 'normal' of what nobody has looked at.
        rows = rows.filter(state=State.DONE, owner__isnull=False, merged_into__isnull=True)
    column = {Target.CAUSE: "cause_id", Target.TOUCHPOINT: "touchpoint_id"}.get(target, "urgency")
    facts = rows.exclude(**{column: None}).values_list("pk", column)[:MOST_LESSONS]
    return {case_id: str(label) for case_id, label in facts} | found


def _rules_held(*, now: datetime) -> dict[str, tuple[int, int]]:
    """Of each rule of urgency: how often staff found at least its level, and of how many cases they decided."""
    from wellserved.analytics.triage import LEVELS, RULES  # noqa: PLC0415  as above

    least = {rule.name: LEVELS.index(rule.level) for rule in RULES}
    held = dict.fromkeys(least, (0, 0))
    lessons = _lessons(Target.URGENCY, now=now)
    spoke = CaseTriage.objects.filter(case__in=list(lessons)).exclude(said__urgency__rule="")
    for case_id, said in spoke.values_list("case_id", "said"):
        rule = said[Target.URGENCY]["rule"]
        if rule in held:
            right, of = held[rule]
            held[rule] = right + (LEVELS.index(lessons[case_id]) >= least[rule]), of + 1
    return held


def _asking_where_held(*, now: datetime) -> tuple[int, int]:
    """How often the rule was right of the cause, or of its branch, and of how many cases staff decided."""
    right = {str(one) for one in branch_of(ASKS_WHERE)}
    lessons = _lessons(Target.CAUSE, now=now)
    spoke = CaseTriage.objects.filter(case__in=list(lessons), said__cause__rule=RULE)
    said = [lessons[case_id] in right for case_id in spoke.values_list("case_id", flat=True)]
    return sum(said), len(said)
