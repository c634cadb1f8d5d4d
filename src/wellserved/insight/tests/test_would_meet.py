"""The preview of a standard is what a count in plain Python says, for those who may see it."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from wellserved.insight.queries.asking import always_fresh
from wellserved.insight.queries.would_meet import kept_for, last_quarter, last_year, would_meet_for
from wellserved.journey.contracts import JourneyPlan, MeasurePlan, Remove, StagePlan, TouchpointPlan
from wellserved.journey.queries import measure_keys
from wellserved.journey.services import edit_map, ensure_journey, record_moments, set_promise
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound, Person
from wellserved.people.models import Location, Segment

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
QUARTER = (datetime(2025, 10, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
YEAR = (datetime(2025, 3, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC))
HERE = {"journey": "parcel", "touchpoint": "door", "measure": "days"}
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Records:
    rows: list[dict[str, Any]]
    segments: dict[str, int]
    north: int

    def values(
        self, span: tuple[datetime, datetime] | None, *, measure: str, level: str = "delivered"
    ) -> Any:
        return [
            (row["segment"], row[level], row["location_id"])
            for row in self.rows
            if row["measure"] == measure
            and row[level] is not None
            and (span is None or span[0] <= row["occurred_at"] < span[1])
        ]


@pytest.fixture
def records(transactional_db: None, settings: Settings, tmp_path: Path) -> Records:
    """1,200 parcels over 18 months, 40 scores a month that are only felt, and a rare measure."""
    settings.LAKE = tmp_path / "lake"
    always_fresh()
    measures = (
        MeasurePlan(slug="days", title="Days", unit="days", better="lower"),
        MeasurePlan(slug="score", title="Score", unit="points", better="higher", scale_low=1, scale_high=7),
        MeasurePlan(slug="rare", title="Rare", unit="hours", better="lower"),
    )
    door = TouchpointPlan(slug="door", title="At the door", measures=measures)
    stage = StagePlan(slug="receive", title="Receive", touchpoints=(door,))
    keys = ensure_journey(by=OPERATOR, plan=JourneyPlan(slug="parcel", title="P", stages=(stage,)), now=NOW)
    ids = {key.measure: key.measure_id for key in keys}
    kinds = {slug: Segment.objects.create(slug=slug, name=slug.title()).pk for slug in ("gold", "family")}
    places = [Location.objects.create(code=code, name=code).pk for code in ("north", "south")]
    dice = random.Random(5)  # noqa: S311  the same records every time
    rows = []
    for i in range(2000):
        measure = dice.choices(["days", "score", "rare"], [60, 38, 2])[0]
        rows.append(
            {
                "measure": measure,
                "segment": dice.choice([None, "gold", "family"]),
                "location_id": dice.choice(places),
                "delivered": None if measure == "score" else float(dice.choice([1, 2, 2, 3, 4, 8])),
                "perceived": float(dice.randint(1, 7)) if measure == "score" else None,
                "occurred_at": NOW - timedelta(hours=dice.randrange(1, 540 * 24)),
                "source_key": str(i),
            }
        )
    table = pa.table(
        {
            "source_key": [row["source_key"] for row in rows],
            "measure_id": pa.array([ids[row["measure"]] for row in rows], pa.int32()),
            "segment_id": pa.array([kinds.get(row["segment"]) for row in rows], pa.int32()),
            "location_id": pa.array([row["location_id"] for row in rows], pa.int32()),
            "delivered": pa.array([row["delivered"] for row in rows], pa.float64()),
            "perceived": pa.array([row["perceived"] for row in rows], pa.float64()),
            "occurred_at": pa.array([row["occurred_at"] for row in rows], pa.timestamp("us", tz="UTC")),
        }
    )
    list(record_moments(source="test", batches=[table], now=NOW))
    return Records(rows=rows, segments=kinds, north=places[0])


def promised(standard: float, *, measure: str = "days", segment: str | None = None) -> None:
    place = HERE | {"measure": measure}
    set_promise(**place, by=OPERATOR, segment=segment, standard=standard, valid_from=BEGIN, now=NOW)


def test_last_quarter_s_cases_are_counted_as_by_hand(records: Records) -> None:
    promised(3)
    found = would_meet_for(OPERATOR, **HERE, segment=None, standard=2, now=NOW)
    values = [value for _, value, _ in records.values(QUARTER, measure="days")]
    late = [value - 2 for value in values if value > 2]
    assert found.covered.stretch == "quarter"
    assert (found.new.n, found.new.met) == (len(values), len(values) - len(late))
    assert found.new.short_by == pytest.approx(sum(late) / len(late))
    assert found.old is not None
    assert (found.old.standard, found.old.met) == (3, sum(value <= 3 for value in values))
    assert found.new.low < found.new.share < found.new.high
    assert sum(bar.n for bar in found.bars) == len(values)
    assert found.quarter_n is None


def test_a_promise_for_everybody_leaves_out_who_has_one_of_their_own(records: Records) -> None:
    promised(3)
    promised(1, segment="gold")
    found = would_meet_for(OPERATOR, **HERE, segment=None, standard=2, now=NOW)
    values = [(kind, v) for kind, v, _ in records.values(QUARTER, measure="days") if kind != "gold"]
    assert (found.new.n, found.new.met) == (len(values), sum(v <= 2 for _, v in values))
    assert found.apart == ("Gold",)
    by = {one.segment: (one.new.n, one.new.met) for one in found.by_segment}
    assert set(by) == {None, "family"}
    mine = [v for kind, v in values if kind == "family"]
    assert by["family"] == (len(mine), sum(v <= 2 for v in mine))
    gold = would_meet_for(OPERATOR, **HERE, segment="gold", standard=2, now=NOW)
    theirs = [v for kind, v, _ in records.values(QUARTER, measure="days") if kind == "gold"]
    assert (gold.new.n, gold.new.met) == (len(theirs), sum(v <= 2 for v in theirs))
    assert gold.old is not None
    assert gold.old.standard == 1


def test_what_is_only_felt_is_counted_as_perceived(records: Records) -> None:
    found = would_meet_for(OPERATOR, **HERE | {"measure": "score"}, segment=None, standard=5, now=NOW)
    values = [value for _, value, _ in records.values(QUARTER, measure="score", level="perceived")]
    assert found.level == "perceived"
    assert (found.new.n, found.new.met) == (len(values), sum(value >= 5 for value in values))
    assert found.old is None


def test_with_too_few_in_the_quarter_more_is_counted_and_told(records: Records) -> None:
    found = would_meet_for(OPERATOR, **HERE | {"measure": "rare"}, segment=None, standard=2, now=NOW)
    here = [len(records.values(span, measure="rare")) for span in (QUARTER, YEAR, None)]
    assert here[0] < 30
    assert found.quarter_n == here[0]
    assert found.covered.stretch == ("year" if here[1] >= 30 else "all")
    assert found.new.n == (here[1] if here[1] >= 30 else here[2])


def test_each_promise_s_line_says_what_its_preview_said(records: Records) -> None:
    promised(3)
    promised(1, segment="gold")
    promised(5, measure="score")
    for kept in kept_for(OPERATOR, journey="parcel", now=NOW):
        place = HERE | {"measure": "score" if kept.level == "perceived" else "days"}
        segment = "gold" if kept.met.standard == 1 else None
        preview = would_meet_for(OPERATOR, **place, segment=segment, standard=kept.met.standard, now=NOW)
        assert (kept.met, kept.covered) == (preview.new, preview.covered)


def test_an_agent_s_preview_counts_their_own_location(records: Records) -> None:
    agent = Person(account_id=2, role="agent", staff_id=2, location_ids=frozenset({records.north}))
    found = would_meet_for(agent, **HERE, segment=None, standard=2, now=NOW)
    assert found.new.n == sum(place == records.north for *_, place in records.values(QUARTER, measure="days"))


@pytest.mark.parametrize("person", [NOBODY, Person(account_id=9)])
@pytest.mark.parametrize("ask", [would_meet_for, kept_for])
def test_who_may_not_see_the_map_finds_nothing(
    records: Records, person: Person, ask: Callable[..., Any]
) -> None:
    asked = {**HERE, "segment": None, "standard": 2} if ask is would_meet_for else {"journey": "parcel"}
    with pytest.raises(NotFound):
        ask(person, **asked, now=NOW)


@given(today=st.dates(date(1999, 1, 1), date(2100, 1, 1)))
def test_the_last_quarter_is_over_and_ends_less_than_a_quarter_ago(today: date) -> None:
    since, until = last_quarter(today)
    assert since < until <= today
    assert 89 < (until - since).days < 93
    assert (today - until).days < 92
    assert since.day == until.day == 1
    assert 365 <= (last_year(today)[1] - last_year(today)[0]).days <= 366


def test_a_promise_whose_measure_was_removed_is_passed_over(records: Records) -> None:
    for measure in ("days", "score"):
        set_promise(
            by=OPERATOR, **{**HERE, "measure": measure}, segment=None, standard=3, valid_from=BEGIN, now=NOW
        )
    days = next(key.measure_id for key in measure_keys(journey="parcel") if key.measure == "days")
    edit_map(by=OPERATOR, journey="parcel", seen=0, deeds=[Remove(kind="measure", id=days)], now=NOW)
    (left,) = kept_for(OPERATOR, journey="parcel", now=NOW)
    assert left.level == "perceived"
