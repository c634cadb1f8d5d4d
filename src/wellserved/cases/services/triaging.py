"""Suggestions for cases that came, and what staff say to them."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from wellserved.cases.domain.asking_where import ASKS_WHERE, RULE
from wellserved.cases.domain.facts import Urgency
from wellserved.cases.domain.triage import LEARNT, Sentiment, Target
from wellserved.cases.models import Case, CaseTriage, TriageDecision, TriageModel
from wellserved.cases.queries.causes import causes
from wellserved.cases.queries.triage_texts import texts_of
from wellserved.people.contracts import Person
from wellserved.people.services import audit

from .claiming import CaseRefused, claimed
from .facts import FactsSet, set_facts

LOT = 500
LONGEST_ID = 18
LANGUAGES = ("en", "ko", "zh-hant", "zh-hans", "ja")
"""What is suggested and set by a click; 'other' is no language of a case."""
LOOKED_BACK = timedelta(days=7)


def suggest_new(*, now: datetime, most: int = LOT) -> int:
    """Suggest for the cases touched last that have no suggestions yet; returns how many there were."""
    ids = list(_without(now).values_list("pk", flat=True)[:most])
    texts = texts_of(ids)
    said = _said([texts.get(one, "") for one in ids])
    CaseTriage.objects.bulk_create(
        [CaseTriage(case_id=one, said=each, made_at=now) for one, each in zip(ids, said, strict=True)],
        ignore_conflicts=True,
    )
    return len(ids)


@transaction.atomic
def decide(*, by: Person, case_id: int, target: str, label: str, now: datetime) -> None:
    """This is what the case is: a suggestion taken, or the right answer. Raises CaseRefused, NotFound.

    It becomes the case's fact, where there is one, and a lesson.
    """
    claimed(by, case_id)
    facts = _fact(target, label)
    if facts is not None:
        set_facts(by=by, case_id=case_id, facts=facts, now=now)
    given = {"label": label, "staff_id": by.staff_id, "at": now}
    TriageDecision.objects.update_or_create(case_id=case_id, target=target, defaults=given)
    audit(by=by, deed="case.triaged", kind="case", object_id=case_id, now=now, target=target, label=label)


def _without(now: datetime) -> QuerySet[Case]:
    known = CaseTriage.objects.filter(case=OuterRef("pk"))
    rows = Case.objects.filter(quarantine="", touched_at__gt=now - LOOKED_BACK, erased_at__isnull=True)
    return rows.filter(~Exists(known)).order_by("-touched_at", "-pk")


def _said(texts: list[str]) -> list[dict[str, Any]]:
    if not texts:
        return []
    # Brings scipy: a worker starts without it.
    from wellserved.analytics.triage import Classifier, Held, languages_of, read, urgency_of  # noqa: PLC0415

    reading = read(texts)
    models = {one.target: one for one in TriageModel.objects.filter(current=True)}
    taught = {target: Classifier.from_bytes(bytes(one.content or b"")) for target, one in models.items()}
    found: list[dict[str, Any]] = [{} for _text in texts]
    for each, one in zip(found, languages_of(reading, silent_below=0.0), strict=True):
        each[Target.LANGUAGE] = _line(one.label, one.confidence)
    for target in LEARNT:
        if target in taught and target != Target.URGENCY:
            said = taught[target].suggest_all(reading, silent_below=0.0)
            for each, one in zip(found, said, strict=True):
                each[target] = _line(one.label, one.confidence, version=taught[target].version)
    _add_asking_where(found, texts, models.get(Target.CAUSE))
    urgency = models.get(Target.URGENCY)
    held = {name: Held(*counts) for name, counts in (urgency.figures["rules"] if urgency else {}).items()}
    levels = urgency_of(texts, learnt=taught.get(Target.URGENCY), reading=reading, held=held)
    for each, level in zip(found, levels, strict=True):
        each[Target.URGENCY] = _line(
            level.label, level.confidence, rule=level.rule or "", version=urgency.version if urgency else ""
        )
    return found


def _add_asking_where(found: list[dict[str, Any]], texts: list[str], taught: TriageModel | None) -> None:
    """The cause that words tell from the first day, where what was learnt is less sure of another."""
    from wellserved.analytics.triage import Held, asks_where  # noqa: PLC0415  as above

    cause = next((one.id for one in causes() if one.slug == ASKS_WHERE), None)
    if cause is None:
        return
    worth = Held(*(taught.figures.get("rules", {}).get(RULE, (0, 0)) if taught else (0, 0))).confidence
    for each, text in zip(found, texts, strict=True):
        learnt = each.get(Target.CAUSE)
        if (learnt is None or learnt["confidence"] < worth) and asks_where(text):
            each[Target.CAUSE] = _line(str(cause), worth, rule=RULE)


def _line(label: str | None, confidence: float, **more: str) -> dict[str, Any]:
    return {"label": label or "", "confidence": round(confidence, 4), **more}


def _fact(target: str, label: str) -> FactsSet | None:
    """The case's own fact of that label; None for the sentiment, which only triage keeps."""
    try:
        match Target(target):
            case Target.SENTIMENT:
                Sentiment(label)
                return None
            case Target.URGENCY:
                return FactsSet(urgency=Urgency(label))
            case Target.LANGUAGE:
                return FactsSet(language=_language(label))
            case Target.CAUSE:
                return FactsSet(cause=_id(label))
            case Target.TOUCHPOINT:
                return FactsSet(touchpoint=_id(label))
    except ValueError as reason:
        raise CaseRefused(_("There is no such choice. Choose another."), field=target) from reason


def _id(label: str) -> int:
    if len(label) > LONGEST_ID:
        raise ValueError(label)
    return int(label)


def _language(label: str) -> str:
    if label not in LANGUAGES:
        raise ValueError(label)
    return label
