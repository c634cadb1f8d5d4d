"""The reveal of a belief round is what a count in plain Python says, and nothing is seen before it."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow as pa
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from wellserved.insight.queries import reveal_for, rounds, suggested_for
from wellserved.insight.queries.asking import always_fresh
from wellserved.journey.contracts import JourneyPlan, MeasurePlan, Remove, StagePlan, TouchpointPlan
from wellserved.journey.queries import NotRevealed, measure_keys, round_for
from wellserved.journey.services import (
    QuestionWanted,
    answer,
    create_round,
    edit_map,
    ensure_journey,
    record_moments,
    reveal_round,
)
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound, Person
from wellserved.people.models import Account, Segment, Staff
from wellserved.people.queries import person_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=15)
PLACE = {"journey": "parcel", "touchpoint": "door"}


@pytest.fixture
def expectations(transactional_db: None, settings: Settings, tmp_path: Path) -> list[dict[str, Any]]:
    """600 customers said what they expect of days (lower is better) and of a score (higher is better)."""
    settings.LAKE = tmp_path / "lake"
    always_fresh()
    plan = (
        MeasurePlan(slug="days", title="Days", unit="days", better="lower"),
        MeasurePlan(slug="score", title="Score", unit="points", better="higher", scale_low=1, scale_high=7),
        MeasurePlan(slug="silent", title="Silent", unit="hours", better="lower"),
    )
    door = TouchpointPlan(slug="door", title="At the door", measures=plan)
    stage = StagePlan(slug="receive", title="Receive", touchpoints=(door,))
    keys = ensure_journey(by=OPERATOR, plan=JourneyPlan(slug="parcel", title="P", stages=(stage,)), now=NOW)
    ids = {key.measure: key.measure_id for key in keys}
    gold = Segment.objects.create(slug="gold", name="Gold").pk
    dice = random.Random(3)  # noqa: S311  the same customers every time
    rows = [
        {
            "measure": dice.choice(["days", "score"]),
            "gold": dice.random() < 0.3,
            "expected": float(dice.randint(1, 7)),
            "occurred_at": NOW - timedelta(hours=dice.randrange(1, 600 * 24)),
        }
        for _ in range(600)
    ]
    table = pa.table(
        {
            "source_key": [str(i) for i in range(600)],
            "measure_id": pa.array([ids[row["measure"]] for row in rows], pa.int32()),
            "segment_id": pa.array([gold if row["gold"] else None for row in rows], pa.int32()),
            "expected": [row["expected"] for row in rows],
            "occurred_at": pa.array([row["occurred_at"] for row in rows], pa.timestamp("us", tz="UTC")),
        }
    )
    list(record_moments(source="test", batches=[table], now=NOW))
    return rows


def manager(name: str, role: str = "manager") -> Person:
    account = Account.objects.create_user(f"{name}@staff.test")
    Staff.objects.create(account=account, name=name, role=role)
    return person_of(account_id=account.pk)


def asked(by: Person) -> int:
    return create_round(
        by=by,
        title="2026",
        opens_at=NOW,
        closes_at=NOW + timedelta(days=14),
        questions=[
            QuestionWanted(**PLACE, measure="days"),
            QuestionWanted(**PLACE, measure="score", segment="gold"),
            QuestionWanted(**PLACE, measure="silent"),
        ],
        now=NOW,
    )


def give(round_id: int, by: Person, *beliefs: float) -> None:
    seen = round_for(by, round_id=round_id, now=NOW)
    for question, believed in zip(seen.questions, beliefs, strict=False):
        answer(by=by, round_id=round_id, question_id=question.id, believed=believed, now=NOW)


def test_gap_1_is_counted_for_each_manager_and_for_their_median(expectations: list[dict[str, Any]]) -> None:
    ada, max_, mia = manager("Ada"), manager("Max"), manager("Mia")
    key = asked(ada)
    beliefs = {"Ada": (3, 4), "Max": (5, 2), "Mia": (2, 6)}
    for person, (days, score) in zip((ada, max_, mia), beliefs.values(), strict=True):
        give(key, person, days, score, 1)
    reveal_round(by=ada, round_id=key, now=LATER)
    days, score, silent = reveal_for(mia, round_id=key, now=LATER).questions
    since = datetime(2025, 3, 17, tzinfo=UTC)
    recent = [row for row in expectations if row["occurred_at"] >= since]
    expected = [row["expected"] for row in recent if row["measure"] == "days"]
    assert (days.n, days.expected) == (len(expected), median(expected))
    for found in days.managers:
        short = [beliefs[found.staff][0] - value for value in expected if value < beliefs[found.staff][0]]
        assert (found.gap.short, found.gap.n) == (len(short), len(expected))
        assert found.gap.short_by == pytest.approx(sum(short) / len(short))
        assert found.gap.low < found.gap.share < found.gap.high
    assert days.whole is not None
    assert (days.whole.believed, days.whole.short) == (3, sum(value < 3 for value in expected))
    mine = [row["expected"] for row in recent if row["measure"] == "score" and row["gold"]]
    assert score.whole is not None
    assert (score.n, score.whole.believed, score.whole.short) == (len(mine), 4, sum(v > 4 for v in mine))
    assert (silent.n, silent.expected, silent.bars) == (0, None, ())
    assert silent.covered.stretch == "all"


def test_before_the_reveal_the_lake_is_not_even_asked(
    expectations: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = manager("Ada")
    key = asked(ada)
    give(key, ada, 3)

    def asking(**_: Any) -> Any:
        raise AssertionError("The lake was asked before the reveal.")

    monkeypatch.setattr(rounds, "fresh_lake", asking)
    for person in (ada, manager("Max"), OPERATOR):
        with pytest.raises(NotRevealed):
            reveal_for(person, round_id=key, now=LATER)


def test_who_takes_no_part_finds_no_round_revealed_or_not(expectations: list[dict[str, Any]]) -> None:
    ada = manager("Ada")
    key = asked(ada)
    reveal_round(by=ada, round_id=key, now=LATER)
    for person in (manager("Amy", "agent"), manager("Tess", "team_lead"), Person(account_id=77), NOBODY):
        with pytest.raises(NotFound):
            reveal_for(person, round_id=key, now=LATER)
        with pytest.raises(NotFound):
            suggested_for(person, now=LATER)


def test_measures_with_expectations_are_suggested(expectations: list[dict[str, Any]]) -> None:
    found = {one.key.measure: one.answers for one in suggested_for(manager("Ada"), now=NOW)}
    counts = {slug: sum(row["measure"] == slug for row in expectations) for slug in ("days", "score")}
    assert found == counts | {"silent": 0}


def test_two_managers_of_the_same_name_are_counted_apart(expectations: list[dict[str, Any]]) -> None:
    ada, max_ = manager("Ada"), manager("Max")
    Staff.objects.filter(pk=max_.staff_id).update(name="Ada")
    key = asked(ada)
    for person in (ada, max_):
        give(key, person, 3, 4, 1)
    reveal_round(by=ada, round_id=key, now=LATER)
    found = reveal_for(ada, round_id=key, now=LATER)
    assert [(one.staff, one.questions) for one in found.managers] == [("Ada", 3), ("Ada", 3)]


def test_a_round_is_revealed_though_a_measure_was_removed_since(expectations: list[dict[str, Any]]) -> None:
    ada = manager("Ada")
    key = asked(ada)
    give(key, ada, 3, 4, 1)
    edit_map(
        by=OPERATOR, journey="parcel", seen=0, deeds=[Remove(kind="measure", id=the_id("days"))], now=NOW
    )
    reveal_round(by=ada, round_id=key, now=LATER)
    assert reveal_for(ada, round_id=key, now=LATER).questions[0].n > 0


def test_a_reveal_costs_the_same_queries_however_much_was_asked(expectations: list[dict[str, Any]]) -> None:
    ada = manager("Ada")

    def queries(measures: tuple[str, ...]) -> int:
        wanted = [QuestionWanted(**PLACE, measure=measure) for measure in measures]
        facts = {"title": "2026", "opens_at": NOW, "closes_at": NOW + timedelta(days=14), "now": NOW}
        key = create_round(by=ada, questions=wanted, **facts)  # type: ignore[arg-type]  # a test's own
        reveal_round(by=ada, round_id=key, now=LATER)
        with CaptureQueriesContext(connection) as asked:
            reveal_for(ada, round_id=key, now=LATER)
        return len(asked)

    queries(("days",))
    assert queries(("days", "score", "silent")) == queries(("days",))


def the_id(measure: str) -> int:
    return next(key.measure_id for key in measure_keys(journey="parcel") if key.measure == measure)
