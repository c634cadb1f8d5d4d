"""The web process loads what the first map needs after its first answer, and not before."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from wellserved.insight.queries import warming


async def _asked(application: Any, times: int) -> None:
    async def nothing(*_given: object) -> None:
        return None

    for _ in range(times):
        await application({"type": "http"}, nothing, nothing)
    await asyncio.sleep(0.2)


def test_after_the_first_answer_it_warms_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    deeds: list[str] = []
    done = threading.Event()

    async def application(*_given: object) -> None:
        deeds.append("answered")

    def warm_up() -> None:
        deeds.append("warmed")
        done.set()

    monkeypatch.setattr(warming, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(warming, "warm_up", warm_up)
    asyncio.run(_asked(warming.warmed(application), 3))
    assert done.wait(10)
    assert (deeds[0], deeds.count("warmed")) == ("answered", 1)


def test_warming_up_needs_no_lake(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LAKE = tmp_path / "none"
    warming.warm_up()
    assert not caplog.records


def test_a_lake_that_cannot_be_read_is_told_in_the_log(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LAKE = tmp_path
    (tmp_path / "manifest.json").write_text("{")
    warming.warm_up()
    assert "could not be loaded beforehand" in caplog.text
