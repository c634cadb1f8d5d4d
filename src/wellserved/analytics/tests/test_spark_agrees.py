"""One set of expressions, two engines, the same answers."""

import random
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wellserved.analytics.contracts import Question
from wellserved.analytics.engines import Engine
from wellserved.analytics.engines.duck import DuckEngine
from wellserved.analytics.engines.spark import SparkEngine
from wellserved.analytics.gaps.levels import levels
from wellserved.analytics.lake import Lake
from wellserved.analytics.measurement import Margin
from wellserved.analytics.measurement.asking import AskedFor, AskedItem, respondents
from wellserved.analytics.queries import by_part, five_gaps, gap_map, trend
from wellserved.analytics.tests.small_lakes import measures, moments
from wellserved.analytics.tests.standalone_spark import JAVA_NEEDED, cluster, java_home, session

pytestmark = [
    pytest.mark.spark,
    # py4j leaves the sockets to its gateway to the garbage collector, and so does pyspark its pipe.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

START = datetime(2026, 1, 1, tzinfo=UTC)
MEASURES = measures((1, "higher", 4.0), (2, "lower", None), (3, "lower", 2.0))
SEVERAL = Question(until=START + timedelta(days=85))
SOME = Question(
    since=START + timedelta(days=20, hours=3),
    until=START + timedelta(days=70),
    segment_ids=(1, 2),
    channels=("web", "shop"),
    touchpoint_ids=(1, 2, 3),
)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    dice = random.Random(85)  # noqa: S311  made-up moments
    made = Lake(tmp_path_factory.mktemp("a lake"))
    for mark in range(3):
        rows = [_row(dice) for _ in range(4000)]
        made.append([moments(rows)], watermark_from=mark, watermark_to=mark + 1)
    return made


def _row(dice: random.Random) -> dict[str, Any]:
    names = ("expected", "believed", "standard", "delivered", "told", "perceived")
    values = {name: dice.choice([None, None, round(dice.uniform(0, 7), 1)]) for name in names}
    return values | {
        "touchpoint_id": dice.randint(1, 4),
        "measure_id": dice.randint(1, 4),
        "segment_id": dice.choice([None, 1, 2, 3]),
        "location_id": dice.choice([None, 10, 9]),
        "channel": dice.choice([None, "web", "app", "shop"]),
        "occurred_at": START + timedelta(minutes=dice.randint(0, 90 * 24 * 60)),
        "subject_kind": dice.choice([None, "parcel", "case", "answer"]),
        "subject_id": str(dice.randint(1, 3000)),
    }


@pytest.fixture(scope="module")
def duck(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckEngine]:
    made = DuckEngine(temporary=tmp_path_factory.mktemp("duck"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkEngine]:
    pytest.importorskip("pyspark", reason="needs `pip install wellserved[spark]`")
    java = java_home()
    if java is None:
        pytest.skip(JAVA_NEEDED)
    folder = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAVA_HOME", str(java))
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        with cluster(folder, java=java) as master, session(master, folder=folder) as made:
            yield SparkEngine(made)


def _levels(engine: Engine, lake: Lake) -> Any:
    with engine.asking(lake, Question(), {"measures": MEASURES}) as answering:
        return levels(answering, measure_id=1)


ASKED: dict[str, Callable[[Engine, Lake], Any]] = {
    "the map": lambda engine, lake: gap_map(engine, lake, question=Question(), measures=MEASURES),
    "an empty map": lambda engine, lake: gap_map(
        engine, lake, question=Question(until=START), measures=MEASURES
    ),
    "the plain gaps": lambda engine, lake: five_gaps(
        engine, lake, question=SOME, measures=MEASURES, borrow=False
    ),
    "the parts": lambda engine, lake: by_part(
        engine, lake, question=SOME, measures=MEASURES, part="location_id"
    ),
    "the trend": lambda engine, lake: trend(
        engine,
        lake,
        question=SOME,
        measures=MEASURES,
        slices=[
            (START + timedelta(days=7 * week), START + timedelta(days=7 * week + 7)) for week in range(8)
        ],
    ),
    "the levels": _levels,
}


def test_spark_says_what_duckdb_says(duck: DuckEngine, spark: SparkEngine, lake: Lake) -> None:
    whole = ASKED["the map"](duck, lake)
    assert any(cell.borrowed for cell in whole.cells), "the lake must try every branch"
    assert {one.link for one in whole.guilt if one.n} == {
        "knowledge",
        "standard",
        "delivery",
        "communication",
        "perception",
    }
    for name, ask in ASKED.items():
        _assert_same(name, _plain(ask(spark, lake)), _plain(ask(duck, lake)))
    answered = _respondents(duck, lake)
    assert len(answered) > 1000
    _assert_same("the respondents", _respondents(spark, lake), answered)
    assert _respondents(spark, lake, Question(until=START)) == []


def _respondents(engine: Engine, lake: Lake, question: Question = SEVERAL) -> list[dict[str, Any]]:
    """As they come, batch by batch, in an order of ours."""
    items = tuple(
        AskedItem(measure_id=measure_id, dimension="", has_expected=True) for measure_id in (1, 2, 3)
    )
    margin = Margin(column="channel", categories=(), people=())
    with engine.asking(lake, question, {}) as answering:
        batches = answering.batches(respondents(AskedFor(items=items, nps=4, frame=(margin,))))
        rows = [row for batch in batches for row in batch.to_pylist()]
    return sorted(rows, key=lambda row: row["subject_id"])


def _plain(answer: Any) -> Any:
    if isinstance(answer, tuple):
        return [asdict(one) for one in answer]
    return asdict(answer)


def _assert_same(place: str, one: Any, other: Any) -> None:
    """Counts exactly; fractions to 1e-9, since engines add up in different orders."""
    assert type(one) is type(other), (place, one, other)
    if isinstance(one, dict):
        assert one.keys() == other.keys(), place
        for key, value in one.items():
            _assert_same(f"{place} {key}", value, other[key])
    elif isinstance(one, (list, tuple)):
        assert len(one) == len(other), place
        for number, value in enumerate(one):
            _assert_same(f"{place} {number}", value, other[number])
    elif isinstance(one, float):
        assert one == pytest.approx(other, abs=1e-9), place
    else:
        assert one == other, place
