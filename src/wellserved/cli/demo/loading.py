"""Loading the demo organisation, and showing how far it is."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from wellserved.platform.opening import opened


class Meter(Protocol):
    def __call__(self, doing: str, *, done: int, total: int) -> None: ...


def load_with_progress(
    *,
    seed: int | None,
    until: date | None,
    scale: float | None,
    default: tuple[int, date, float],
    truth_file: Path,
    now: datetime,
) -> None:
    """Load what is missing; the third of `default` is the scale, after seed and last day."""
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    with opened():
        from wellserved.demo.loading import load  # noqa: PLC0415  needs Django set up
        from wellserved.demo.standing import Standing, Wanted, standing  # noqa: PLC0415  as above

        began = time.monotonic()
        fallback = Standing(seed=default[0], until=default[1], scale=default[2], whole=False)
        wanted = Wanted(seed=seed, until=until, scale=scale)
        loaded = 0
        with _meter(console) as show:
            for step in load(wanted, default=fallback, truth_file=truth_file, now=now):
                show(step.doing, done=step.done, total=step.total)
                loaded = step.done
        here = standing()
    if here is None:
        return
    took = (
        f"{loaded:,} moments loaded in {time.monotonic() - began:.0f} s."
        if loaded
        else "It was loaded before."
    )
    console.print(f"Demo organisation of seed {here.seed}, 18 months to {here.until}. {took}")
    console.print(f"What the map ought to find in it: {truth_file}")


@contextmanager
def _meter(console: Console) -> Iterator[Meter]:
    if not console.is_terminal:
        yield _Lines(console)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        yield _Bar(progress)


class _Bar:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: Any = None
        self._began = 0.0

    def __call__(self, doing: str, *, done: int, total: int) -> None:
        if self._task is None:
            self._task = self._progress.add_task(doing, total=None, rate="")
        if not done:
            self._began = time.monotonic()
        rate = f"{_rate(done, self._began):,.0f}/s" if done else ""
        self._progress.update(self._task, description=doing, completed=done, total=total or None, rate=rate)


class _Lines:
    """For a log: a line for each thing that is begun, and a few on the way."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._said = ""
        self._fifths = 0
        self._began = 0.0

    def __call__(self, doing: str, *, done: int, total: int) -> None:
        fifths = 5 * done // total if total else 0
        if doing == self._said and fifths == self._fifths:
            return
        if not done:
            self._began = time.monotonic()
        self._said, self._fifths = doing, fifths
        on_the_way = f": {done:,} of {total:,} ({_rate(done, self._began):,.0f}/s)" if done else ""
        self._console.print(f"{doing}{on_the_way}")


def _rate(done: int, began: float) -> float:
    return done / max(time.monotonic() - began, 1e-9)
