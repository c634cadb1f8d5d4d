"""Work out the next piece while the database takes in this one."""

from collections.abc import Iterator
from contextlib import suppress
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")
_PATIENCE = 0.1


class _End:
    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def one_ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items, made in a thread that is at most one of them ahead; its error is raised here."""
    queue: Queue[T | _End] = Queue(maxsize=1)
    stopped = Event()

    def put(item: T | _End) -> None:
        while not stopped.is_set():
            with suppress(Full):
                queue.put(item, timeout=_PATIENCE)
                return

    def work() -> None:
        error: BaseException | None = None
        try:
            for item in items:
                put(item)
                if stopped.is_set():
                    return
        except BaseException as raised:  # noqa: BLE001  whatever it is belongs to the thread that waits
            error = raised
        put(_End(error))

    worker = Thread(target=work, name="import-ahead", daemon=True)
    worker.start()
    try:
        yield from _taken(queue)
    finally:
        stopped.set()
        worker.join()


def _taken(queue: "Queue[T | _End]") -> Iterator[T]:
    while True:
        try:
            item = queue.get(timeout=_PATIENCE)
        except Empty:
            continue
        if not isinstance(item, _End):
            yield item
            continue
        if item.error is not None:
            raise item.error
        return
