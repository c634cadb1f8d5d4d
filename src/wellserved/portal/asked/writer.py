"""One thread of a process that stores what was sent: whatever waits goes into one transaction.

Nobody waits for company: the first to come is taken at once, and whoever comes while it is made durable goes together
into the next. What is answered is durable.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock, Thread

from django.db import Error, InterfaceError, OperationalError, connection

from wellserved.voice.services.answering import answer_all
from wellserved.voice.services.flooding import Flow, count_answer

from .desk import Came, Reply, given_of, refused, reply_to

__all__ = ["Writer", "take_all"]

TOGETHER = 64
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Waiting:
    came: Came
    loop: asyncio.AbstractEventLoop
    answered: "asyncio.Future[Reply]"


class Writer:
    """Its thread begins with the first form, and ends with the process."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._held: list[_Waiting] = []
        self._beginning = Lock()
        self._thread: Thread | None = None
        self.batches: list[int] = []
        """How many went together, of the last ones: for whoever looks on."""

    async def take(self, came: Came) -> Reply:
        """The answer to a form, once it is durable."""
        loop = asyncio.get_running_loop()
        one = _Waiting(came, loop, loop.create_future())
        self._waiting.put(one)
        with self._beginning:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="answers", daemon=True)
                self._thread.start()
        return await one.answered

    def close(self) -> None:
        """What waits is stored, then the thread ends."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join()

    def _run(self) -> None:
        while batch := self._next():
            self.batches = [*self.batches[-99:], len(batch)]
            for one, reply in zip(batch, self._stored(batch), strict=True):
                one.loop.call_soon_threadsafe(_tell, one.answered, reply)
        connection.close()

    def _next(self) -> list[_Waiting]:
        """One of each response: a click twice is for the next turn. Nothing when it is closed."""
        wanted = self._held or self._first()
        while wanted and len(wanted) < TOGETHER:
            try:
                one = self._waiting.get_nowait()
            except Empty:
                break
            if one is None:
                self._waiting.put(None)
                break
            wanted.append(one)
        batch: dict[str, _Waiting] = {}
        self._held = []
        for one in wanted:
            key = one.came.secret or (one.came.posted.get("_r") or ["", ""])[-1]
            if key and key in batch:
                self._held.append(one)
            else:
                batch[key or f"without {len(batch)}"] = one
        return list(batch.values())

    def _first(self) -> list[_Waiting]:
        one = self._waiting.get()
        return [] if one is None else [one]

    def _stored(self, batch: Sequence[_Waiting], *, again: bool = True) -> "list[Reply | Exception]":
        try:
            return list(take_all([one.came for one in batch]))
        except Exception as error:  # noqa: BLE001  a thread that ends would leave everybody waiting
            _forget_connection(error)
            if again and isinstance(error, OperationalError | InterfaceError):
                # The database went away since the last time, and may be back: what was stored is not stored twice.
                return self._stored(batch, again=False)
            if len(batch) > 1:
                # One of them is at fault: the others shall not suffer for it.
                return [reply for one in batch for reply in self._stored([one])]
            _log.error("An answer could not be stored: %s", type(error).__name__)
            return [error]


def take_all(came: Sequence[Came]) -> list[Reply]:
    """Take the forms of several, in one transaction."""
    replies: dict[int, Reply] = {}
    taken = []
    for n, one in enumerate(came):
        flow = count_answer(address=one.address, now=one.now) if one.door else Flow.USUAL
        given = given_of(one, flooded=flow is Flow.FLOOD)
        if flow is Flow.REFUSED:
            replies[n] = refused(given, one)
        else:
            taken.append((n, one, given))
    if taken:
        steps = answer_all([given for _n, _one, given in taken], now=max(one.now for _n, one, _g in taken))
        for (n, one, given), step in zip(taken, steps, strict=True):
            replies[n] = reply_to(given, step, one)
    return [replies[n] for n in range(len(came))]


def _forget_connection(error: Exception) -> None:
    if isinstance(error, Error):
        connection.close()


def _tell(answered: "asyncio.Future[Reply]", reply: "Reply | Exception") -> None:
    if answered.done():  # Whoever sent it went away; it is stored all the same.
        return
    if isinstance(reply, Exception):
        answered.set_exception(reply)
    else:
        answered.set_result(reply)
