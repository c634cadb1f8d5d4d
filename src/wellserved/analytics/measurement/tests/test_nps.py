"""The net promoter score and its margin."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellserved.analytics.measurement import net_promoter


def test_the_margin_is_the_mean_error_of_one_nought_and_minus_one() -> None:
    counts = [3, 0, 1, 2, 0, 9, 11, 20, 31, 40, 33]
    found = net_promoter(counts)
    values = np.repeat([-1] * 7 + [0] * 2 + [1] * 2, counts)
    assert found is not None
    assert found.score == pytest.approx(100 * values.mean())
    assert found.margin == pytest.approx(100 * 1.959964 * values.std() / np.sqrt(len(values)), abs=1e-4)
    assert (found.promoters, found.passives, found.detractors, found.n) == (73, 51, 26, 150)


@given(st.lists(st.integers(0, 500), min_size=11, max_size=11))
def test_a_score_lies_where_scores_lie(counts: list[int]) -> None:
    found = net_promoter(counts)
    assert (found is None) == (sum(counts) == 0)
    if found:
        assert -100 <= found.score <= 100
        assert 0 <= found.margin <= 196
        turned = net_promoter(counts[::-1])
        assert turned is not None
        assert turned.n == found.n


def test_answers_off_the_scale_are_refused() -> None:
    with pytest.raises(ValueError, match="eleven counts"):
        net_promoter([1, 2, 3])
