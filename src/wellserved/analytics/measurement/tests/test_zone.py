"""The zone of tolerance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.weightstats import DescrStatsW

from wellserved.analytics.measurement import zone

THREE = st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9))


def test_adequacy_and_superiority_are_differences_with_their_own_intervals() -> None:
    random = np.random.default_rng(8)
    minimum = random.integers(1, 5, 80).astype(float)
    desired = minimum + random.integers(0, 5, 80)
    perceived = random.integers(1, 10, 80).astype(float)
    found = zone(minimum, desired, perceived)
    assert found is not None
    for ours, values in ((found.adequacy, perceived - minimum), (found.superiority, perceived - desired)):
        other = DescrStatsW(values)
        assert ours.value == pytest.approx(other.mean)
        assert (ours.low, ours.high) == pytest.approx(other.tconfint_mean())
    assert found.below.count == int((perceived < minimum).sum())
    assert found.above.count == int((perceived > desired).sum())


def test_a_respondents_score_is_over_the_items_that_they_answered_three_times() -> None:
    minimum = np.array([[2.0, 4.0], [3.0, np.nan], [np.nan, 1.0]])
    desired = np.array([[6.0, 8.0], [5.0, 5.0], [7.0, np.nan]])
    perceived = np.array([[5.0, 6.0], [2.0, 9.0], [4.0, 4.0]])
    found = zone(minimum, desired, perceived)
    assert found is not None
    assert (found.n, found.left_out) == (2, 1)
    assert (found.minimum.value, found.desired.value, found.perceived.value) == (3.0, 6.0, 3.75)
    assert (found.below.count, found.within.count) == (1, 1)


def test_who_would_accept_no_less_than_more_than_they_desire_contradicts_themselves() -> None:
    found = zone(np.array([7.0, 2.0]), np.array([3.0, 5.0]), np.array([4.0, 4.0]))
    assert found is not None
    assert (found.n, found.contradictory) == (1, 1)
    assert zone(np.array([7.0]), np.array([3.0]), np.array([4.0])) is None


@given(st.lists(THREE, min_size=1, max_size=40))
def test_below_within_and_above_are_everybody(answers: list[tuple[int, int, int]]) -> None:
    three = np.array(answers, dtype=float)
    found = zone(three[:, 0], three[:, 1], three[:, 2])
    if found is None:
        assert (three[:, 0] > three[:, 1]).all()
    else:
        assert found.below.count + found.within.count + found.above.count == found.n
        assert found.n + found.left_out + found.contradictory == len(answers)
        assert found.adequacy.value - found.superiority.value == pytest.approx(
            found.desired.value - found.minimum.value
        )
