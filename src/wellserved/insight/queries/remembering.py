"""Answers kept while the lake moves on: what new moments do not touch is not asked again."""

import logging
import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Generic, TypeVar

from wellserved.analytics.lake import Reading
from wellserved.insight.contracts import Patience, StillCounting

from .shelf import Lying, Shelf

State = TypeVar("State")

log = logging.getLogger(__name__)

ALWAYS = datetime.min.replace(tzinfo=UTC)
BYTES = 64 * 1024 * 1024
"""Of all answers together, as pickled; as objects they take some three times that."""
SHELVED_EVERY_SECONDS = 60.0
"""While moments keep coming, an answer is written to disk at most this often."""


@dataclass(frozen=True, slots=True)
class Told(Generic[State]):
    """An answer and the time as of which it holds; not `fresh`: newer moments are in the lake already."""

    state: State
    as_of: datetime
    fresh: bool


@dataclass(frozen=True, slots=True)
class Asked(Generic[State]):
    """A question, and how it is answered: `anew`, or by `forward(answer, transaction)` since when it was given.

    Where `forward` gives None, that would take longer than the asker has. `is_small`: counted anew in no time.
    `is_cold`: what works it out is not loaded, and whoever does not insist is better not kept from their page.
    With a `shelf` the answer outlives the process.
    """

    key: Hashable
    lake: Reading
    anew: Callable[[], State]
    forward: Callable[[State, int], State | None]
    as_of: datetime = ALWAYS
    is_small: bool = False
    is_cold: bool = False
    shelf: Shelf[State] | None = None


class _Place:
    """Where one question's answer is kept. The lock is held while it is worked out: never twice at a time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.kept: Lying[Any] | None = None
        self.weight = 0
        self.forgotten = False
        self.shelved = 0.0


class Memory:
    """Answers by question; the least lately asked are forgotten first."""

    def __init__(self, *, most: int = BYTES) -> None:
        self._most = most
        self._weight = 0
        self._lock = threading.Lock()
        self._places: OrderedDict[Hashable, _Place] = OrderedDict()

    def ask(self, asked: Asked[State], *, patience: Patience | None = None) -> Told[State]:
        """The answer, brought up to the lake; where that outlasts `patience`, what stands, while it is worked out.

        A lake of another life has nothing in common with what is kept. Raises StillCounting where nothing stands.
        """
        place = self._place(asked.key)
        try:
            stands = self._standing(place, asked)
            if patience is None or (stands is None and asked.is_small):
                with place.lock:
                    return self._told(place, asked)
            if stands is not None and not _is_behind(stands, asked.lake):
                return self._as_it_stands(place, stands, asked)
            return self._within(patience, place, stands, asked)
        finally:
            self._forget_the_oldest()

    def forget(self) -> None:
        with self._lock:
            for place in self._places.values():
                place.forgotten = True
            self._places.clear()
            self._weight = 0

    def _standing(self, place: _Place, asked: Asked[State]) -> Lying[State] | None:
        """What was answered of this lake before: by this process, else by one before it."""
        manifest = asked.lake.manifest()
        kept = place.kept
        if kept is not None and kept.born == manifest.born:
            return kept
        if asked.shelf is None:
            return None
        lying = asked.shelf.read(asked.key, born=manifest.born, watermark=manifest.watermark)
        with self._lock:
            if place.kept is not kept:
                return place.kept if place.kept and place.kept.born == manifest.born else None
            if lying is not None:
                place.kept, place.shelved = lying, monotonic()
        if lying is not None:
            self._weigh(place)
        return lying

    def _as_it_stands(self, place: _Place, stands: Lying[State], asked: Asked[State]) -> Told[State]:
        if not place.lock.acquire(blocking=False):
            return Told(stands.state, stands.as_of, fresh=True)
        try:
            return self._told(place, asked)
        finally:
            place.lock.release()

    def _within(
        self, patience: Patience, place: _Place, stands: Lying[State] | None, asked: Asked[State]
    ) -> Told[State]:
        """Worked out in a thread of its own, which goes on when the asker has lost patience.

        Not begun where it is cold: who asks again, and insists, begins. Nor when the time is over: a page that asks
        for many would have all of them counted at once.
        """
        # Whom an older answer serves as well need not wait for somebody else's count.
        span = patience.left if stands is None or patience.insists else 0
        begins = patience.left > 0 and (patience.insists or not asked.is_cold)
        if begins and place.lock.acquire(timeout=span):
            work = _Work(place, lambda: self._told(place, asked))
            if (told := work.wait(patience.left)) is not None:
                return told
        if stands is None:
            raise StillCounting
        return Told(stands.state, stands.as_of, fresh=False)

    def _told(self, place: _Place, asked: Asked[State]) -> Told[State]:
        kept, manifest = place.kept, asked.lake.manifest()
        state: State | None
        if kept is None or kept.born != manifest.born:
            place.kept = kept = Lying(asked.anew(), asked.as_of, manifest.born, manifest.watermark)
            self._weigh(place)
            self._shelve(place, asked, at_once=True)
        elif kept.watermark < manifest.watermark:
            state = kept.state
            if _is_behind(kept, asked.lake):
                state = asked.forward(kept.state, kept.watermark)
                if state is None:
                    return Told(kept.state, kept.as_of, fresh=False)
            is_same = state is kept.state
            place.kept = kept = Lying(state, asked.as_of, manifest.born, manifest.watermark)
            if not is_same:
                self._shelve(place, asked)
        elif kept.watermark == manifest.watermark and kept.as_of < asked.as_of:
            place.kept = kept = Lying(kept.state, asked.as_of, kept.born, kept.watermark)
        # Else another asker's answer is newer than the lake that this one opened, and as good.
        return Told(kept.state, kept.as_of, fresh=True)

    def _shelve(self, place: _Place, asked: Asked[State], *, at_once: bool = False) -> None:
        is_due = at_once or monotonic() - place.shelved >= SHELVED_EVERY_SECONDS
        if asked.shelf is not None and place.kept is not None and is_due:
            asked.shelf.write(asked.key, place.kept)
            place.shelved = monotonic()

    def _place(self, key: Hashable) -> _Place:
        with self._lock:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
            return place

    def _weigh(self, place: _Place) -> None:
        size = place.kept.size if place.kept else 0
        weight = size or len(pickle.dumps(place.kept, protocol=5))
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


class _Work(Generic[State]):
    """Work in a thread that holds a place's lock, which it was given, until it is done."""

    def __init__(self, place: _Place, work: Callable[[], Told[State]]) -> None:
        self._place = place
        self._work = work
        self._told: Told[State] | None = None
        self._error: Exception | None = None
        self._done = threading.Event()
        try:
            # Not a daemon: a process that ends waits for it, as for any request.
            threading.Thread(target=self._run, name="counting").start()
        except RuntimeError:
            # There is no room for one more thread: the next asker must find the place open.
            place.lock.release()
            raise

    def wait(self, seconds: float) -> Told[State] | None:
        """What was found, or None where it takes longer. Raises what the work raised."""
        self._done.wait(seconds)
        if self._done.is_set() and self._error is not None:
            raise self._error
        return self._told if self._done.is_set() else None

    def _run(self) -> None:
        try:
            self._told = self._work()
        except Exception as error:  # whoever asks again meets the same one, and is told of it
            log.exception("Counting in the background failed.")
            self._error = error
        finally:
            self._place.lock.release()
            self._done.set()


def _is_behind(kept: Lying[Any], lake: Reading) -> bool:
    """There are moments in the lake that this answer does not count."""
    return kept.watermark < lake.manifest().watermark and bool(lake.files(from_transaction=kept.watermark))
