"""What is kept while new moments come is what a count of everything would say."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import Settings

from wellserved.analytics.contracts import Question
from wellserved.analytics.lake import Lake
from wellserved.analytics.queries import gap_map
from wellserved.analytics.tests.small_lakes import moments
from wellserved.insight.contracts import Patience
from wellserved.insight.queries import asking, extents
from wellserved.insight.queries.asking import engine, measure_table, memory, remembered
from wellserved.insight.queries.counting import answer, counted
from wellserved.insight.queries.extents import extent_of
from wellserved.insight.queries.remembering import Asked, Memory
from wellserved.journey.contracts import MeasureKey

FIRST = datetime(2026, 1, 20, tzinfo=UTC)
QUESTIONS = (
    Question(touchpoint_ids=(1, 2, 3)),
    Question(touchpoint_ids=(1, 3), segment_ids=(1,)),
    Question(since=FIRST + timedelta(days=10), until=FIRST + timedelta(days=30)),
)


def key(touchpoint: int, kind: int) -> MeasureKey:
    return MeasureKey(
        measure_id=touchpoint * 10 + kind,
        touchpoint_id=touchpoint,
        journey="j",
        stage="s",
        touchpoint=f"t{touchpoint}",
        channel="",
        measure=f"m{kind}",
        unit="",
        better="lower" if kind == 1 else "higher",
        scale_low=None,
        scale_high=None,
        satisfied=None if kind == 1 else 5.0,
    )


MEASURES = tuple(key(touchpoint, kind) for touchpoint in (1, 2, 3) for kind in (1, 2))

# Halves add up exactly in any order, so that what is counted in parts must equal the whole to the last digit.
level = st.none() | st.integers(2, 6).map(lambda n: n / 2)
levels = st.fixed_dictionaries(
    dict.fromkeys(("expected", "believed", "standard", "delivered", "told", "perceived"), level)
)
place = st.fixed_dictionaries(
    {
        "touchpoint_id": st.integers(1, 3),
        "kind": st.integers(1, 2),
        "customer": st.none() | st.integers(1, 12),
        "segment_id": st.none() | st.integers(1, 2),
        "location_id": st.none() | st.integers(1, 2),
        "channel": st.sampled_from([None, "web", "shop"]),
        "subject": st.none() | st.integers(1, 5),
        "day": st.integers(0, 40),
        # A group of 30 lets a segment borrow: the moments come in crowds as well as one by one.
        "times": st.sampled_from([1, 1, 2, 31]),
    }
)
rounds = st.lists(
    st.tuples(
        st.lists(st.tuples(place, levels), max_size=4),
        st.sampled_from(["", "", "", "compact", "anew"]),
        st.sets(st.integers(0, 2)),
    ),
    min_size=2,
    max_size=6,
)


Row = tuple[dict[str, object], dict[str, float | None]]


class Recording:
    """A lake that grows transaction by transaction."""

    def __init__(self, root: Path) -> None:
        self.lake = Lake(root)
        self.transaction = 100
        self.number = 0

    def record(self, rows: list[Row]) -> None:
        filled = [row for where, what in rows for row in self._rows(where, what)]
        until = self.transaction + 1
        start = self.lake.manifest().watermark
        self.lake.append([moments(filled)] if filled else [], watermark_from=start, watermark_to=until)
        self.transaction = until

    def _rows(self, where: dict[str, object], what: dict[str, float | None]) -> Iterator[dict[str, object]]:
        touchpoint, kind, day = (
            int(str(where["touchpoint_id"])),
            int(str(where["kind"])),
            int(str(where["day"])),
        )
        for _ in range(int(str(where["times"]))):
            self.number += 1
            yield {
                **what,
                "id": self.number,
                "xid": self.transaction,
                "touchpoint_id": touchpoint,
                "measure_id": touchpoint * 10 + kind,
                "customer_key": str(UUID(int=int(str(where["customer"])))) if where["customer"] else None,
                "segment_id": where["segment_id"],
                "location_id": where["location_id"],
                "channel": where["channel"],
                "subject_kind": "parcel" if where["subject"] else None,
                "subject_id": str(where["subject"]) if where["subject"] else None,
                "occurred_at": FIRST + timedelta(days=day),
            }


def asked_now(recording: Recording, which: int) -> tuple[object, object]:
    lake = recording.lake.as_it_stands()
    return answer(lake, QUESTIONS[which], measures=MEASURES), extent_of(lake, QUESTIONS[which])


def counted_anew(recording: Recording, which: int) -> tuple[object, object]:
    lake, question = recording.lake.as_it_stands(), QUESTIONS[which]
    found = gap_map(engine(), lake, question=question, measures=measure_table(MEASURES))
    return found, extents._known(lake, question).extent


@given(rounds)
@examples(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_recordings_and_questions_what_is_told_equals_a_count_of_everything(
    settings: Settings, taken: list[tuple[list[Row], str, set[int]]]
) -> None:
    with TemporaryDirectory() as folder:
        settings.LAKE = folder
        recording = Recording(Path(folder))
        for rows, deed, questions in taken:
            if deed == "anew":
                recording.lake.start_anew(now=FIRST)
            recording.record(rows)
            if deed == "compact":
                for month in {file.month for file in recording.lake.files()}:
                    recording.lake.compact(month, now=FIRST)
            for which in questions:
                assert asked_now(recording, which) == counted_anew(recording, which)


@pytest.fixture
def recording(settings: Settings, tmp_path: Path) -> Recording:
    settings.LAKE = tmp_path
    memory.forget()
    recording = Recording(tmp_path)
    recording.record([one(1), one(2), one(3)])
    return recording


def one(touchpoint: int, customer: int = 1) -> tuple[dict[str, object], dict[str, float | None]]:
    where = {"touchpoint_id": touchpoint, "kind": 1, "customer": customer, "subject": touchpoint}
    rest = {"segment_id": None, "location_id": None, "channel": None, "day": 1, "times": 1}
    return {**where, **rest}, {"told": 2.0, "delivered": 3.0}


def test_only_touchpoints_with_new_moments_are_counted_again(
    recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions: list[Question] = []

    def watched(*given: object, question: Question, **more: object) -> object:
        questions.append(question)
        return gap_map(*given, question=question, **more)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr("wellserved.insight.queries.counting.gap_map", watched)
    asked_now(recording, 0)
    recording.record([])
    asked_now(recording, 0)
    recording.record([one(2)])
    asked_now(recording, 0)
    assert [q.touchpoint_ids for q in questions] == [(1, 2, 3), (2,)]


def test_whoever_has_no_patience_is_told_what_was_counted_last_and_as_of_when(recording: Recording) -> None:
    def told(*, minute: int, patience: timedelta | None) -> tuple[int, datetime, bool]:
        lake = recording.lake.as_it_stands()
        at = FIRST + timedelta(minutes=minute)
        waits = None if patience is None else Patience.of(patience)
        found = counted(lake, QUESTIONS[0], measures=MEASURES, as_of=at, patience=waits)
        return sum(cell.n for cell in found.state.whole.cells), found.as_of, found.fresh

    none = timedelta(0)
    assert told(minute=0, patience=none) == (3, FIRST, True), "there is nothing older to be told"
    recording.record([one(1), one(2)])
    assert told(minute=5, patience=none) == (3, FIRST, False)
    assert told(minute=6, patience=None) == (5, FIRST + timedelta(minutes=6), True)
    recording.record([])
    assert told(minute=7, patience=none) == (5, FIRST + timedelta(minutes=7), True)


def test_two_who_ask_at_once_have_it_counted_once(recording: Recording) -> None:
    lake = recording.lake.as_it_stands()
    begun, go_on, counts = threading.Event(), threading.Event(), []

    def slow() -> str:
        counts.append(1)
        begun.set()
        assert go_on.wait(30)
        return "counted"

    found: list[str] = []
    askers = [
        threading.Thread(target=lambda: found.append(remembered(lake, ("slow",), slow))) for _ in range(3)
    ]
    askers[0].start()
    assert begun.wait(30)
    for asker in askers[1:]:
        asker.start()
    go_on.set()
    for asker in askers:
        asker.join()
    assert (found, len(counts)) == (["counted"] * 3, 1)


def test_what_is_remembered_of_a_question_outlives_moments_that_it_is_not_about(recording: Recording) -> None:
    works: list[int] = []

    def ask(question: Question | None) -> None:
        remembered(recording.lake.as_it_stands(), ("k", question), lambda: works.append(1), question=question)

    for question in (replace(QUESTIONS[0], touchpoint_ids=(1,)), None):
        works.clear()
        ask(question)
        recording.record([one(2)])
        ask(question)
        assert len(works) == (1 if question else 2)
        recording.record([one(1)])
        ask(question)
        assert len(works) == (2 if question else 3)


def test_memory_is_bounded_and_the_least_lately_asked_goes_first(recording: Recording) -> None:
    small, lake = Memory(most=25_000), recording.lake.as_it_stands()
    works: list[str] = []

    def ask(name: str) -> None:
        def work() -> bytes:
            works.append(name)
            return bytes(10_000)

        small.ask(Asked(name, lake, work, lambda state, _since: state))

    for name in ("a", "b", "a", "c", "a", "b"):
        ask(name)
    assert works == ["a", "b", "c", "b"]


def test_customers_whose_keys_are_no_uuids_are_counted_anew(recording: Recording) -> None:
    assert extents._packed(extents_keys("x", "y")) is None
    assert asking.touched(recording.lake.as_it_stands(), QUESTIONS[0], since=0) == {1, 2, 3}


def extents_keys(*keys: str) -> object:
    import pyarrow as pa  # noqa: PLC0415  here only

    return pa.array(list(keys))
