"""A case for each answer that is low, about that answer: its words stay where they were written."""

import logging
from collections.abc import Collection, Sequence
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
from wellserved.journey.queries.touchpoints import touchpoint_keys
from wellserved.people.contracts import OPERATOR, Person
from wellserved.people.services import audit, require
from wellserved.platform.units import with_unit

from .claiming import CaseRefused
from .taking_in import take_in

SUBJECT = "answer"
FRESH = timedelta(days=14)
_log = logging.getLogger(__name__)


def open_for_low_answers(*, moments: Sequence[MomentSeen], now: datetime) -> int:
    """Open a case for every answer with a low score among these; once, however often this is called.

    Nobody is rung about what they answered weeks ago: records that are brought in later open none. Returns how many are
    new.
    """
    rule = low_answers()
    if rule.off:
        return 0
    keys = {(key.journey, key.touchpoint, key.measure): key for key in measure_keys(removed=True)}
    low = [
        (moment, key)
        for moment in moments
        if moment.occurred_at >= now - FRESH
        and (key := keys.get((moment.journey, moment.touchpoint, moment.measure))) is not None
        and _low(moment, key, rule.margin)
    ]
    drawn = {(key.journey, key.touchpoint) for key in touchpoint_keys()} if low else set()
    return sum(_opened(_case(moment, key, drawn=drawn), now=now) for moment, key in low)


def _opened(case: CaseIn, *, now: datetime) -> bool:
    """Whether it is new. One that cannot be taken in keeps no other back."""
    try:
        return not take_in(by=OPERATOR, case=case, now=now).already_there
    except CaseRefused as refused:
        _log.warning("The low answer %s opened no case: its %s is not taken.", case.source_id, refused.field)
        return False


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


def _case(moment: MomentSeen, key: MeasureKey, *, drawn: Collection[tuple[str, str]]) -> CaseIn:
    place = (moment.journey, moment.touchpoint)
    # What was taken off the map since can be chosen no more; the answer itself still says where it was.
    journey, touchpoint = place if place in drawn else ("", "")
    with translation.override(moment.language or "en"):
        words = _("A low answer: %(score)s") % {"score": with_unit(f"{moment.perceived:g}", key.unit)}
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
        journey=journey,
        touchpoint=touchpoint,
        subject_kind=SUBJECT,
        subject_id=str(moment.subject_id),
        value=moment.money if moment.currency else None,
        currency=moment.currency or "" if moment.money is not None else "",
    )
