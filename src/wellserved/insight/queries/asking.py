"""Asking the lake: whose moments, which measures, and how fresh."""

import sys
import threading
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings

from wellserved.analytics.contracts import Question
from wellserved.analytics.lake import LakeBusyError, Reading
from wellserved.analytics.queries import touchpoints_of
from wellserved.insight.contracts import MapQuestion, Patience, StillCounting
from wellserved.insight.services import catch_up, the_lake
from wellserved.journey.contracts import MeasureKey
from wellserved.people.contracts import NotFound, Person
from wellserved.people.queries import locations, segments
from wellserved.platform.home import home_of

from .remembering import Asked, Memory, Told

# Every catch-up writes a file: a busy page asks for one at most this often.
_PATIENCE = timedelta(seconds=2)
FEW = 100_000
"""Moments: so few are counted before a page that says 'being counted' would have come back."""

Answer = TypeVar("Answer")
Part = TypeVar("Part", bound=Hashable)


class _State:
    """What this process knows of the lake; one lock guards it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.fresh_at: dict[str, datetime] = {}


_state = _State()
memory = Memory()


@cache
def engine() -> Any:
    from wellserved.analytics.engines.duck import DuckEngine  # noqa: PLC0415  opened by the first who asks

    temporary = home_of().path / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    return DuckEngine(temporary=temporary)


def is_cold() -> bool:
    """Loading what the engine needs takes a second in which no page of this process comes forward."""
    return "ibis" not in sys.modules


def fresh_lake(*, now: datetime) -> tuple[Reading, datetime]:
    """The lake with all that was committed a moment ago, and the time as of which it stands.

    It stays as it is: all that one page asks of it is told of the same moments.
    """
    key = str(settings.LAKE)
    with _state.lock:
        stands = _state.fresh_at.get(key)
    if stands is None or not stands <= now < stands + _PATIENCE:
        try:
            catch_up()
        except LakeBusyError:
            # Another process carries at this moment: what stands is seconds old.
            return the_lake().as_it_stands(), stands or now
        with _state.lock:
            _state.fresh_at[key] = stands = now
    return the_lake().as_it_stands(), stands


def always_fresh() -> None:
    """Forget when the lake was last caught up: the next question carries everything first."""
    with _state.lock:
        _state.fresh_at.clear()


def scoped(person: Person, question: MapQuestion, *, measures: Iterable[MeasureKey]) -> Question:
    """The question as the lake takes it, narrowed to the locations that this person may see."""
    return Question(
        since=_midnight(question.since),
        until=_midnight(question.until),
        segment_ids=_segment_ids(question.segments),
        location_ids=_location_ids(person, question.locations),
        channels=question.channels or None,
        touchpoint_ids=tuple(sorted({m.touchpoint_id for m in measures})),
    )


def before(question: MapQuestion) -> MapQuestion | None:
    """The same question about the period of the same length just before; None without a whole period."""
    if not question.compare or question.since is None or question.until is None:
        return None
    return replace(question, since=question.since - (question.until - question.since), until=question.since)


def remembered(
    lake: Reading, key: tuple[Hashable, ...], work: Callable[[], Answer], *, question: Question | None = None
) -> Answer:
    """What `work` answers, kept until there are new moments: any at all, or of the `question`."""

    def forward(known: Answer, since: int) -> Answer:
        return known if question is not None and not touched(lake, question, since=since) else work()

    return memory.ask(Asked(place_of(*key), lake, work, forward)).state


def remembered_by_touchpoint(
    lake: Reading,
    key: tuple[Hashable, ...],
    work: Callable[[Question], Mapping[Part, Answer]],
    *,
    question: Question,
    touchpoint_of: Callable[[Part], int],
    patience: Patience | None = None,
) -> Mapping[Part, Answer]:
    """What `work` answers of a question, in parts that each depend on the moments of one touchpoint alone.

    After new moments it is asked of their touchpoints only. Raises StillCounting where that outlasts `patience`.
    """

    def forward(known: Mapping[Part, Answer], since: int) -> Mapping[Part, Answer]:
        new = touched(lake, question, since=since)
        if not new:
            return known
        rest = {part: one for part, one in known.items() if touchpoint_of(part) not in new}
        return {**rest, **work(replace(question, touchpoint_ids=tuple(sorted(new))))}

    asked = Asked(
        key=place_of(*key),
        lake=lake,
        anew=lambda: work(question),
        forward=forward,
        is_small=is_small(lake, question),
        is_cold=is_cold(),
    )
    return freshly(memory.ask(asked, patience=patience))


def freshly(told: Told[Answer]) -> Answer:
    """What was told, for those who have no use for less than all. Raises StillCounting."""
    if not told.fresh:
        raise StillCounting
    return told.state


def is_small(lake: Reading, question: Question) -> bool:
    """So few moments may be touched that counting them keeps nobody waiting."""
    return sum(file.rows for file in lake.files(since=question.since, until=question.until)) <= FEW


def touched(lake: Reading, question: Question, *, since: int) -> frozenset[int]:
    """The touchpoints at which transactions from `since` on recorded moments that the question is about."""
    new = replace(question, from_transaction=since)
    if not lake.files(since=question.since, until=question.until, from_transaction=since):
        return frozenset()
    return touchpoints_of(engine(), lake, question=new)


def place_of(*key: Hashable) -> Hashable:
    """Where an answer is kept: one place for each lake."""
    return (str(settings.LAKE), *key)


def shelf_folder() -> Path:
    """Beside the lake, so that they go together; where the lake is far away, in the home."""
    far = "://" in str(settings.LAKE)
    return home_of().path / "answers" if far else Path(settings.LAKE) / "answers"


def measure_table(measures: Iterable[MeasureKey]) -> Any:
    import pyarrow as pa  # noqa: PLC0415  a page that asks nothing of the lake stays small

    rows = list(measures)
    return pa.table(
        {
            "measure_id": pa.array([m.measure_id for m in rows], pa.int32()),
            "better": pa.array([m.better for m in rows], pa.string()),
            "satisfied": pa.array([m.satisfied for m in rows], pa.float64()),
        }
    )


def zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time.min, tzinfo=zone())


def _segment_ids(slugs: tuple[str, ...]) -> tuple[int, ...] | None:
    if not slugs:
        return None
    known = {s.slug: s.segment_id for s in segments()}
    return tuple(sorted(_known(slug, known, kind="segment") for slug in slugs))


def _location_ids(person: Person, codes: tuple[str, ...]) -> tuple[int, ...] | None:
    allowed = person.location_ids
    if not codes:
        return None if allowed is None else tuple(sorted(allowed))
    places = locations()
    known = {place.code: place.location_id for place in places}
    chosen = {_known(code, known, kind="location") for code in codes}
    # Places come in the order of the tree: a parent is decided on before its children.
    for place in places:
        if place.parent_id in chosen:
            chosen.add(place.location_id)
    return tuple(sorted(chosen if allowed is None else chosen & allowed))


def _known(name: str, known: dict[str, int], *, kind: str) -> int:
    if name not in known:
        raise NotFound(f"There is no {kind} '{name}'.")
    return known[name]
