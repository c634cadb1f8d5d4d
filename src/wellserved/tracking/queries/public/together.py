"""Lookups that come at the same time, answered together: a number costs half in a statement of many, and less of the wire."""

import asyncio
from collections import deque
from collections.abc import Sequence

from .following import Pool, Row, announced_async

# So many numbers in one statement: more would have the first wait for the last.
MOST_NUMBERS = 64
# Whoever comes while a statement is underway goes along with the next. With so many waiting it is sent at once, up to
# so many beside each other: a busy machine is slow to answer each of them.
MANY = 8
MOST_UNDERWAY = 4

Waiting = tuple[Sequence[str], "asyncio.Future[list[Row]]"]


class Together:
    """Lookups of one event loop. What one asks for is never answered to another, and known and unknown go the same way."""

    def __init__(self, pool: Pool, *, scans: int, underway: int = MOST_UNDERWAY) -> None:
        self._pool, self._scans, self._most = pool, scans, underway
        self._waiting: deque[Waiting] = deque()
        self._underway = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def rows(self, numbers: Sequence[str]) -> list[Row]:
        """What is announced of these numbers, as `announced_async` answers it."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[Row]] = loop.create_future()
        self._waiting.append((numbers, answer))
        if self._underway == 0 or (self._underway < self._most and len(self._waiting) >= MANY):
            self._underway += 1
            # It begins with the loop's next turn, so that whatever came in this one goes along.
            task = loop.create_task(self._ask())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await answer

    async def _ask(self) -> None:
        try:
            await self._ask_while_any_wait()
        finally:
            # In the same turn as the last look at who waits: nobody can come in between and wait for ever.
            self._underway -= 1

    async def _ask_while_any_wait(self) -> None:
        while self._waiting:
            those = self._next()
            numbers = list(dict.fromkeys(number for asked, _ in those for number in asked))
            try:
                rows = await announced_async(self._pool, numbers=numbers, scans=self._scans)
            except BaseException as error:
                _fail(those, error)
                if not isinstance(error, Exception):
                    raise
            else:
                _answer(those, rows)

    def _next(self) -> list[Waiting]:
        """Who goes along now: at least one, and whose waiting was given up does not."""
        those: list[Waiting] = []
        numbers = 0
        while self._waiting and (not those or numbers + len(self._waiting[0][0]) <= MOST_NUMBERS):
            one = self._waiting.popleft()
            if not one[1].done():
                those.append(one)
                numbers += len(one[0])
        return those


def _answer(those: Sequence[Waiting], rows: Sequence[Row]) -> None:
    of: dict[str, list[Row]] = {}
    for row in rows:
        of.setdefault(row[2], []).append(row)
    for numbers, answer in those:
        if answer.done():
            continue
        if len(numbers) == 1:
            answer.set_result(of.get(numbers[0], []))
        else:
            asked = set(numbers)
            answer.set_result([row for row in rows if row[2] in asked])


def _fail(those: Sequence[Waiting], error: BaseException) -> None:
    for _, answer in those:
        if answer.done():
            continue
        if isinstance(error, Exception):
            answer.set_exception(error)
        else:
            answer.cancel()
