"""Asking the lake: whose moments, which measures, and how fresh."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings

from wellserved.analytics.contracts import GapMap, Question
from wellserved.analytics.lake import Lake, LakeBusyError
from wellserved.analytics.queries import gap_map
from wellserved.insight.contracts import MapQuestion
from wellserved.insight.services import catch_up, the_lake
from wellserved.journey.contracts import MeasureKey
from wellserved.people.contracts import NotFound, Person
from wellserved.people.queries import locations, segments
from wellserved.platform.home import home_of

# Every catch-up writes a file: a busy page asks for one at most this often.
_PATIENCE = timedelta(seconds=2)
_ANSWERS = 512

Answer = TypeVar("Answer")


class _State:
    """What this process knows of the lake; one lock guards it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.fresh_at: dict[str, datetime] = {}
        self.answers: OrderedDict[Hashable, Any] = OrderedDict()


_state = _State()


@cache
def engine() -> Any:
    from wellserved.analytics.engines.duck import DuckEngine  # noqa: PLC0415  opened by the first who asks

    temporary = home_of().path / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    return DuckEngine(temporary=temporary)


def fresh_lake(*, now: datetime) -> tuple[Lake, datetime]:
    """The lake with all that was committed a moment ago, and the time as of which it stands."""
    key = str(settings.LAKE)
    with _state.lock:
        stands = _state.fresh_at.get(key)
    if stands is None or not stands <= now < stands + _PATIENCE:
        try:
            catch_up()
        except LakeBusyError:
            # Another process carries at this moment: what stands is seconds old.
            return the_lake(), stands or now
        with _state.lock:
            _state.fresh_at[key] = stands = now
    return the_lake(), stands


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


def answer(lake: Lake, question: Question, *, measures: Iterable[MeasureKey]) -> GapMap:
    """The gap map; asked again about the same state of the lake it comes from memory."""
    table = measure_table(measures)
    return remembered(
        lake,
        (
            "map",
            question,
            *table.to_pydict()["measure_id"],
            *table.to_pydict()["better"],
            *table.to_pydict()["satisfied"],
        ),
        lambda: gap_map(engine(), lake, question=question, measures=table),
    )


def remembered(lake: Lake, key: tuple[Hashable, ...], work: Callable[[], Answer]) -> Answer:
    """What `work` answers, kept for as long as the lake stands as it does."""
    manifest = lake.manifest()
    whole = (str(settings.LAKE), manifest.watermark, len(manifest.files), *key)
    with _state.lock:
        if whole in _state.answers:
            _state.answers.move_to_end(whole)
            known: Answer = _state.answers[whole]
            return known
    found = work()
    with _state.lock:
        _state.answers[whole] = found
        while len(_state.answers) > _ANSWERS:
            _state.answers.popitem(last=False)
    return found


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
