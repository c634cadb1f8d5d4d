"""The difference of two groups' means."""

import numpy as np
import pytest
from scipy.stats import ttest_ind

from wellserved.analytics.measurement import Instrument, Item, Mean, Tally
from wellserved.analytics.measurement.beside import difference
from wellserved.analytics.measurement.sheet import mean_of


def mean(values: list[float]) -> Mean:
    tally = Tally(Instrument(items=(Item(name="a", dimension="", perceived="a"),)))
    tally.add(np.array(values)[:, None])
    found = mean_of(tally.sums().pairwise, [0])
    assert found is not None
    return found


def test_scipy_s_welch_agrees() -> None:
    one, other = [5.0, 6, 7, 5, 4, 6, 7, 5], [3.0, 4, 2, 5, 3]
    found = difference(mean(one), mean(other))
    known = ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((known.low, known.high))
    assert difference(mean([5.0]), mean(other)) is None
    same = difference(mean([5.0, 5.0]), mean([4.0, 4.0]))
    assert same is not None
    assert (same.low, same.value, same.high) == (1.0, 1.0, 1.0)
