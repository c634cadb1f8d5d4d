"""The rounds 'what do we believe?', each as far as this person may see it by now."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from wellserved.journey.models import BeliefRound, RoundAnswer, RoundQuestion
from wellserved.people.contracts import NotFound, Person
from wellserved.people.domain import PERMISSIONS
from wellserved.people.models import Staff

State = Literal["planned", "open", "closed", "revealed"]


class NotRevealed(LookupError):
    """Nobody sees the others' answers, or the customers', before the round is revealed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAsked:
    """What do customers of `segment` (None: all) expect of this measure? `mine` is the asker's own answer."""

    id: int
    measure_id: int
    journey: str
    journey_title: str
    touchpoint: str
    touchpoint_title: str
    measure: str
    measure_title: str
    unit: str
    better: str
    scale_low: float | None
    scale_high: float | None
    segment: str | None
    segment_id: int | None
    segment_title: str
    mine: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSeen:
    """`managers` are asked, `complete` of them have answered every question, `answered` is the asker's own count."""

    id: int
    title: str
    opens_at: datetime
    closes_at: datetime
    revealed_at: datetime | None
    state: State
    may_be_revealed: bool
    managers: int
    complete: int
    answered: int
    questions: tuple[QuestionAsked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerGiven:
    """`staff` is a name, which two may share; `staff_id` is one's own."""

    staff_id: int
    staff: str
    believed: float


def rounds_for(person: Person, *, now: datetime) -> tuple[RoundSeen, ...]:
    """All rounds, the latest first; none for who does not take part in them."""
    if not person.may("beliefs:round"):
        return ()
    return tuple(_seen(person, row, now=now) for row in BeliefRound.objects.order_by("-opens_at", "-id"))


def round_for(person: Person, *, round_id: int, now: datetime) -> RoundSeen:
    """One round with the asker's own answers and nobody else's; NotFound for who does not take part."""
    row = BeliefRound.objects.filter(pk=round_id).first() if person.may("beliefs:round") else None
    if row is None:
        raise NotFound(f"There is no round {round_id}.")
    return _seen(person, row, now=now)


def round_answers_for(
    person: Person, *, round_id: int, now: datetime
) -> tuple[RoundSeen, Mapping[int, tuple[AnswerGiven, ...]]]:
    """The round and everybody's answers by question; NotRevealed before the reveal, whoever asks."""
    seen = round_for(person, round_id=round_id, now=now)
    if seen.revealed_at is None:
        raise NotRevealed(
            f"Round {round_id} is not revealed yet: until then everybody sees their own answers only."
        )
    found = defaultdict(list)
    rows = RoundAnswer.objects.filter(question__round_id=round_id).select_related("staff")
    for row in rows.order_by("staff__name", "staff_id"):
        found[row.question_id].append(
            AnswerGiven(staff_id=row.staff_id, staff=row.staff.name, believed=row.believed)
        )
    return seen, {question.id: tuple(found[question.id]) for question in seen.questions}


def invited() -> tuple[int, ...]:
    """The staff who are asked to answer: all that hold the permission, in the order of their ids."""
    roles = PERMISSIONS["beliefs:round"].roles
    return tuple(
        Staff.objects.filter(active=True, role__in=roles).order_by("pk").values_list("pk", flat=True)
    )


def complete(round_id: int) -> frozenset[int]:
    """The staff who have answered every question of a round."""
    asked = RoundQuestion.objects.filter(round_id=round_id).count()
    given: dict[int, int] = defaultdict(int)
    for staff_id in RoundAnswer.objects.filter(question__round_id=round_id).values_list(
        "staff_id", flat=True
    ):
        given[staff_id] += 1
    return frozenset(staff_id for staff_id, n in given.items() if n == asked)


def may_be_revealed(row: BeliefRound, *, now: datetime) -> bool:
    """After it closed, or once everybody who is asked has answered everything."""
    if row.revealed_at is not None or now < row.opens_at:
        return False
    asked = set(invited())
    return now >= row.closes_at or (bool(asked) and asked <= complete(row.pk))


def _seen(person: Person, row: BeliefRound, *, now: datetime) -> RoundSeen:
    questions = _questions(person, row.pk)
    asked = set(invited())
    return RoundSeen(
        id=row.pk,
        title=row.title,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        revealed_at=row.revealed_at,
        state=_state(row, now=now),
        may_be_revealed=may_be_revealed(row, now=now),
        managers=len(asked),
        complete=len(asked & complete(row.pk)),
        answered=sum(question.mine is not None for question in questions),
        questions=questions,
    )


def _state(row: BeliefRound, *, now: datetime) -> State:
    if row.revealed_at is not None:
        return "revealed"
    if now < row.opens_at:
        return "planned"
    return "open" if now < row.closes_at else "closed"


def _questions(person: Person, round_id: int) -> tuple[QuestionAsked, ...]:
    mine = dict(
        RoundAnswer.objects.filter(question__round_id=round_id, staff_id=person.staff_id).values_list(
            "question_id", "believed"
        )
        if person.staff_id is not None
        else ()
    )
    rows = RoundQuestion.objects.filter(round_id=round_id).select_related(
        "measure__touchpoint__journey", "segment"
    )
    return tuple(_question(row, mine=mine.get(row.pk)) for row in rows)


def _question(row: RoundQuestion, *, mine: float | None) -> QuestionAsked:
    measure, touchpoint = row.measure, row.measure.touchpoint
    return QuestionAsked(
        id=row.pk,
        measure_id=measure.pk,
        journey=touchpoint.journey.slug,
        journey_title=touchpoint.journey.goal or touchpoint.journey.title,
        touchpoint=touchpoint.slug,
        touchpoint_title=touchpoint.title,
        measure=measure.slug,
        measure_title=measure.title,
        unit=measure.unit,
        better=measure.better,
        scale_low=measure.scale_low,
        scale_high=measure.scale_high,
        segment=row.segment.slug if row.segment else None,
        segment_id=row.segment_id,
        segment_title=row.segment.name if row.segment else "",
        mine=mine,
    )
