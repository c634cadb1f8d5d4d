"""A belief round revealed: what each manager believed beside what customers said they expect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from wellserved.analytics.contracts import ENOUGH, Bar
from wellserved.analytics.held import NONE_HELD, Group, Held, Spread, held_against, levels_known, spreads
from wellserved.analytics.lake import Reading
from wellserved.analytics.statistics import wilson
from wellserved.insight.contracts import MapQuestion
from wellserved.journey.contracts import MeasureKey
from wellserved.journey.queries import (
    AnswerGiven,
    QuestionAsked,
    RoundSeen,
    journeys_for,
    measure_keys,
    round_answers_for,
)
from wellserved.people.contracts import NotFound, Person
from wellserved.people.queries import segments

from .asking import engine, fresh_lake, measure_table, remembered, scoped, zone
from .measurement_items import Known
from .measurement_voice import asking_about, said_by
from .would_meet import Covered, last_year


@dataclass(frozen=True, slots=True, kw_only=True)
class GapOfBelief:
    """Gap 1 of one belief: `short` of `n` cases expect better than `believed`.

    `share` has the 95% Wilson interval from `low` to `high`; `short_by` is how far short on average, in the unit.
    """

    believed: float
    n: int
    short: int
    share: float
    low: float
    high: float
    short_by: float

    @property
    def enough(self) -> bool:
        return self.n >= ENOUGH


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerGap:
    staff_id: int
    staff: str
    gap: GapOfBelief


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRevealed:
    """One question's answers; `whole` is the gap of the managers' median, None where nobody answered.

    `expected` is the customers' median expectation, None without any. The bars are the customers' answers.
    """

    question: QuestionAsked
    covered: Covered
    managers: tuple[ManagerGap, ...]
    whole: GapOfBelief | None
    n: int
    expected: float | None
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """Gap 1 over all questions that were answered: of all their cases together so many are short."""

    staff: str
    questions: int
    n: int
    short: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal:
    """`managers` by name; `whole` pools the gaps of the medians, None where nobody answered anything."""

    round: RoundSeen
    questions: tuple[QuestionRevealed, ...]
    managers: tuple[Pooled, ...]
    whole: Pooled | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """A measure that customers have told expectations of: `answers` so many, over all records.

    `within` is an item of a questionnaire whose dimension is a measure, too: the dimension stands for it.
    """

    key: MeasureKey
    answers: int
    within: bool = False


def reveal_for(person: Person, *, round_id: int, now: datetime) -> Reveal:
    """Everybody's beliefs and the customers' expectations of the 12 months before the reveal.

    Where a question has fewer than 30 of those, all before the reveal. Raises NotRevealed before it, and reads
    nothing of the customers' then; NotFound for who takes no part.
    """
    seen, answers = round_answers_for(person, round_id=round_id, now=now)
    revealed_at = seen.revealed_at or now
    # What was removed from the map since was asked about all the same.
    keys = {key.measure_id: key for key in measure_keys(removed=True)}
    everybody = (None, *(kind.segment_id for kind in segments()))
    asked = [
        _asked(question, answers[question.id], key=keys[question.measure_id], everybody=everybody)
        for question in seen.questions
    ]
    lake, _ = fresh_lake(now=now)
    until = revealed_at.astimezone(zone()).date() + timedelta(days=1)
    since, _today = last_year(until)
    found: dict[int, QuestionRevealed] = {}
    for covered in (
        Covered(stretch="year", since=since, until=until),
        Covered(stretch="all", since=None, until=until),
    ):
        open_ = [one for one in asked if one.question.id not in found]
        for revealed in _revealed(person, lake, covered, open_):
            if revealed.n >= ENOUGH or covered.stretch == "all":
                found[revealed.question.id] = revealed
    questions = tuple(found[question.id] for question in seen.questions)
    by_manager: dict[tuple[str, int], list[GapOfBelief]] = {}
    for one in questions:
        for manager in one.managers:
            by_manager.setdefault((manager.staff, manager.staff_id), []).append(manager.gap)
    wholes = [one.whole for one in questions if one.whole]
    return Reveal(
        round=seen,
        questions=questions,
        managers=tuple(_pooled(staff, gaps) for (staff, _id), gaps in sorted(by_manager.items())),
        whole=_pooled("", wholes) if wholes else None,
    )


def suggested_for(person: Person, *, now: datetime) -> tuple[Suggested, ...]:
    """What a round may ask about: every measure, with how many expectations customers told; the map's order."""
    if not person.may("beliefs:round"):
        raise NotFound("There are no rounds to hold.")
    seen = {journey.slug for journey in journeys_for(person)}
    keys = [key for key in measure_keys() if key.journey in seen]
    if not keys:
        return ()
    lake, _ = fresh_lake(now=now)
    question = scoped(person, MapQuestion(), measures=keys)
    known = remembered(lake, ("levels", question), lambda: levels_known(engine(), lake, question=question))
    said = said_by(asking_about(person, journey="", touchpoint="", keys=keys))
    own = {
        (key.journey, key.touchpoint, one.dimension)
        for key in keys
        if (one := said.get(key.measure_id)) and one.kind == "dimension"
    }
    return tuple(
        Suggested(
            key=key,
            answers=known.get(key.measure_id, {}).get("expected", 0),
            within=(one := said.get(key.measure_id, Known())).kind != "dimension"
            and (key.journey, key.touchpoint, one.dimension) in own,
        )
        for key in keys
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    question: QuestionAsked
    key: MeasureKey
    given: tuple[AnswerGiven, ...]
    group: Group

    @property
    def bounds(self) -> tuple[float, ...]:
        """The managers' beliefs, and their median after them; without answers a bound that only counts cases."""
        beliefs = [one.believed for one in self.given]
        return (*beliefs, median(beliefs)) if beliefs else (0.0,)


def _asked(
    question: QuestionAsked,
    given: Sequence[AnswerGiven],
    *,
    key: MeasureKey,
    everybody: tuple[int | None, ...],
) -> _Asked:
    ids = everybody if question.segment_id is None else (question.segment_id,)
    group = Group(measure_id=key.measure_id, level="expected", segment_ids=ids)
    return _Asked(question, key, tuple(given), group)


def _revealed(
    person: Person, lake: Reading, covered: Covered, asked: Sequence[_Asked]
) -> Sequence[QuestionRevealed]:
    if not asked:
        return []
    measures = measure_table({one.key.measure_id: one.key for one in asked}.values())
    question = scoped(
        person, MapQuestion(since=covered.since, until=covered.until), measures=[one.key for one in asked]
    )
    groups = tuple(one.group for one in asked)
    bounds = tuple(one.bounds for one in asked)
    held = remembered(
        lake,
        ("held", question, groups, bounds),
        lambda: held_against(
            engine(), lake, question=question, measures=measures, groups=groups, bounds=bounds
        ),
    )
    lying = remembered(
        lake,
        ("spreads", question, groups),
        lambda: spreads(engine(), lake, question=question, measures=measures, groups=groups),
    )
    return [
        _one(one, covered, by_bound, spread) for one, by_bound, spread in zip(asked, held, lying, strict=True)
    ]


def _one(
    asked: _Asked, covered: Covered, by_bound: Sequence[Mapping[int | None, Held]], spread: Spread | None
) -> QuestionRevealed:
    gaps = [
        _gap(bound, sum(held.values(), start=NONE_HELD))
        for bound, held in zip(asked.bounds, by_bound, strict=True)
    ]
    return QuestionRevealed(
        question=asked.question,
        covered=covered,
        managers=tuple(
            ManagerGap(staff_id=given.staff_id, staff=given.staff, gap=gap)
            for given, gap in zip(asked.given, gaps, strict=False)
        ),
        whole=gaps[-1] if asked.given else None,
        n=spread.n if spread else 0,
        expected=spread.median if spread else None,
        bars=spread.bars if spread else (),
    )


def _pooled(staff: str, gaps: Sequence[GapOfBelief]) -> Pooled:
    n, short = sum(gap.n for gap in gaps), sum(gap.short for gap in gaps)
    low, high = wilson(short, n)
    share = short / n if n else 0.0
    return Pooled(staff=staff, questions=len(gaps), n=n, short=short, share=share, low=low, high=high)


def _gap(believed: float, held: Held) -> GapOfBelief:
    """A case is short where the customer expects better than what is believed."""
    low, high = wilson(held.better, held.n)
    return GapOfBelief(
        believed=believed,
        n=held.n,
        short=held.better,
        share=held.better / held.n if held.n else 0.0,
        low=low,
        high=high,
        short_by=held.better_by / held.better if held.better else 0.0,
    )
