"""Belief rounds over HTTP: what is asked, one's own answers, and the reveal."""

from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from wellserved.journey.queries import QuestionAsked, RoundSeen, round_for, rounds_for
from wellserved.journey.services import answer, reveal_round
from wellserved.people.api import allowed, caller
from wellserved.platform.api import JSON, Given, ProblemOut

from .answers import FINDS, READS, WRITES

router = Router(tags=["belief rounds"])
CHANGES = WRITES | {404, 409}


class QuestionOut(Schema):
    """What do customers of `segment` (null: all) expect of this measure? `mine` is the caller's own answer."""

    id: int
    journey: str
    touchpoint: str
    measure: str
    unit: str
    better: Literal["higher", "lower"]
    scale_low: float | None
    scale_high: float | None
    segment: str | None
    mine: float | None


class RoundOut(Schema):
    """`complete` of the `managers` asked have answered every question. Nobody's answers but the caller's own."""

    id: int
    title: str
    opens_at: datetime
    closes_at: datetime
    revealed_at: datetime | None
    state: Literal["planned", "open", "closed", "revealed"]
    may_be_revealed: bool
    managers: int
    complete: int
    questions: list[QuestionOut]


class AnswerGiven(Given):
    believed: float | None = Field(description="In the measure's unit, within its scale; null takes it back.")


@router.get(
    "/rounds",
    auth=allowed("beliefs:round"),
    response={200: list[RoundOut], READS - {422}: ProblemOut},
    operation_id="rounds",
    summary="The belief rounds",
)
def rounds(request: HttpRequest) -> list[RoundSeen]:
    """All rounds, the latest first. Scope: `beliefs:round`."""
    return list(rounds_for(caller(request), now=timezone.now()))


@router.get(
    "/rounds/{round_id}",
    auth=allowed("beliefs:round"),
    response={200: RoundOut, FINDS: ProblemOut},
    operation_id="round",
    summary="One belief round, with one's own answers",
)
def one_round(request: HttpRequest, round_id: int) -> RoundSeen:
    """A round and what it asks. Scope: `beliefs:round`."""
    return round_for(caller(request), round_id=round_id, now=timezone.now())


@router.put(
    "/rounds/{round_id}/answers/{question_id}",
    auth=allowed("beliefs:round", body=JSON),
    response={200: QuestionOut, CHANGES: ProblemOut},
    operation_id="answer_round",
    summary="Answer a question of a belief round",
)
def answer_round(request: HttpRequest, round_id: int, question_id: int, given: AnswerGiven) -> QuestionAsked:
    """Give, change or take back one's own answer while the round is open; else it is a conflict (409).

    Only a member of staff answers: a token has no answers of its own (409). Scope: `beliefs:round`.
    """
    return answer(
        by=caller(request),
        round_id=round_id,
        question_id=question_id,
        believed=given.believed,
        now=timezone.now(),
    )


@router.post(
    "/rounds/{round_id}/reveal",
    auth=allowed("beliefs:round"),
    response={200: RoundOut, FINDS | {409}: ProblemOut},
    operation_id="reveal_round",
    summary="Reveal a belief round",
)
def reveal(request: HttpRequest, round_id: int) -> RoundSeen:
    """Show everybody's answers for good, after the round closed or once all have answered; else 409.

    Scope: `beliefs:round`.
    """
    reveal_round(by=caller(request), round_id=round_id, now=timezone.now())
    return round_for(caller(request), round_id=round_id, now=timezone.now())
