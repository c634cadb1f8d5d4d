"""The rounds 'what do we believe?', each as far as this person may see it by now."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Count

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
    return _seen(person, list(BeliefRound.objects.order_by("-opens_at", "-id")), now=now)


def round_for(person: Person, *, round_id: int, now: datetime) -> RoundSeen:
    """One round with the asker's own answers and nobody else's; NotFound for who does not take part."""
    row = BeliefRound.objects.filter(pk=round_id).first() if person.may("beliefs:round") else None
    if row is None:
        raise NotFound(f"There is no round {round_id}.")
    return _seen(person, [row], now=now)[0]


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
    return _complete([round_id])[round_id]


def may_be_revealed(row: BeliefRound, *, now: datetime) -> bool:
    """After it closed, or once everybody who is asked has answered everything."""
    return _may_be_revealed(row, asked=frozenset(invited()), complete=complete(row.pk), now=now)


def _may_be_revealed(
    row: BeliefRound, *, asked: frozenset[int], complete: frozenset[int], now: datetime
) -> bool:
    if row.revealed_at is not None or now < row.opens_at:
        return False
    return now >= row.closes_at or (bool(asked) and asked <= complete)


def _complete(round_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """By round, in two queries however many there are."""
    asked = RoundQuestion.objects.filter(round_id__in=round_ids).order_by().values_list("round_id")
    questions = dict(asked.annotate(Count("pk")))
    answers = RoundAnswer.objects.filter(question__round_id__in=round_ids).order_by()
    given = answers.values_list("question__round_id", "staff_id").annotate(n=Count("pk"))
    found: dict[int, set[int]] = defaultdict(set)
    for round_id, staff_id, n in given:
        if n == questions[round_id]:
            found[round_id].add(staff_id)
    return {round_id: frozenset(found[round_id]) for round_id in round_ids}


def _seen(person: Person, rows: Sequence[BeliefRound], *, now: datetime) -> tuple[RoundSeen, ...]:
    ids = [row.pk for row in rows]
    questions, asked, done = _questions(person, ids), frozenset(invited()), _complete(ids)
    return tuple(
        RoundSeen(
            id=row.pk,
            title=row.title,
            opens_at=row.opens_at,
            closes_at=row.closes_at,
            revealed_at=row.revealed_at,
            state=_state(row, now=now),
            may_be_revealed=_may_be_revealed(row, asked=asked, complete=done[row.pk], now=now),
            managers=len(asked),
            complete=len(asked & done[row.pk]),
            answered=sum(question.mine is not None for question in questions[row.pk]),
            questions=tuple(questions[row.pk]),
        )
        for row in rows
    )


def _state(row: BeliefRound, *, now: datetime) -> State:
    if row.revealed_at is not None:
        return "revealed"
    if now < row.opens_at:
        return "planned"
    return "open" if now < row.closes_at else "closed"


def _questions(person: Person, round_ids: Collection[int]) -> Mapping[int, Sequence[QuestionAsked]]:
    """By round, each in the order of its questions."""
    mine = dict(
        RoundAnswer.objects.filter(question__round_id__in=round_ids, staff_id=person.staff_id).values_list(
            "question_id", "believed"
        )
        if person.staff_id is not None
        else ()
    )
    rows = RoundQuestion.objects.filter(round_id__in=round_ids).select_related(
        "measure__touchpoint__journey", "segment"
    )
    found: dict[int, list[QuestionAsked]] = defaultdict(list)
    for row in rows:
        found[row.round_id].append(_question(row, mine=mine.get(row.pk)))
    return found


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
