"""Holding a belief round: asking, answering, revealing, and taking the median as our belief."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from wellserved.journey.contracts import BeliefHeld
from wellserved.journey.models import BeliefRound, Measure, RoundAnswer, RoundQuestion
from wellserved.journey.queries.rounds import (
    QuestionAsked,
    may_be_revealed,
    round_answers_for,
    round_for,
)
from wellserved.people.contracts import NotFound, Person
from wellserved.people.models import Segment
from wellserved.people.services import audit, require

from .levels import within_the_scale
from .promises import set_belief

Key = TypeVar("Key", str, tuple[str, str, str])


class RoundRefused(ValueError):
    """The round does not allow this now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionWanted:
    """What do customers of `segment` (None: all) expect of this measure?"""

    journey: str
    touchpoint: str
    measure: str
    segment: str | None = None


@transaction.atomic
def create_round(
    *,
    by: Person,
    title: str,
    opens_at: datetime,
    closes_at: datetime,
    questions: Sequence[QuestionWanted],
    now: datetime,
) -> int:
    """Plan a round and, when it opens, invite by e-mail all who are asked; returns its id.

    Whoever has not answered everything is reminded once. Raises NotFound for an unknown measure or segment, and
    RoundRefused for times or questions that make no round.
    """
    require(by, "beliefs:round")
    if closes_at <= opens_at or closes_at <= now:
        raise RoundRefused("It would close before it opens, or is over already: give a later closing time.")
    if not questions or len(set(questions)) < len(questions):
        raise RoundRefused("A round needs questions, and each of them once.")
    row = BeliefRound.objects.create(
        title=title, opens_at=opens_at, closes_at=closes_at, created_by_id=by.account_id
    )
    measures = {(m.touchpoint.journey.slug, m.touchpoint.slug, m.slug): m.pk for m in _measures(questions)}
    segments = dict(Segment.objects.values_list("slug", "pk"))
    RoundQuestion.objects.bulk_create(
        RoundQuestion(
            round=row,
            position=position,
            measure_id=_known(
                measures,
                (wanted.journey, wanted.touchpoint, wanted.measure),
                named=f"measure '{wanted.measure}' at '{wanted.touchpoint}' of '{wanted.journey}'",
            ),
            segment_id=None
            if wanted.segment is None
            else _known(segments, wanted.segment, named=f"segment '{wanted.segment}'"),
        )
        for position, wanted in enumerate(questions)
    )
    audit(
        by=by, deed="round.planned", kind="belief_round", object_id=row.pk, now=now, questions=len(questions)
    )
    _plan_mails(row)
    return row.pk


@transaction.atomic
def answer(
    *, by: Person, round_id: int, question_id: int, believed: float | None, now: datetime
) -> QuestionAsked:
    """Give, change or (None) take back one's own answer, until the round closes or is revealed.

    Raises RoundRefused outside of that time and for a program, OutsideTheScale, NotFound.
    """
    require(by, "beliefs:round")
    if by.staff_id is None:
        raise RoundRefused("Only a member of staff can answer: sign in as one.")
    row = _locked(round_id)
    if row.revealed_at is not None or not row.opens_at <= now < row.closes_at:
        raise RoundRefused("Answers are taken while the round is open, and it is not open now.")
    question = next(
        (q for q in round_for(by, round_id=round_id, now=now).questions if q.id == question_id), None
    )
    if question is None:
        raise NotFound(f"Round {round_id} has no question {question_id}.")
    if believed is None:
        RoundAnswer.objects.filter(question_id=question_id, staff_id=by.staff_id).delete()
    else:
        scale = (question.scale_low, question.scale_high)
        within_the_scale(believed, measure=question.measure, unit=question.unit, scale=scale)
        RoundAnswer.objects.update_or_create(
            question_id=question_id,
            staff_id=by.staff_id,
            defaults={"believed": believed, "answered_at": now},
        )
    # The audit is read by others: it keeps that an answer was given, not which.
    audit(
        by=by, deed="round.answered", kind="belief_round", object_id=round_id, now=now, question=question_id
    )
    return next(q for q in round_for(by, round_id=round_id, now=now).questions if q.id == question_id)


@transaction.atomic
def reveal_round(*, by: Person, round_id: int, now: datetime) -> None:
    """Show everybody's answers beside the customers', for good. RoundRefused while answers are still awaited."""
    require(by, "beliefs:round")
    row = _locked(round_id)
    if row.revealed_at is not None:
        raise RoundRefused("The round is revealed already.")
    if not may_be_revealed(row, now=now):
        raise RoundRefused("Somebody has not answered yet, and the round has not closed: wait for either.")
    row.revealed_at = now
    row.save(update_fields=["revealed_at"])
    audit(by=by, deed="round.revealed", kind="belief_round", object_id=round_id, now=now)


def take_median(*, by: Person, round_id: int, question_id: int, now: datetime) -> BeliefHeld:
    """Record the median of a revealed round's answers as what we believe from now on."""
    require(by, "beliefs:round")
    seen, answers = round_answers_for(by, round_id=round_id, now=now)
    question = next((q for q in seen.questions if q.id == question_id), None)
    if question is None or not answers[question_id]:
        raise NotFound(f"Round {round_id} has no question {question_id} with answers.")
    return set_belief(
        by=by,
        journey=question.journey,
        touchpoint=question.touchpoint,
        measure=question.measure,
        segment=question.segment,
        believed=median(given.believed for given in answers[question_id]),
        valid_from=now,
        why=_("Median of the managers' answers in the round “%(title)s”") % {"title": seen.title},
        now=now,
    )


def reminded_at(*, opens_at: datetime, closes_at: datetime) -> datetime:
    """When those who have not answered hear of it again: with a quarter of the time left."""
    return closes_at - (closes_at - opens_at) / 4


def _plan_mails(row: BeliefRound) -> None:
    from wellserved.journey.jobs import invite_to_round, remind_of_round  # noqa: PLC0415  the jobs import services

    remind = reminded_at(opens_at=row.opens_at, closes_at=row.closes_at)
    invite_to_round.configure(schedule_at=row.opens_at).defer(round_id=row.pk)
    remind_of_round.configure(schedule_at=remind).defer(round_id=row.pk)


def _measures(questions: Sequence[QuestionWanted]) -> Sequence[Measure]:
    return list(
        Measure.objects.select_related("touchpoint__journey").filter(
            touchpoint__journey__slug__in={wanted.journey for wanted in questions}
        )
    )


def _known(ids: Mapping[Key, int], key: Key, *, named: str) -> int:
    if key not in ids:
        raise NotFound(f"There is no {named} to ask about: mend its name, or draw it first.")
    return ids[key]


def _locked(round_id: int) -> BeliefRound:
    row = BeliefRound.objects.select_for_update().filter(pk=round_id).first()
    if row is None:
        raise NotFound(f"There is no round {round_id}.")
    return row
