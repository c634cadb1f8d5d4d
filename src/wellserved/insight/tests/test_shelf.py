"""What the last process counted serves the next one, and nothing that is damaged or of another lake does."""

import logging
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from wellserved.analytics.queries import gap_map
from wellserved.insight.contracts import NO_PATIENCE, Patience, StillCounting
from wellserved.insight.queries import asking, counting, shelf
from wellserved.insight.queries.asking import memory
from wellserved.insight.queries.counting import counted
from wellserved.insight.queries.extents import extent_told

from .test_remembering import FIRST, MEASURES, QUESTIONS, Recording, one


@pytest.fixture
def recording(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recording:
    settings.LAKE = tmp_path
    memory.forget()
    monkeypatch.setattr(asking, "FEW", 0)
    recording = Recording(tmp_path)
    recording.record([one(1), one(2), one(3)])
    return recording


def cases_told(recording: Recording, *, patience: Patience | None = NO_PATIENCE) -> tuple[int, bool]:
    told = counted(
        recording.lake.as_it_stands(), QUESTIONS[0], measures=MEASURES, as_of=FIRST, patience=patience
    )
    return sum(cell.n for cell in told.state.whole.cells), told.fresh


def the_map(folder: Path) -> Path:
    return max((folder / "answers").glob("*.answer"), key=lambda path: path.stat().st_size)


def restart(recording: Recording) -> None:
    memory.forget()
    recording.lake = type(recording.lake)(recording.lake._store.root)


def test_a_process_begins_with_what_the_one_before_it_counted(recording: Recording) -> None:
    with pytest.raises(StillCounting):
        cases_told(recording)
    before = counted(recording.lake.as_it_stands(), QUESTIONS[0], measures=MEASURES, as_of=FIRST).state
    restart(recording)
    lake = recording.lake.as_it_stands()
    after = counted(lake, QUESTIONS[0], measures=MEASURES, as_of=FIRST, patience=NO_PATIENCE)
    assert (after.state, after.fresh, after.as_of) == (before, True, FIRST)
    recording.record([one(1)])
    assert cases_told(recording) == (3, False)
    assert cases_told(recording, patience=None) == (4, True)


def test_extents_lie_without_their_customers_and_are_counted_on_rightly(
    recording: Recording, tmp_path: Path
) -> None:
    def told(patience: Patience | None) -> tuple[int, int]:
        found = extent_told(recording.lake.as_it_stands(), QUESTIONS[0], patience=patience).state
        return found.cases, found.customers

    assert told(None) == (3, 1)
    assert all(len(path.read_bytes()) < 400 for path in (tmp_path / "answers").iterdir())
    restart(recording)
    assert told(NO_PATIENCE) == (3, 1)
    recording.record([one(1), one(1, customer=2)])
    assert told(None) == (5, 2)


@pytest.mark.parametrize("damage", ["cut", "changed", "emptied", "forged"])
def test_a_damaged_answer_is_put_aside_and_counted_anew(
    recording: Recording, tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    cases_told(recording, patience=None)
    place = the_map(tmp_path)
    whole = place.read_bytes()
    harmed = {
        "cut": whole[:-20],
        "changed": whole[:200] + bytes([whole[200] ^ 1]) + whole[201:],
        "emptied": b"",
        "forged": shelf.hashlib.sha256(b"\x93\x01\x02\x03").digest() + b"\x93\x01\x02\x03",
    }[damage]
    place.write_bytes(harmed)
    restart(recording)
    with caplog.at_level(logging.WARNING), pytest.raises(StillCounting):
        cases_told(recording)
    assert "put aside" in caplog.text
    assert place.with_suffix(".damaged").read_bytes() == harmed
    assert cases_told(recording, patience=None) == (3, True)
    restart(recording)
    assert cases_told(recording) == (3, True)


def test_another_lake_another_version_and_a_lake_put_back_do_not_take_what_lies_there(
    recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases_told(recording, patience=None)
    restart(recording)
    with monkeypatch.context() as patched:
        patched.setattr(shelf, "_version", lambda: "another")
        with pytest.raises(StillCounting):
            cases_told(recording)
    put_back = replace(recording.lake.manifest(), watermark=0)
    recording.lake._store.replace_manifest(put_back)
    with pytest.raises(StillCounting):
        cases_told(recording)

    old = the_map(tmp_path)
    recording.lake.start_anew(now=FIRST)
    recording.record([one(2)])
    restart(recording)
    assert cases_told(recording, patience=None) == (1, True)
    assert not old.exists(), "what is of an earlier lake goes"


def test_the_shelf_is_bounded_and_the_oldest_go_first(
    recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "FILES", 2)
    lake = recording.lake.as_it_stands()
    names = []
    for day in (1, 2, 3):
        question = replace(QUESTIONS[0], since=FIRST + timedelta(days=day))
        counted(lake, question, measures=MEASURES)
        names.append(set((tmp_path / "answers").iterdir()))
    assert [len(one) for one in names] == [1, 2, 2]
    assert not names[0] & names[2]


def test_a_shelf_that_cannot_be_written_keeps_nobody_from_their_figures(
    recording: Recording, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "answers").write_text("a file in its place")
    assert cases_told(recording, patience=None) == (3, True)
    assert "could not be kept" in caplog.text


def test_what_fails_in_the_background_is_told_to_whoever_waits(
    recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> object:
        raise RuntimeError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr(counting, "is_cold", lambda: False)
        patched.setattr(counting, "gap_map", failing)
        with pytest.raises(RuntimeError, match="no space left"):
            cases_told(recording, patience=Patience.of(timedelta(seconds=60)))
    assert cases_told(recording, patience=None) == (3, True), "and it is tried again"


def test_who_insists_waits_for_another_s_count_and_who_has_no_time_left_begins_none(
    recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Semaphore(0), threading.Event()

    def slowly(*given: Any, **more: Any) -> Any:
        begun.release()
        assert go_on.wait(60)
        return gap_map(*given, **more)

    monkeypatch.setattr(counting, "gap_map", slowly)
    monkeypatch.setattr(counting, "is_cold", lambda: True)
    with pytest.raises(StillCounting):
        cases_told(recording, patience=Patience(insists=True))
    assert not begun.acquire(blocking=False), "a page of many maps would count all of them at once"
    with pytest.raises(StillCounting):
        cases_told(recording, patience=Patience.of(timedelta(seconds=0.1)))
    assert not begun.acquire(blocking=False), "who does not insist is not kept by what must be loaded"
    with pytest.raises(StillCounting):
        cases_told(recording, patience=Patience.of(timedelta(seconds=0.1), insists=True))
    assert begun.acquire(timeout=60)
    threading.Timer(0.2, go_on.set).start()
    assert cases_told(recording, patience=Patience.of(timedelta(seconds=60), insists=True)) == (3, True)
    assert not begun.acquire(blocking=False), "it was counted once"


def test_counts_that_are_thought_to_take_too_long_are_begun_for_who_insists(recording: Recording) -> None:
    counted(recording.lake.as_it_stands(), QUESTIONS[0], measures=MEASURES).state.seconds = 1e6
    recording.record([one(1)])
    short = Patience.of(timedelta(seconds=60))
    assert cases_told(recording, patience=short) == (3, False)
    assert cases_told(recording, patience=replace(short, insists=True)) == (4, True)
