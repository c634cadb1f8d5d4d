"""Guesses are counted by address and network, together for all processes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from wellserved.tracking.domain.guessing import (
    MISSES_OF_ADDRESS,
    STRETCH,
    counters_of,
    keys_of,
    stretch_of,
)
from wellserved.tracking.domain.postcodes import postcode_key
from wellserved.tracking.models import GuessCount
from wellserved.tracking.services.guesses import Memory, count_misses, forget_guesses, memory

NOW = datetime(2026, 3, 2, 12, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _begins_anew() -> None:
    memory.forget()


@pytest.mark.parametrize(
    ("address", "keys"),
    [
        ("203.0.113.7", ("203.0.113.7", "203.0.113.0/24")),
        ("::ffff:203.0.113.7", ("203.0.113.7", "203.0.113.0/24")),
        ("2001:db8:1:2::3", ("2001:db8:1:2::3", "2001:db8:1::/48")),
        ("", ("-", "-/0")),
        ("nonsense, 1.2.3.4", ("-", "-/0")),
    ],
)
def test_an_address_counts_for_itself_and_its_network(address: str, keys: tuple[str, str]) -> None:
    assert keys_of(address) == keys


def test_a_stretch_begins_every_ten_minutes_and_refusal_ends_with_it() -> None:
    assert stretch_of(NOW) == NOW.replace(minute=0)
    counters = counters_of("203.0.113.7", now=NOW)
    known = Memory()
    known.remember(counters, [("203.0.113.7", MISSES_OF_ADDRESS)])
    assert known.until("203.0.113.7", now=NOW) is None
    known.remember(counters, [("203.0.113.7", MISSES_OF_ADDRESS + 1)])
    assert known.until("203.0.113.7", now=NOW) == NOW.replace(minute=10)
    assert known.until("203.0.113.8", now=NOW) is None
    assert known.until("203.0.113.7", now=NOW + STRETCH) is None


@pytest.mark.django_db(transaction=True)
def test_guesses_from_many_processes_at_once_are_all_counted() -> None:
    def guess(n: int) -> None:
        try:
            for _ in range(10):
                count_misses(address=f"203.0.113.{n % 2}", misses=1, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as guessers:
        list(guessers.map(guess, range(4)))
    assert dict(GuessCount.objects.values_list("network", "misses")) == {
        "203.0.113.0": 20,
        "203.0.113.1": 20,
        "203.0.113.0/24": 40,
    }


@pytest.mark.django_db
def test_what_no_limit_looks_at_any_more_is_removed() -> None:
    count_misses(address="203.0.113.7", misses=1, now=NOW)
    assert forget_guesses(now=NOW + timedelta(hours=23)) == 0
    assert forget_guesses(now=NOW + timedelta(days=2)) == 2


@pytest.mark.parametrize("written", ["SW1A 1AA", "sw1a1aa", "SW1A-1AA"])
def test_a_postcode_is_compared_without_blanks_and_case(written: str) -> None:
    assert postcode_key(written) == "SW1A1AA"
