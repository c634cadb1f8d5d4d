"""Kano's categories and Berger's coefficients."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellserved.analytics.measurement import CATEGORIES, kano, kano_of_counts, kano_of_pairs

# The evaluation table as C. Berger et al. (1993) print it, functional answers down, dysfunctional across.
BERGER = ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"]
LETTERS = dict(zip("MOAIRQ", CATEGORIES, strict=True))


def test_each_pair_of_answers_falls_where_berger_prints_it() -> None:
    for functional, row in enumerate(BERGER, start=1):
        for dysfunctional, letter in enumerate(row, start=1):
            found = kano(np.array([float(functional)]), np.array([float(dysfunctional)]))
            assert found is not None
            assert found.category == LETTERS[letter]


def test_coefficients_leave_reverse_and_questionable_answers_out() -> None:
    counts = {
        "must_be": 30,
        "one_dimensional": 20,
        "attractive": 10,
        "indifferent": 40,
        "reverse": 7,
        "questionable": 3,
    }
    found = kano_of_counts(counts)  # type: ignore[arg-type]  # plain words are the categories
    assert found is not None
    assert found.better is not None
    assert found.worse is not None
    assert (found.better.value, found.worse.value) == (0.3, 0.5)
    assert found.better.low < 0.3 < found.better.high
    assert (found.category, found.n) == ("indifferent", 110)
    assert not found.is_clear, "40 against 30 of 110 may be chance: 10 is less than 1.65 x 6.9"


def test_of_two_as_frequent_the_one_that_hurts_most_to_lack_counts() -> None:
    found = kano_of_counts({"attractive": 20, "one_dimensional": 20, "must_be": 20})
    assert found is not None
    assert (found.category, found.is_clear) == ("must_be", False)


def test_answers_off_the_scale_and_halves_of_a_pair_are_left_out_and_counted() -> None:
    found = kano(np.array([1, 1, np.nan, 6, 0]), np.array([5, np.nan, 2, 1, 1]))
    assert found is not None
    assert (found.n, found.left_out, found.category) == (1, 4, "one_dimensional")
    assert kano(np.array([np.nan]), np.array([1.0])) is None
    with pytest.raises(ValueError, match="five by five"):
        kano_of_pairs([[1, 2], [3, 4]])


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=60))
def test_everybody_falls_into_one_category(pairs: list[tuple[int, int]]) -> None:
    answers = np.array(pairs, dtype=float)
    found = kano(answers[:, 0], answers[:, 1])
    assert found is not None
    assert sum(found.counts.values()) == found.n == len(pairs)
    assert found.counts[found.category] == max(found.counts.values())
