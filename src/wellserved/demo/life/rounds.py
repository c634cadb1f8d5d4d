"""Two rounds 'what do we believe?': one revealed, one open in which the one who signs in has answered half."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from numpy.random import Generator

from wellserved.demo.simulation.randomness import stream
from wellserved.journey.queries.rounds import QuestionAsked, round_for
from wellserved.journey.services import QuestionWanted, answer, create_round, reveal_round
from wellserved.people.contracts import Person

from .people import People


@dataclass(frozen=True, slots=True, kw_only=True)
class Guessed:
    """What managers guess on the whole, and how far apart they are, in the measure's unit."""

    journey: str
    touchpoint: str
    measure: str
    about: float
    spread: float
    segment: str | None = None


_LAST = (
    Guessed(
        journey="fresh-tonight",
        touchpoint="checkout",
        measure="window-wait",
        segment="singles",
        about=9,
        spread=2,
    ),
    Guessed(
        journey="fresh-tonight",
        touchpoint="eta-notice",
        measure="notice",
        segment="seniors",
        about=15,
        spread=6,
    ),
    Guessed(journey="fresh-tonight", touchpoint="handover", measure="order-to-door", about=200, spread=30),
    Guessed(journey="fresh-tonight", touchpoint="chat-help", measure="first-answer", about=9, spread=5),
    Guessed(journey="weekly-shop", touchpoint="queue", measure="wait", about=6, spread=2),
    Guessed(journey="put-right", touchpoint="follow-up", measure="days", about=30, spread=10),
)
_THIS = (
    Guessed(
        journey="fresh-tonight",
        touchpoint="checkout",
        measure="window-wait",
        segment="singles",
        about=6,
        spread=2,
    ),
    Guessed(journey="fresh-tonight", touchpoint="freshness", measure="days-left", about=5, spread=1.5),
    Guessed(journey="put-right", touchpoint="complain", measure="first-answer", about=4, spread=2),
    Guessed(journey="put-right", touchpoint="refund", measure="days", about=6, spread=3),
)


def hold_rounds(people: People, *, seed: int, now: datetime) -> None:
    rng = stream(seed, "rounds")
    begun = now - timedelta(days=120)
    last = _ask(people.manager, "What do we believe? Last quarter’s round", _LAST, begun=begun, days=21)
    for manager in people.managers:
        _answer(manager, last, _LAST, rng=rng, now=begun + timedelta(days=int(rng.integers(1, 20))))
    reveal_round(by=people.manager, round_id=last, now=begun + timedelta(days=22))
    begun = now - timedelta(days=5)
    this = _ask(people.manager, "What do we believe? This quarter’s round", _THIS, begun=begun, days=14)
    half = len(_THIS) // 2
    for manager in people.managers[1:]:
        asked = _THIS[:half] if manager == people.manager else _THIS
        _answer(manager, this, asked, rng=rng, now=begun + timedelta(days=int(rng.integers(1, 5))))


def _ask(by: Person, title: str, questions: Sequence[Guessed], *, begun: datetime, days: int) -> int:
    return create_round(
        by=by,
        title=title,
        opens_at=begun,
        closes_at=begun + timedelta(days=days),
        questions=[
            QuestionWanted(journey=q.journey, touchpoint=q.touchpoint, measure=q.measure, segment=q.segment)
            for q in questions
        ],
        now=begun,
    )


def _answer(by: Person, number: int, guesses: Sequence[Guessed], *, rng: Generator, now: datetime) -> None:
    asked = round_for(by, round_id=number, now=now).questions
    for guess, question in zip(guesses, asked, strict=False):
        believed = _within(question, round(guess.about + guess.spread * float(rng.standard_normal())))
        answer(by=by, round_id=number, question_id=question.id, believed=believed, now=now)


def _within(question: QuestionAsked, level: float) -> float:
    low = 1 if question.scale_low is None else max(question.scale_low, 1)
    return max(low, level if question.scale_high is None else min(level, question.scale_high))
