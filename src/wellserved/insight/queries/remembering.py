"""Answers kept while the lake moves on: what new moments do not touch is not asked again."""

import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from wellserved.analytics.lake import Reading

State = TypeVar("State")

ALWAYS = datetime.min.replace(tzinfo=UTC)
BYTES = 64 * 1024 * 1024
"""Of all answers together, as pickled; as objects they take some three times that."""


@dataclass(frozen=True, slots=True)
class Told(Generic[State]):
    """An answer and the time as of which it holds; not `fresh`: newer moments are in the lake already."""

    state: State
    as_of: datetime
    fresh: bool


@dataclass(slots=True)
class _Kept:
    """What one question was answered, and up to which transaction of which lake that holds."""

    state: Any
    as_of: datetime
    born: str
    watermark: int


class _Place:
    """Where one question's answer is kept. The lock is held while it is worked out: never twice at a time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.kept: _Kept | None = None
        self.weight = 0
        self.forgotten = False


class Memory:
    """Answers by question; the least lately asked are forgotten first."""

    def __init__(self, *, most: int = BYTES) -> None:
        self._most = most
        self._weight = 0
        self._lock = threading.Lock()
        self._places: OrderedDict[Hashable, _Place] = OrderedDict()

    def ask(
        self,
        key: Hashable,
        lake: Reading,
        *,
        as_of: datetime = ALWAYS,
        anew: Callable[[], State],
        forward: Callable[[State, int], State | None],
        wait: bool = True,
    ) -> Told[State]:
        """What `anew` answers, brought up to the lake by `forward(answer, transaction)` since when it was given.

        Where `forward` gives None, that would take longer than the asker has: told is what stands. So it is without
        `wait` where another is at it. A lake of another life has nothing in common with what is kept.
        """
        place = self._place(key)
        stands = place.kept
        if stands is None or stands.born != lake.manifest().born:
            place.lock.acquire()
        elif not place.lock.acquire(blocking=wait):
            return Told(stands.state, stands.as_of, fresh=False)
        try:
            return self._told(place, lake, as_of=as_of, anew=anew, forward=forward)
        finally:
            place.lock.release()
            self._forget_the_oldest()

    def forget(self) -> None:
        with self._lock:
            for place in self._places.values():
                place.forgotten = True
            self._places.clear()
            self._weight = 0

    def _told(
        self,
        place: _Place,
        lake: Reading,
        *,
        as_of: datetime,
        anew: Callable[[], State],
        forward: Callable[[State, int], State | None],
    ) -> Told[State]:
        kept, manifest = place.kept, lake.manifest()
        if kept is None or kept.born != manifest.born:
            place.kept = kept = _Kept(anew(), as_of, manifest.born, manifest.watermark)
            self._weigh(place)
        elif kept.watermark < manifest.watermark:
            state = kept.state
            if lake.files(from_transaction=kept.watermark):
                state = forward(state, kept.watermark)
                if state is None:
                    return Told(kept.state, kept.as_of, fresh=False)
            place.kept = kept = _Kept(state, as_of, manifest.born, manifest.watermark)
        elif kept.watermark == manifest.watermark:
            kept.as_of = max(kept.as_of, as_of)
        # Else another asker's answer is newer than the lake that this one opened, and as good.
        return Told(kept.state, kept.as_of, fresh=True)

    def _place(self, key: Hashable) -> _Place:
        with self._lock:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
            return place

    def _weigh(self, place: _Place) -> None:
        weight = len(pickle.dumps(place.kept, protocol=5))
        with self._lock:
            # What was forgotten meanwhile goes with its last asker, and counts no more.
            if not place.forgotten:
                self._weight += weight - place.weight
                place.weight = weight

    def _forget_the_oldest(self) -> None:
        with self._lock:
            while self._weight > self._most and len(self._places) > 1:
                _, place = self._places.popitem(last=False)
                self._weight -= place.weight
                place.forgotten = True
