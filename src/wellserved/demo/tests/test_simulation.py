"""The simulation: the same from the same seed, and inside of what can be recorded."""

from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from wellserved.demo.organisation import JOURNEYS
from wellserved.demo.organisation.planted import BASE_RATE, CLEAN_BELOW, FAULTS
from wellserved.demo.simulation import Simulated, simulate
from wellserved.demo.simulation.run import MEASURES

UNTIL = date(2026, 2, 28)


@pytest.fixture(scope="module")
def small() -> Simulated:
    return simulate(seed=7, until=UNTIL, scale=0.05)


def as_bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


def test_the_same_seed_gives_the_same_moments_byte_for_byte(small: Simulated) -> None:
    again = simulate(seed=7, until=UNTIL, scale=0.05)
    assert as_bytes(again.moments) == as_bytes(small.moments)
    assert again.truth == small.truth


def test_another_seed_gives_other_moments(small: Simulated) -> None:
    assert as_bytes(simulate(seed=8, until=UNTIL, scale=0.05).moments) != as_bytes(small.moments)


def test_no_moment_lies_after_the_last_day(small: Simulated) -> None:
    times = small.moments["occurred_at"]
    assert pc.max(times).as_py().date() <= UNTIL
    assert pc.min(times).as_py().date() >= small.since - timedelta(days=1)


def test_every_moment_has_a_key_of_its_own(small: Simulated) -> None:
    assert pc.count_distinct(small.moments["source_key"]).as_py() == small.moments.num_rows


def test_every_moment_says_something(small: Simulated) -> None:
    said = pc.or_(pc.is_valid(small.moments["delivered"]), pc.is_valid(small.moments["perceived"]))
    assert pc.all(said).as_py()


def test_every_level_lies_on_its_measures_scale(small: Simulated) -> None:
    specs = [m for journey in JOURNEYS for t in journey.touchpoints for m in t.measures]
    for index, spec in enumerate(specs):
        rows = small.moments.filter(pc.equal(small.moments["measure"], index))
        for level in ("expected", "delivered", "told", "perceived"):
            extremes = pc.min_max(rows[level]).as_py()
            assert extremes["min"] is None or spec.low <= extremes["min"] <= extremes["max"] <= spec.high


def test_every_fault_is_planted_on_a_measure_that_there_is() -> None:
    assert {(f.journey, f.touchpoint, f.measure) for f in FAULTS} <= set(MEASURES)


def test_what_is_clean_stays_below_what_is_taken_for_a_gap() -> None:
    assert BASE_RATE < CLEAN_BELOW
