"""A case for each answer that is low, about that answer: its words stay where they were written."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from wellserved.cases.contracts import CaseIn, Channel, Kind
from wellserved.cases.domain.lowness import is_low
from wellserved.cases.models import LowAnswers
from wellserved.cases.queries.low_answers import low_answers
from wellserved.journey.contracts import MeasureKey
from wellserved.journey.queries import measure_keys
from wellserved.journey.queries.moments import MomentSeen
from wellserved.people.contracts import OPERATOR, Person
from wellserved.people.services import audit, require

from .claiming import CaseRefused
from .taking_in import take_in

SUBJECT = "answer"
FRESH = timedelta(days=14)


def open_for_low_answers(*, moments: Sequence[MomentSeen], now: datetime) -> int:
    """Open a case for every answer with a low score among these; once, however often this is called.

    Nobody is rung about what they answered weeks ago: records that are brought in later open none. Returns how many are
    new.
    """
    rule = low_answers()
    if rule.off:
        return 0
    keys = {(key.journey, key.touchpoint, key.measure): key for key in measure_keys(removed=True)}
    made = 0
    for moment in (one for one in moments if one.occurred_at >= now - FRESH):
        key = keys.get((moment.journey, moment.touchpoint, moment.measure))
        if key is not None and _low(moment, key, rule.margin):
            made += not take_in(by=OPERATOR, case=_case(moment, key), now=now).already_there
    return made


def set_low_answers(*, by: Person, margin: float, off: bool = False, now: datetime) -> None:
    """How far below the satisfied level, as a share of the scale, an answer opens a case; `off`: none does."""
    require(by, "promises:write")
    if not 0 <= margin <= 1:
        raise CaseRefused("The margin is a share of the scale, from 0 to 1.", field="margin")
    LowAnswers.objects.update_or_create(pk=1, defaults={"margin": margin, "off": off})
    audit(by=by, deed="low_answers.set", kind="cases", object_id=1, now=now, margin=margin, off=off)


def _low(moment: MomentSeen, key: MeasureKey, margin: float) -> bool:
    return (
        moment.subject_kind == SUBJECT
        and bool(moment.subject_id)
        and moment.perceived is not None
        and is_low(
            moment.perceived,
            satisfied=key.satisfied,
            low=key.scale_low,
            high=key.scale_high,
            better=key.better,
            margin=margin,
        )
    )


def _case(moment: MomentSeen, key: MeasureKey) -> CaseIn:
    with translation.override(moment.language or "en"):
        words = _("A low answer: %(score)s %(unit)s") % {"score": f"{moment.perceived:g}", "unit": key.unit}
    return CaseIn(
        source=SUBJECT,
        source_id=str(moment.subject_id),
        kind=Kind.COMPLAINT,
        channel=Channel.ANSWER,
        text=words,
        language=moment.language or "",
        made_at=moment.occurred_at,
        customer=moment.customer,
        location=moment.location or "",
        segment=moment.segment or "",
        journey=moment.journey,
        touchpoint=moment.touchpoint,
        subject_kind=SUBJECT,
        subject_id=str(moment.subject_id),
        value=moment.money if moment.currency else None,
        currency=moment.currency or "" if moment.money is not None else "",
    )
