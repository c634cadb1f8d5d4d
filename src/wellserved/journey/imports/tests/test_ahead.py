"""One item ahead, and no further."""

import threading
from collections.abc import Iterator

import pytest

from wellserved.journey.imports.running.ahead import one_ahead


def test_items_come_in_their_order() -> None:
    assert list(one_ahead(iter(range(100)))) == list(range(100))


def test_an_error_of_the_other_thread_is_raised_where_the_items_are_taken() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise OSError("The disk is full.")

    taken = one_ahead(items())
    assert next(taken) == 1
    with pytest.raises(OSError, match="The disk is full"):
        next(taken)


def test_whoever_stops_taking_ends_the_thread() -> None:
    before = threading.active_count()
    taken = one_ahead(iter(range(1000)))
    assert next(taken) == 0
    taken.close()  # type: ignore[attr-defined]  # it is a generator
    assert threading.active_count() == before
